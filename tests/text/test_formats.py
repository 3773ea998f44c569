"""Documents of other formats: their words, headings, tables, notes, pages; and hostile ones refused."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.text import GAP, Text, load

RIVER = "The states that share the river agree to count its fish."
LAKE = "They also agree to measure the depth of the lake once a year."
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def provisions(text: Text) -> list[str]:
    found = [text.canonical[p.start : p.end] for p in text.provisions]
    assert GAP.join(found) == text.canonical
    return found


def zipped(members: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return out.getvalue()


def odt(body: str, before: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"'
        for k, v in (("o", "office"), ("t", "text"), ("b", "table"))
    )
    content = f"<?xml version='1.0'?>{before}<o:document-content {spaces}><o:body><o:text>{body}</o:text></o:body></o:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def pdf(pages: list[list[str]], extra: bytes = b"") -> bytes:
    """A small PDF by hand: one line of text under another."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = 3
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R /Resources << /Font << /F1 %d 0 R >> >> >>"
            % (content, font)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(kids))
    out = b"%PDF-1.4\n"
    offsets = []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, start)


def test_tei() -> None:
    source = f"""<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt>
    <title>The River Pact</title></titleStmt><publicationStmt><date when="1999-05-04"/><p>Harbour Press</p></publicationStmt>
    </fileDesc></teiHeader><text><body><pb n="7"/><fw>RIVER PACT</fw><div><head>Article 1</head><p>The states that
    share the <hi>river</hi> agree to count its fish.<note>In spring.</note></p></div><pb n="8"/>
    <p>{LAKE}</p><table><row><cell>Year</cell><cell>Fish</cell></row><row><cell>1999</cell><cell>12</cell></row></table>
    <lg><l>one line</l><l>another</l></lg></body></text></TEI>"""
    text = load(source.encode(), name="pact.xml")
    assert (text.title, text.date, text.lang) == ("The River Pact", "1999-05-04", "en")
    assert provisions(text) == [
        f"Article 1\n{RIVER}[1]", LAKE, "Year · Fish\n1999 · 12", "one line\nanother", "[1] In spring.",
    ]  # fmt: skip
    assert [(p.label, p.page) for p in text.provisions][:2] == [("Article 1", "7"), (None, "8")]
    assert "RIVER PACT" in text.meta["furniture"]  # type: ignore[operator]


def test_akoma_ntoso() -> None:
    source = f"""<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification><FRBRExpression>
    <FRBRdate date="1999-05-04"/><FRBRlanguage language="eng"/></FRBRExpression></identification></meta>
    <preface><longTitle><p><docTitle>The River Pact</docTitle></p></longTitle></preface>
    <body><article><num>Article 1</num><heading>Fish</heading><paragraph><num>1.</num><content><p>{RIVER}</p></content></paragraph>
    <paragraph><num>2.</num><content><p>{LAKE}<authorialNote><p>A note.</p></authorialNote></p></content></paragraph></article>
    </body></act></akomaNtoso>"""
    text = load(source.encode(), name="pact.akn")
    assert (text.title, text.date, text.lang) == ("The River Pact", "1999-05-04", "en")
    assert provisions(text)[-3:] == [f"Article 1\nFish\n1. {RIVER}", f"2. {LAKE}[1]", "[1] A note."]
    assert [p.label for p in text.provisions][-3:-1] == ["1.", "2."]


def test_odt() -> None:
    body = (
        f'<t:h t:outline-level="1">Article 1</t:h><t:p>{RIVER}<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>In'
        f" spring.</t:p></t:note-body></t:note></t:p><t:p>They also agree to measure<t:s/>the <t:span>depth</t:span> of the"
        f" lake once a year.</t:p><b:table><b:table-row><b:table-cell><t:p>Year</t:p></b:table-cell><b:table-cell><t:p>Fish</t:p>"
        f"</b:table-cell></b:table-row></b:table><t:list><t:list-item><t:p>an item</t:p></t:list-item></t:list>"
    )
    text = load(odt(body), name="pact.odt")
    assert provisions(text) == [f"Article 1\n{RIVER}[1]", LAKE, "Year · Fish", "an item", "[1] In spring."]
    assert text.provisions[0].label == "Article 1"


def test_epub() -> None:
    page = "<html><head><title>x</title></head><body><h1>Part {0}</h1><p>{1}</p></body></html>"
    book = zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="O/p.opf"/></rootfiles></container>',
            "O/p.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            "<dc:title>The River Pact</dc:title><dc:date>1999-05-04T00:00:00Z</dc:date><dc:language>en-GB</dc:language></metadata>"
            '<manifest><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a%20a.xhtml" '
            'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
            "O/a a.xhtml": page.format(1, RIVER),
            "O/b.xhtml": page.format(2, LAKE),
        }
    )
    text = load(book, name="pact.epub")
    assert (text.title, text.date, text.lang) == ("The River Pact", "1999-05-04", "en")
    assert provisions(text) == [f"Part 1\n{RIVER}", f"Part 2\n{LAKE}"]


def test_docx() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("The River Pact", 0)
    document.add_heading("Article 1", 2)
    document.add_paragraph("The states that share the ").add_run("river agree to count its fish.").bold = True
    document.add_paragraph(LAKE)
    table = document.add_table(rows=2, cols=2)
    for i, word in enumerate(["Year", "Fish", "1999", "12"]):
        table.rows[i // 2].cells[i % 2].text = word
    out = io.BytesIO()
    document.save(out)
    text = load(out.getvalue(), name="pact.docx")
    assert text.title == "The River Pact"
    assert provisions(text) == [f"Article 1\n{RIVER}", LAKE, "Year · Fish\n1999 · 12"]
    assert text.provisions[0].label == "Article 1"


def test_pdf() -> None:
    pytest.importorskip("pypdfium2")
    page = [
        ["RIVER PACT", "The states that share the river between the mountains and", "the sea agree to count its fish in every spring, and to de-",
         "clare the number to each other.", "They also agree to measure the depth of the lake that lies", "1"],
        ["RIVER PACT", "beside it.", "A third point is made at the end of the pact so that it has", "some more words in it.", "2"],
        ["RIVER PACT", "The last page says that the pact is open to other states if", "they keep to it.", "3"],
    ]  # fmt: skip
    text = load(pdf(page), name="pact.pdf")
    found = provisions(text)
    assert len(found) == 4
    assert "to declare the number" in found[0]
    assert found[1].endswith("the lake that lies beside it.")
    assert [p.page for p in text.provisions] == ["1", "1", "2", "3"]
    assert "RIVER PACT" not in text.canonical
    assert text.meta["furniture"] == ["RIVER PACT", "1", "2", "3"]


@pytest.mark.parametrize("data", [pdf([[]]), b"%PDF-1.4\nnothing of it", pdf([["a"]])[:200]])
def test_a_pdf_without_text_is_refused(data: bytes) -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(UserError) as caught:
        load(data, name="a.pdf")
    assert caught.value.hint


def test_an_encrypted_pdf_is_refused() -> None:
    pytest.importorskip("pypdfium2")
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([[RIVER]])))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UserError, match="password"):
        load(out.getvalue(), name="a.pdf")


@pytest.mark.parametrize(("package", "name", "extra"), [("docx", "a.docx", "docx")])
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, package: str, name: str, extra: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UserError, match=rf'pip install "declaration-reader\[{extra}\]"'):
        load(zipped({"word/document.xml": "<a/>"}), name=name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f"{BOMB}<TEI><p>&b;</p></TEI>".encode(), "a.xml"),
        (f"{XXE}<TEI><p>&a;</p></TEI>".encode(), "a.xml"),
        (f"{XXE}<akomaNtoso><p>&a;</p></akomaNtoso>".encode(), "a.akn"),
        (odt("<t:p>&b;</t:p>", BOMB), "a.odt"),
        (zipped({"word/document.xml": f"{BOMB}<a>&b;</a>"}), "a.docx"),
        (zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": f"{XXE}<a>&a;</a>"}), "a.epub"),
        (b"<TEI>" + b"<p>" * 100_000, "a.xml"),
        (b"<TEI><p>unclosed", "a.xml"),
        (zipped({"word/document.xml": b" " * 100_000_000}), "a.docx"),
        (zipped({str(i): b"" for i in range(10_001)}), "a.docx"),
        (odt("<t:p>x</t:p>")[:-40], "a.odt"),
        (zipped({"a.txt": "words"}), "a.zip"),
        (b"PK\3\4" + bytes(200), "a.docx"),
    ],
)
def test_hostile_and_broken_files_are_refused(data: bytes, name: str) -> None:
    with pytest.raises(UserError) as caught:
        load(data, name=name)
    assert caught.value.hint


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(odt(f"<t:p>{RIVER}</t:p>"))
    at = data.rfind(b"content.xml")
    data[at - 46 + 24 : at - 46 + 28] = (3).to_bytes(4, "little")  # the size unpacked, in the directory
    with pytest.raises(UserError):
        load(bytes(data), name="a.odt")


def test_deep_and_broken_pages_keep_their_words() -> None:
    deep = b"<div>" * 200_000 + RIVER.encode()
    assert load(deep, name="a.html").canonical == RIVER
    for broken in (b"<!-- " + RIVER.encode(), b"<script>" + RIVER.encode(), b"<p title=' >" + RIVER.encode() + b"</p>"):
        assert RIVER in load(broken, name="a.html").canonical


def test_nothing_in_a_page_is_run_or_fetched() -> None:
    page = f"""<html><head><link href="file:///etc/passwd"><style>@import url(http://x.example/a)</style></head><body>
    <script>alert("x")</script><img src="http://x.example/a.png"><iframe src="http://x.example">in the frame</iframe>
    <p onclick="x()">{RIVER}</p></body></html>"""
    assert load(page.encode(), name="a.html").canonical == RIVER


def test_zlib_noise_is_damage_and_no_defect() -> None:
    good = odt(f"<t:p>{RIVER * 40}</t:p>")
    at = good.find(zlib.compress(b"")[:1])
    for shift in range(60, 140, 7):
        data = bytearray(good)
        data[at + shift] ^= 0xFF
        try:
            load(bytes(data), name="a.odt")
        except UserError as error:
            assert error.hint


INLINE = st.sampled_from(["em", "b", "span", "a", "i", "button", "sub"])
BLOCK = st.sampled_from(
    ["p", "div", "li", "td", "h2", "nav", "aside", "section", "ul", "table", "tr", "blockquote", "header"]
)
NODE = st.recursive(
    st.text(alphabet="abcdefgh", min_size=1, max_size=6),
    lambda inner: st.tuples(st.one_of(INLINE, BLOCK), st.lists(inner, max_size=4), st.booleans()),
    max_leaves=25,
)


def markup(node: object) -> str:
    if isinstance(node, str):
        return f" {node} "
    name, inner, closed = node  # type: ignore[misc]
    return f"<{name}>" + "".join(map(markup, inner)) + (f"</{name}>" if closed else "")


@settings(deadline=None)
@given(st.lists(NODE, min_size=1, max_size=6))
def test_every_word_of_a_page_is_in_the_text_or_in_its_furniture(nodes: list[object]) -> None:
    page = "".join(map(markup, nodes))
    expected = Counter(w for w in re.sub(r"<[^>]*>", " ", page).split())
    try:
        text = load(f"<html><body>{page}</body></html>".encode(), name="a.html")
    except UserError:
        assert not expected
        return
    kept = " ".join([text.title, text.canonical, *text.meta.get("furniture", [])])  # type: ignore[misc]
    found = Counter(re.findall(r"[a-h]+", kept))
    assert not expected - found
