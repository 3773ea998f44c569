"""The command that brings a library and its Obsidian folder up to date, in both directions."""

from __future__ import annotations

import sys
from collections.abc import Sized
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reader.cli.base import Progress, emit, program, where, with_library
from reader.errors import UserError

if TYPE_CHECKING:
    from reader.exchange.binding import Binding
    from reader.exchange.vault import Conflict, Plan
    from reader.library.store import Library

MANY = 20  # notes that come back at once, from which on the state before is kept as a backup
_KEYS = {"s": "skip", "r": "replace", "a": "append", "b": "bring-back"}


@program.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--on-conflict",
    "policy",
    default="ask",
    help="What happens where both sides were changed.",
    type=click.Choice(["ask", "skip", "replace", "append", "bring-back"]),
)
@click.option("--shape", type=click.Choice(["text", "note", "tag"]), help="One file for each text, note or tag.")
@click.option("--links", type=click.Choice(["none", "confirmed", "all"]), help="Which cross-references come along.")
@click.option("--deep-links/--no-deep-links", default=None, help="Addresses that open the program at the place.")
@click.option("--prune", is_flag=True, help="Move files of notes that are gone into the folder's .trash.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing, here or there.")
@click.option("--unbind", is_flag=True, help="Forget the folder; its files stay as they are.")
@click.option("--json", "as_json", is_flag=True)
@with_library
def sync(folder: Path | None, policy: str, shape: str | None, links: str | None, deep_links: bool | None, prune: bool,
         dry_run: bool, unbind: bool, as_json: bool) -> None:  # fmt: skip
    """Synchronise the library with an Obsidian folder: notes go out, what you edited there comes back.

    FOLDER is needed the first time; the library remembers it. A note edited on one side only is taken from there. One
    edited on both sides is a conflict: it is shown, and stays as it is until you say (at the terminal, or by
    --on-conflict): replace what stands in the file, append the library's words below it, skip, or bring-back: the
    file's words go into the library, and its own into the note's history. Nothing else in the files is touched.
    """
    from reader.exchange.binding import META, Binding

    with where().open(write=not dry_run) as library:
        before = Binding.read(library.meta(META))
        if unbind:
            _forget(library, before)
            return
        if before is None and folder is None:
            raise UserError("No folder belongs to this library yet.", "Name it once: sync FOLDER.")
        binding = before if folder is None else Binding.to(folder, before)
        assert binding is not None
        binding = binding.changed({"shape": shape, "links": links, "deep_links": deep_links})
        if before is not None and before.folder != binding.folder:
            click.echo(f"The library belonged to {before.folder} until now.", err=True)
        if folder is None and not binding.folder.is_dir():
            raise UserError(f"The folder {binding.folder} is not there.", "Connect its disk, or name another one.")
        plan = _planned(library, binding, "skip" if policy == "ask" else policy, {})
        if policy == "ask" and not dry_run and not as_json and plan.conflicts and sys.stdin.isatty():
            plan = _planned(library, binding, "skip", _asked(plan))
        if dry_run:
            _tell(plan, as_json, dry_run=True)
            return
        _carry_out(library, binding, before, plan, prune=prune, as_json=as_json)


def _count(items: Sized, noun: str) -> str:
    return f"{len(items):,} {noun if len(items) == 1 else noun + 's'}"


def _forget(library: Library, before: Binding | None) -> None:
    from reader.exchange.binding import META

    library.set_meta(META, "")
    click.echo("No folder belongs to this library." if before is None else f"{before.folder} is let go.", err=True)


def _planned(library: Library, binding: Binding, policy: str, choices: dict[tuple[str, str], str]) -> Plan:
    from reader.exchange import vault

    notes = [*library.annotations(), *library.annotations(trashed=True)]
    return vault.prepare(
        binding.folder, library.snapshot(), notes, binding.options(), datetime.now(UTC), policy=policy,
        choices=choices, feedback=Progress(),
    )  # fmt: skip


def _carry_out(
    library: Library, binding: Binding, before: Binding | None, plan: Plan, *, prune: bool, as_json: bool
) -> None:
    """The library first: what is in it is safe when the files are written over."""
    from reader.exchange import vault
    from reader.exchange.binding import META

    if binding != before:
        if library.read_only:
            raise UserError(
                "The folder cannot be remembered while a window has the library open.",
                "Choose File ▸ Synchronise Vault there, or close it first.",
            )
        library.set_meta(META, binding.kept())
    if plan.edit is not None:
        if len(plan.returned) > MANY and not library.read_only:
            library.backup_now("import")
        library.apply(plan.edit, who="cli")
    done = vault.write(plan, prune=prune)
    _tell(plan, as_json, written=done)


def _asked(plan: Plan) -> dict[tuple[str, str], str]:
    """Every conflict, shown with its difference, and what was answered; a capital letter answers for the rest too."""
    choices: dict[tuple[str, str], str] = {}
    for_all = ""
    for n, conflict in enumerate(plan.conflicts, start=1):
        keys = [key for key in _KEYS if key != "b" or conflict.returns]
        if not for_all:
            click.echo(f"\n{n} of {len(plan.conflicts)} · {_title(conflict)}")
            click.echo(_difference(conflict))
            words = "/".join(f"[{key}]{_KEYS[key][1:]}" for key in keys)
            answer = click.prompt(f"{words} (capital: for all)", default="s", show_default=False).strip()
            while answer.lower() not in keys:
                answer = click.prompt("One of " + ", ".join(keys), default="s", show_default=False).strip()
            for_all = answer.lower() if answer.isupper() else ""
        chosen = for_all or answer.lower()
        choices[conflict.path, conflict.region] = _KEYS[chosen if chosen in keys else "s"]
    return choices


def _title(conflict: Conflict) -> str:
    heading = next((line for line in (conflict.yours or conflict.new).split("\n") if line.startswith("## ")), "")
    what = f"{conflict.path}: {heading.removeprefix('## ').replace(chr(92), '') or conflict.region}"
    if conflict.removed:
        return f"{what} (taken out of the file)"
    return f"{what} (gone from the library)" if conflict.gone else what


def _difference(conflict: Conflict) -> str:
    from reader.exchange.differing import plain
    from reader.exchange.obsidian import readable

    head = "  - in the file    + in the library"
    return f"{head}\n{plain(readable(conflict.yours), readable(conflict.new))}"


def _tell(plan: Plan, as_json: bool, *, written: Any = None, dry_run: bool = False) -> None:
    files = list(written.files if written is not None else plan.files)
    if as_json:
        emit({
            "folder": str(plan.folder), "dry_run": dry_run, "written": files, "new": list(plan.fresh),
            "unchanged": list(plan.unchanged), "brought_back": list(plan.returned),
            "conflicts": [{"path": c.path, "region": c.region, "yours": c.yours, "new": c.new, "gone": c.gone,
                           "removed": c.removed, "can_bring_back": c.returns, "notes": list(c.notes)}
                          for c in plan.conflicts],
            "stale": list(plan.stale), "moved_to_trash": list(written.binned) if written is not None else [],
            "changed_meanwhile": list(written.late) if written is not None else [], "problems": list(plan.problems),
        })  # fmt: skip
        return
    would = "would be " if dry_run else ""
    click.echo(f"{_count(files, 'file')} {would}written to {plan.folder}, {len(plan.unchanged)} as before.", err=True)
    if plan.returned:
        click.echo(f"{_count(plan.returned, 'note')} edited there {would}taken into the library.", err=True)
    for conflict in plan.conflicts:
        click.echo(f"Left as it is: {_title(conflict)}")
        if dry_run:
            click.echo(_difference(conflict))
    if plan.conflicts:
        click.echo("--on-conflict decides: replace, append, bring-back, or ask at a terminal.", err=True)
    for path in written.binned if written is not None else ():
        click.echo(f"Moved to .trash: {path}")
    for path in (path for path in plan.stale if written is None or path not in written.binned):
        click.echo(f"Only notes that are gone: {path} (--prune moves it to .trash)")
    for path in written.late if written is not None else ():
        click.echo(f"Changed this very moment, left for the next time: {path}")
    for problem in plan.problems:
        click.echo(problem, err=True)
