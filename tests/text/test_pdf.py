"""PDF pages: columns, tables, numbers that stand apart, notes, running heads and the pages' own numbers."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import textwrap

import pytest

from reader.errors import UserError
from reader.text import Text, load
from reader.text.pdf_layout import Word, lines_of

pytest.importorskip("pypdfium2")

A = "The states that share the river agree to count its fish in every spring and to tell one another how many there are."
B = "They also agree to measure the depth of the lake once a year and to write it down in a book."
C = "No state builds a dam on the upper river before it has heard the others, and each of them answers in May."
Put = tuple[float, float, float, str]  # x, y, size, words


def pdf(pages: list[list[Put]], labels: str = "") -> bytes:
    """A PDF with words at given places, in Helvetica."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s>>" % labels.encode(),
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for puts in pages:
        shown = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET\n"
            for x, y, size, words in puts
        )
        stream = shown.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, offsets = b"%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % o for o in offsets
    )
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def column(x: float, y: float, *paragraphs: str, width: int = 46, size: float = 10, space: float = 6) -> list[Put]:
    puts: list[Put] = []
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, width):
            puts.append((x, y, size, line))
            y -= size * 1.2
        y -= space
    return puts


def provisions(text: Text) -> list[str]:
    return [text.canonical[p.start : p.end] for p in text.provisions]


def read(*pages: list[Put], labels: str = "") -> Text:
    return load(pdf(list(pages), labels), name="pact.pdf")


@pytest.mark.parametrize("shift", [0, 3, 5.5])
def test_columns_are_read_one_after_the_other(shift: float) -> None:
    page = [
        (150.0, 760.0, 16.0, "The River Pact of the Four States"),
        *column(60, 700, A, B),
        *column(320, 700 - shift, C, A),
    ]
    text = read(page)
    assert text.title == "The River Pact of the Four States"
    assert provisions(text) == [A, B, C, A]


def test_a_paragraph_goes_on_in_the_next_column_and_page() -> None:
    first, rest = A[:70].rsplit(" ", 1)[0], A[len(A[:70].rsplit(" ", 1)[0]) + 1 :]
    page = [*column(60, 700, B, C, first), *column(320, 700, rest, B, C)]
    assert provisions(read(page)) == [B, C, A, B, C]


def test_a_line_over_both_columns_divides_them() -> None:
    over = (
        "This sentence stands across both of the columns of the page and divides what is above it from what is below."
    )
    page = [
        *column(60, 700, A),
        *column(320, 700, B),
        *column(60, 600, over, width=120),
        *column(60, 560, C),
        *column(320, 560, A),
    ]
    assert provisions(read(page)) == [A, B, over, C, A]


def test_a_table_is_read_by_rows() -> None:
    cells = [("Year", "Fish counted", "By whom"), ("1999", "1,200", "Upper state"), ("2000", "1,350", "Lower state")]
    table = [(60 + 130 * c, 600 - 14 * r, 10, word) for r, row in enumerate(cells) for c, word in enumerate(row)]
    text = read([*column(60, 700, A, width=90), *table, *column(60, 540, B, width=90)])
    assert provisions(text) == [A, "\n".join(" · ".join(row) for row in cells), B]


def test_numbers_that_stand_apart_belong_to_their_words() -> None:
    page = [(60, 700, 10, "1."), *column(90, 700, A, width=80), (60, 650, 10, "(a)"), *column(90, 650, B, width=80)]
    text = read(page)
    assert provisions(text) == [f"1. {A}", f"(a) {B}"]
    assert [p.label for p in text.provisions] == ["1.", "(a)"]


def test_notes_are_set_apart_from_the_words_that_go_on_over_the_page() -> None:
    cut = A.index(" and to tell")
    words = A[:cut]
    one = [
        *column(60, 700, B, words, width=100),
        (60, 120, 7, "1 The count of the year of the flood is kept in the"),
        (60, 111, 7, "house by the harbour."),
    ]
    two = column(60, 700, A[cut + 1 :], C, width=100)
    text = read(one, two)
    assert provisions(text) == [B, A, C, "[1] The count of the year of the flood is kept in the house by the harbour."]


def test_a_raised_number_is_the_mark_of_a_note() -> None:
    page = [
        (60, 700, 10, "The count is kept"),
        (142, 704, 6, "3"),
        (150, 700, 10, "in the house by the harbour of the lower river."),
    ]
    assert provisions(read(page)) == ["The count is kept[3] in the house by the harbour of the lower river."]


def test_heads_and_numbers_of_pages() -> None:
    pages = [
        [
            (60, 770, 8, "River Gazette"),
            (500, 770, 8, f"{n}"),
            *column(60, 700, words, width=90),
            (60, (n - 40) * 90, 10, f"{n + 1900} was a dry year."),
        ]
        for n, words in ((41, A), (42, B), (43, C))
    ]
    text = read(*pages)
    assert [p.page for p in text.provisions] == ["41", "41", "42", "42", "43", "43"]
    assert text.meta["furniture"] == ["River Gazette", "41", "42", "43"]
    assert "1941 was a dry year." in text.canonical


def test_the_labels_of_the_file_number_its_pages() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 7 >>] >>"
    text = read(column(60, 700, A), column(60, 700, B), labels=labels)
    assert [p.page for p in text.provisions] == ["i", "7"]


def test_pages_that_are_pictures_are_told() -> None:
    text = read(column(60, 700, A), [])
    assert text.meta["pages_without_text"] == ["2"]
    with pytest.raises(UserError, match="pictures"):
        read([])


def test_hyphens_and_ligatures() -> None:
    page = [
        (60, 700, 10, "The states that share the river between the mountains and the sea have de-"),
        (60, 688, 10, "clared it."),
    ]
    assert provisions(read(page)) == [
        "The states that share the river between the mountains and the sea have declared it."
    ]


def test_a_justified_line_is_no_table() -> None:
    def row(y: float, words: str, gap: float) -> list[Word]:
        x, out = 60.0, []
        for word in words.split():
            out.append(Word(x, x + 5 * len(word), y, 10, False, word))
            x = out[-1].x1 + gap
        return out

    page = [
        *row(700, "the states agree to", 11),
        *row(688, "count fish and water", 14),
        *row(676, "of the river every year", 3),
    ]
    lines, _ = lines_of([page], [""])
    assert [line.text for line in lines] == ["the states agree to", "count fish and water", "of the river every year"]
