"""A file becomes a text, or a plain sentence says why not."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.text import GAP, Text, load

RIVER = "The states that share the river agree to count its fish."
LAKE = "They also agree to measure the depth of the lake once a year."


def provisions(text: Text) -> list[str]:
    return [text.canonical[p.start : p.end] for p in text.provisions]


def check_canonical(text: Text) -> None:
    """What every text keeps to."""
    assert unicodedata.is_normalized("NFC", text.canonical)
    assert "\r" not in text.canonical
    assert GAP.join(provisions(text)) == text.canonical
    for n, p in enumerate(text.provisions, 1):
        assert p.n == n
        piece = text.canonical[p.start : p.end]
        assert piece == piece.strip() != ""
        assert GAP not in piece
        assert p.start <= p.body < p.end


def test_front_matter_of_a_bundled_text() -> None:
    source = f"""---
id: river-1999
title: The River Pact
short_title: River 1999
date: 1999-05-04
place: Oslo
issuers: [Norway, Sweden]
lang: en
edition: Restated for the tests.
colour: green
---

# The River Pact

{RIVER}

{LAKE}
"""
    text = load(source.encode(), name="river.md")
    assert (text.id, text.title, text.short_title, text.date) == (
        "river-1999",
        "The River Pact",
        "River 1999",
        "1999-05-04",
    )
    assert (text.place, text.issuers, text.lang) == ("Oslo", ("Norway", "Sweden"), "en")
    assert text.meta == {"colour": "green"}
    assert provisions(text) == [RIVER, LAKE]


def test_front_matter_beyond_the_simple_subset() -> None:
    source = '---\ntitle: "Say: \\"yes\\""\ntags:\n  - a\n  - b\ndate: 2001-06-15\n---\n' + RIVER
    text = load(source.encode(), name="a.md")
    assert text.title == 'Say: "yes"'
    assert text.meta["tags"] == ["a", "b"]
    assert text.date == "2001-06-15"


def test_what_is_given_wins() -> None:
    text = load(
        b"---\ntitle: A\nlang: fr\n---\n" + RIVER.encode(), name="a.md", id="x", title="B", date="4 May 1999", lang="en"
    )
    assert (text.id, text.title, text.date, text.lang) == ("x", "B", "1999-05-04", "en")
    assert text.meta["heading"] == "A"
    with pytest.raises(UserError, match="is not a date"):
        load(RIVER.encode(), date="soon")


def test_markdown_leaves_no_markup() -> None:
    source = """# Title *here*

## Part **one**

The [river](http://x.example/a_(b) "t") has `2 * 3` arms, _many_ fish and 2 * 3 snake_case names\\*.
It goes on[^1] &amp; on <b>and</b> ~~not~~ on.

> A quoted line
> that goes on.

3. third point
4. fourth point

- one
- two

| a | b |
|---|---|
| 1 | 2 |

![a map](map.png) <!-- hidden
words --> is [here][ref].

```
code * here
```

[^1]: A note.
[ref]: http://x.example
"""
    text = load(source.encode(), name="a.md")
    assert text.title == "Title here"
    assert provisions(text) == [
        "Part one\nThe river has 2 * 3 arms, many fish and 2 * 3 snake_case names*. It goes on[1] & on and not on.",
        "A quoted line that goes on.",
        "3. third point",
        "4. fourth point",
        "one\ntwo",
        "a · b\n1 · 2",
        "a map is here.",
        "code * here",
        "[1] A note.",
    ]
    assert [p.label for p in text.provisions][2:4] == ["3.", "4."]
    check_canonical(text)


def test_headings_go_to_the_provision_below() -> None:
    text = load(f"# T\n\n## I. Part\n\n### Article 1\n\n{RIVER}\n\n{LAKE}\n\n## End".encode(), name="a.md")
    assert provisions(text) == [f"I. Part\nArticle 1\n{RIVER}", LAKE, "End"]
    first = text.provisions[0]
    assert text.canonical[first.body : first.end] == RIVER
    assert [p.label for p in text.provisions] == ["Article 1", None, None]


@pytest.mark.parametrize(
    ("source", "labels"),
    [
        (f"Article 3\n\n{RIVER}\n\nArticle 4. Lakes\n\n{LAKE}", ["Article 3", "Article 4"]),
        (f"1. {RIVER}\n\n2. {LAKE}", ["1.", "2."]),
        (f"IV. {RIVER}\n\nV. {LAKE}", ["IV.", "V."]),
        (f"(a) {RIVER}\n\n(b) {LAKE}", ["(a)", "(b)"]),
        ("第三条　各国应当在每年春季清点河中的鱼类。\n\n第四条　各国测量湖水的深度。", ["第三条", "第四条"]),
        (
            "Статья 3\n\nГосударства считают рыбу в реке каждый год.\n\nСтатья 4\n\nОни измеряют озеро.",
            ["Статья 3", "Статья 4"],
        ),
        (f"V. Berg spoke: {RIVER}\n\n1986 was dry. {LAKE}", [None, None]),
        (f"Article 3 of the pact says it. {RIVER}\n\n{LAKE}", [None, None]),
    ],
)
def test_labels_are_the_sources_own_numbers(source: str, labels: list[str | None]) -> None:
    text = load(source.encode(), name="a.txt")
    assert [p.label for p in text.provisions] == labels


def test_hard_wrapped_text_is_unwrapped() -> None:
    source = (
        "The states that share the river agree to count its fish every spring, and\r\n"
        "to tell each other how many they found; the count is made by an indepen-\r\n"
        "dent body with the anti-\r\npoaching service.\r\n\r\n"
        "A second paragraph stands alone here and is long enough to be wrapped at\r\n"
        "the same width.\f"
    )
    text = load(source.encode(), name="a.txt")
    assert len(text.provisions) == 2
    assert "independent body with the anti-poaching service." in text.canonical
    assert "\n" not in text.canonical.replace(GAP, "")


def test_one_paragraph_a_line() -> None:
    long = RIVER + " " + LAKE + " " + RIVER + " " + LAKE
    text = load(f"{long}\n{long}\n{long}".encode(), name="a.txt")
    assert len(text.provisions) == 3


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Государства, которые делят реку, встретятся и сосчитают рыбу в ней.".encode("cp1251"), "cp1251"),
        ("Государства делят реку.".encode("utf-16"), "utf-16-le"),
        (RIVER.encode("utf-16-be"), "utf-16-be"),
        (b"\xef\xbb\xbf" + RIVER.encode(), "utf-8"),
        ("各国同意每年春季清点河中的鱼类，并测量湖水的深度。各国代表在会议上发言。".encode("gb18030"), "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    text = load(data, name="a.txt")
    assert text.meta["encoding"] == encoding
    assert text.canonical == data.decode(encoding).removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"), (b" \n\t ", "is empty"), (b"\xef\xbb\xbf", "is empty"),
        (bytes(range(32)) * 20, "binary"), (b"\x7fELF" + b"\1" * 50, "binary"), (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "binary"),
        (bytes(range(128, 256)) * 3, "encoding"),
    ],
)  # fmt: skip
def test_bad_bytes_get_a_plain_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        load(data, name="a.txt")
    assert caught.value.hint


def test_bad_paths_get_a_plain_sentence(tmp_path: Path) -> None:
    for path, words in [(tmp_path, "folder"), (tmp_path / "none.txt", "no file"), ("a\0b", "could not be read"),
                        (tmp_path / ("x" * 300), "could not be read"), ("/dev/zero", "device")]:  # fmt: skip
        with pytest.raises(UserError, match=words):
            load(path)


def test_a_text_over_the_limit_is_refused_and_not_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.text.loading.MAX_BYTES", 1000)
    with pytest.raises(UserError, match="too large"):
        load(b"word " * 300, name="a.txt")


def test_odd_characters_are_left_out_and_counted() -> None:
    text = load("Fish\u202e are\x00 co\u00adunted, e\u0301t.\r\nAnd so on and on.".encode(), name="a.txt")
    assert text.canonical.startswith("Fish are counted, ét.")
    assert text.meta["cleaned"] == {"bidi": 1, "control": 1}


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="ab é\n#*_`[]()<>|-1.国。\u0301\u202e&;~\\>", max_size=60), max_size=8).map("\n\n".join),
    st.sampled_from(["a.txt", "a.md", "a.html"]),
)
def test_canonical_text_keeps_its_shape_whatever_comes(s: str, name: str) -> None:
    try:
        text = load(s.encode(), name=name)
    except UserError:
        return
    check_canonical(text)


WORDS = st.text(alphabet="abcdefgh国ж", min_size=1, max_size=8)


@settings(deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=1, max_size=10),
    st.sampled_from(["txt", "md"]),
)
def test_no_word_is_lost(paragraphs: list[str], suffix: str) -> None:
    text = load(GAP.join(p + "." for p in paragraphs).encode(), name="a." + suffix)
    assert text.canonical.split() == [w for p in paragraphs for w in (p + ".").split()]


def test_a_bundled_text_loads_nothing_heavy(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\nid: a\ntitle: A\nlang: en\n---\n\n{RIVER}\n\n{LAKE}\n", encoding="utf-8")
    code = (
        "import sys; from reader.text import load; load(sys.argv[1]);"
        "print([m for m in ('yaml','charset_normalizer','html','markdown','xml','numpy','asyncio') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
