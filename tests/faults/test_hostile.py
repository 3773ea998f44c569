"""Nothing gets out and nothing gets in: no network, and whatever comes from elsewhere is data."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.crossref.model import End, Link, Why
from reader.errors import UserError
from reader.exchange import address, handing
from reader.library import Library
from reader.library.models import Annotation, Decision, Edit, SavedSearch, Tag, Target, TextRecord
from tests.faults import nursery
from tests.faults.processes import WindowProcess, command, environment, program
from tests.library.helpers import make_text, open_library

windows = pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")
BAIT = (
    '![x](http://198.51.100.7/a.png) <img src="http://198.51.100.7/b.png">'
    ' <script src="//198.51.100.7/c.js"></script>\n'
    "[link](http://198.51.100.7/d) <http://198.51.100.7/e> ![f](file:///etc/hostname)\n"
    "{{ 7*7 }} {% for x in y %} %s %n {0.__class__} ${HOME} `id` '; DROP TABLE notes; --\n\n[r]: http://198.51.100.7/g\n"
)


def bait(folder: Path) -> list[Path]:
    """Files that would have a careless program fetch something."""
    page = folder / "page.html"
    page.write_text(
        "<html><head><link rel='stylesheet' href='http://198.51.100.7/s.css'><meta http-equiv='refresh' "
        "content='0;url=http://198.51.100.7/'><base href='http://198.51.100.7/'></head><body><p>The towns agree on "
        "a harbour and will keep its lights burning for every ship.</p><img src='x.png'><iframe src='http://198.51.100.7/i'>"
        "</iframe><p>They plan a school of pilots for the masters of all ships.</p></body></html>"
    )
    entity = folder / "entity.xml"
    entity.write_text(
        "<?xml version='1.0'?><!DOCTYPE TEI SYSTEM 'http://198.51.100.7/tei.dtd' [<!ENTITY x SYSTEM 'file:///etc/hostname'>"
        "<!ENTITY y SYSTEM 'http://198.51.100.7/y'>]><TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>&x;&y;"
        "</p></body></text></TEI>"
    )
    return [page, entity]


@pytest.mark.skipif(nursery.COLD, reason="the hook is in the process that forks the commands")
def test_commands_use_no_network(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    page, entity = bait(tmp_path)
    seen = []
    control = tmp_path / "control.py"  # what such a use would look like
    control.write_text("import socket\ntry:\n    socket.getaddrinfo('localhost', 1)\nexcept OSError:\n    pass\n")
    with control.open() as null, (tmp_path / "said.txt").open("wb") as err:
        watched = environment(DECLARATION_READER_TESTS_WATCHED="1")
        program([str(control)], watched, (null.fileno(), err.fileno(), err.fileno())).wait(60)
    assert "NETWORK socket.getaddrinfo" in (tmp_path / "said.txt").read_text()
    for args in (
        ["add", str(page)], ["add", str(entity)],
        ["note", "add", "shanghai-2001", "--span", "0:10", "--body", BAIT, "--tag", "a/b"],
        ["links", "shanghai-2001", "bishkek-2007"], ["search", BAIT],
        ["export", "--format", "html"], ["export", "--format", "markdown", "--deep-links"],
        ["export", "--format", "obsidian", "-o", str(tmp_path / "vault")], ["check"],
    ):  # fmt: skip
        done = command(path, *args, DECLARATION_READER_TESTS_WATCHED="1")
        assert "Traceback" not in done.err, done.err
        seen += [line for line in done.err.splitlines() if "NETWORK" in line]
        if args[0] == "export" and "html" in args:
            assert not re.search(r"<(script|img|link|iframe|object|embed)\b", done.out)
    assert seen == []


@windows
def test_the_window_uses_no_network(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    page, _ = bait(tmp_path)
    with WindowProcess(path, "shanghai-2001", str(page)) as window:
        note_id = window.tell("add", BAIT)
        window.tell("type", [note_id, BAIT])
        state = window.until(lambda state: not state["busy"] and len(state["bodies"][0]) > len(BAIT))
        assert state["audit"] == []


@windows
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_the_system_is_asked_for_no_network_socket(tmp_path: Path) -> None:
    path, log = tmp_path / "l.sqlite", tmp_path / "calls.txt"
    prefix = ("strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(log))
    with WindowProcess(path, prefix=prefix) as window:
        note_id = window.tell("add", BAIT)
        window.tell("type", [note_id, BAIT])
        window.until(lambda state: not state["busy"], seconds=40)
        assert command(path, "note", "add", "shanghai-2001", "--span", "0:3", "--body", "x", prefix=prefix).status == 0
        window.tell("close")
        window.child.wait(30)
    calls = log.read_text()
    assert "AF_INET" not in calls and "AF_NETLINK" not in calls, calls


# Addresses


@given(st.text(max_size=60), st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_an_address_is_read_or_refused_in_words(name: str, where: str) -> None:
    for word in (f"declaration-reader://text/{name}#{where}", f"declaration-reader:{name}", f"declaration-reader://{name}"):
        assert address.is_address(word)
        try:
            found = address.read(word)
        except UserError:
            continue
        assert found.kind in ("text", "annotation") and found.id.isprintable() and len(found.id) <= 200
        assert found.start is None or (found.end is not None and 0 <= found.start <= found.end)


def test_addresses_name_places() -> None:
    assert address.read("declaration-reader://annotation/n1") == address.Address("annotation", "n1")
    assert address.read("declaration-reader://text/a%20b#3-9") == address.Address("text", "a b", 3, 9)
    assert address.read("declaration-reader://text/a#%C2%A79").provision == 9
    assert address.read("declaration-reader://text/a#9-3") == address.Address("text", "a", 9, 9)


@windows
def test_an_address_opens_its_place_and_a_hostile_one_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    secret = tmp_path / "secret.txt"
    secret.write_text("Not to be opened by an address.\n")
    hostile = [
        f"declaration-reader://text/{secret}", "declaration-reader://text/..%2f..%2fetc%2fpasswd",
        "declaration-reader://annotation/'; DROP TABLE annotations; --",
        "declaration-reader://text/%00", "declaration-reader:",
        "declaration-reader://" + "a" * 5000, "declaration-reader://text/shanghai-2001#99999999-5",
    ]  # fmt: skip
    with WindowProcess(path, *hostile) as window:
        state = window.tell("state")
        assert state["texts"] == ["shanghai-2001", "bishkek-2007"] and state["bodies"] == []
        note_id = window.tell("add", "a note")
        assert command(path, "open", f"declaration-reader://annotation/{note_id}").status == 0
        window.until(lambda state: state["note"] == note_id)
        for word in hostile:
            assert command(path, "open", word).status == 0
        assert window.tell("state")["bodies"] == ["a note"]


# What is handed to the window


def edits() -> list[Edit]:
    text = make_text()
    end = End(0, 3, "The", 1, 1)
    link = Link("k", "parallel", 0.5, "user", "confirmed", None, end, end, Why("Because.", runs=((0, 1, 2, 3),)))
    note = Annotation("n", (Target("lake", 0, 3, "The"),), "body 😀 ok", ("a/b",))
    decision = Decision("a", "b", link, "2030")
    records = (note, Tag("a", "blue", "x"), decision, SavedSearch("s", "q"), TextRecord(text, "2030"))
    return [Edit("one", (), records), Edit("back", records, ()), Edit("", (note,), (note._replace(body="other"),))]


def test_edits_come_through_as_they_were() -> None:
    for edit in edits():
        got = handing.decode_edit(json.loads(json.dumps(handing.encode_edit(edit))))
        for side in ("before", "after"):
            for a, b in zip(getattr(edit, side), getattr(got, side), strict=True):
                if isinstance(a, TextRecord):
                    assert a.text.canonical == b.text.canonical and list(a.text.provisions) == list(b.text.provisions)
                else:
                    assert a == b
        assert got.name == edit.name


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "before", "after", "id"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
@settings(max_examples=200, deadline=None)
def test_what_is_no_edit_is_refused(value: Any) -> None:
    try:
        handing.decode_edit(value)
    except ValueError:
        return
    assert set(value) >= {"name", "before", "after"}


@windows
def test_noise_at_the_door_does_no_harm(tmp_path: Path) -> None:
    from multiprocessing.connection import Client

    path = tmp_path / "l.sqlite"
    chance = random.Random(4)
    with WindowProcess(path) as window:
        where = handing.address(path)
        assert where is not None
        mode = Path(where).parent.stat()
        assert stat.S_IMODE(mode.st_mode) == 0o700 and mode.st_uid == os.getuid()
        for wish in (b"", b"{}", b"[1]", b"null", b'{"act":"edit"}', b'{"act":"edit","edit":{"name":"x"}}',
                     b'{"act":"open","texts":[1,null,"\\u0000"]}', b'{"act":"format"}', b"[" * 100_000,
                     chance.randbytes(5000)):  # fmt: skip
            with Client(where, family="AF_UNIX") as line:
                line.send_bytes(wish)
                assert line.poll(10) and isinstance(json.loads(line.recv_bytes()), dict)
        with Client(where, family="AF_UNIX") as line:
            os.write(line.fileno(), b"\xff\xff\xff\xff" + chance.randbytes(100))
        with Client(where, family="AF_UNIX") as line:
            os.write(line.fileno(), b"\x00\x00")
            made = command(path, "note", "add", "shanghai-2001", "--span", "0:3", "--body", "still heard")
        assert made.status == 0 and window.tell("state")["bodies"] == ["still heard"]


def test_a_folder_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "getuid") or os.getuid() != 0:
        pytest.skip("needs root to give a folder away")
    monkeypatch.setattr(os, "getuid", lambda: 54321)  # the folder will be root's
    try:
        assert handing.address(tmp_path / "l.sqlite") is None
    finally:
        Path("/tmp/declaration-reader-54321").rmdir()


# Settings, themes, imports


@windows
@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"theme": "../../etc", "text.size": 1e9, "links.hidden_kinds": {}, "x": 1}', "[" * 100_000,
     '{"window.state": {"geometry": 5, "splitter": ["a"], "places": {"shanghai-2001": ["x", 1, 2]},'
     ' "texts": [1, "../x"]}, "shortcuts": {"edit.undo": 7, "no.such": "Ctrl+Q"}, "layouts": [3],'
     ' "export.options": {"shape": 9},'
     ' "backup.folder": "\\u0000"}'],
    ids=["cut", "list", "values", "deep", "state"],
)  # fmt: skip
def test_malformed_settings_fall_back_with_a_notice(tmp_path: Path, content: str) -> None:
    (Path(os.environ["DECLARATION_READER_HOME"]) / "settings.json").write_text(content)
    with WindowProcess(tmp_path / "l.sqlite") as window:
        state = window.until(lambda state: state["writes"])
        assert all(state["readable"]) and window.tell("add", "works") and not window.tell("state")["banner"]
        window.tell("close")
        assert window.child.wait(15) == 0
    assert not list((Path(os.environ["DECLARATION_READER_HOME"]) / "log").glob("report-*"))


def test_hostile_annotations_come_in_as_data_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
    notes = [
        {"id": "urn:x", "type": "Annotation", "body": BAIT, "target": {"source": "../../etc/passwd", "selector": [
            {"type": "TextPositionSelector", "start": -5, "end": 10**30}]}},
        {"id": 7, "type": "Annotation", "target": "file:///etc/passwd"},
        {"type": "Annotation", "target": [], "body": [
            {"type": "TextualBody", "value": "x" * 10**6, "purpose": "tagging"}]},
    ]  # fmt: skip
    file = tmp_path / "n.jsonld"
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": notes}
    file.write_text(json.dumps(page))
    done = command(path, "import", str(file))
    assert done.status in (0, 1) and "Traceback" not in done.err, done.err
    with Library.open(path) as library:
        assert library.check() == [] and library.has_text("lake")
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) in (["l backups"], [])


def test_a_tag_that_could_not_be_typed_makes_no_backup_suspect(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with open_library(path) as library:
        edit = library.plan.add_annotation([], body="x", tags=["a"])
        [note] = [r for r in edit.after if isinstance(r, Annotation)]
        library.apply(Edit("Import", (), (note._replace(tags=("two words",)),)))
        assert [problem.hint for problem in library.check()] == ["Rename it."]
        made = library.backup_now()
        assert made.why == "asked"
        library.restore(made.path)
