"""Commands on annotations and tags: the same acts as in the window, for scripts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from reader.cli.base import F, emit, program, where, with_library
from reader.errors import UserError

if TYPE_CHECKING:
    from reader.library.models import Annotation
    from reader.text.model import Text


@program.command()
@click.option("--text", help="Notes of this text.")
@click.option("--tag", help="Notes with this tag.")
@click.option("--query", help="Notes that fulfil this search.")
@click.option("--json", "as_json", is_flag=True)
@with_library
def notes(text: str | None, tag: str | None, query: str | None, as_json: bool) -> None:
    """List annotations in order of their place."""
    with where().open() as library:
        if text is not None:
            library.text(text)
        found = library.annotations(text=text, tag=tag, query=query)
        names = {info.id: info.short_title for info in library.texts()}
    if as_json:
        emit([note_json(a) for a in found])
        return
    for a in found:
        place = "; ".join(f"{names.get(t.text_id, t.text_id)} §{t.provision}" for t in a.targets) or "no place"
        tags = " ".join(f"#{t}" for t in a.tags)
        quoted = "“" + " … ".join(" ".join(t.exact[:60].split()) for t in a.targets) + "”"
        first = a.body.strip().splitlines()[0] if a.body.strip() else quoted
        click.echo(f"{a.id}  {place}  {first}  {tags}".rstrip())


def note_json(a: Annotation) -> dict[str, object]:
    """An annotation as JSON: its fields by name, targets likewise."""
    return {**a._asdict(), "tags": list(a.tags), "targets": [t._asdict() for t in a.targets]}


def span_of(value: str, text: Text) -> tuple[int, int]:
    """`START:END` as two code-point offsets inside the text; UserError otherwise."""
    start, colon, end = value.partition(":")
    try:
        span = (int(start), int(end))
    except ValueError:
        span = (-1, -1)
    if not colon or not 0 <= span[0] < span[1] <= len(text.canonical):
        raise UserError(
            f"“{value}” is no span of “{text.id}”, which has {len(text.canonical)} characters.",
            "Give START:END in code points, as “show --json” counts them.",
        )
    return span


@program.group()
def note() -> None:
    """Add, change and remove annotations."""


NOTE_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--body", help="The note in Markdown (“-” reads it from standard input)."),
    click.option("--tag", "tags", multiple=True, help="A tag; may be given several times."),
    click.option("--colour", help="yellow, green, blue, pink or orange."),
    click.option("--json", "as_json", is_flag=True),
)


def note_options(function: F) -> F:
    """The options that adding and editing share."""
    for option in reversed(NOTE_OPTIONS):
        function = option(function)
    return function


def _fields(body: str | None, tags: Sequence[str], colour: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if body is not None:
        fields["body"] = sys.stdin.read() if body == "-" else body
    if tags:
        fields["tags"] = tuple(tags)
    if colour is not None:
        fields["colour"] = colour
    return fields


@note.command("add")
@click.argument("text")
@click.option("--span", required=True, metavar="START:END", help="Code points of the canonical text.")
@note_options
@with_library
def note_add(text: str, span: str, body: str | None, tags: tuple[str, ...], colour: str | None, as_json: bool) -> None:
    """Highlight a span of TEXT, with a note and tags if given."""
    from reader.library.models import Annotation

    with where().open(write=True) as library:
        found = library.text(text)
        target = library.make_target(found, *span_of(span, found))
        fields = _fields(body, tags, colour)
        edit = library.plan.add_annotation((target,), **fields)
        [new] = [r for r in edit.after if isinstance(r, Annotation)]
        library.apply(edit, who="cli")
        [written] = library.annotations(ids=[new.id])
    emit(note_json(written)) if as_json else click.echo(written.id)


@note.command("edit")
@click.argument("note_id", metavar="ID")
@note_options
@with_library
def note_edit(note_id: str, body: str | None, tags: tuple[str, ...], colour: str | None, as_json: bool) -> None:
    """Change the body, the tags or the colour of an annotation."""
    fields = _fields(body, tags, colour)
    if not fields:
        raise click.UsageError("nothing to change: give --body, --tag or --colour")
    with where().open(write=True) as library:
        library.apply(library.plan.edit_annotation(note_id, **fields), who="cli")
        [written] = library.annotations(ids=[note_id])
    emit(note_json(written)) if as_json else click.echo(written.id)


@note.command("rm")
@click.argument("note_ids", metavar="ID…", nargs=-1, required=True)
@with_library
def note_rm(note_ids: tuple[str, ...]) -> None:
    """Move annotations to the trash."""
    with where().open(write=True) as library:
        library.apply(library.plan.trash_annotations(note_ids), who="cli")
    click.echo(f"{len(set(note_ids))} in the trash.", err=True)


@program.group()
def tag() -> None:
    """List, rename, merge and remove tags."""


@tag.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_library
def tag_list(as_json: bool) -> None:
    """List the tags with the number of annotations that carry each."""
    with where().open() as library:
        found = library.tags()
    if as_json:
        emit([{**info.tag._asdict(), "uses": info.uses} for info in found])
        return
    for info in found:
        click.echo(f"{info.uses:6}  {info.tag.name}")


@tag.command("rename")
@click.argument("old")
@click.argument("new")
@with_library
def tag_rename(old: str, new: str) -> None:
    """Rename a tag, and those under it."""
    with where().open(write=True) as library:
        library.apply(library.plan.rename_tag(old, new), who="cli")


@tag.command("merge")
@click.argument("froms", nargs=-1, required=True, metavar="FROM…")
@click.argument("into")
@with_library
def tag_merge(froms: tuple[str, ...], into: str) -> None:
    """Put one tag in the place of others."""
    with where().open(write=True) as library:
        library.apply(library.plan.merge_tags(froms, into), who="cli")


@tag.command("rm")
@click.argument("names", nargs=-1, required=True, metavar="TAG…")
@with_library
def tag_rm(names: tuple[str, ...]) -> None:
    """Remove tags from every annotation; the annotations stay."""
    with where().open(write=True) as library:
        for name in names:
            library.apply(library.plan.remove_tag(name), who="cli")
