from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import UserError
from reader.text import load, review

SOURCE = """# Harbour pact

## Tolls

1. Each town keeps its toll. It may lower it.

2. No lock is closed.

Signed by six.
"""


def words(text) -> list[str]:
    return [text.canonical[p.start : p.end] for p in text.provisions]


@pytest.fixture
def text():
    return load(SOURCE.encode(), name="pact.md")


def test_joined_and_split_again_is_the_same_wording(text) -> None:
    one = review.join(text, 1, 2)
    assert len(one.provisions) == len(text.provisions) - 1
    assert "\n2. No lock" in one.canonical
    assert one.provisions[0].label == "1."
    again = review.split(one, one.canonical.index("2. No lock"))
    assert again.canonical == text.canonical
    assert again.provisions == text.provisions
    assert again.sha256 == text.sha256
    assert len(text.provisions) == 3


def test_a_heading_stays_a_heading(text) -> None:
    two = review.split(text, text.canonical.index("It may"))
    assert words(two)[0] == "Tolls\n1. Each town keeps its toll."
    assert two.provisions[0].body == text.provisions[0].body
    assert words(two)[1] == "It may lower it."


def test_what_is_left_out_is_not_lost(text) -> None:
    less = review.exclude(text, [3])
    assert words(less) == words(text)[:2]
    assert less.meta["furniture"] == ["Signed by six."]
    with pytest.raises(UserError):
        review.exclude(text, [1, 2, 3])


def test_what_cannot_be_done_says_so(text) -> None:
    with pytest.raises(UserError):
        review.join(text, 3, 4)
    with pytest.raises(UserError):
        review.split(text, text.provisions[1].start)


def test_other_metadata_leaves_the_wording(text) -> None:
    other = review.with_fields(text, title="Pact of the harbour", issuers=("Six towns",), date="1901")
    assert (other.title, other.issuers, other.sha256) == ("Pact of the harbour", ("Six towns",), text.sha256)
    assert text.issuers == ()


@given(st.lists(st.sampled_from(["join", "split", "exclude"]), max_size=6), st.randoms(use_true_random=False))
def test_provisions_tile_the_text_after_any_corrections(acts, random) -> None:
    text = load("\n\n".join(f"Line {i} of the pact. And more." for i in range(6)).encode(), name="x.txt")
    for act in acts:
        n = random.randint(1, len(text.provisions))
        try:
            if act == "join":
                text = review.join(text, n, min(n + random.randint(1, 2), len(text.provisions)))
            elif act == "split":
                text = review.split(text, random.randrange(len(text.canonical)))
            else:
                text = review.exclude(text, [n])
        except UserError:
            continue
        assert "\n\n".join(words(text)) == text.canonical
        assert all(p.start <= p.body <= p.end for p in text.provisions)
