"""A folder that belongs to a library: edits travel both ways, and nothing of either side is lost."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.exchange import vault
from reader.exchange.binding import Binding
from reader.exchange.vault import Plan
from reader.library.models import Annotation, Decision, Snapshot
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, link, note, snapshot, target, text

LATER = NOW + timedelta(days=1)
PAGE = "Harbour 1999.md"
OPTIONS: dict[str, Any] = {"shape": "text", "library": "0123456789abcdef"}


class World:
    """A library that is only its annotations, and a folder."""

    def __init__(self, folder: Path, snap: Snapshot, options: dict[str, Any] | None = None) -> None:
        self.folder = folder
        self.snap = snap
        self.trashed: tuple[Annotation, ...] = ()
        self.options = {**OPTIONS, **(options or {})}
        self.former = ""  # the history: bodies that were replaced

    def prepare(self, policy: str = "skip", choices: dict[tuple[str, str], str] | None = None, **more: Any) -> Plan:
        notes = (*self.snap.annotations, *self.trashed)
        return vault.prepare(self.folder, self.snap, notes, self.options, LATER, policy=policy, choices=choices, **more)

    def sync(self, policy: str = "skip", *, prune: bool = False, **more: Any) -> Plan:
        plan = self.prepare(policy, **more)
        if plan.edit is not None:
            self.former += "".join(f"{n.body}\n" for n in plan.edit.before if isinstance(n, Annotation))
            after = {n.id: n for n in plan.edit.after if isinstance(n, Annotation)}
            kept = tuple(after.pop(n.id, n) for n in self.snap.annotations)
            self.snap = self.snap._replace(annotations=(*kept, *after.values()))
            self.trashed = tuple(n for n in self.trashed if n.id not in {m.id for m in self.snap.annotations})
        vault.write(plan, prune=prune)
        return plan

    def note(self, id_: str) -> Annotation:
        return next(n for n in self.snap.annotations if n.id == id_)

    def change(self, id_: str, **fields: Any) -> None:
        notes = tuple(n._replace(**fields) if n.id == id_ else n for n in self.snap.annotations)
        self.snap = self.snap._replace(annotations=notes)

    def trash(self, *ids: str) -> None:
        self.trashed += tuple(n._replace(trashed="2026-02-01T00:00:00Z") for n in self.snap.annotations if n.id in ids)
        self.snap = self.snap._replace(annotations=tuple(n for n in self.snap.annotations if n.id not in ids))

    def words(self, path: str = PAGE) -> str:
        return (self.folder / path).read_text("utf-8")

    def edit(self, old: str, new: str, path: str = PAGE) -> None:
        words = self.words(path)
        assert old in words
        (self.folder / path).write_text(words.replace(old, new, 1), "utf-8")

    def quiet(self) -> None:
        """Another synchronisation has nothing to do."""
        before = {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        plan = self.sync()
        assert plan.nothing, plan
        assert {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()} == before


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "vault", full())
    made.sync()
    return made


def per_note(tmp_path: Path, snap: Snapshot | None = None) -> World:
    made = World(tmp_path / "vault", snap or full(), {"shape": "note"})
    made.sync()
    return made


@pytest.mark.parametrize("shape", ["text", "note", "tag"])
def test_a_second_time_there_is_nothing_to_do(tmp_path: Path, shape: str) -> None:
    made = World(tmp_path / "vault", full(), {"shape": shape})
    first = made.sync()
    assert set(first.fresh) == set(first.files)
    made.quiet()


def test_an_edit_comes_back_and_the_files_follow(world: World) -> None:
    world.edit("The *older* wording.", "My edit.\n\nWith **two** paragraphs.")
    plan = world.sync()
    assert plan.returned == ("01jbbb",)
    assert plan.edit is not None
    assert [n.body for n in plan.edit.before] == ["The *older* wording."]  # type: ignore[union-attr]
    assert world.note("01jbbb").body == "My edit.\n\nWith **two** paragraphs."
    assert world.note("01jbbb").modified == "2026-02-01T10:30:00Z"
    assert plan.conflicts == ()
    world.quiet()


def test_a_note_in_two_files_follows_in_the_other(world: World) -> None:
    world.edit("- two", "- two\n- three")
    world.sync()
    assert world.note("01jccc").body == "# Bells\n\n- one\n- two\n- three"
    assert "- three" in world.words("Fjord 2005.md")
    world.quiet()


def test_a_note_edited_differently_in_two_files_is_a_conflict(world: World) -> None:
    world.edit("- two", "- three")
    world.edit("- two", "- four", "Fjord 2005.md")
    plan = world.sync()
    assert [c.path for c in plan.conflicts] == [PAGE]
    assert world.note("01jccc").body == "# Bells\n\n- one\n- four"
    assert "- three" in world.words()
    world.sync("bring-back")
    assert world.note("01jccc").body == "# Bells\n\n- one\n- three"
    world.quiet()


def test_the_library_s_change_goes_out(world: World) -> None:
    world.change("01jbbb", body="Newer in the library.")
    plan = world.sync()
    assert (plan.returned, plan.conflicts) == ((), ())
    assert "Newer in the library." in world.words()
    world.quiet()


def both_changed(world: World) -> None:
    world.edit("The *older* wording.", "Mine in the vault.")
    world.change("01jbbb", body="Mine in the library.")


def test_both_changed_is_a_conflict_that_stays(world: World) -> None:
    both_changed(world)
    for _ in range(2):
        plan = world.sync()
        (conflict,) = plan.conflicts
        assert (conflict.path, conflict.region, conflict.notes) == (PAGE, "n-01jbbb", ("01jbbb",))
        assert "Mine in the vault." in conflict.yours
        assert "Mine in the library." in conflict.new
        assert conflict.returns
        assert plan.edit is None
        assert "Mine in the vault." in world.words()
        assert "Mine in the library." not in world.words()
        assert world.note("01jbbb").body == "Mine in the library."


@pytest.mark.parametrize(("policy", "in_vault", "in_library"), [
    ("replace", {"library"}, "Mine in the library."),
    ("append", {"vault", "library"}, "Mine in the library."),
    ("bring-back", {"vault"}, "Mine in the vault."),
])  # fmt: skip
@pytest.mark.parametrize("by_choice", [True, False])
def test_what_decides_a_conflict(
    world: World, policy: str, in_vault: set[str], in_library: str, by_choice: bool
) -> None:
    both_changed(world)
    plan = world.sync(choices={(PAGE, "n-01jbbb"): policy}) if by_choice else world.sync(policy)
    assert plan.conflicts == ()
    for where in ("vault", "library"):
        assert (f"Mine in the {where}." in world.words()) == (where in in_vault)
    assert world.note("01jbbb").body == in_library
    world.quiet()


def test_the_same_change_on_both_sides_is_none(world: World) -> None:
    world.edit("The *older* wording.", "The same.")
    world.change("01jbbb", body="The same.")
    plan = world.sync()
    assert (plan.edit, plan.conflicts) == (None, ())
    world.quiet()


def test_tags_of_both_sides_are_joined(world: World) -> None:
    world.edit("#law/charter #_2001 ^n-01jbbb", "#law/charter #from-vault ^n-01jbbb")
    world.change("01jbbb", tags=("law/charter", "2001", "from-library"), body="New words in the library.")
    plan = world.sync()
    assert plan.conflicts == ()
    assert world.note("01jbbb").tags == ("law/charter", "from-library", "from-vault")
    assert world.note("01jbbb").body == "New words in the library."
    world.quiet()


def test_words_under_a_bare_highlight_become_its_note(world: World) -> None:
    world.edit("^n-01jaaa\n", "^n-01jaaa\n\nThought of it in the vault. #light\n")
    world.sync()
    found = world.note("01jaaa")
    assert (found.body, found.tags, found.motivation) == ("Thought of it in the vault.", ("light",), "commenting")
    world.quiet()


def test_words_behind_the_block_id_belong_to_the_note(world: World) -> None:
    world.edit("#_2001 ^n-01jbbb\n", "#_2001 ^n-01jbbb\n\nAn afterthought.\n")
    world.sync()
    assert world.note("01jbbb").body == "The *older* wording.\n\nAn afterthought."
    world.quiet()


def test_an_edited_quotation_is_never_silently_undone(world: World) -> None:
    world.edit("The *older* wording.", "My edit.")
    world.edit("> Charter of Lights", "> Charter of **Lights**")
    plan = world.sync()
    assert world.note("01jbbb").body == "My edit."
    assert [(c.region, c.returns) for c in plan.conflicts] == [("n-01jbbb", False)]
    assert "**Lights**" in world.words()
    assert world.sync("replace").conflicts == ()
    assert "**Lights**" not in world.words()
    world.quiet()


def test_words_of_the_user_and_keys_stay(world: World) -> None:
    world.edit("generator:", "mood: calm\ngenerator:")
    world.edit("%% begin declaration-reader:n-01jbbb", "My own lines.\n\n%% begin declaration-reader:n-01jbbb")
    world.change("01jbbb", body="Newer.")
    world.sync()
    assert "mood: calm\n" in world.words()
    assert "My own lines.\n\n%% begin" in world.words()
    assert "Newer." in world.words()


def test_a_renamed_and_moved_file_is_found(world: World) -> None:
    (world.folder / "Sources").mkdir()
    (world.folder / PAGE).rename(world.folder / "Sources" / "My [harbour] #1.md")
    world.change("01jbbb", body="Newer.")
    world.edit("- two", "- two, edited", "Sources/My [harbour] #1.md")
    world.sync()
    assert not (world.folder / PAGE).exists()
    assert "Newer." in world.words("Sources/My [harbour] #1.md")
    assert "two, edited" in world.note("01jccc").body
    world.quiet()


def test_a_text_that_was_renamed_keeps_its_file(world: World) -> None:
    parts = HARBOUR.canonical.split("\n\n")
    renamed = text("harbour-1999", HARBOUR.title, "Harbours", "1999-05-04", *parts, place="Narvik")
    world.snap = world.snap._replace(texts=(renamed, FJORD))
    world.sync()
    assert sorted(p.name for p in world.folder.iterdir()) == ["Fjord 2005.md", PAGE]
    assert "# Harbours" in world.words()


def test_a_page_of_the_user_s_is_not_taken(tmp_path: Path) -> None:
    made = World(tmp_path / "vault", full())
    made.folder.mkdir()
    (made.folder / "harbour 1999.md").write_text("My own page.\n")
    (made.folder / "Fjord 2005.md").write_text("")  # Obsidian makes these of links that lead nowhere
    made.sync()
    assert made.words("harbour 1999.md") == "My own page.\n"
    assert "Narvik" in made.words(next(p.name for p in made.folder.glob("Harbour 1999 *.md")))
    assert "Fjord Towns" in made.words("Fjord 2005.md")
    made.quiet()


def test_a_copy_is_left_alone(world: World) -> None:
    (world.folder / "Copy.md").write_text(world.words().replace("older", "copied"))
    plan = world.sync()
    assert plan.edit is None
    assert any("Copy.md" in problem for problem in plan.problems)
    assert "copied" in world.words("Copy.md")


def test_files_of_another_library_are_left_alone(world: World) -> None:
    other = World(world.folder, snapshot(note("x1", target(HARBOUR, "A bell"), body="Of another.")),
                  {"library": "fedcba9876543210"})  # fmt: skip
    plan = other.sync(prune=True)
    assert (plan.stale, len(plan.problems)) == ((), 2)
    assert "The *older* wording." in world.words()
    world.quiet()


def test_a_file_that_was_deleted_is_written_again(world: World) -> None:
    (world.folder / PAGE).unlink()
    plan = world.sync()
    assert plan.fresh == (PAGE,)
    world.quiet()


def test_an_entry_that_was_taken_out_stays_out_until_wanted(world: World) -> None:
    words = world.words()
    start, end = words.index("%% begin declaration-reader:n-01jbbb"), words.index("%% end declaration-reader:n-01jbbb")
    world.edit(words[start : end + len("%% end declaration-reader:n-01jbbb %%")], "")
    for _ in range(2):
        plan = world.sync()
        assert [(c.region, c.removed) for c in plan.conflicts] == [("n-01jbbb", True)]
        assert "The *older* wording." not in world.words()
    assert world.note("01jbbb").body
    world.sync("replace")
    assert "The *older* wording." in world.words()
    world.quiet()


def test_new_notes_stand_in_their_place(world: World) -> None:
    more = note("01jzzz", target(HARBOUR, "no fee"), body="Between the others.")
    world.snap = world.snap._replace(annotations=(*world.snap.annotations, more))
    world.sync()
    words = world.words()
    assert words.index("begin declaration-reader:n-01jbbb") < words.index("begin declaration-reader:n-01jzzz")
    assert words.index("begin declaration-reader:n-01jzzz") < words.index("begin declaration-reader:n-01jccc")


def test_a_deleted_note_leaves_its_file(world: World) -> None:
    world.edit("%% begin declaration-reader:n-01jbbb", "My own lines.\n\n%% begin declaration-reader:n-01jbbb")
    world.trash("01jbbb")
    plan = world.sync()
    assert plan.conflicts == ()
    assert "The *older* wording." not in world.words()
    assert "My own lines." in world.words()
    world.quiet()


def test_an_edited_note_that_was_deleted_can_come_back(world: World) -> None:
    world.edit("The *older* wording.", "Edited after all.")
    world.trash("01jbbb")
    plan = world.sync()
    assert [(c.region, c.gone, c.returns) for c in plan.conflicts] == [("n-01jbbb", True, True)]
    assert "Edited after all." in world.words()
    assert world.sync().conflicts == plan.conflicts
    world.sync("bring-back")
    found = world.note("01jbbb")
    assert (found.body, found.trashed, world.trashed) == ("Edited after all.", None, ())
    world.quiet()


def test_stale_files_without_words_of_the_user_go_only_when_asked(tmp_path: Path) -> None:
    world = per_note(tmp_path)
    before = {p.name for p in world.folder.iterdir()}
    world.trash("01jbbb")
    plan = world.sync()
    (stale,) = plan.stale
    assert (world.folder / stale).exists()
    plan = world.sync(prune=True)
    assert not (world.folder / stale).exists()
    assert "The *older* wording." in world.words(f".trash/{stale}")
    assert {p.name for p in world.folder.glob("*.md")} == before - {stale}
    world.quiet()


@pytest.mark.parametrize("how", ["words", "key"])
def test_stale_files_with_words_of_the_user_stay(tmp_path: Path, how: str) -> None:
    world = per_note(tmp_path)
    (path,) = (p.name for p in world.folder.glob("*.md") if "The *older* wording." in p.read_text())
    if how == "words":
        world.edit("%% begin declaration-reader:data", "My own thoughts.\n\n%% begin declaration-reader:data", path)
    else:
        world.edit("generator:", "rating: 5\ngenerator:", path)
    world.trash("01jbbb")
    plan = world.sync(prune=True)
    assert plan.stale == ()
    words = world.words(path)
    assert ("My own thoughts." if how == "words" else "rating: 5") in words
    assert "The *older* wording." not in words
    assert "begin declaration-reader" not in words
    # When the note is restored, it goes back to the same file.
    world.snap = world.snap._replace(annotations=(*world.snap.annotations, world.trashed[0]._replace(trashed=None)))
    world.sync()
    assert "The *older* wording." in world.words(path)


def test_a_cross_reference_keeps_its_file_when_it_gets_a_note(tmp_path: Path) -> None:
    bare = snapshot(decisions=(Decision(HARBOUR.id, FJORD.id, link()),))
    world = per_note(tmp_path, bare)
    (path,) = (p.name for p in world.folder.iterdir())
    said = note("01jddd", target(HARBOUR, link().a.exact), target(FJORD, link().b.exact), body="Stricter now.",
                link_key=link().key, motivation="linking")  # fmt: skip
    world.snap = bare._replace(annotations=(said,))
    world.sync()
    assert [p.name for p in world.folder.iterdir()] == [path]
    assert "Stricter now." in world.words(path)


def test_nothing_is_written_before_it_is_wanted(world: World) -> None:
    both_changed(world)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in world.folder.iterdir()}
    world.prepare("bring-back", feedback=None)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in world.folder.iterdir()} == before


def test_a_file_changed_between_look_and_write_is_left(world: World) -> None:
    world.change("01jbbb", body="Newer.")
    plan = world.prepare()
    world.edit("The *older* wording.", "Typed this very moment.")
    done = vault.write(plan)
    assert done.late == (PAGE,)
    assert "Typed this very moment." in world.words()
    assert "Newer." not in world.words()


def test_windows_line_ends_and_a_byte_order_mark_are_no_edit(world: World) -> None:
    (world.folder / PAGE).write_bytes(b"\xef\xbb\xbf" + world.words().replace("\n", "\r\n").encode())
    plan = world.sync()
    assert (plan.edit, plan.conflicts) == (None, ())


def test_what_cannot_be_read_is_told_and_left(world: World) -> None:
    (world.folder / "odd.md").write_bytes(b"declaration-reader: \xff\xfe")
    (world.folder / ".obsidian").mkdir()
    (world.folder / ".obsidian" / "x.md").write_text(world.words())
    plan = world.sync()
    assert [p for p in plan.problems if "odd.md" in p]
    assert len(plan.problems) == 1


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links_that_lead_out_are_not_followed(world: World, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(world.words())
    (world.folder / PAGE).unlink()
    (world.folder / PAGE).symlink_to(outside)
    world.change("01jbbb", body="Newer.")
    world.sync()
    assert "Newer." not in outside.read_text()
    assert any("Newer." in p.read_text() for p in world.folder.glob("Harbour 1999 *.md"))


def test_an_export_of_some_notes_neither_prunes_nor_takes(world: World) -> None:
    both_changed(world)
    few = world.snap._replace(annotations=tuple(n for n in world.snap.annotations if n.id != "01jaaa"))
    plan = vault.prepare(world.folder, few, world.snap.annotations, world.options, LATER, bound=False)
    assert (plan.edit, plan.stale) == (None, ())
    assert len(plan.conflicts) == 1
    plan = vault.prepare(
        world.folder, few, world.snap.annotations, world.options, LATER, bound=False, policy="bring-back"
    )
    assert plan.returned == ("01jbbb",)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("x")
    with pytest.raises(UserError, match="is a file"):
        World(tmp_path / "vault", full()).sync()
    with pytest.raises(UserError, match="is a file"):
        Binding.to(tmp_path / "vault")


HOSTILE = [
    "```\nopen fence", "# Big\n\n## Less", "%% open", "> quoted\n> more", "<div>\nopen", "a\n\n---\n\nb",
    "مرحبا 上海 😀", "x[^1]\n\n[^1]: y", "- a\n    - b", "ends with #law/charter", "$$\nx",
    "| a | b |\n|---|---|\n| 1 | 2 |",
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_bodies_are_no_edits_and_come_back(tmp_path: Path, body: str) -> None:
    one = note("01jone", target(HARBOUR, "lights"), body=body, tags=("a",))
    two = note("01jtwo", target(HARBOUR, "A bell"), body="Plain.")
    world = World(tmp_path / "vault", snapshot(one, two))
    world.sync()
    world.quiet()
    world.edit("Plain.", body)
    plan = world.sync()
    assert "01jone" not in plan.returned
    assert world.note("01jone").body == body
    if not plan.conflicts:
        world.quiet()
    # Whatever was made of it, the words are on one side at least.
    lines = [line.strip("#> ") for line in body.split("\n") if line.strip()]
    assert all(line in world.note("01jtwo").body or line in world.words() for line in lines)


def test_what_is_remembered(tmp_path: Path) -> None:
    made = Binding.to(tmp_path / "v").changed({"shape": "note", "links": None})
    assert Binding.read(made.kept()) == made
    assert Binding.to(tmp_path / "w", made).library == made.library
    for kept in ("", "{}", "[]", "x", '{"folder": 1, "library": "x"}', '{"folder": "", "library": "x"}'):
        assert Binding.read(kept) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_on_either_side_is_somewhere_afterwards(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    world = World(tmp_path_factory.mktemp("v"), full(), {"shape": data.draw(st.sampled_from(["text", "note", "tag"]))})
    world.sync()
    written: list[str] = []
    for step in range(data.draw(st.integers(1, 3))):
        for path in sorted(world.folder.glob("*.md")):
            lines = path.read_text("utf-8").split("\n")
            last = next((i for i, line in enumerate(lines) if "begin declaration-reader:data" in line), len(lines))
            front = lines.index("---", 1) + 1
            for _ in range(data.draw(st.integers(0, 2))):
                word = f"word{len(written)}"
                line = data.draw(
                    st.sampled_from([word, f"- {word}", f"> {word}", f"# {word}", f"{word} #tag", f"    {word}"])
                )
                lines.insert(data.draw(st.integers(front, last)), line)
                written.append(word)
            path.write_text("\n".join(lines), "utf-8")
        if data.draw(st.booleans()):
            note_ = data.draw(st.sampled_from(world.snap.annotations))
            word = f"word{len(written)}"
            world.change(note_.id, body=f"{note_.body}\n\n{word}".strip())
            written.append(word)
        if data.draw(st.booleans()) and len(world.snap.annotations) > 2:
            world.trash(data.draw(st.sampled_from(world.snap.annotations)).id)
        world.sync(data.draw(st.sampled_from(["skip", "append", "bring-back"])), prune=data.draw(st.booleans()))
        files = "\n".join(p.read_text("utf-8") for p in world.folder.rglob("*.md"))
        bodies = "\n".join(n.body for n in (*world.snap.annotations, *world.trashed))
        kept = f"{files}\n{bodies}\n{world.former}"
        assert [word for word in written if not re.search(rf"{word}\b", kept)] == [], step


def test_edits_on_two_pages_of_one_note_are_both_brought_back(tmp_path: Path) -> None:
    world = World(tmp_path, full(), {"shape": "tag"})
    world.sync()
    held: dict[str, list[Path]] = {}
    for path in sorted(world.folder.glob("*.md")):
        for name in re.findall(r"\^([\w-]+)[ \t]*$", path.read_text("utf-8"), re.MULTILINE):
            held.setdefault(name, []).append(path)
    name, pages = next((name, paths) for name, paths in held.items() if len(set(paths)) > 1)
    for word, path in zip(("heron", "osprey"), pages, strict=False):
        lines = path.read_text("utf-8").split("\n")
        at = next(i for i, line in enumerate(lines) if re.search(rf"\^{name}[ \t]*$", line))
        lines.insert(at, word)
        path.write_text("\n".join(lines), "utf-8")
    world.sync("bring-back")
    bodies = "\n".join(note.body for note in world.snap.annotations)
    assert "heron" in bodies and "osprey" in bodies
