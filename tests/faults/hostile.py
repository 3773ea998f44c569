"""Noise at every door: files of all formats that are mutated, random queries, Markdown, settings, themes, addresses.

Whatever comes in is taken, or refused by `UserError`; nothing else is raised, nothing hangs, no script or address of
elsewhere is let through, and the library is whole in the end.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import signal
import string
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reader import exchange, text
from reader.errors import UserError
from reader.exchange import address, handing, merging
from reader.exchange.formats import FORMATS
from reader.library import Library
from reader.library.models import Snapshot
from reader.render.markdown import to_html
from reader.settings import Settings
from tests.library.helpers import make_link, make_text

SLOW = 20  # seconds that nothing may take, on however loaded a machine
NOW = datetime(2026, 1, 31, tzinfo=UTC)
MARKS = [
    "[[", "]]", "![", "](", "<script>", "javascript:alert(1)", "http://198.51.100.7/x", "`" * 3, "> ", "- ", "1. ",
    "#", "*", "**", "_", "|", "---", "\n\n", "\n", "    ", "&#x6a;", "&lt;", "\\", "<img src=x onerror=y>", "[x]: ",
    "^", "~~", "$$", "<!--", "-->", "\u202e", "\u2028", "\x00", "\ufeff", "😀", "各", "ё", "\ud800", "%s", "{{ 7*7 }}",
    "{% for x in y %}", "../../", '"', "'", ";", "--", " OR ", " AND ", "NEAR(", "tag:", "body:", "has:", "(", ")", ":",
]  # fmt: skip
PAGE = (
    "<!doctype html><html lang=en><head><title>Treaty</title><meta name=date content=2001-02-03></head><body>"
    "<h1>Treaty</h1><p>1. The towns agree on a harbour.</p><p>2. They will keep its lights burning.</p>"
    "<table><tr><td>a</td></tr></table><blockquote>As said before.</blockquote><ul><li>one</li><li>two</li></ul>"
    "</body></html>"
)
TEI = (
    "<?xml version='1.0' encoding='UTF-8'?><TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>"
    "<title>Treaty</title></titleStmt></fileDesc></teiHeader><text><body><div n='1'><head>One</head><p>The towns agree."
    "</p></div><div n='2'><p>They keep <hi>lights</hi>.<note>n</note></p></div></body></text></TEI>"
)
AKN = (
    "<?xml version='1.0'?><akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'><act><body>"
    "<section eId='s1'><num>1</num><heading>Harbour</heading><content><p>The towns agree.</p></content></section>"
    "</body></act></akomaNtoso>"
)
PLAIN = "TREATY OF THE TWO TOWNS\n\n1. The towns agree on a port.\n\n2. They will keep its lights.\n\nDone in 2001.\n"
MARKDOWN = "---\nid: t\ntitle: Treaty\ntags: [a, b]\n---\n\n# Treaty\n\n1. The towns agree.\n\n> said\n\n- one\n- two\n"
EPUB = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": "<?xml version='1.0'?><container version='1.0' "
    "xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='c.opf' "
    "media-type='application/oebps-package+xml'/></rootfiles></container>",
    "c.opf": "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='3.0'><metadata/><manifest>"
    "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine>"
    "</package>",
    "a.xhtml": PAGE,
}
ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": "<?xml version='1.0'?><office:document-content "
    "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:text><text:h>Treaty</text:h>"
    "<text:p>The towns agree.</text:p></office:text></office:body></office:document-content>",
}
SETTINGS = {
    "theme": "dark", "text.size": 12, "window.state": {"splitter": [1, 2]}, "shortcuts": {"edit.undo": "Ctrl+Z"},
}  # fmt: skip
ACTIVE = {"script", "img", "iframe", "object", "embed", "link", "style", "base", "form", "input", "svg"}


class Slow(Exception):  # noqa: N818 -- ends what hangs
    """Something took longer than anything may."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    def ring(number: int, frame: object) -> None:
        raise Slow

    former = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SLOW)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def texts() -> dict[str, bytes]:
    """A small file of each format that becomes a text."""
    found = {
        "a.html": PAGE.encode(), "a.xml": TEI.encode(), "b.xml": AKN.encode(), "a.txt": PLAIN.encode(),
        "b.txt": PLAIN.encode("utf-16"), "a.md": MARKDOWN.encode(), "a.epub": zipped(dict(EPUB)),
        "a.odt": zipped(dict(ODT)),
    }  # fmt: skip
    with contextlib.suppress(ImportError):
        import docx

        document, out = docx.Document(), io.BytesIO()
        document.add_heading("Treaty")
        document.add_paragraph("The towns agree on a harbour.", style="List Number")
        document.save(out)
        found["a.docx"] = out.getvalue()
    return found


def exports(snapshot: Snapshot) -> dict[str, bytes]:
    """What the program itself writes, in each format that it reads."""
    found = {}
    for key, one in FORMATS.items():
        if one.reads and not one.folder:
            data = one.write(snapshot, {}, NOW)
            assert isinstance(data, bytes)
            found[f"{key}{one.suffix}"] = data
    return found


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The same with some damage: in the bytes, in the structure, or inside a package."""
    if data[:2] == b"PK" and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            files = {info.filename: package.read(info) for info in package.infolist()}
        name = chance.choice(list(files))
        files[name] = mutated(files[name], chance)
        if chance.random() < 0.15:
            files[chance.choice(["../../up.txt", "/etc/x", "C:\\\\x", "a" * 300, "con"])] = b"x"
        return zipped(dict(files))
    for _ in range(chance.choice([1, 1, 2, 8])):
        at, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        end = min(end, at + chance.choice([1, 8, 64, 5000]))
        way = chance.randrange(8)
        if way == 0 and data:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif way == 1:
            data = data[:at] + data[end:]
        elif way == 2:
            data = data[:end] + data[at:end] * chance.choice([1, 3, 200]) + data[end:]
        elif way == 3:
            data = data[:at]
        elif way == 4:
            data = data[:at] + chance.choice(MARKS).encode("utf-8", "surrogatepass") + data[at:]
        elif way == 5:
            data = data[:at] + chance.randbytes(chance.choice([1, 30, 400])) + data[at:]
        elif way == 6:
            data = re.sub(rb"\d+", lambda m: chance.choice([b"-1", b"0", b"9" * 30, b"1e9", m[0]]), data)
        else:
            opening = chance.choice([b"[", b"{", b"<p>", b"<div><table><tr><td>", b"> ", b"- ", b'{"a":'])
            data = data[:at] + opening * chance.choice([20, 3000]) + data[at:]
    return data[: 2 << 20]


def words(chance: random.Random, most: int = 40) -> str:
    parts = [
        chance.choice(MARKS)
        if chance.random() < 0.6
        else "".join(chance.choices(string.printable, k=chance.randrange(1, 8)))
        for _ in range(chance.randrange(most))
    ]
    return "".join(parts)


class Doors:
    """Every door, each tried with something random; a library takes what comes in."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.folder = folder
        self.library = Library.open(folder / "l.sqlite")
        plan = self.library.plan
        self.library.apply(plan.add_text(make_text()))
        target = self.library.make_target(self.library.text("lake"), 4, 13)
        for n in range(6):
            self.library.apply(plan.add_annotation([target], body=f"A *note* {n} [[Lake §2]] #a/b", tags=["a/b", "c"]))
        self.library.apply(plan.decide(make_link(), "lake", "lake", status="confirmed"))
        self.exports = exports(self.library.snapshot())
        self.texts = texts()
        self.theme = (Path(__file__).resolve().parents[2] / "resources" / "themes" / "light.toml").read_text()

    def importing(self) -> None:
        name = self.chance.choice(list(self.exports))
        read = exchange.read(mutated(self.exports[name], self.chance), name)
        found = exchange.place(read, [self.library.text("lake")])
        plan = merging.plan(found, self.library.snapshot(), NOW)
        if self.library.count() < 400:
            self.library.apply(plan.edit)

    def reading(self) -> None:
        name = self.chance.choice(list(self.texts))
        made = text.load(mutated(self.texts[name], self.chance), name=name)
        assert all(0 <= p.start <= p.end <= len(made.canonical) for p in made.provisions)

    def searching(self) -> None:
        query = words(self.chance, 12)
        self.library.search(query, typing=self.chance.random() < 0.5)
        self.library.annotations(query=query)
        self.library.complete_tag(query)

    def rendering(self) -> None:
        began = time.process_time()
        source = words(self.chance, 120) * self.chance.choice([1, 1, 30])
        html = to_html(source)
        assert time.process_time() - began < 5, f"{time.process_time() - began:.1f} s for {len(source)} characters"
        tags = set(re.findall(r"<\s*([a-zA-Z]+)", html))
        assert not tags & ACTIVE, tags
        assert not re.search(r"<[^>]*\s(on\w+|src|style)\s*=", html), html[:300]
        assert not re.search(r'href="(?!https?:|mailto:|passage:|#|/|\?|[^":]*"|declaration-reader:)', html), html[:300]

    def setting(self) -> None:
        path = self.folder / "settings.json"
        path.write_bytes(mutated(json.dumps(SETTINGS).encode(), self.chance))
        settings = Settings(path)
        assert isinstance(settings["theme"], str) and isinstance(settings["window.state"], dict)
        for left in self.folder.glob("settings*"):
            left.unlink()

    def theming(self) -> None:
        from reader.ui.theme import load_theme, sheet

        themes = self.folder / "themes"
        themes.mkdir(exist_ok=True)
        name = f"t{self.chance.randrange(10**12)}"
        (themes / f"{name}.toml").write_bytes(mutated(self.theme.encode(), self.chance))
        theme = load_theme(name, themes)
        for role in ("window", "text", "accent"):
            with contextlib.suppress(KeyError):
                theme.colour(role)
        sheet(theme)
        (themes / f"{name}.toml").unlink()

    def addressing(self) -> None:
        head = self.chance.choice(["", "//text/", "//text/a#", "//annotation/"])
        found = address.read(f"declaration-reader:{head}{words(self.chance, 4)}")
        assert found.id.isprintable()

    def handing(self) -> None:
        def value(depth: int = 0) -> Any:
            kind = self.chance.randrange(6 if depth < 4 else 4)
            if kind == 4:
                return [value(depth + 1) for _ in range(self.chance.randrange(4))]
            if kind == 5:
                keys = ("name", "before", "after", "id", "text", "targets", "body")
                return {self.chance.choice(keys): value(depth + 1) for _ in range(3)}
            return self.chance.choice([None, True, 7, -1, 1e99, words(self.chance, 3), "annotation", "text", "tag"])

        with contextlib.suppress(ValueError):  # the door's own word for it
            handing.decode_edit(value())


def run(folder: Path, seconds: float, seed: int) -> dict[str, Any]:
    """Feed the doors for so long; the counts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    chance = random.Random(seed)
    doors = Doors(folder, chance)
    acts: list[tuple[Callable[[], None], int]] = [
        (doors.importing, 6), (doors.reading, 6), (doors.searching, 3), (doors.rendering, 4), (doors.setting, 1),
        (doors.theming, 1), (doors.addressing, 1), (doors.handing, 1),
    ]  # fmt: skip
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    told: list[str] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until and len(told) < 25:
        [door] = chance.choices([act for act, _ in acts], [weight for _, weight in acts])
        done[door.__name__] += 1
        state = chance.getstate()
        try:
            with limited():
                door()
        except UserError:
            refused[door.__name__] += 1
        except Exception as error:  # noqa: BLE001 -- what the long form is there to find
            frames = []
            trace = error.__traceback__
            while trace is not None:
                frames.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
                trace = trace.tb_next
            told.append(f"{door.__name__}: {type(error).__name__}: {str(error)[:300]} at {' '.join(frames[-5:])}")
            if os.environ.get("DECLARATION_READER_TESTS_KEEP"):
                Path(os.environ["DECLARATION_READER_TESTS_KEEP"], f"state-{len(told)}").write_text(repr(state))
    problems = [p for p in doors.library.check() if p.hint != "Rename it."]
    doors.library.close()
    return {
        "tries": sum(done.values()), "by door": dict(done), "refused": dict(refused), "losses": len(told),
        "damaged": len(problems), "told": told,
    }  # fmt: skip
