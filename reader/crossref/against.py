"""The cross-references of one text with a whole collection: only where the two touch is the costly engine asked.

One index over all provisions (`related`) proposes the texts that touch the one in hand and says how near they are; the
engine then compares the proposed pairs, the nearest first, so that the best answers come first and a search that is
stopped half-way has found the most. What was found for two wordings is kept by their hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from reader.crossref.engine import find_links
from reader.crossref.merge import order
from reader.crossref.model import Link
from reader.crossref.passages import Touch
from reader.crossref.related import Known, Load, Shelf, Store, touching
from reader.crossref.stages import SCALE, Stage
from reader.errors import Feedback
from reader.text.model import Text

if TYPE_CHECKING:
    from reader.crossref.authority import Authority

WORTH = 0.25  # nearness from which the engine is asked: one place half alike, or some that are fainter
Pair = tuple[str, str]  # two content hashes


class Kept(Protocol):
    """Where links are kept by the hashes of two wordings."""

    def links(self, key: Pair, stamp: str) -> list[Link] | None:
        """The links between two wordings, end `a` in the first; None where nobody looked."""

    def keep_links(self, key: Pair, links: list[Link], stamp: str) -> None:
        """Keep the links between two wordings."""


class Proposal(NamedTuple):
    """A text of the collection: `near` 0 to 1, where it touches, and whether the engine is asked for it."""

    text_id: str
    sha256: str
    near: float
    touches: tuple[Touch, ...]

    @property
    def worth(self) -> bool:
        """Whether it is near enough for the engine."""
        return self.near >= WORTH


def propose(
    text: Text,
    known: Known,
    load: Load,
    *,
    shelf: Shelf | None = None,
    store: Store | None = None,
    feedback: Feedback | None = None,
) -> list[Proposal]:
    """Every text of the collection but itself and its twins, the nearest first; those that do not touch it last."""
    shas = dict(known)
    near = touching(text, known, load, shelf=shelf, store=store, feedback=feedback)
    found = [Proposal(id_, shas[id_], score, touches) for id_, score, touches in near]
    met = {proposal.text_id for proposal in found}
    return found + [
        Proposal(id_, sha, 0.0, ()) for id_, sha in known if id_ not in met and id_ != text.id and sha != text.sha256
    ]


def links_of_pair(
    text: Text,
    sha: str,
    load: Callable[[], Text],
    kept: Kept,
    stamp: str,
    *,
    authority: Authority | None = None,
    feedback: Feedback | None = None,
) -> list[Link]:
    """The links of `text` with the wording `sha`, end `a` in `text`: as kept, or found now and kept."""
    found = kept.links((text.sha256, sha), stamp)
    if found is not None:
        return found
    turned = kept.links((sha, text.sha256), stamp)
    if turned is not None:
        return sorted((link.swapped() for link in turned), key=order)
    found = find_links(text, load(), feedback=feedback, authority=authority)
    kept.keep_links((text.sha256, sha), found, stamp)
    return found


def links_against(
    text: Text,
    known: Sequence[tuple[str, str]],
    load: Load,
    kept: Kept,
    stamp: str = "",
    *,
    authority: Authority | None = None,
    feedback: Feedback | None = None,
) -> Iterator[tuple[str, list[Link]]]:
    """For each of the texts `(id, content hash)` its links with `text`, end `a` being in `text`, as they are found.

    A new wording has another hash, so nothing stale is given; `stamp` says what else the answers depend on.
    """
    feedback = feedback or Feedback()
    for n, (id_, sha) in enumerate(known):
        part = Stage(feedback, n * SCALE // len(known), (n + 1) * SCALE // len(known))
        part.step(0, 1)

        def one(id_: str = id_) -> Text:
            return load([id_])[0]

        yield id_, links_of_pair(text, sha, one, kept, stamp, authority=authority, feedback=part)
