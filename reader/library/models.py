"""What is kept: frozen records, and the edit that turns one state of them into another."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from reader.crossref.model import Link
from reader.text.model import Text

COLOURS = ("yellow", "green", "blue", "pink", "orange")
STYLES = ("highlight", "underline", "none")  # "none": a bare note, marked in the margin only
STATES = ("placed", "edited", "ambiguous", "orphan")


class Target(NamedTuple):
    """One passage that an annotation is about: `[start, end)` in code points of the text with hash `sha256`.

    `exact`, `prefix`, `suffix`, `provision` are what finds it again when the text is replaced. `state` is
    "placed", "edited" (found, the wording changed), "ambiguous" or "orphan" (kept, listed, not shown);
    `reason` says why in words. `was` is the wording before an edit of the text, for a target in state "edited".
    """

    text_id: str
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    provision: int = 0
    sha256: str = ""
    state: str = "placed"
    reason: str = ""
    was: str = ""


class Annotation(NamedTuple):
    """A highlight and/or a Markdown note with one or more targets, or a note on a cross-reference.

    `id` is made by `ids.new_id` before the first write and never changes. `link_key` names the
    cross-reference that the note is about (its targets are then the two ends, so that they can be quoted).
    `created` and `modified` are ISO 8601 in UTC ending in "Z". `trashed` is the moment of deletion, or None.
    `motivation` is a W3C term: "highlighting", "commenting", "linking", "bookmarking", "replying" (see `reply_to`).
    """

    id: str
    targets: tuple[Target, ...]
    body: str = ""
    tags: tuple[str, ...] = ()
    colour: str = "yellow"
    style: str = "highlight"
    motivation: str = "highlighting"
    link_key: str | None = None
    reply_to: str | None = None
    created: str = ""
    modified: str = ""
    trashed: str | None = None


class Tag(NamedTuple):
    """A tag by its full path (`principles/sovereignty`): colour (a name of `COLOURS`, "#rrggbb" or "") and meaning."""

    name: str
    colour: str = ""
    description: str = ""


class Decision(NamedTuple):
    """What the reader said of a cross-reference, or one that they made (`link.origin == "user"`).

    `link` is the link as it stood, with the decided kind and status; it is what is shown when the engine
    no longer finds it. `a_text` and `b_text` are ids of texts. Its identity is `link.key`.
    """

    a_text: str
    b_text: str
    link: Link
    decided: str = ""


class SavedSearch(NamedTuple):
    """A search that stays live in the sidebar."""

    name: str
    query: str


class TextRecord(NamedTuple):
    """A text as it is kept. `added` is ISO 8601 UTC; `trashed` as for annotations; `edition_of` is in the text."""

    text: Text
    added: str = ""
    trashed: str | None = None


Record: TypeAlias = Annotation | Tag | Decision | SavedSearch | TextRecord


def identity(record: Record) -> tuple[str, str]:
    """What makes two records versions of one thing: `(type, key)`."""
    match record:
        case Annotation():
            return "annotation", record.id
        case Tag():
            return "tag", record.name
        case Decision():
            return "decision", record.link.key
        case SavedSearch():
            return "search", record.name
        case TextRecord():
            return "text", record.text.id


class Edit(NamedTuple):
    """One change, undoable: every record that it touches, before and after (absent: not there).

    `name` is the act in the words of the menu ("Add note", "Rename tag"): it follows Undo and Redo.
    """

    name: str
    before: tuple[Record, ...]
    after: tuple[Record, ...]

    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.name, self.after, self.before)


class Changes(NamedTuple):
    """What an applied edit touched, and who asked (the maker keeps its cursor and does not reload)."""

    who: object
    annotations: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()  # those that came, went or were replaced, and those of the annotations
    searches: frozenset[str] = frozenset()
    renewed: frozenset[str] = frozenset()  # of the texts, only those that came, went or were replaced


class TextInfo(NamedTuple):
    """A line of the list of texts: no canonical text loaded."""

    id: str
    title: str
    short_title: str
    date: str
    place: str
    lang: str
    sha256: str
    edition: str
    edition_of: str | None
    provisions: int
    annotations: int
    trashed: str | None = None
    collections: tuple[str, ...] = ()  # named sets of texts that it belongs to


class TagInfo(NamedTuple):
    """A tag with the number of live annotations that carry it (itself, not its descendants)."""

    tag: Tag
    uses: int


class Version(NamedTuple):
    """A former body of a note: `seq` grows, `saved` is when it was replaced."""

    seq: int
    annotation_id: str
    body: str
    saved: str


class Hit(NamedTuple):
    """A hit of the search: `kind` "text", "note", "tag", "name" or "link"; `marks` are spans in `snippet`.

    For a text `[start, end)` are code points of its canonical text and `provision` its number; for a note
    `id` is the annotation's.
    """

    kind: str
    id: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float
    text_id: str = ""
    provision: int = 0
    start: int = 0
    end: int = 0


class Problem(NamedTuple):
    """A finding of the integrity check: what, about which record, and what can be done."""

    what: str
    record: str
    hint: str = ""


class Snapshot(NamedTuple):
    """A frozen view of (a part of) the library, for exports: live annotations in order of place.

    The rest is empty unless it was asked for (`whole.whole`): the trash, saved searches, former bodies of notes, and
    `wordings`, which texts had before they were replaced.
    """

    texts: tuple[Text, ...]
    annotations: tuple[Annotation, ...]
    tags: tuple[Tag, ...]
    decisions: tuple[Decision, ...]
    trashed: tuple[Annotation, ...] = ()
    trashed_texts: tuple[TextRecord, ...] = ()
    searches: tuple[SavedSearch, ...] = ()
    versions: tuple[Version, ...] = ()
    wordings: tuple[str, ...] = ()
