"""The command that takes the new texts of a folder into the library."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.base import program, where, with_library
from reader.errors import UserError

if TYPE_CHECKING:
    from reader.library.store import Library
    from reader.library.watching import Entry, Seen


@program.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--once", is_flag=True, help="Look once and leave; else look again and again until Ctrl+C.")
@click.option("--update", is_flag=True, help="Give a text whose file changed the new wording; its notes move along.")
@click.option("--every", default=3.0, show_default=True, type=click.FloatRange(0.2, 3600), help="Seconds of waiting.")
@with_library
def watch(folder: Path, once: bool, update: bool, every: float) -> None:
    """Add the texts that are in FOLDER, and those that come into it.

    A file is added once it is written, and once: words that the library holds are passed over. Without --update a
    changed file is only told.
    """
    from reader.library import watching

    if not folder.is_dir():
        raise UserError(f"There is no folder “{folder}”.")
    before: dict[str, Entry] = {}
    told: set[tuple[str, int, int]] = set()
    while True:
        done, waiting = watching.at_rest(watching.entries(folder), before, time.time())
        fresh = [entry for entry in done if (entry.name, entry.size, entry.time) not in told]
        if fresh:
            with where().open(write=True) as library:  # let go of between two looks: others write too
                _take(library, folder, fresh, update=update)
            told.update((entry.name, entry.size, entry.time) for entry in fresh)
        if once and not waiting:
            return
        before = {entry.name: entry for entry in waiting}
        time.sleep(watching.REST if once else every)


def _take(library: Library, folder: Path, fresh: list[Entry], *, update: bool) -> None:
    from reader.library import watching
    from reader.text import load

    key = watching.key_of(folder)
    seen = watching.from_json(library.meta(key))
    new: dict[str, Seen] = {}
    hashes = {info.sha256: info.id for info in library.texts()}
    for entry in watching.unseen(fresh, seen):
        name = watching.shown(entry.name)
        try:
            text = load(entry.path)
        except UserError as error:
            text = None
            click.echo(f"{name}: {error}", err=True)
        judged = watching.judged(entry, text, {**seen, **new}, hashes)
        if isinstance(judged, watching.Seen) or text is None:
            if not isinstance(judged, watching.Offer):
                new[entry.name] = judged
            continue
        if judged.changed and not update:
            click.echo(f"{name} has changed: {judged.text_id} has the old words; --update gives it the new.", err=True)
            continue
        text_id = judged.text_id or _free(library, text.id)
        if judged.changed:
            old = library.text(text_id)
            wanted = ("title", "short_title", "place", "issuers", "lang", "source", "edition", "edition_of", "meta")
            for field in wanted:
                setattr(text, field, getattr(old, field))
            text.date = old.date or text.date
            library.apply(library.plan.replace_text(text_id, text), who="cli")
            click.echo(f"Updated {text_id} from {name}.")
        else:
            text.id = text_id
            library.apply(library.plan.add_text(text), who="cli")
            count = len(text.provisions)
            many = f"{count} provision{'s' if count != 1 else ''}"
            click.echo(f"Added “{text.title}” as {text_id}: {many}, from {name}.")
        new[entry.name] = watching.dealt(entry, judged.sha256, text_id)
        hashes = {sha: id_ for sha, id_ in hashes.items() if id_ != text_id} | {judged.sha256: text_id}
    if new and not library.read_only:  # through an open window texts are added, but nothing else can be kept
        library.set_meta(key, watching.to_json({**seen, **new}))


def _free(library: Library, id_: str) -> str:
    n, found = 2, id_
    while library.has_text(found):
        found, n = f"{id_}-{n}", n + 1
    return found
