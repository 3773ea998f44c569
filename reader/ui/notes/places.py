"""From the words of a link in a note to a place in a text, and the places that a note can link to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from reader.render.links import Passage
from reader.text.model import Text
from reader.ui.notes.completing import Known
from reader.ui.session import Session

OPENING = 60  # code points of a provision that the list of completions shows


class Openings(Sequence[str]):
    """The first words of each provision of a text, read when somebody looks at them."""

    def __init__(self, session: Session, text_id: str, count: int) -> None:
        self._session = session
        self._id = text_id
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> list[str]: ...
    def __getitem__(self, i: int | slice) -> str | list[str]:
        text = self._session.text(self._id)
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(self._count))]
        if text is None or not 0 <= i < len(text.provisions):
            raise IndexError(i)
        start = text.provisions[i].body
        return " ".join(text.canonical[start : start + OPENING].split())


def linkable(session: Session) -> Iterator[Known]:
    """The texts that a note can link to: those in the panes first, then those of the library."""
    shown = list(dict.fromkeys(session.shown))
    for text_id in shown:
        text = session.text(text_id)
        if text is not None:
            yield Known(text.short_title, Openings(session, text_id, len(text.provisions)))
    for info in session.text_infos():
        if info.id not in shown:
            yield Known(info.short_title, Openings(session, info.id, info.provisions), near=False)


def titles(session: Session) -> dict[str, str]:
    """The short title of every text by its id."""
    found = {info.id: info.short_title for info in session.text_infos()}
    for text_id in session.shown:
        text = session.text(text_id)
        if text is not None:
            found[text_id] = text.short_title
    return found


def find(session: Session, passage: Passage, here: str | None = None) -> tuple[str, int] | None:
    """The text and position that a link means; `here` is the text that "§4" alone speaks of; None if it is nowhere."""
    wanted = passage.short_title.casefold()
    if not wanted:
        ids = [here] if here is not None else list(session.shown[:1])
    else:
        known = titles(session)
        ids = [text_id for text_id, title in known.items() if wanted in (title.casefold(), text_id.casefold())]
        ids.sort(key=lambda text_id: text_id not in session.shown)
    for text_id in ids:
        text: Text | None = session.text(text_id)
        if text is not None and 1 <= passage.provision <= len(text.provisions):
            return text_id, text.provisions[passage.provision - 1].start
    return None
