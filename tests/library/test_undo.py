"""Any sequence of acts, fully undone, gives the first state; redone, the last; and reopening changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reader.errors import UserError
from reader.library.models import COLOURS, Edit, Tag
from tests.library.helpers import PARAGRAPHS, Clock, content, id_source, make_link, make_text, open_library

TAGS = st.sampled_from(["a", "a/b", "a/b/c", "b", "Ü/x", "todo"])
BODIES = st.sampled_from(["", "x", "a **note**", "恐怖", "line\n\nline", '"quotes" OR NOT', "x" * 3000])


class Acts(RuleBasedStateMachine):
    """Acts as a session makes them, with the undo stack that the window has."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="reader-test-"))
        self.clock, self.ids = Clock(), id_source()
        self.library = open_library(self.folder / "a.sqlite")
        self.done: list[Edit] = []
        self.undone: list[Edit] = []
        self.states: list[dict[str, object]] = [content(self.library)]

    def teardown(self) -> None:
        """Undo all, redo all, and check the file."""
        last = self.states[-1]
        edits = list(self.done)
        while self.done:
            self._undo()
        assert content(self.library) == self.states[0]
        for edit in edits:
            self.library.apply(edit)
        assert content(self.library) == last
        assert self.library.check() == []
        self.library.close()
        shutil.rmtree(self.folder)

    def _do(self, edit: Edit) -> None:
        self.library.apply(edit)
        self.done.append(edit)
        self.undone.clear()
        self.states = [*self.states[: len(self.done)], content(self.library)]

    def _undo(self) -> None:
        edit = self.done.pop()
        self.library.apply(edit.inverse())
        self.undone.append(edit)
        self.states.pop()
        assert content(self.library) == self.states[-1]

    def _notes(self, trashed: bool = False) -> list[str]:
        return [a.id for a in self.library.annotations(trashed=trashed)]

    @initialize()
    def a_text(self) -> None:
        self._do(self.library.plan.add_text(make_text()))

    @rule(start=st.integers(0, 80), body=BODIES, tags=st.lists(TAGS, max_size=3), colour=st.sampled_from(COLOURS))
    def add(self, start: int, body: str, tags: list[str], colour: str) -> None:
        targets = []
        if self.library.has_text("lake"):
            text = self.library.text("lake")
            start = min(start, len(text.canonical) - 3)
            targets = [self.library.make_target(text, start, start + 3)]
        self._do(self.library.plan.add_annotation(targets, body=body, tags=tags, colour=colour))

    @rule(data=st.data(), body=BODIES, more=st.lists(TAGS, max_size=2), less=st.lists(TAGS, max_size=2))
    def change(self, data: st.DataObject, body: str, more: list[str], less: list[str]) -> None:
        ids = self._notes()
        if ids:
            chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4))
            self._do(self.library.plan.edit_annotations(chosen, body=body, add_tags=more, remove_tags=less))

    @rule(data=st.data())
    def trash_or_restore(self, data: st.DataObject) -> None:
        live, gone = self._notes(), self._notes(trashed=True)
        if live:
            self._do(self.library.plan.trash_annotations([data.draw(st.sampled_from(live))]))
        if gone:
            self._do(self.library.plan.restore_annotations([data.draw(st.sampled_from(gone))]))

    @rule(old=TAGS, new=TAGS, act=st.sampled_from(["rename", "merge", "remove", "move", "set"]))
    def tag(self, old: str, new: str, act: str) -> None:
        plan = self.library.plan
        try:
            match act:
                case "rename":
                    self._do(plan.rename_tag(old, new))
                case "merge":
                    self._do(plan.merge_tags([old, "todo"], new))
                case "remove":
                    self._do(plan.remove_tag(old))
                case "move":
                    self._do(plan.move_tag(old, new))
                case "set":
                    self._do(plan.set_tag(Tag(old, "blue", new)))
        except UserError:
            return

    @rule(status=st.sampled_from(["confirmed", "dismissed", "suggested"]), key=st.sampled_from(["k1", "k2"]))
    def decide(self, status: str, key: str) -> None:
        self._do(self.library.plan.decide(make_link(key), "lake", "sea", status=status))

    @rule(keep=st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=7))
    def replace(self, keep: list[str]) -> None:
        if self.library.has_text("lake"):
            self._do(self.library.plan.replace_text("lake", make_text("lake", keep)))

    @rule()
    def remove_or_restore_text(self) -> None:
        if self.library.has_text("lake"):
            self._do(self.library.plan.remove_texts(["lake"]))
        elif self.library.texts(trashed=True):
            self._do(self.library.plan.restore_texts(["lake"]))
        else:
            self._do(self.library.plan.add_text(make_text()))

    @rule(name=st.sampled_from(["s", "t"]), query=BODIES)
    def search(self, name: str, query: str) -> None:
        self._do(self.library.plan.save_search(name, query))

    @precondition(lambda self: self.done)
    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(min(times, len(self.done))):
            self._undo()

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        edit, rest = self.undone[-1], self.undone[:-1]
        self._do(edit)
        self.undone = rest

    @rule()
    def reopen(self) -> None:
        before = content(self.library)
        now, new_id = self.library.now, self.library.new_id
        self.library.close()
        self.library = type(self.library).open(self.folder / "a.sqlite", now=now, new_id=new_id)
        assert content(self.library) == before and not self.library.recovered

    @invariant()
    def counts_agree(self) -> None:
        assert len(self._notes()) == len(self.library.annotations(query="kind:note"))


TestActs = Acts.TestCase
TestActs.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
