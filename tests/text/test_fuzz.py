"""Files with bytes changed, cut, doubled or moved: a text or a plain sentence, never another error, and soon."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import io
import random
import time
import zipfile

import pytest

from reader.errors import UserError
from reader.text import load

WORDS = "The states that share the river agree to count its fish. "
DOCBOOK = (
    f"<TEI><text><body><div><head>Article 1</head><p n='1'>{WORDS}<note>In May.</note></p></div></body></text></TEI>"
)
AKOMA = f"<akomaNtoso><act><body><article><num>1</num><paragraph><num>(a)</num><p>{WORDS}</p></paragraph></article></body></act></akomaNtoso>"
PAGE = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Pact</h1><ol type='a'><li>{WORDS}</li></ol><table><tr><td>1</td></tr></table>"
ODT_NAMES = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:  # stored, so that a changed byte changes the XML
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        body = f"<t:list><t:list-item><t:p>{WORDS}</t:p></t:list-item></t:list>"
        z.writestr(
            "content.xml",
            f"<o:document-content {ODT_NAMES}><o:body><o:text>{body}</o:text></o:body></o:document-content>",
        )
    return out.getvalue()


def epub() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", "application/epub+zip")
        z.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
        )
        z.writestr(
            "p.opf",
            '<package><manifest><item id="a" href="a.html"/></manifest><spine><itemref idref="a"/></spine></package>',
        )
        z.writestr("a.html", PAGE)
    return out.getvalue()


def docx() -> bytes:
    made = pytest.importorskip("docx").Document()
    made.add_heading("Article 1", 2)
    made.add_paragraph(WORDS, style="List Number")
    made.add_table(rows=1, cols=2).rows[0].cells[0].text = "Fish"
    packed, out = io.BytesIO(), io.BytesIO()
    made.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def mutated(data: bytes, random_: random.Random) -> bytes:
    """The file with one to five faults in it."""
    out = bytearray(data)
    for _ in range(random_.randint(1, 5)):
        at, size = random_.randrange(len(out)), random_.randrange(1, 40)
        how = random_.randrange(6)
        if how == 0:
            out[at] = random_.randrange(256)
        elif how == 1:
            del out[at : at + min(size, len(out) // 2)]
        elif how == 2:
            out[at:at] = out[at : at + size] * random_.randrange(1, 4)
        elif how == 3:
            out[at:at] = random_.choice(
                [b"\0", b"\xff\xfe", b"<", b"</", b"&#0;", b"&x;", b"]]>", b"%s", b"\xe2\x80\xae", b"-->", b"9" * 30]
            )
        elif how == 4:
            out = out[: max(at, 20)]
        else:
            other = random_.randrange(len(out))
            out[at : at + size], out[other : other + size] = out[other : other + size], out[at : at + size]
    return bytes(out)


@pytest.mark.parametrize("name", ["a.xml", "a.akn", "a.html", "a.odt", "a.epub", "a.docx", "a.md", "a.txt"])
def test_a_faulty_file_is_a_text_or_a_plain_sentence(name: str) -> None:
    made = {"a.xml": DOCBOOK.encode(), "a.akn": AKOMA.encode(), "a.html": PAGE.encode(), "a.md": f"# A\n\n1. {WORDS}\n\n> - [x](y) `a`".encode(),
            "a.txt": f"Article 1\n\n1. {WORDS}\n\n2. {WORDS}".encode(), "a.odt": b"", "a.epub": b"", "a.docx": b""}  # fmt: skip
    good = made[name] or {"a.odt": odt, "a.epub": epub, "a.docx": docx}[name]()
    assert WORDS.strip() in load(good, name=name).canonical
    random_ = random.Random(7)
    for _ in range(60 if name == "a.docx" else 150):
        data = mutated(good, random_)
        began = time.monotonic()
        try:
            text = load(data, name=name)
        except UserError as error:
            assert error.hint
        else:
            assert text.canonical.strip()
        assert time.monotonic() - began < 5


def test_a_large_document_is_read_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.text.loading._APART", 100)
    for name, data in (("a.odt", odt()), ("a.epub", epub()), ("a.xml", DOCBOOK.encode())):
        text = load(data, name=name)
        assert WORDS.strip() in text.canonical
    with pytest.raises(UserError, match="well-formed") as caught:
        load(DOCBOOK.encode()[:-20], name="a.xml")
    assert caught.value.hint
    monkeypatch.setattr("reader.text.apart.MEMORY", 30 * 2**20)
    with pytest.raises(UserError, match="memory"):
        load(DOCBOOK.replace(WORDS, WORDS * 200_000).encode(), name="a.xml")


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.text.loading._APART", 100)
    monkeypatch.setattr("reader.text.apart.SECONDS", 0.01)
    with pytest.raises(UserError, match="seconds"):
        load(odt(), name="a.odt")
