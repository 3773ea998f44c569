"""What goes into a library when it is opened: the files that the window shows, and what was typed and never saved."""

from __future__ import annotations

import json

from reader.exchange.handing import decode_edit
from reader.library import Library
from reader.library.drafts import Draft
from reader.library.models import Edit
from reader.ui.session import Session
from reader.ui.window.opening import Opening


def keep_files(library: Library, session: Session, opening: Opening) -> None:
    """Add the files that the window was opened on to the library, so that notes can be made on them."""
    if library.read_only:
        return
    for text_id in sorted(opening.files):
        text = session.text(text_id)
        if text is not None and not library.has_text(text_id):
            library.apply(library.plan.add_text(text), who="open")


def take_up(library: Library) -> int:
    """Put into the library what could not be saved when it was done; the number of acts. What is newer there stays.

    A note's former words are in its history; what cannot be placed stays a draft, and shows where it was typed.
    """
    if library.read_only:
        return 0
    count = 0
    for draft in library.drafts():
        edit = _edit_of(library, draft)
        if edit is None:
            continue
        if edit.before != edit.after:
            library.apply(edit, who="draft")
            count += 1
        library.discard_draft(draft.key)
    return count


def _edit_of(library: Library, draft: Draft) -> Edit | None:
    """What a draft does to the library; None where it has to stay a draft."""
    kind, _, rest = draft.key.partition(":")
    if kind == "note":
        notes = library.annotations(ids=[rest])
        if not notes or draft.saved < notes[0].modified:
            return None
        return library.plan.edit_annotation(rest, body=draft.text)
    if kind == "edit":  # an act that another program held up until the window was closed
        try:
            edit = decode_edit(json.loads(draft.text))
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return edit if library.stands(edit) else None
    if kind != "passage":
        return None
    text_id, start, end = ([*rest.rsplit(":", 2), "", ""])[:3]
    if not (start.isdigit() and end.isdigit() and library.has_text(text_id)):
        return None
    if any(a.body == draft.text for a in library.annotations(text=text_id)):
        return None  # taken up before, where the draft could not be removed
    text = library.text(text_id)
    if not int(start) < int(end) <= len(text.canonical):
        return None
    target = library.make_target(text, int(start), int(end))
    return library.plan.add_annotation([target], body=draft.text, style="none", motivation="commenting")
