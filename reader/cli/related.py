"""The command that finds the texts that are nearest to one."""

from __future__ import annotations

import click

from reader.cli.base import Progress, emit, pick_text, program, where, with_library


@program.command()
@click.argument("text")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many texts to list.")
@click.option("--collection", help="Look among the texts of this collection only.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@with_library
def related(text: str, top: int, collection: str | None, as_json: bool) -> None:
    """List the texts of the library that are nearest to TEXT (an id or a file), and where they touch."""
    from reader.crossref.related import find_related  # late: numpy is not needed for the other commands

    with where().open() as library:
        wanted = pick_text(library, text)
        infos = {i.id: i for i in library.texts() if collection is None or collection in i.collections}
        known = [(info.id, info.sha256) for info in infos.values()]
        found = find_related(
            wanted, known, lambda ids: [library.text(id_) for id_ in ids], top=top, feedback=Progress()
        )
    if as_json:
        emit([
            {"id": r.text_id, "title": infos[r.text_id].title, "date": infos[r.text_id].date, "score": r.score,
             "touches": [touch._asdict() for touch in r.touches]}
            for r in found
        ])  # fmt: skip
        return
    for r in found:
        places = ", ".join(f"§{t.a}–§{t.b}" for t in r.touches)
        click.echo(f"{r.score:.2f}  {r.text_id:24} {infos[r.text_id].date:10} {infos[r.text_id].title}  {places}")
