"""The command by which notes leave: one file, a folder, or standard output."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reader.cli.base import counted, program, where, with_library
from reader.errors import UserError

if TYPE_CHECKING:
    from reader.exchange.formats import Format
    from reader.library.models import Snapshot
    from reader.library.store import Library

_FORMATS = (
    "markdown",
    "obsidian",
    "json-ld",
    "refi-qda",
    "codebook",
    "csv",
    "csv-links",
    "html",
    "pdf",
    "archive",
)  # fmt: skip -- a test holds this list to exchange.formats, which is not imported for every command
_LONGEST = 1 << 20  # bytes of a template that are read: far more than one may have


@program.command()
@click.option("--format", "key", default="markdown", type=click.Choice(_FORMATS), help="The format.")
@click.option("--text", "texts", multiple=True, help="Notes of this text; may be given several times.")
@click.option("--tag", "tags", multiple=True, help="Notes with this tag, or one under it.")
@click.option("--query", help="Notes that fulfil this search.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file or folder (default: standard output); folders that are not there are made.",
)
@click.option("--shape", type=click.Choice(["document", "text", "note", "tag"]), help="One document, or one file each.")
@click.option("--flavour", type=click.Choice(["obsidian", "commonmark", "pandoc"]), help="The Markdown written.")
@click.option("--links", type=click.Choice(["none", "confirmed", "all"]), help="Which cross-references come along.")
@click.option(
    "--policy",
    type=click.Choice(["skip", "replace", "append", "bring-back"]),
    default="skip",
    help="What happens to a region of an Obsidian folder that was edited there since.",
)
@click.option("--deep-links", is_flag=True, help="Add addresses that open the program at the place.")
@click.option("--title", help="The title of the document.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A Jinja2 template for each entry of Markdown; --show-template prints the shipped one.",
)
@click.option("--show-template", is_flag=True, help="Print the shipped template, to begin one's own with.")
@click.option(
    "--pages", type=click.Choice(["texts", "notes"]), help="The PDF: both texts with the notes, or these alone."
)
@click.option("--no-data", is_flag=True, help="Leave out the block from which Markdown can be read back exactly.")
@with_library
def export(key: str, texts: tuple[str, ...], tags: tuple[str, ...], query: str | None, output: Path | None,
           shape: str | None, flavour: str | None, links: str | None, policy: str, deep_links: bool, title: str | None,
           template: Path | None, show_template: bool, pages: str | None, no_data: bool) -> None:  # fmt: skip
    """Write annotations in another format: all, or those of a text, with a tag, or of a search."""
    from reader.exchange.formats import FORMATS

    if show_template:
        from reader.exchange.templates import ENTRY, shipped

        click.echo(shipped()[ENTRY], nl=False)
        return
    chosen = FORMATS[key]
    given = {
        "shape": shape, "flavour": flavour, "links": links, "deep_links": deep_links or None, "title": title,
        "template": _source(template), "pages": pages, "data": False if no_data else None,
    }  # fmt: skip
    options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    folder = chosen.folder and output is not None
    with where().open(write=folder and policy == "bring-back") as library:
        for name in texts:
            library.text(name)  # UserError for one that is not there
        snapshot = library.snapshot(texts=texts or None, tags=tags or None, query=query)
        if key == "archive" and not (texts or tags or query):
            from reader.library.whole import whole

            snapshot = whole(library)
        if folder:
            assert output is not None
            _into_folder(library, snapshot, options, output, policy)
            return
    result = chosen.write(snapshot, options, datetime.now(UTC))
    if output is None:
        _to_stdout(chosen, result)
        return
    from reader import exchange

    exchange.save(result, output)
    click.echo(f"{counted(len(snapshot.annotations), 'annotation')} written to {output}.", err=True)


def _source(template: Path | None) -> str | None:
    if template is None:
        return None
    try:
        with template.open("rb") as file:
            return file.read(_LONGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{template.name} is not text in UTF-8.", "Save it in UTF-8.") from error


def _into_folder(library: Library, snapshot: Snapshot, options: dict[str, Any], folder: Path, policy: str) -> None:
    """Write an Obsidian folder; what the user wrote there stays, and edited regions are told, never overwritten."""
    from reader.exchange import vault

    notes = [*library.annotations(), *library.annotations(trashed=True)]
    plan = vault.prepare(folder, snapshot, notes, options, datetime.now(UTC), policy=policy, bound=False)
    if plan.edit is not None:
        library.apply(plan.edit, who="cli")
    done = vault.write(plan)
    click.echo(f"{counted(len(done.files), 'file')} written to {folder}, {len(plan.unchanged)} as before.", err=True)
    if plan.returned:
        click.echo(f"{counted(len(plan.returned), 'note')} edited there taken into the library.", err=True)
    for conflict in plan.conflicts:
        click.echo(f"{conflict.path}: “{conflict.region}” was edited there, and is left; --policy decides.", err=True)
    for problem in plan.problems:
        click.echo(problem, err=True)


def _to_stdout(chosen: Format, result: object) -> None:
    if not isinstance(result, bytes):
        raise UserError(f"{chosen.title} is a folder of files.", "Say where with -o.")
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
