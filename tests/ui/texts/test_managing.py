from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from reader.crossref.fingerprint import of_words, stamp
from reader.library.cache import Cache
from reader.ui.panes.library import LibraryPane
from reader.ui.texts import shelves
from reader.ui.texts.acts import TextWindows
from reader.ui.texts.collecting import CollectionRun
from reader.ui.texts.managing import TextsDialog
from reader.ui.texts.relating import RelatedDialog
from reader.ui.texts.shelves import Filling
from reader.ui.theme import load_theme
from tests.ui.notes.worlds import make_text


def choose(dialog, *ids) -> None:
    for at in range(dialog.list.topLevelItemCount()):
        item = dialog.list.topLevelItem(at)
        item.setSelected(item.data(0, 256) in ids)


def test_texts_are_filtered_collected_and_removed(window, session) -> None:
    dialog = TextsDialog(session, window)
    assert dialog.windowTitle() == "Texts · 2"
    dialog.filter.setText("zzzz")
    assert dialog.message.text() == "No text fits."
    dialog.filter.setText("MARK")
    assert dialog.windowTitle() == "Texts · 1 of 2"
    assert dialog.message.text() == ""
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


def below(dialog: RelatedDialog, row) -> list[str]:
    dialog.model.fetchMore(row)
    return [dialog.model.index(n, 0, row).data() for n in range(dialog.model.rowCount(row))]


def test_the_model_of_related_texts_keeps_the_rules(window, session, settle, qtmodeltester) -> None:
    dialog = related(window, session)
    settle()
    qtmodeltester.check(dialog.model)
    dialog.link_all()
    settle()
    dialog.list.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    qtmodeltester.check(dialog.model)


def related(window, session, run=None) -> RelatedDialog:
    return RelatedDialog(session, run or CollectionRun(session, session.text("harbour"), window), window)


def test_related_texts_are_listed_with_where_they_touch(window, session, settle) -> None:
    dialog = related(window, session)
    settle()
    row = dialog.model.index(0, 0)
    assert row.data() == "Market 1907"
    assert "§3 ↔ §2" in [words[:7] for words in below(dialog, row)]
    dialog.link_all()
    settle()
    assert int(dialog.model.index(0, 3).data()) > 0
    told = []
    dialog.opened.connect(told.append)
    dialog.level.connect(lambda *places: told.append(places))
    dialog.list.setCurrentIndex(dialog.model.index(0, 0, row))
    dialog.open_chosen()
    assert told[0] == "market"
    assert told[1][0] == "harbour"
    assert not dialog.bar.isVisible()


def test_stopping_leaves_the_window_usable(window, session, settle) -> None:
    dialog = related(window, session)
    assert dialog.run.running
    dialog.run.stop()
    assert dialog.message.text().startswith("Stopped.")
    assert not dialog.run.running
    dialog.look()
    settle()
    assert len(dialog.model.rows) == 1


def test_linking_goes_on_without_its_window_and_is_there_when_it_comes_back(window, session, settle) -> None:
    dialog = related(window, session)
    settle()
    run = dialog.run
    dialog.link_all()
    dialog.reject()
    settle()
    assert run.results["market"].total
    again = related(window, session, run)
    count = run.results["market"].total
    assert again.model.index(0, 3).data() == str(count)
    assert len(below(again, again.model.index(0, 0))) == min(count, 8) + (count > 8)


def test_what_was_linked_is_stale_when_a_text_changes(window, session, settle) -> None:
    dialog = related(window, session)
    settle()
    dialog.link_all()
    settle()
    new = make_text("market", "Market 1907", ["Fish.", "Six years later there was a flood."])
    assert session.replace_text("market", new)
    assert "market" not in dialog.run.results
    assert dialog.model.rows == []
    dialog.look()
    settle()
    assert "market" in dialog.run.proposals
    assert session.replace_text("harbour", make_text("harbour", "Harbour 1901", ["Nothing of the old."]))
    assert dialog.run.text.canonical == "Nothing of the old."
    assert not dialog.run.proposals


def test_what_the_reader_dismissed_is_not_listed(window, session, settle) -> None:
    dialog = related(window, session)
    settle()
    dialog.link_all()
    settle()
    run = dialog.run
    count, best = run.results["market"].total, run.results["market"].best[0]
    edit = session.library.plan.decide(best, "harbour", "market", status="dismissed")
    session.library.apply(edit)
    run.look()
    settle()
    run.link(everything=True)
    settle()
    assert run.results["market"].total == count - 1
    assert best.key not in [link.key for link in run.results["market"].best]


def test_the_words_of_new_texts_are_read_in_the_background(window, session, settle, qtbot) -> None:
    shelves._held.clear()  # as after a restart
    filling = Filling(session, window)
    filling.go_on()
    settle()
    shas = {info.sha256 for info in session.text_infos()}
    with Cache.beside(session.library.path) as cache:
        assert cache.get("words", shas, of_words()).keys() == shas
    session.keep_texts([make_text("dyke", "Dyke 1911", ["The dyke is mended by those who broke it."])])
    assert filling._later.isActive()
    filling._later.setInterval(1)
    filling._later.start()
    qtbot.waitUntil(lambda: not filling._later.isActive())
    settle()
    with Cache.beside(session.library.path) as cache:
        assert cache.get("names", [session.text("dyke").sha256], stamp(session.kept_names))


def test_each_window_opens_on_the_text_at_hand(window, session, settle) -> None:
    acts = TextWindows(session, window, lambda: "harbour", lambda: "the round table")
    for act in (acts.details, acts.update_text, acts.related, acts.names, acts.learn, acts.manage):
        before = set(window.findChildren(TextsDialog.__mro__[1]))
        act()
        (new,) = set(window.findChildren(TextsDialog.__mro__[1])) - before
        assert new.isVisible()
        settle()
        new.reject()
