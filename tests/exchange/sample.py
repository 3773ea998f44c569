"""Two short texts of our own and notes on them: what the tests of the exports are made from."""

from __future__ import annotations

from datetime import UTC, datetime

from reader.crossref.model import End, Link, Term, Why
from reader.library.models import Annotation, Decision, Snapshot, Tag, Target
from reader.text.model import Provision, Provisions, Text

NOW = datetime(2026, 1, 31, 10, 30, tzinfo=UTC)


def text(id: str, title: str, short: str, date: str, *paragraphs: str, lang: str = "en", place: str = "") -> Text:  # noqa: A002
    provisions, at = [], 0
    for n, paragraph in enumerate(paragraphs, start=1):
        provisions.append(Provision(n, at, at + len(paragraph), at))
        at += len(paragraph) + 2
    return Text(
        id=id, title=title, short_title=short, date=date, lang=lang, place=place,
        canonical="\n\n".join(paragraphs), provisions=Provisions.of(provisions),
    )  # fmt: skip


HARBOUR = text(
    "harbour-1999", "Declaration on the Harbours of the North", "Harbour 1999", "1999-05-04",
    "The ports agree to keep their lights burning through the winter.",
    "Every pilot shall abide by the *Charter of Lights*; no fee [or toll] is asked.",
    "A bell stands at each mole.", place="Narvik",
)  # fmt: skip
FJORD = text(
    "fjord-2005", "Declaration of the Fjord Towns", "Fjord 2005", "2005-09-01",
    "The towns recall the Harbour Declaration.",
    "Pilots observe the Charter of Lights strictly & without charge.",
    "# Bells\nThe bell at each mole is rung — twice 😀 — in fog. مرحبا 上海",
)  # fmt: skip


def target(of: Text, words: str, **more: object) -> Target:
    start = of.canonical.index(words)
    end = start + len(words)
    return Target(
        of.id, start, end, words, of.canonical[max(0, start - 20) : start], of.canonical[end : end + 20],
        of.provision_at(start).n, of.sha256, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def end(of: Text, words: str) -> End:
    start = of.canonical.index(words)
    return End(start, start + len(words), words, of.provision_at(start).n, 1)


def link(status: str = "confirmed", origin: str = "computed", key: str = "parallel-4f2a") -> Link:
    return Link(
        key, "parallel", 0.81, origin, status, None,
        end(HARBOUR, "Every pilot shall abide by the *Charter of Lights*"),
        end(FJORD, "Pilots observe the Charter of Lights strictly"),
        Why("both name the Charter of Lights; abide ~ observe (0.81)", (Term("abide", "observe", 0.81),),
            ("Charter of Lights",), signals=(("cosine", 0.6),)),
    )  # fmt: skip


def note(id: str, *targets: Target, body: str = "", **more: object) -> Annotation:  # noqa: A002
    values: dict[str, object] = {
        "motivation": "commenting" if body else "highlighting",
        "created": "2026-01-02T03:04:05Z",
        "modified": "2026-01-05T06:07:08Z",
        **more,
    }
    return Annotation(id, targets, body, **values)  # type: ignore[arg-type]


def snapshot(*notes: Annotation, decisions: tuple[Decision, ...] = (), tags: tuple[Tag, ...] = ()) -> Snapshot:
    return Snapshot((HARBOUR, FJORD), notes, tags, decisions)


def full() -> Snapshot:
    """Every kind of thing that an export can meet."""
    decision = Decision(HARBOUR.id, FJORD.id, link(), "2026-01-04T00:00:00Z")
    return snapshot(
        note("01jaaa", target(HARBOUR, "lights burning"), colour="green"),
        note("01jbbb", target(HARBOUR, "Charter of Lights"), body="The *older* wording.", tags=("law/charter", "2001")),
        note("01jccc", target(HARBOUR, "A bell"), target(FJORD, "The bell at each mole"),
             body="# Bells\n\n- one\n- two", tags=("bells",), colour="pink", style="underline"),
        note("01jddd", *(target(HARBOUR, link().a.exact), target(FJORD, link().b.exact)), body="Stricter now.",
             link_key=link().key, motivation="linking", tags=("law/charter",)),
        note("01jeee", Target(FJORD.id, 9, 12, "words that are gone", "before", "after", 2, "0" * 64, "orphan", "gone"),
             body="```\nopen fence"),
        decisions=(decision, Decision(HARBOUR.id, FJORD.id, link("suggested", key="parallel-0001"))),
        tags=(Tag("law/charter", "blue", "what binds"), Tag("bells", "#aabbcc"), Tag("unused")),
    )  # fmt: skip
