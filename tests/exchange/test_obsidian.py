"""A second export never overwrites what was written in between."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

import pytest

from reader.exchange import place, read
from reader.exchange.markdown import documents
from reader.exchange.merging import plan
from reader.exchange.obsidian import Conflict, Merge, regions, write
from reader.exchange.options import Options
from reader.library.models import Snapshot
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, note, snapshot, target

DATE = re.compile(r"^exported: .*\n", re.MULTILINE)
LATER = NOW + timedelta(days=1)
PAGE = "Harbour 1999.md"


def words(snap: Snapshot | None = None) -> dict[str, str]:
    return {path: data.decode() for path, data in write(snap or full(), None, NOW).items()}


class Merged(NamedTuple):
    """What a second export comes to, as words by path."""

    files: dict[str, str]
    conflicts: list[Conflict]


def again(
    existing: dict[str, str], snap: Snapshot | None = None, policy: str = "skip",
    choices: dict[tuple[str, str], str] | None = None,
) -> Merged:  # fmt: skip
    merge = Merge(policy, choices or {})
    made = documents(snap or full(), Options(shape="text", managed=True), LATER)
    files = {}
    for path, document in made.items():
        if path in existing:
            old = existing[path].replace("\r\n", "\n")
            new = merge.file(path, old, document)
            if DATE.sub("", new) != DATE.sub("", old):
                files[path] = new
    return Merged(files, merge.conflicts)


def test_each_entry_is_a_region() -> None:
    names = [found.name for found in regions(words()[PAGE])]
    assert names == ["head", "n-01jaaa", "n-01jddd", "n-01jbbb", "n-01jccc", "data"]


def test_nothing_changed_nothing_written() -> None:
    assert again(words()) == ({}, [])


def test_words_and_keys_of_the_user_stay() -> None:
    existing = words()
    page = existing[PAGE].replace("generator:", "mood: [calm, 'x']  # mine\nnested:\n  a: 1\ngenerator:").replace(
        "%% begin declaration-reader:n-01jbbb", "My own lines.\n\n%% begin declaration-reader:n-01jbbb"
    )  # fmt: skip
    page = page.replace('"law/charter"]', '"law/charter", "mine"]', 1) + "\nAfter all.\n"
    existing[PAGE] = page
    changed = full()._replace(annotations=tuple(
        n._replace(body="New words.") if n.id == "01jbbb" else n for n in full().annotations
    ))  # fmt: skip
    merged = again(existing, changed)
    assert merged.conflicts == []
    new = merged.files[PAGE]
    assert "mood: [calm, 'x']  # mine\nnested:\n  a: 1\n" in new
    assert "My own lines.\n\n%% begin declaration-reader:n-01jbbb" in new
    assert new.endswith("\nAfter all.\n")
    assert "New words. #law/charter" in new
    assert "The *older* wording." not in new
    assert '"mine"' in new.split("---")[1]
    assert new.count("%% begin declaration-reader:n-01jbbb") == 1


def edited() -> dict[str, str]:
    existing = words()
    existing[PAGE] = existing[PAGE].replace("The *older* wording.", "My edit.")
    return existing


def page_of(merged: Merged) -> str:
    return merged.files.get(PAGE, edited()[PAGE])


def changed() -> Snapshot:
    notes = tuple(n._replace(body="Ours is newer.") if n.id == "01jbbb" else n for n in full().annotations)
    return full()._replace(annotations=notes)


def test_an_edit_is_a_conflict_and_stays() -> None:
    merged = again(edited(), changed())
    assert [(c.path, c.region) for c in merged.conflicts] == [(PAGE, "n-01jbbb")]
    conflict = merged.conflicts[0]
    assert "My edit." in conflict.yours
    assert "Ours is newer." in conflict.new
    assert "My edit." in page_of(merged)
    assert "Ours is newer." not in page_of(merged)


def test_the_old_words_are_known_while_the_library_has_them() -> None:
    assert "The *older* wording." in again(edited()).conflicts[0].old


@pytest.mark.parametrize("policy", ["replace", "append"])
def test_policies(policy: str) -> None:
    merged = again(edited(), changed(), policy=policy)
    assert merged.conflicts == []
    new = page_of(merged)
    assert ("My edit." in new) == (policy != "replace")
    assert "Ours is newer." in new
    choice = again(edited(), changed(), choices={(PAGE, "n-01jbbb"): policy})
    assert choice.files == merged.files


def test_after_append_the_next_export_is_quiet() -> None:
    merged = again(edited(), changed(), policy="append")
    assert again({PAGE: merged.files[PAGE]}, changed()).conflicts == []


def test_an_edit_comes_back_into_the_library() -> None:
    found = place(read(page_of(again(edited())).encode(), PAGE), [HARBOUR, FJORD])
    made = plan(found, full(), NOW)
    assert made.updated == ("01jbbb",)
    assert made.clashes == ()
    assert [n.body for n in made.edit.after if getattr(n, "id", "") == "01jbbb"] == ["My edit."]


def test_edits_on_both_sides_never_overwrite_each_other() -> None:
    merged = again(edited(), changed(), policy="skip")
    found = place(read(page_of(merged).encode(), PAGE), [HARBOUR, FJORD])
    made = plan(found, changed(), NOW)
    assert [clash.id for clash in made.clashes] == ["01jbbb"]
    assert "01jbbb" not in made.updated


def test_new_and_removed_notes() -> None:
    fewer = full()._replace(annotations=tuple(n for n in full().annotations if n.id != "01jbbb"))
    more = words(fewer)
    merged = again(more)
    new = merged.files[PAGE]
    assert new.index("n-01jbbb") < new.index("begin declaration-reader:data")
    gone = again({PAGE: new}, fewer).files[PAGE]
    assert "01jbbb" not in gone
    kept = again({PAGE: new.replace("The *older* wording.", "Edited.")}, fewer)
    assert kept.conflicts[0].gone
    assert "Edited." in kept.files[PAGE]


@pytest.mark.parametrize("damage", [
    lambda page: page.replace("%% end declaration-reader:n-01jbbb %%", ""),
    lambda page: page.replace("\n", "\r\n"),
    lambda page: page.split("---\n", 2)[2],
    lambda page: page + page,
    lambda page: "",
    lambda page: "mine\n",
    lambda page: page.replace("%% end", "%% END"),
])  # fmt: skip
def test_a_damaged_file_loses_no_line(damage: object) -> None:
    page = damage(words()[PAGE].replace("## Harbour 1999 §1\n", "## Harbour 1999 §1\n\nMy line.\n"))  # type: ignore[operator]
    merged = again({PAGE: page})
    new = merged.files.get(PAGE, page)
    if "My line." in page:
        assert "My line." in new
    if "mine" in page:
        assert "mine" in new


def test_hostile_titles_stay_inside() -> None:
    tags = ("../../etc/passwd", "C:\\x", "con", "a" * 400, "x" + "é" * 200, "A", "a", "...", "\u202etxt", "nul.md")
    snap = snapshot(*(note(f"n{i}", target(HARBOUR, "lights"), body="b", tags=(tag,)) for i, tag in enumerate(tags)))
    paths = list(write(snap, {"shape": "per tag"}, NOW))
    assert len({path.casefold() for path in paths}) == len(tags)
    for path in paths:
        assert "/" not in path
        assert "\\" not in path
        assert len(path.encode()) < 150
        assert path.split(".")[0].lower() not in ("con", "nul")
