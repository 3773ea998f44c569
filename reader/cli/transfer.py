"""The command by which notes come back, and those that look after the library."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from reader import paths
from reader.cli import leaving  # noqa: F401 -- its command joins the program
from reader.cli.base import SAY_AFTER, backup_folder, counted, emit, program, where, with_library
from reader.errors import Busy, UserError


@program.command()
@click.option("--quick", is_flag=True, help="Structure and references only.")
@click.option("--salvage", is_flag=True, help="Save what is whole into a new library; the damaged file is kept.")
@click.option("--json", "as_json", is_flag=True)
@with_library
def check(quick: bool, salvage: bool, as_json: bool) -> None:
    """Check the integrity of the library; status 1 when something is wrong."""
    if salvage:
        _salvage(as_json)
        return
    from reader.library.failures import Damaged
    from reader.library.models import Problem

    counts: dict[str, int] = {}
    try:
        with where().open(create=False) as library:
            found = library.check(full=not quick)
            if not found:
                counts = {"texts": len(library.texts()), "annotations": library.count()}
    except Damaged as error:
        found = [Problem(error.message, "file", error.hint)]
    if as_json:
        emit({"ok": not found, **counts, "problems": [p._asdict() for p in found]})
    elif found:
        for problem in found:
            click.echo(f"{problem.what} ({problem.record}) {problem.hint}".strip())
    else:
        told = ", ".join(counted(count, noun.removesuffix("s")) for noun, count in counts.items())
        click.echo(f"The library is whole: {told}.")
    if found:
        sys.exit(1)


def _salvage(as_json: bool) -> None:
    """Put what is whole in the library's place, after a look whether that is needed."""
    from reader.library.repair import salvage_in_place

    place = where()
    if place.scratch:
        raise click.UsageError("a scratch library needs no salvage")
    path = (place.library or paths.default_library()).expanduser().absolute()
    if not path.is_file():
        raise UserError(f"There is no library “{path.name}”.", "Check the name.")
    window = place.window(path)
    if window is not None:  # it lets go of the file meanwhile, and opens the new one
        done = window.salvage()
    else:
        report, kept = place.patiently(lambda: salvage_in_place(path))
        done = {"report": str(report), **report._asdict(), "path": str(report.path), "kept": str(kept)}
    words = done.pop("report")
    done.pop("done", None)
    if as_json:
        emit(done)
        return
    click.echo(words)
    click.echo(f"The damaged file is kept as {done['kept']}.", err=True)


@program.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_library
def backup(path: Path) -> None:
    """Write a complete, verified copy of the library to PATH."""
    with where().open(create=False) as library:
        found = library.backup(path)
    if found:
        raise UserError(f"The backup was written, but the library is damaged: {found[0].what}", "“check” says more.")
    click.echo(f"Backed up to {path}.", err=True)


@program.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_library
def restore(path: Path) -> None:
    """Put the backup at PATH in the library's place; what was there is kept as a backup."""
    place = where()
    if place.scratch:
        raise click.UsageError("a scratch library is gone when the command ends: restore to a real one")
    target = (place.library or paths.default_library()).expanduser().absolute()
    window = place.window(target)
    kept: object
    if window is not None:
        kept = window.restore(path.expanduser()).get("kept")
    else:
        kept = place.patiently(lambda: _restored(target, path))
    click.echo("Restored." + (f" What was there before is in {kept}." if kept else ""), err=True)


def _restored(target: Path, path: Path) -> Path | None:
    """Where the state before is kept."""
    from reader.library import Library
    from reader.library.repair import HELD, HELD_HINT, restore_in_place

    try:
        library = Library.open(target, create=False, wait=SAY_AFTER)
    except Busy:
        raise
    except UserError:  # damaged, or gone: the very case that backups are for
        return restore_in_place(target, path)
    with library:
        if library.waits:
            raise Busy(HELD, HELD_HINT)
        library.backup_folder = backup_folder()
        return library.restore(path).path


@program.command("import")
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come in; write nothing.")
@click.option("--json", "as_json", is_flag=True)
@with_library
def import_notes(file: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Bring annotations back in: our Markdown (file or folder), JSON-LD, REFI-QDA, archives, other tools' files.

    All or nothing for each FILE. What cannot be placed arrives as an orphan; the same file twice changes nothing.
    """
    from reader import exchange
    from reader.exchange import merging
    from reader.library.whole import keep_past, with_trash

    reports: list[dict[str, Any]] = []
    with where().open(write=not dry_run) as library:
        for path in file:
            found = exchange.read(path)
            placed = exchange.place(found, [library.text(info.id) for info in library.texts()])
            plan = merging.plan(placed, with_trash(library), datetime.now(UTC))
            if not dry_run and (plan.edit.before or plan.edit.after):
                if not reports:  # one state before all that this command brings
                    library.backup_before("import")
                library.apply(plan.edit, who="cli")
                keep_past(library, plan.past, plan.wordings)
            reports.append({
                "file": str(path), "format": found.format, "added": list(plan.added), "merged": list(plan.updated),
                "unchanged": list(plan.unchanged), "orphaned": list(plan.orphaned), "texts": list(plan.texts),
                "conflicts": [{"what": c.what, "id": c.id, "kept_as": c.kept_as} for c in plan.clashes],
                "problems": [p._asdict() for p in plan.problems],
            })  # fmt: skip
    if as_json:
        emit(reports)
        return
    for report in reports:
        counts = ", ".join(f"{len(report[key])} {key}" for key in ("added", "merged", "unchanged", "orphaned"))
        click.echo(f"{report['file']}: {counts}." + (" Nothing was written." if dry_run else ""))
        for conflict in report["conflicts"]:
            what = f"{conflict['what']} {conflict['id']}"
            kept = f"theirs is kept as {conflict['kept_as']}" if conflict["kept_as"] else "mine stays"
            click.echo(f"  both sides changed {what}; {kept}")
        for problem in report["problems"]:
            click.echo(f"  {problem['where']}: {problem['what']}")
