"""The command that finds the texts that are nearest to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli.base import Progress, emit, pick_text, program, where, with_library
from reader.cli.reading import link_json

if TYPE_CHECKING:
    from reader.crossref.model import Link
    from reader.library.cache import Cache
    from reader.library.store import Library
    from reader.text.model import Text


@program.command()
@click.argument("text")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 100_000), help="How many texts to list.")
@click.option("--collection", help="Look among the texts of this collection only.")
@click.option("--links", "link", is_flag=True, help="Also find the cross-references with each listed text.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@with_library
def related(text: str, top: int, collection: str | None, link: bool, as_json: bool) -> None:
    """List the texts of the library that are nearest to TEXT (an id or a file), and where they touch.

    What was read and found is kept beside the library, so that a second question is answered at once.
    """
    from reader.crossref.learned import KEY, authority_with
    from reader.crossref.related import Shelf, find_related  # late: numpy is not needed for the other commands
    from reader.library.cache import Cache

    links: dict[str, list[Link]] = {}
    with where().open() as library, Cache.beside(library.path) as cache:
        wanted = pick_text(library, text)
        infos = {i.id: i for i in library.texts() if collection is None or collection in i.collections}
        known = [(info.id, info.sha256) for info in infos.values()]
        names = library.meta(KEY)
        shelf = Shelf(names, authority_with(names))

        def load(ids: list[str]) -> list[Text]:
            return [library.text(id_) for id_ in ids]

        found = find_related(wanted, known, load, top=top, shelf=shelf, store=cache, feedback=Progress())
        if link:
            links = _links(library, cache, wanted, [(r.text_id, infos[r.text_id].sha256) for r in found], names)
    if as_json:
        emit([
            {"id": r.text_id, "title": infos[r.text_id].title, "date": infos[r.text_id].date, "score": r.score,
             "touches": [touch._asdict() for touch in r.touches],
             **({"links": [link_json(one) for one in links[r.text_id]]} if link else {})}
            for r in found
        ])  # fmt: skip
        return
    for r in found:
        places = ", ".join(f"§{t.a}–§{t.b}" for t in r.touches)
        many = f"  {len(links[r.text_id])} links" if link else ""
        click.echo(f"{r.score:.2f}  {r.text_id:24} {infos[r.text_id].date:10} {infos[r.text_id].title}  {places}{many}")
        for one in links.get(r.text_id, [])[:3]:
            click.echo(
                f"      {one.score:.2f}  {one.kind:11} §{one.a.provision} ↔ §{one.b.provision}  {one.why.summary}"
            )


def _links(
    library: Library, cache: Cache, text: Text, known: list[tuple[str, str]], names: str
) -> dict[str, list[Link]]:
    """The cross-references of a text with each of others, but those that the reader dismissed."""
    from reader.crossref.against import links_against
    from reader.crossref.fingerprint import stamp
    from reader.crossref.learned import authority_with

    found = links_against(
        text, known, lambda ids: [library.text(id_) for id_ in ids], cache, stamp(names),
        authority=authority_with(names), feedback=Progress(),
    )  # fmt: skip
    dismissed = {d.link.key for d in library.decisions() if d.link.status == "dismissed"}
    return {id_: [link for link in links if link.key not in dismissed] for id_, links in found}
