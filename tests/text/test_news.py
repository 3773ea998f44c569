"""Saved news pages: title and date are found, the page's furniture is set aside and kept."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from reader.text import GAP, Text, load

FIRST = "The ministers of the four river states met in the harbour hall and agreed to share their figures on water."
SECOND = 'They called the pact "a good start", and promised to meet again before the ice comes back next year.'
RU = "Министры четырёх речных государств встретились в портовом зале и договорились делиться сведениями о воде."
ZH = "四个沿河国家的部长在港口大厅会面，并同意共享有关水情的数据。他们表示明年将再次举行会议。"


def provisions(text: Text) -> list[str]:
    return [text.canonical[p.start : p.end] for p in text.provisions]


PAGES = {
    "title, date, related, editor": (
        f"# River states sign a pact\n\nMonday, March 5, 2012\n\n{FIRST}\n\n{SECOND}\n\nStates quarrel over the upper lake\n"
        "Fish return to the lower river\nEditor: A. Berg\nSource: Harbour News\n",
        "River states sign a pact", "2012-03-05", [FIRST, SECOND],
    ),
    "title and date on one line": (
        f"River states sign a pact Monday, March 5, 2012\n\n{FIRST}\n\n{SECOND}\n", "River states sign a pact", "2012-03-05",
        [FIRST, SECOND],
    ),
    "date glued to the text": (
        f"River states sign a pact\n\nMonday, March 5, 2012{FIRST}\n\n{SECOND}\n", "River states sign a pact", "2012-03-05",
        [FIRST, SECOND],
    ),
    "date glued to the end": (
        f"River states sign a pact\n\n{FIRST}\n\n{SECOND}Monday, March 5, 2012\n", "River states sign a pact", "2012-03-05",
        [FIRST, SECOND],
    ),
    "editor glued to the end": (
        f"River states sign a pact\n\n{FIRST}\n\n{SECOND}Editor: A. Berg Source: Harbour NewsShare\n", "River states sign a pact",
        "", [FIRST, SECOND],
    ),
    "dateline and byline": (
        f"River states sign a pact\nBy Jane Doe\nUpdated: 2012-03-05 10:30\nShare\n\nOSLO, March 5 (Xinhua) -- {FIRST}\n\n{SECOND}\n\n"
        "Share this\nComments (3)\nCopyright 2012 Harbour News. All rights reserved.\n",
        "River states sign a pact", "2012-03-05", [FIRST, SECOND],
    ),
    "link markup": (
        "River states sign a pact\n\n" + FIRST.replace("river", "[river](#)") + f"\n\n{SECOND}\n\nRelated stories\n\n"
        "[States quarrel over the upper lake](http://x.example/1)\n\n[Fish return](http://x.example/2)\n",
        "River states sign a pact", "", [FIRST, SECOND],
    ),
    "torn paragraph": (
        f"River states sign a pact\n\n{FIRST}\n\nThe lake must be kept clean for those who live beside it and for the birds,\n\n"
        "the pact said.\n",
        "River states sign a pact", "",
        [FIRST, "The lake must be kept clean for those who live beside it and for the birds, the pact said."],
    ),
    "Russian": (
        f"Речные страны подписали договор\n\n5 марта 2012 г.\n\n{RU}\n\n{RU}\n\nИсточник: Гавань\nРедактор: А. Берг\n",
        "Речные страны подписали договор", "2012-03-05", [RU, RU],
    ),
    "Chinese": (
        f"沿河国家签署协议\n\n2012年3月5日\n\n{ZH}\n\n{ZH}\n\n来源：港口新闻\n责任编辑：白格\n", "沿河国家签署协议", "2012-03-05", [ZH, ZH],
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_saved_page_gives_its_text(page: str) -> None:
    source, title, date, expected = PAGES[page]
    text = load(source.encode(), name="page.txt")
    assert provisions(text) == expected
    assert text.title == title
    assert text.date == date
    kept = f"{text.title} {text.canonical} {text.meta.get('furniture', '')}"
    plain = re.sub(r"\]\([^)]*\)|[\[\]#]", "", source)
    letters = set(re.findall(r"[^\W\d_]{3,}", plain))
    assert letters <= set(re.findall(r"[^\W\d_]{3,}", kept)) | {"HallMonday"}


def test_signatures_and_preambles_are_no_furniture() -> None:
    source = (
        "River Pact\n\nThe four states that share the long river between the mountains and the sea,\n\n"
        "recalling the pact of the lake and the good will that it has brought to all of them,\n\n"
        f"have agreed as follows:\n\n{FIRST}\n\nFor the Kingdom of the Upper River\nA. Berg\n\nPresident of the Lower River\nC. Dahl\n"
    )
    text = load(source.encode(), name="pact.txt")
    assert "furniture" not in text.meta
    assert len(text.provisions) == 6
    assert text.canonical.endswith("C. Dahl")


def test_a_date_inside_a_sentence_stays() -> None:
    source = f"River states sign a pact\n\nThe ministers met in Oslo on Monday, March 5, 2012, and agreed on all of it.\n\n{SECOND}\n"
    text = load(source.encode(), name="pact.txt")
    assert len(text.provisions) == 2
    assert "Monday, March 5, 2012" in text.canonical


@pytest.mark.parametrize(
    ("name", "date", "count", "first", "last", "furniture"),
    [
        ("2001-shanghai-report.txt", "2001-06-15", 19, "Presidents of", "Declaration said.", 1),
        ("2007-bishkek-report.txt", "2007-08-17", 19, "Top leaders", "Islam Karimov.", 7),
    ],
)
def test_the_source_reports(
    sources: Path, name: str, date: str, count: int, first: str, last: str, furniture: int
) -> None:
    text = load(sources / name)
    assert text.date == date
    assert len(text.provisions) == count
    assert text.canonical.startswith(first) and text.canonical.endswith(last)
    kept = text.meta["furniture"]
    assert isinstance(kept, list) and len(kept) == furniture
    assert text.title and len(text.title) < 60
    assert not re.search(r"Editor|Source|Xinhua|Friday,|\]\(|#", text.canonical)
    raw = re.sub(r"\]\(#\)|[\[\]#]", "", (sources / name).read_text(encoding="utf-8"))
    out = " ".join([text.title, text.canonical, *kept])
    assert sorted(re.findall(r"\w+", raw)) == sorted(re.findall(r"\w+", out))
    body = raw[raw.index(first) :]
    assert body.split()[: len(text.canonical.split())] == text.canonical.split()
    assert all(p.endswith((".", '"')) for p in provisions(text))
    assert GAP.join(provisions(text)) == text.canonical


def test_items_of_a_list_are_not_joined() -> None:
    first = "promote trade among all the states that lie along the river and beside the lake"
    second = "support the fishers of the lower river in every year in which the ice comes late"
    page = f"<html><body><h1>Pact</h1><p>The states will:</p><ul><li>{first}</li><li>{second}</li></ul><p>{SECOND}</p></body></html>"
    assert provisions(load(page.encode(), name="a.html")) == ["The states will:", f"{first}\n{second}", SECOND]
    longer = page.replace("late<", "late and the snow lies deep upon the fields of the upper river<")
    assert len(load(longer.encode(), name="a.html").provisions) == 4


@pytest.mark.parametrize(
    "words",
    [
        "双方于1996年4月26日在上海签署了协定。",
        "2007年8月16日在比什凯克举行了会议。",
        "哈萨克斯坦、中国和吉尔吉斯斯坦三国元首于2007年8月16日在比什凯克会晤。",
    ],
)
def test_a_date_within_a_chinese_sentence_stays_there(words: str) -> None:
    text = load(f"关于友好的宣言\n\n{words}\n\n各方重申友好。".encode(), name="x.txt")
    assert words in text.canonical
    assert "furniture" not in text.meta


THIRD = "The states also decided to build a small house for the commission, which is to open its doors to all of them in spring."


def wrapped(s: str, gap: str = "\n") -> str:
    return gap.join(textwrap.wrap(s, 60))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("OSLO, March 5. /TASS/. ", ""), ("By JANE DOE\nAssociated Press\n\nOSLO, Norway (AP) — ", "\n\n___\n\nAP writer J. Roe contributed to this report."),
        ("OSLO (Reuters) - ", "\n\nReporting by Jane Doe; Editing by John Roe"), ("Oslo, Norway, March 5, 2012 (AFP) - ", "\n\njd/jr"),
        ("", "\n(END)"), ("OSLO, March 5 (Xinhua) -- ", " Enditem"), ("ASTANA. KAZINFORM ", ""), ("ОСЛО. 5 марта. ИНТЕРФАКС - ", ""),
        ("ОСЛО, 5 мар — РИА Новости. ", ""), ("", "\n\n1 of 3\n\n2 of 3\n\nRelated stories\n\n1. States quarrel over the upper lake"),
        ("Photo: Jane Doe / Harbour News\n\n5 March 2012, 10:30\n\n", "\n\nTags: water, fish\nFollow us on Telegram"),
    ],
)  # fmt: skip
def test_reports_of_other_agencies(before: str, after: str) -> None:
    source = f"River states sign a pact\n\n{before}{FIRST}\n\n{SECOND}\n\n{THIRD}{after}\n"
    text = load(source.encode(), name="page.txt")
    assert text.title == "River states sign a pact"
    assert provisions(text) == [FIRST, SECOND, THIRD]
    kept = " ".join([text.title, text.canonical, *text.meta.get("furniture", [])])  # type: ignore[misc]
    assert sorted(re.findall(r"\w+", kept)) == sorted(re.findall(r"\w+", source))


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("within", [" ", "\n", "\n\n"])
def test_lines_of_a_report_however_they_are_wrapped(between: str, within: str) -> None:
    if within == "\n\n" and between == "\n":
        return  # nobody could tell
    body = between.join(wrapped(s, within) if within != " " else s for s in (FIRST, SECOND, THIRD))
    source = f"River states sign a pact\n\nMonday, March 5, 2012\n\n{body}\n\nEditor: A. Berg\n"
    assert provisions(load(source.encode(), name="page.txt")) == [FIRST, SECOND, THIRD]


def test_menus_and_lists_of_other_pages_are_furniture_without_any_mark_of_it() -> None:
    links = "".join(
        f"<li><a href='/{i}'>{words}</a></li>" for i, words in enumerate(("World", "Sport", "Storm at the coast"))
    )
    table = "<table><tr><th>Year</th><th>Fish</th></tr><tr><td>1999</td><td>twelve hundred</td></tr></table>"
    page = (
        f"<html><body><table><tr><td><ul>{links}</ul></td></tr><tr><td><h3>Most popular this week</h3><ul>{links}</ul></td><td>"
        f"<h1>River Pact</h1><p>{FIRST}<sup><a href='#1'>1</a></sup></p><h2>Fish<span class='mw-editsection'>[<a>edit</a>]</span></h2>"
        f"<p>{SECOND}</p>{table}<p>All rights reserved 2012 Harbour News</p></td></tr></table>"
    )
    text = load(page.encode(), name="a.html")
    assert text.title == "River Pact"
    assert provisions(text) == [f"{FIRST}[1]", f"Fish\n{SECOND}", "Year · Fish\n1999 · twelve hundred"]
    assert "Most popular this week" in str(text.meta["furniture"])
