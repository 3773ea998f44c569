"""Commands that show: the window, the texts, the cross-references, the search."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli import open_window as open_in_window
from reader.cli.base import Progress, counted, emit, pick_text, program, where, with_library
from reader.crossref.model import KINDS, ORIGINS, STATUSES, Link
from reader.errors import UserError

FEW, COMPARED = 40, 6  # of a larger library only the nearest texts are compared provision by provision

if TYPE_CHECKING:
    from reader.crossref.set_phrases import SetPhrases
    from reader.library.store import Library
    from reader.text.model import Text


@program.command("open")
@click.argument("text", nargs=-1)
@with_library
def open_window(text: tuple[str, ...]) -> None:
    """Open the window: on TEXT (ids or files), or on the two bundled declarations."""
    place = where()
    sys.exit(open_in_window(list(text), None if place.library is None else str(place.library), place.scratch))


@program.command()
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@with_library
def texts(as_json: bool) -> None:
    """List the texts of the library."""
    with where().open() as library:
        found = library.texts()
    if as_json:
        emit([info._asdict() for info in found])
        return
    for info in found:
        counts = f"{info.provisions:5} §  {info.annotations:4} notes"
        click.echo(f"{info.id:24} {info.date:10} {info.lang:5} {counts}  {info.title}")


@program.command()
@click.argument("file", nargs=-1, required=True)
@click.option("--id", "text_id", help="The id of the text (one file only).")
@click.option("--title", help="The title, when the file's own is not wanted.")
@click.option("--date", help="The date: 2001-06-15, 2001-06 or 2001.")
@click.option("--lang", help="The language as a BCP 47 tag: en, ru, zh.")
@click.option("--edition-of", help="The id of the text that this is another edition of.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@with_library
def add(file: tuple[str, ...], text_id: str | None, title: str | None, date: str | None, lang: str | None,
        edition_of: str | None, as_json: bool) -> None:  # fmt: skip
    """Import texts from FILEs (`-` is standard input)."""
    from reader.text import load

    if text_id and len(file) > 1:
        raise click.UsageError("--id goes with one file")
    added = []
    with where().open(write=True) as library:
        known = {info.sha256: info.id for info in library.texts()}
        for name in file:
            data = sys.stdin.buffer.read() if name == "-" else Path(name)
            known_as = "standard input" if name == "-" else None
            text = load(data, name=known_as, id=text_id, title=title, date=date, lang=lang)
            if edition_of:
                if not library.has_text(edition_of):
                    raise UserError(f"There is no text “{edition_of}” in the library.", "“texts” lists those that are.")
                text.edition_of = edition_of
            elif text.edition_of is None:
                text.edition_of = _edition_of(library, text)
            if text.sha256 in known and not text_id:
                raise UserError(
                    f"“{name}” is in the library already, as “{known[text.sha256]}”.", "Give --id to add it again."
                )
            library.apply(library.plan.add_text(text), who="cli")
            known[text.sha256] = text.id
            added.append(text)
    if as_json:
        emit([{"id": t.id, "title": t.title, "date": t.date, "lang": t.lang, "sha256": t.sha256,
               "provisions": len(t.provisions)} for t in added])  # fmt: skip
        return
    for t in added:
        what = f"{counted(len(t.provisions), 'provision')}, {t.lang}, {t.date or 'no date found'}"
        click.echo(f"Added “{t.title}” as {t.id}: {what}.")
        if t.edition_of:
            click.echo(f"It is an edition of {t.edition_of}.", err=True)


@program.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="With provisions and sentences.")
@with_library
def show(text: str, as_json: bool) -> None:
    """Print the canonical TEXT (an id or a file)."""
    with where().open_for([text]) as library:
        found = pick_text(library, text)
    if not as_json:
        click.echo(found.canonical)
        return
    emit({
        "id": found.id, "title": found.title, "date": found.date, "lang": found.lang, "sha256": found.sha256,
        "text": found.canonical,
        "provisions": [
            {"n": p.n, "start": p.start, "end": p.end, "label": p.label, "page": p.page,
             "sentences": [list(s) for s in found.sentences(p.n)]}
            for p in found.provisions
        ],
    })  # fmt: skip


@program.command()
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="JSON with evidence.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only these kinds.")
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.0, help="Only from this score on.")
@click.option("--origin", "origins", multiple=True, type=click.Choice(ORIGINS), help="Only of these origins.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only of these statuses.")
@with_library
def links(a: str, b: str, as_json: bool, kinds: tuple[str, ...], min_score: float, origins: tuple[str, ...],
          statuses: tuple[str, ...]) -> None:  # fmt: skip
    """Cross-references between two texts (ids or files), best first."""
    from reader.crossref import combine, find_links
    from reader.crossref.editions import editors_links
    from reader.crossref.learned import KEY, authority_with
    from reader.crossref.reweigh import KEY as WEIGHING
    from reader.crossref.reweigh import Weighing, reweigh

    with where().open_for([a, b]) as library:
        one, two = pick_text(library, a), pick_text(library, b)
        names = library.meta(KEY) if library is not None else ""
        decided = library.decisions(one.id, two.id) if library is not None else []
        carried = _carried(library, one, two) if library is not None else []
        every = [(d.decided, d.link) for d in library.decisions()] if library is not None else []
        teaching = Weighing.from_json(library.meta(WEIGHING) if library is not None else "").counted(every)
        phrases = _phrases(library, one, two)
    decisions = [d.link if d.a_text == one.id else d.link.swapped() for d in decided]
    computed = find_links(one, two, feedback=Progress(), authority=authority_with(names), phrases=phrases)
    found = combine(computed, [*editors_links(one, two), *carried], decisions, a=one, b=two)
    found = [
        link for link in (reweigh(found, teaching) if teaching else found)
        if link.score >= min_score and (not kinds or link.kind in kinds)
        and (not origins or link.origin in origins) and (not statuses or link.status in statuses)
    ]  # fmt: skip
    found.sort(key=lambda link: -link.score)
    if as_json:
        emit({"a": _head(one), "b": _head(two), "links": [link_json(link) for link in found]})
        return
    for link in found:
        place = f"{one.short_title} §{link.a.provision} ↔ {two.short_title} §{link.b.provision}"
        click.echo(f"{link.score:.2f}  {link.kind:11} {link.status:9}  {place}  {link.why.summary}")


def _phrases(library: Library | None, a: Text, b: Text) -> SetPhrases | None:
    """The wordings that the library shows to be everywhere."""
    from reader.crossref.set_phrases import of_library

    if library is None:
        return None
    known = [(info.id, info.sha256) for info in library.texts()]
    return of_library(known, lambda ids: [library.text(id_) for id_ in ids], (a, b))


def _carried(library: Library, a: Text, b: Text) -> list[Link]:
    """What was confirmed between the texts that these are editions of, as suggestions."""
    from reader.crossref.carrying import carried_decisions, origin_of

    def original(text: Text) -> Text | None:
        of = text.edition_of
        return library.text(of) if of and of != text.id and library.has_text(of) else None

    firsts = original(a) or a, original(b) or b
    ids = firsts[0].id, firsts[1].id
    if ids == (a.id, b.id) or ids[0] == ids[1]:
        return []
    decided = [d.link if d.a_text == ids[0] else d.link.swapped() for d in library.decisions(*ids)]
    if not any(link.status == "confirmed" for link in decided):
        return []
    origins = origin_of(a, firsts[0]), origin_of(b, firsts[1])
    return carried_decisions(decided, a, b, *origins)


def _edition_of(library: Library, text: Text) -> str | None:
    """The id of the text that a new one is another edition of; texts of about the same date are compared."""
    from reader.crossref.editions import recognise

    year = text.date[:4]
    infos = [i for i in library.texts() if not year or not i.date or abs(int(i.date[:4]) - int(year)) <= 1]
    near = [info.id for info in infos]
    if len(near) > FEW:
        from reader.crossref.related import near_ids
        from reader.library.cache import Cache

        known = [(info.id, info.sha256) for info in infos]
        with Cache.beside(library.path) as cache:
            found_near = near_ids(text, known, lambda ids: [library.text(i) for i in ids], top=COMPARED, store=cache)
        near = [id_ for id_, _ in found_near]
    found = recognise(text, (library.text(id_) for id_ in near))
    return None if found is None else found[0].edition_of or found[0].id


def _head(text: Text) -> dict[str, str]:
    return {"id": text.id, "title": text.title, "sha256": text.sha256}


def link_json(link: Link) -> dict[str, object]:
    """A link in the form that INTERFACES promises."""
    why = link.why
    return {
        "key": link.key, "kind": link.kind, "score": round(link.score, 4), "origin": link.origin,
        "status": link.status, "name": link.name, "a": link.a._asdict(), "b": link.b._asdict(),
        "why": {
            "summary": why.summary, "terms": [t._asdict() for t in why.terms], "names": list(why.names),
            "runs": [list(r) for r in why.runs], "roles": list(why.roles) if why.roles else None,
            "signals": dict(why.signals),
        },
    }  # fmt: skip


@program.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--in", "scope", default="texts,notes,tags", help="Where: texts, notes, tags, names, links.")
@click.option("--limit", default=50, type=click.IntRange(1), help="How many hits of each kind at the most.")
@click.option("--json", "as_json", is_flag=True)
@with_library
def search(query: tuple[str, ...], scope: str, limit: int, as_json: bool) -> None:
    """Search texts, notes and tags, best first. Any string is a query: a slip of syntax is looked for as words."""
    kinds = {"texts": "text", "notes": "note", "tags": "tag", "names": "name", "links": "link"}
    wanted = [kinds.get(s.strip(), s.strip()) for s in scope.split(",") if s.strip()]
    if not wanted or set(wanted) - set(kinds.values()):
        raise click.BadParameter(f"choose from {', '.join(kinds)}", param_hint="--in")
    with where().open() as library:
        hits = library.search(" ".join(query), kinds=wanted, limit=limit)
        names = {info.id: info.short_title for info in library.texts()}
    if as_json:
        emit([{**hit._asdict(), "marks": [list(m) for m in hit.marks]} for hit in hits])
        return
    for hit in hits:
        place = f"{names.get(hit.text_id, hit.text_id)} §{hit.provision}" if hit.text_id else hit.title
        click.echo(f"{hit.kind:5} {place}  {' '.join(hit.snippet.split())}")
