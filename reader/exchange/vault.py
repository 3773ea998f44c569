"""An Obsidian folder that belongs to a library: both are brought up to date at once, and nothing is overwritten.

`prepare` compares and only reads; the caller applies `Plan.edit` to the library, then calls `write`. A file is known
by the id in its front matter, wherever in the folder and under whatever name the user keeps it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from reader.errors import Feedback, UserError
from reader.exchange import frontmatter, names
from reader.exchange.document import Document, fingerprint, render
from reader.exchange.markdown import IDENTITY, documents
from reader.exchange.obsidian import POLICIES, Conflict, Merge, regions
from reader.exchange.options import Options
from reader.exchange.reading import MAX_BYTES
from reader.exchange.saving import inside, save_over
from reader.exchange.vault_edits import brought_back
from reader.library.models import Annotation, Edit, Snapshot

BIN = ".trash"  # where Obsidian itself puts what was deleted
MAX_FILES = 100_000
_LIBRARY = re.compile(r'^\{"flavour":"obsidian","library":"([0-9a-f]{8,64})"\}$', re.MULTILINE)


class Plan(NamedTuple):
    """What a synchronisation comes to; nothing is written yet. Paths are relative to `folder`, with `/`.

    `edit`: what comes back into the library, None if nothing does; `returned` the ids of its notes. `files` are to be
    written once that is done; `fresh` are those of them that are new. `conflicts` wait for a choice and stay as they
    are until then. `stale`: files of notes that are gone, with no word of the user's in them. `problems`: what was
    left alone, and why, in sentences. `seen` is what tells that a file was changed since.
    """

    folder: Path
    edit: Edit | None
    files: dict[str, bytes]
    conflicts: tuple[Conflict, ...]
    returned: tuple[str, ...]
    fresh: tuple[str, ...]
    unchanged: tuple[str, ...]
    stale: tuple[str, ...]
    problems: tuple[str, ...]
    seen: dict[str, str]

    @property
    def nothing(self) -> bool:
        """Whether both sides agree already."""
        return self.edit is None and not self.files and not self.conflicts and not self.stale

    def __str__(self) -> str:
        """What it does, in words."""
        parts = [f"{_count(len(self.files), 'file')} to write", f"{len(self.unchanged)} as they were"]
        if self.returned:
            parts.append(f"{_count(len(self.returned), 'note')} edited there, taken into the library")
        if self.conflicts:
            parts.append(f"{_count(len(self.conflicts), 'conflict')} to decide, left as they are")
        if self.stale:
            parts.append(f"{_count(len(self.stale), 'file')} of notes that are gone")
        return ", ".join(parts) + "."


class Written(NamedTuple):
    """What was done on the disk: files written, files moved into the folder's bin, files that had just changed."""

    files: tuple[str, ...]
    binned: tuple[str, ...]
    late: tuple[str, ...]


class _Page(NamedTuple):
    path: str
    words: str
    id: str
    library: str
    hash: str
    name: str = ""  # the file name that its title gives


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"


def prepare(
    folder: Path,
    snapshot: Snapshot,
    notes: Iterable[Annotation],
    options: Options | Mapping[str, Any] | None,
    now: datetime,
    *,
    policy: str = "skip",
    choices: Mapping[tuple[str, str], str] | None = None,
    bound: bool = True,
    feedback: Feedback | None = None,
) -> Plan:
    """Compare a folder with the library; UserError where the folder cannot be read.

    `notes` are all annotations of the library, those in the trash too. `bound`: the folder belongs to the library, so
    edits come back by themselves and files of notes that are gone are named; else it is an export that may hold only
    some of the notes, and edits come back only where "bring-back" is chosen.
    """
    for wanted in (policy, *(choices or {}).values()):
        if wanted not in POLICIES:
            raise UserError(f"There is no way “{wanted}” to settle a conflict.", f"It can be: {', '.join(POLICIES)}.")
    options = Options.of(options)
    shape = "text" if options.shape == "document" else options.shape
    options = options._replace(shape=shape, flavour="obsidian", managed=True, data=True)
    found, taken, problems = _scan(folder, options.library, feedback or Feedback())
    pages = _originals(found)
    problems += [
        f"{page.path} is a second copy of one of our files; it was left alone." for page in found if page not in pages
    ]
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    # A template of the user's own says nothing of where the words of a note begin.
    readable = () if options.template else pages
    back = brought_back(
        ((page.path, page.words) for page in readable), {note.id: note for note in notes}, moment,
        policy=policy, choices=choices, freely=bound,
    )  # fmt: skip
    fresh_notes = {note.id: note for note in back.after}
    kept = tuple(fresh_notes.pop(note.id, note) for note in snapshot.annotations)
    snapshot = snapshot._replace(annotations=(*kept, *(n for n in fresh_notes.values() if bound and not n.trashed)))
    merge = Merge(policy, choices or {}, returned=back.returned, notes=back.notes, watchful=bound)
    made, homes = _settled(documents(snapshot, options, now), pages, taken)
    files, unchanged, fresh = _merged(made, homes, merge)
    stale: list[str] = []
    if bound:
        homeless = [page for page in pages if page.path not in made]
        stale = _left_over([page for page in homeless if page.library == options.library and page.id], merge, files)
    edit = Edit("Synchronise vault", back.before, back.after) if back.after else None
    conflicts = tuple(c._replace(returns=c.returns and (c.path, c.region) in back.notes) for c in merge.conflicts)
    seen = {page.path: page.hash for page in pages}
    return Plan(
        folder, edit, files, conflicts, tuple(n.id for n in back.after), tuple(fresh), tuple(unchanged),
        tuple(stale), tuple(problems), seen,
    )  # fmt: skip


def _scan(folder: Path, library: str, feedback: Feedback) -> tuple[list[_Page], dict[str, str], list[str]]:
    """Our files in the folder, all names that are taken (as `names.key` sees them), and what could not be read."""
    pages: list[_Page] = []
    taken: dict[str, str] = {}
    problems: list[str] = []
    found = _files(folder)
    for n, place in enumerate(found):
        feedback.step(n, len(found))
        path = place.relative_to(folder).as_posix()
        taken[names.key(path)] = path
        if place.suffix.lower() != ".md" or place.is_symlink():
            continue
        try:
            data = place.read_bytes() if place.stat().st_size <= MAX_BYTES else b""
        except OSError as error:
            problems.append(f"{path} could not be read ({error.strerror}).")
            continue
        if not data.strip():
            del taken[names.key(path)]  # Obsidian makes an empty file of a link that leads nowhere
            pages.append(_Page(path, "", "", library, _hash(data)))
            continue
        if b"declaration-reader" not in data:
            continue
        try:
            words = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        except UnicodeDecodeError:
            problems.append(f"{path} is not in UTF-8; it was left alone.")
            continue
        page = _page(path, words, data)
        if page.library not in ("", library):
            problems.append(f"{path} belongs to another library; it was left alone.")
        elif page.id or regions(words):
            pages.append(page)
    return pages, taken, problems


def _files(folder: Path) -> list[Path]:
    """Every file below the folder, what is hidden left out; links to folders are not followed."""
    found: list[Path] = []
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder.name} is a file.", "Choose a folder.")

    def refuse(error: OSError) -> None:
        raise UserError(f"The folder {folder.name} could not be read ({error.strerror}).") from error

    for root, folders, files in os.walk(folder, onerror=refuse if folder.exists() else None):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(root) / name for name in sorted(files) if not name.startswith(".")]
        if len(found) > MAX_FILES:
            raise UserError(f"{folder.name} holds more than {MAX_FILES:,} files.", "Choose a folder for the notes.")
    return found


def _page(path: str, words: str, data: bytes) -> _Page:
    front, _ = frontmatter.split(words)
    given = frontmatter.keys(front)
    identity, title = (frontmatter.plain(given.get(key, "").partition(":")[2].strip()) for key in (IDENTITY, "title"))
    library = _LIBRARY.search(words)
    return _Page(path, words, identity, library[1] if library is not None else "", _hash(data), names.file_name(title))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _originals(pages: list[_Page]) -> list[_Page]:
    """The pages without copies that the user made: the one named by its title comes first, then the shortest name."""
    first: dict[str, _Page] = {}
    for page in sorted(pages, key=lambda page: (Path(page.path).stem != page.name, len(page.path), page.path)):
        first.setdefault(page.id or page.path, page)
    return [page for page in pages if first[page.id or page.path] is page]


def _settled(
    made: Mapping[str, Document], pages: list[_Page], taken: Mapping[str, str]
) -> tuple[dict[str, Document], dict[str, _Page]]:
    """The documents by the path where each belongs, and the pages that are there."""
    by_id = {page.id: page for page in pages if page.id}
    by_path = {names.key(page.path): page for page in pages}
    settled: dict[str, Document] = {}
    homes: dict[str, _Page] = {}
    occupied = set(taken)
    waiting: list[tuple[str, Document]] = []
    for path, document in made.items():
        home = by_id.get(str(document.front[IDENTITY]))
        here = by_path.get(names.key(path))
        if home is None and here is not None and not here.id and here.path not in settled:
            home = here  # written by an earlier version, or still empty
        if home is None:
            waiting.append((path, document))
        else:
            settled[home.path], homes[home.path] = document, home
            occupied.add(names.key(home.path))
    for path, document in waiting:
        free = _free(path, str(document.front[IDENTITY]), occupied)
        occupied.add(names.key(free))
        settled[free] = document
    return settled, homes


def _free(path: str, identity: str, occupied: set[str]) -> str:
    """The path, or one beside it if a file of the user's has that name."""
    stem = path.removesuffix(".md")
    n = 1
    while names.key(path) in occupied:
        path = f"{stem} {names.digest(f'{identity}{n}', 6)}.md"
        n += 1
    return path


_DATE = re.compile(r"^exported: .*\n", re.MULTILINE)


def _merged(
    made: Mapping[str, Document], homes: Mapping[str, _Page], merge: Merge
) -> tuple[dict[str, bytes], list[str], list[str]]:
    files: dict[str, bytes] = {}
    unchanged: list[str] = []
    fresh: list[str] = []
    for path, document in made.items():
        page = homes.get(path)
        if page is None or not page.words:
            files[path] = render(document, managed=True).encode("utf-8", "replace")
            fresh.append(path)
            continue
        new = merge.file(path, page.words, document)
        if _DATE.sub("", new, count=1) == _DATE.sub("", page.words, count=1):
            unchanged.append(path)
        else:
            files[path] = new.encode("utf-8", "replace")
    return files, unchanged, fresh


def _left_over(pages: list[_Page], merge: Merge, files: dict[str, bytes]) -> list[str]:
    """Files whose notes are gone: those without a word of the user's; from the others our regions are taken out."""
    stale: list[str] = []
    for page in pages:
        front, body = frontmatter.split(page.words)
        found = regions(body)
        edited = [r for r in found if r.name not in ("head", "data") and fingerprint(r.words) != r.hash]
        around, at = [], 0
        for region in found:
            around.append(body[at : region.start])
            at = region.end
        around.append(body[at:])
        if not edited and not "".join(around).strip() and not _own_keys(front):
            stale.append(page.path)
            continue
        old = page.words
        new = merge.file(page.path, old, Document({}, ()))
        if new != old:
            files[page.path] = new.encode("utf-8", "replace")
    return stale


_OURS = frozenset({"title", "aliases", "tags", "texts", "sources", "exported", "generator", IDENTITY})


def _own_keys(front: str) -> bool:
    return any(key and key not in _OURS for key in frontmatter.keys(front))


def write(plan: Plan, *, prune: bool = False) -> Written:
    """Write the files of a plan; one that was changed since it was read is left for the next time.

    `prune`: files of notes that are gone are moved into the folder's bin, from which they can be taken back.
    UserError where the system refuses; each file is whole, the old or the new one.
    """
    late = [path for path in (*plan.files, *plan.stale) if _now(plan.folder / path) != plan.seen.get(path, "")]
    root = Path(os.path.realpath(plan.folder))
    places: dict[Path, bytes] = {}
    for path, data in plan.files.items():
        if path in late:
            continue
        place = plan.folder / path if path in plan.seen else inside(plan.folder, path)
        if root not in Path(os.path.realpath(place)).parents:
            raise UserError(f"“{path[:80]}” leads out of {plan.folder.name}.", "Remove the link.")
        places[place] = data
    if places:
        save_over(places)
    binned = [path for path in plan.stale if prune and path not in late]
    for path in binned:
        _bin(plan.folder, path)
    return Written(tuple(path for path in plan.files if path not in late), tuple(binned), tuple(late))


def _now(place: Path) -> str:
    try:
        return _hash(place.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UserError(f"{place.name} could not be read ({error.strerror}).") from error


def _bin(folder: Path, path: str) -> None:
    target = folder / BIN / path
    n = 1
    while target.exists():
        n += 1
        target = target.with_name(f"{Path(path).stem} {n}{Path(path).suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / path).replace(target)
    except OSError as error:
        raise UserError(f"{path} could not be moved into {BIN} ({error.strerror}).") from error


__all__ = ["Conflict", "Plan", "Written", "prepare", "write"]
