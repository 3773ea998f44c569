from __future__ import annotations

from PySide6.QtWidgets import QInputDialog

from reader.ui.panes.library import LibraryPane
from reader.ui.texts.acts import TextWindows
from reader.ui.texts.managing import TextsDialog
from reader.ui.texts.relating import RelatedDialog
from reader.ui.theme import load_theme


def choose(dialog, *ids) -> None:
    for at in range(dialog.list.topLevelItemCount()):
        item = dialog.list.topLevelItem(at)
        item.setSelected(item.data(0, 256) in ids)


def test_texts_are_filtered_collected_and_removed(window, session) -> None:
    dialog = TextsDialog(session, window)
    assert dialog.windowTitle() == "Texts · 2"
    dialog.filter.setText("MARK")
    assert dialog.windowTitle() == "Texts · 1 of 2"
    choose(dialog, "harbour", "market")
    assert dialog.chosen() == ["market"]
    dialog.ask_for_name()
    asked = dialog.findChild(QInputDialog)
    asked.textValueSelected.emit("River; law")
    assert session.collections() == {"River law": 1}
    dialog.filter.clear()
    choose(dialog, "harbour", "market")
    dialog.collect("All")
    dialog.within.setCurrentIndex(dialog.within.findData("River law"))
    dialog.within.activated.emit(1)
    assert dialog.chosen() == ["market"]
    dialog.remove()
    assert [info.id for info in session.text_infos()] == ["harbour"]
    session.undo()
    assert session.collections() == {"All": 2, "River law": 1}
    session.undo()
    session.undo()
    assert session.collections() == {}


def test_the_sidebar_lists_a_collection_alone(window, session, qtbot) -> None:
    pane = LibraryPane(session, load_theme("light"), window)
    session.changed.connect(pane.follow)
    session.collect(["market"], "River")
    index = pane.model.find("collection", "River")
    assert index.isValid()
    pane.tree.chosen.emit(index, False)
    assert not pane.model.find("text", "harbour").isValid()
    assert pane.model.find("text", "market").isValid()
    session.collect(["market"], "River", into=False)
    assert pane.model.find("text", "harbour").isValid()


def test_related_texts_are_listed_with_where_they_touch(window, session, settle) -> None:
    dialog = RelatedDialog(session, "harbour", window)
    settle()
    row = dialog.list.topLevelItem(0)
    assert row.text(0) == "Market 1907"
    assert "§3 ↔ §2" in [row.child(i).text(0)[:7] for i in range(row.childCount())]
    dialog.count_links()
    settle()
    assert int(row.text(3)) > 0
    told = []
    dialog.opened.connect(told.append)
    dialog.level.connect(lambda *places: told.append(places))
    dialog.list.setCurrentItem(row.child(0))
    dialog.open_chosen()
    assert told[0] == "market"
    assert told[1][0] == "harbour"
    assert not dialog.bar.isVisible()


def test_stopping_leaves_the_window_usable(window, session, settle) -> None:
    dialog = RelatedDialog(session, "harbour", window)
    dialog.stop()
    assert dialog.message.text() == "Stopped."
    dialog.look()
    settle()
    assert dialog.list.topLevelItemCount() == 1


def test_each_window_opens_on_the_text_at_hand(window, session, settle) -> None:
    acts = TextWindows(session, window, lambda: "harbour", lambda: "the round table")
    for act in (acts.details, acts.update_text, acts.related, acts.names, acts.learn, acts.manage):
        before = set(window.findChildren(TextsDialog.__mro__[1]))
        act()
        (new,) = set(window.findChildren(TextsDialog.__mro__[1])) - before
        assert new.isVisible()
        settle()
        new.reject()
