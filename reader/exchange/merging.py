"""An import into a library: one undoable edit, nothing of either side lost, the same file twice changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from reader.exchange.model import Import, ImportProblem
from reader.exchange.names import digest
from reader.library.models import Annotation, Decision, Edit, Record, Snapshot, Tag, TextRecord, Version


class Clash(NamedTuple):
    """A note, tag or decision that both sides have, differently: `mine` stays, `theirs` came in under `kept_as`."""

    what: str
    id: str
    mine: Record
    theirs: Record
    kept_as: str


class Merge(NamedTuple):
    """What an import comes to: `edit` is to be applied; the counts are what to tell the user.

    `added`, `updated`, `unchanged`, `orphaned` hold ids of annotations; `texts` ids of texts that came along. `past`
    and `wordings` are no records: the library takes them in beside the edit (`whole.keep_past`).
    """

    edit: Edit
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    past: tuple[Version, ...] = ()
    wordings: tuple[str, ...] = ()


def plan(found: Import, library: Snapshot, now: datetime) -> Merge:
    """How a placed import goes into a library of which `library` is the whole; nothing is written.

    A note that the library does not have is added. One that it has unchanged stays; one that was edited in the
    file, and not here since, is updated; if both sides changed it, mine stays and theirs comes as a note of its
    own. Texts come along when an annotation needs them, or when the whole project came (an archive).
    """
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _Planner(found, library, moment).plan()


class _Planner:
    def __init__(self, found: Import, library: Snapshot, moment: str) -> None:
        self.found = found
        self.moment = moment
        self.library = library
        self.mine = {note.id: note for note in (*library.trashed, *library.annotations)}
        self.copies: dict[str, str] = {}  # ids of theirs that came under another id
        self.before: list[Record] = []
        self.after: list[Record] = []
        self.clashes: list[Clash] = []
        self.added: list[str] = []
        self.updated: list[str] = []
        self.unchanged: list[str] = []

    def plan(self) -> Merge:
        texts = self._texts()
        for note in self.found.annotations:
            self._note(note)
        self._tags()
        self._decisions()
        self._searches()
        came = {note.id: note for note in self.after if isinstance(note, Annotation)}
        orphaned = tuple(
            note.id
            for note in came.values()
            if note.trashed is None and any(target.state in ("orphan", "ambiguous") for target in note.targets)
        )
        edit = Edit("Import", tuple(self.before), tuple(self.after))
        return Merge(
            edit, tuple(self.added), tuple(self.updated), tuple(self.unchanged), orphaned, tuple(texts),
            tuple(self.clashes), self.found.problems, self._past(), self.found.wordings,
        )  # fmt: skip

    def _texts(self) -> list[str]:
        gone = [record.text for record in self.library.trashed_texts]
        ids = {text.id for text in (*self.library.texts, *gone)}
        hashes = {text.sha256 for text in (*self.library.texts, *gone)}
        needed = {target.text_id for note in self.found.annotations for target in note.targets}
        whole = self.found.format == "archive"
        came = []
        for text in self.found.texts:
            if text.id not in ids and text.sha256 not in hashes and (whole or text.id in needed):
                self.after.append(TextRecord(text, self.moment))
                came.append(text.id)
        taken = ids | set(came)
        self.after += [record for record in self.found.trashed_texts if record.text.id not in taken]
        return came

    def _searches(self) -> None:
        mine = {search.name: search for search in self.library.searches}
        for theirs in self.found.searches:
            old = mine.get(theirs.name)
            if old is None:
                self.after.append(theirs)
            elif old.query != theirs.query:
                copy = theirs._replace(name=f"{theirs.name} ({digest(theirs.query, 6)})")
                self.clashes.append(Clash("search", theirs.name, old, theirs, copy.name))
                if copy.name not in mine:
                    self.after.append(copy)

    def _past(self) -> tuple[Version, ...]:
        """Former bodies of the notes that come, under the ids that they come with."""
        came = {**{id_: id_ for id_ in self.added}, **self.copies}
        return tuple(
            version._replace(annotation_id=came[version.annotation_id])
            for version in self.found.versions
            if version.annotation_id in came
        )

    def _note(self, theirs: Annotation) -> None:
        mine = self.mine.get(theirs.id)
        if mine is None:
            self._add(theirs)
        elif _same(mine, theirs):  # what one side has in the trash stays where each has it
            self.unchanged.append(theirs.id)
        elif mine.trashed is not None or theirs.trashed is not None:
            self._clash(mine, theirs)
        elif self._mine_is_older(mine, theirs):
            self.before.append(mine)
            modified = self.moment if theirs.id in self.found.edited else theirs.modified or self.moment
            self.after.append(theirs._replace(created=mine.created or theirs.created, modified=modified, trashed=None))
            self.updated.append(theirs.id)
        elif self._theirs_is_older(mine, theirs):
            self.unchanged.append(theirs.id)
        else:
            self._clash(mine, theirs)

    def _mine_is_older(self, mine: Annotation, theirs: Annotation) -> bool:
        """Whether the file changed the note as we have it: then it is an edit, not a conflict."""
        was = dict(self.found.was).get(theirs.id)
        return theirs.id in self.found.edited and was == digest(mine.body, 16)

    def _theirs_is_older(self, mine: Annotation, theirs: Annotation) -> bool:
        """Whether the file holds the note as it was before we changed it."""
        if theirs.id in self.found.edited or not theirs.modified:
            return False
        return bool(self.found.was) and mine.created == theirs.created and mine.modified > theirs.modified

    def _add(self, note: Annotation) -> None:
        self.after.append(note if note.created else note._replace(created=self.moment, modified=self.moment))
        self.added.append(note.id)
        self.mine[note.id] = note

    def _clash(self, mine: Annotation, theirs: Annotation) -> None:
        # The id comes from the content, so that the same file read twice brings no second copy.
        content = repr(theirs._replace(modified="", created="", trashed=None))
        copy = theirs._replace(id=f"{theirs.id}-{digest(content, 10)}")
        self.copies[theirs.id] = copy.id
        self.clashes.append(Clash("annotation", theirs.id, mine, theirs, copy.id))
        if copy.id in self.mine:
            self.unchanged.append(copy.id)
        else:
            self._add(copy)

    def _tags(self) -> None:
        mine = {tag.name: tag for tag in self.library.tags}
        for theirs in self.found.tags:
            old = mine.get(theirs.name)
            if old is None:
                self.after.append(theirs)
                continue
            # What one side left open the other fills in.
            new = Tag(old.name, old.colour or theirs.colour, old.description or theirs.description)
            if new != old:
                self.before.append(old)
                self.after.append(new)
            if theirs.colour not in ("", new.colour) or theirs.description not in ("", new.description):
                self.clashes.append(Clash("tag", theirs.name, new, theirs, ""))

    def _decisions(self) -> None:
        mine = {decision.link.key: decision for decision in self.library.decisions}
        for theirs in self.found.decisions:
            old = mine.get(theirs.link.key)
            if old is None:
                self.after.append(theirs)
            elif _verdict(old) == _verdict(theirs):
                continue
            elif old.link.status == "suggested":
                self.before.append(old)
                self.after.append(theirs)
            elif theirs.link.status != "suggested":
                self.clashes.append(Clash("decision", theirs.link.key, old, theirs, ""))


def _verdict(decision: Decision) -> tuple[str, str]:
    return decision.link.status, decision.link.kind


def _same(mine: Annotation, theirs: Annotation) -> bool:
    """Whether two notes say the same: places may have been found anew, moments may differ."""
    if (mine.body, set(mine.tags), mine.colour, mine.style, mine.link_key) != (
        theirs.body, set(theirs.tags), theirs.colour, theirs.style, theirs.link_key,
    ):  # fmt: skip
        return False
    return [(t.text_id, t.exact) for t in mine.targets] == [(t.text_id, t.exact) for t in theirs.targets]


__all__ = ["Clash", "Merge", "plan"]
