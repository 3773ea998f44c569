"""The numbers that Word and OpenDocument count by themselves become words and labels; what is not shown stays out."""

# ruff: noqa: E501 -- sample documents read better unbroken
from __future__ import annotations

import io
import zipfile

import pytest

from reader.text import Text, load
from reader.text.numerals import han, letters, roman, written

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = {
    "1": [("decimal", "Article %1", ""), ("decimal", "%1.%2", ""), ("lowerLetter", "(%3)", ""), ("lowerRoman", "(%4)", "")],
    "2": [("upperRoman", "%1.", ""), ("decimal", "%1.%2.", "<w:isLgl/>")],
    "3": [("bullet", "•", "")],
    "4": [("chineseCountingThousand", "第%1条", "")],
    "5": [("russianLower", "%1)", "")],
}  # fmt: skip


def numbering() -> str:
    out = ""
    for key, levels in LEVELS.items():
        out += f'<w:abstractNum w:abstractNumId="{key}">'
        for i, (how, words, more) in enumerate(levels):
            out += f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{how}"/>{more}<w:lvlText w:val="{words}"/></w:lvl>'
        out += "</w:abstractNum>"
    nums = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in LEVELS)
    anew = '<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    return f"<w:numbering {W}>{out}{nums}{anew}</w:numbering>"


def p(words: str, number: str = "", level: int = 0, style: str = "") -> str:
    num = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    run = words if words.startswith("<w:") else f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{num}</w:pPr>{run}</w:p>"


def word(body: str, footnotes: str = "", endnotes: str = "", comments: str = "") -> Text:
    """A document of Word's with this body, made on the empty one of python-docx."""
    docx = pytest.importorskip("docx")
    made = io.BytesIO()
    docx.Document().save(made)
    out = io.BytesIO()
    extra = {"footnotes": footnotes, "endnotes": endnotes, "comments": comments}
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "word/document.xml":
                data = f'<w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>'
            elif name == "word/numbering.xml":
                data = numbering()
            elif name == "word/_rels/document.xml.rels":
                base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                more = "".join(
                    f'<Relationship Id="x{k}" Type="{base}/{k}" Target="{k}.xml"/>' for k, v in extra.items() if v
                )
                data = str(data).replace("</Relationships>", more + "</Relationships>")
            elif name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
                more = "".join(
                    f'<Override PartName="/word/{k}.xml" ContentType="{kind}.{k}+xml"/>' for k, v in extra.items() if v
                )
                data = str(data).replace("</Types>", more + "</Types>")
            new.writestr(name, data)
        for key, inner in extra.items():
            if inner:
                new.writestr(f"word/{key}.xml", f"<w:{key} {W}>{inner}</w:{key}>")
    return load(out.getvalue(), name="pact.docx")


def provisions(text: Text) -> list[str]:
    return [text.canonical[p.start : p.end] for p in text.provisions]


def test_numbers_that_word_counts_are_in_the_text_and_are_labels() -> None:
    text = word(
        p("The Delta Accord", style="Title") + p("Waters", "1", 0, "Heading1") + p("Each party measures the water.", "1", 1)
        + p("Each party reports:", "1", 1) + p("the depth;", "1", 2) + p("the speed:", "1", 2) + p("in spring,", "1", 3)
        + p("in autumn.", "1", 3) + p("Fish", "1", 0, "Heading1") + p("Each party counts fish.", "1", 1)
        + p("General part", "2") + p("A rule of it.", "2", 1) + p("a point", "3") + p("各方清点鱼类。", "4")
        + p("各方测量水深。", "4") + p("первое;", "5") + p("второе.", "5") + p("Counted anew", "9") + p("By style", style="ListNumber")
    )  # fmt: skip
    assert text.title == "The Delta Accord"
    assert provisions(text) == [
        "Article 1 Waters\n1.1 Each party measures the water.", "1.2 Each party reports:", "(a) the depth;", "(b) the speed:",
        "(i) in spring,", "(ii) in autumn.", "Article 2 Fish\n2.1 Each party counts fish.", "I. General part", "1.1. A rule of it.",
        "a point", "第一条 各方清点鱼类。", "第二条 各方测量水深。", "а) первое;", "б) второе.", "Article 7 Counted anew",
        "в) By style",  # the style of the empty document points to the fifth list
    ]  # fmt: skip
    assert [q.label for q in text.provisions][1:9] == ["1.2", "(a)", "(b)", "(i)", "(ii)", "2.1", "I.", "1.1."]
    assert [q.label for q in text.provisions][10:15] == ["第一条", "第二条", "а)", "б)", "Article 7"]


def test_deleted_words_are_out_and_inserted_ones_in() -> None:
    text = word(
        p('<w:r><w:t xml:space="preserve">The parties </w:t></w:r><w:del w:id="1"><w:r><w:delText>may </w:delText></w:r></w:del>'
          '<w:ins w:id="2"><w:r><w:t xml:space="preserve">shall </w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t>never </w:t></w:r></w:moveFrom>'
          "<w:r><w:t>meet.</w:t></w:r>")
        + '<w:p><w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">This was one </w:t></w:r></w:p>'
        + p("paragraph once.")
    )  # fmt: skip
    assert provisions(text) == ["The parties shall meet.", "This was one paragraph once."]


def test_controls_boxes_and_hidden_words() -> None:
    box = p("words in a box")
    drawing = (
        f"<mc:AlternateContent><mc:Choice><w:txbxContent>{box}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    text = word(
        f"<w:sdt><w:sdtContent>{p('Words in a control.')}</w:sdtContent></w:sdt>"
        + f"<w:p><w:r><w:t>Words around </w:t></w:r><w:r>{drawing}</w:r><w:r><w:t>a box.</w:t></w:r></w:p>"
        + p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>Seen.</w:t></w:r>")
    )
    assert provisions(text) == ["Words in a control.", "Words around a box.", "words in a box", "Seen."]
    assert text.meta["furniture"] == ["secret"]


def test_notes_carry_the_marks_that_a_reader_sees() -> None:
    def mark(sort: str, key: int) -> str:
        return f'<w:r><w:{sort}Reference w:id="{key}"/></w:r>'

    notes = "".join(
        f'<w:footnote w:id="{i}">{p(w)}</w:footnote>' for i, w in ((2, "A first note."), (3, "A second note."))
    )
    text = word(
        p(
            f"<w:r><w:t>One</w:t></w:r>{mark('footnote', 3)}<w:r><w:t> and two</w:t></w:r>{mark('footnote', 2)}{mark('endnote', 5)}"
        ),
        footnotes=f'<w:footnote w:id="0" w:type="separator">{p("")}</w:footnote>{notes}',
        endnotes=f'<w:endnote w:id="5">{p("At the end.")}</w:endnote>',
        comments=f'<w:comment w:id="1">{p("Is this so?")}</w:comment>',
    )
    assert provisions(text) == ["One[1] and two[2][i]", "[1] A second note.", "[2] A first note.", "[i] At the end."]
    assert text.meta["furniture"] == ["Is this so?"]


def test_a_table_that_arranges_the_page_is_read_as_paragraphs() -> None:
    long = "The parties meet in every spring and count the fish of the river. " * 6
    cell = "<w:tc>{}</w:tc>"
    text = word(f"<w:tbl><w:tr>{cell.format(p(long) + p('second', '1'))}{cell.format(p('right'))}</w:tr></w:tbl>")
    assert provisions(text) == [long.strip(), "Article 1 second", "right"]


SPACES = " ".join(
    f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"'
    for k, v in (("o", "office"), ("t", "text"), ("b", "table"), ("s", "style"), ("d", "drawing"))
) + ' xmlns:l="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip


def odt(body: str, styles: str = "", automatic: str = "") -> Text:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        z.writestr("styles.xml", f"<o:document-styles {SPACES}><o:styles>{styles}</o:styles></o:document-styles>")
        z.writestr(
            "content.xml",
            f"<o:document-content {SPACES}><o:automatic-styles>{automatic}</o:automatic-styles><o:body><o:text>{body}</o:text></o:body></o:document-content>",
        )
    return load(out.getvalue(), name="pact.odt")


def level(n: int, how: str, more: str = "") -> str:
    return f'<t:list-level-style-number t:level="{n}" s:num-format="{how}" {more}/>'


def test_numbers_that_opendocument_counts() -> None:
    automatic = (
        '<t:list-style s:name="A">' + level(1, "1", 's:num-prefix="Article "') + level(2, "1", 't:display-levels="2" s:num-suffix="."')
        + level(3, "a", 's:num-prefix="(" s:num-suffix=")"') + '</t:list-style><t:list-style s:name="B">'
        + level(1, "I", 'l:num-list-format="Part %1%"') + "</t:list-style>"
        + '<t:list-style s:name="C">' + level(1, "一, 二, 三, ...", 's:num-prefix="第" s:num-suffix="条"') + "</t:list-style>"
        + '<t:list-style s:name="D"><t:list-level-style-bullet t:level="1"/></t:list-style>'
    )  # fmt: skip
    outline = (
        '<t:outline-style><t:outline-level-style t:level="1" s:num-format="I" s:num-suffix="."/></t:outline-style>'
    )

    def item(inner: str, more: str = "") -> str:
        return f"<t:list-item {more}>{inner}</t:list-item>"

    def para(words: str) -> str:
        return f"<t:p>{words}</t:p>"

    deep = f"<t:list>{item(para('deep one'))}{item(para('deep two'))}</t:list>"
    inner = f"<t:list>{item(para('inner') + deep)}</t:list>"
    tenth = item(para("tenth"), 't:start-value="10"')
    text = odt(
        f'<t:list t:style-name="A">{item(para("first"))}{item(para("second") + para("goes on") + inner)}</t:list>'
        "<t:p>Between.</t:p>"
        f'<t:list t:style-name="A" t:continue-numbering="true">{item(para("third"))}{tenth}</t:list>'
        f'<t:list t:style-name="A">{item(para("anew"))}</t:list><t:list t:style-name="B">{item(para("roman"))}</t:list>'
        f'<t:list t:style-name="C">{item(para("各方清点。"))}</t:list><t:list t:style-name="D">{item(para("a point"))}</t:list>'
        '<t:h t:outline-level="1">Rivers</t:h><t:p>Words.</t:p><t:h t:outline-level="1">Lakes</t:h><t:p>More words.</t:p>',
        outline,
        automatic,
    )
    assert provisions(text) == [
        "Article 1 first", "Article 2 second", "goes on", "2.1. inner", "(a) deep one", "(b) deep two", "Between.",
        "Article 3 third", "Article 10 tenth", "Article 1 anew", "Part I roman", "第一条 各方清点。", "a point",
        "I. Rivers\nWords.", "II. Lakes\nMore words.",
    ]  # fmt: skip
    assert [q.label for q in text.provisions][:6] == ["Article 1", "Article 2", None, "2.1.", "(a)", "(b)"]
    assert [q.label for q in text.provisions][-2:] == ["I.", "II."]


def test_marks_boxes_contents_and_comments_of_opendocument() -> None:
    text = odt(
        "<t:table-of-content><t:index-body><t:p>Fish 7</t:p></t:index-body></t:table-of-content>"
        '<t:p>One<t:note t:note-class="endnote"><t:note-citation>i</t:note-citation><t:note-body><t:p>At the end.</t:p></t:note-body></t:note>'
        "<o:annotation><t:p>Is this so?</t:p></o:annotation> and<d:frame><d:text-box><t:p>a box</t:p></d:text-box></d:frame> two.</t:p>"
    )
    assert provisions(text) == ["a box", "One[i] and two.", "[i] At the end."]
    assert text.meta["furniture"] == ["Fish 7", "Is this so?"]


@pytest.mark.parametrize(
    ("n", "how", "expected"),
    [
        (4, "upperRoman", "IV"), (1999, "lowerRoman", "mcmxcix"), (27, "lowerLetter", "aa"), (3, "upperLetter", "C"),
        (2, "russianLower", "б"), (21, "chineseCounting", "二十一"), (105, "chineseCounting", "一百零五"), (10, "chineseCounting", "十"),
        (3, "ideographTraditional", "丙"), (22, "ordinal", "22nd"), (12, "ordinal", "12th"), (2, "ordinalText", "Second"),
        (7, "decimalZero", "07"), (5, "decimalEnclosedCircle", "⑤"), (5, "somethingNew", "5"), (5, "none", ""),
        (10**9, "chineseCounting", str(10**9)), (4000, "upperRoman", "4000"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_document_asks(n: int, how: str, expected: str) -> None:
    assert written(n, how) == expected


def test_numbers_are_written_differently_one_by_one() -> None:
    for way in (roman, han):
        assert len({way(n) for n in range(1, 3000)}) == 2999
    assert len({letters(n) for n in range(1, 200)}) == 199
