"""REFI-QDA: the rules of the schema, the traps of the importers, and projects of other programs."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.exchange import place, read
from reader.exchange.formats import FORMATS
from reader.exchange.plain import Plain
from reader.library.models import Snapshot, Tag
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, note, snapshot, target
from tests.exchange.test_round_trip import TAGS, by_id

NS = "{urn:QDA-XML:project:1.0}"
GUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")

# Our own restatement of what the schema asks of the elements that we write:
# element: (children in their order, attributes that it may have, those that it must have).
DATES = ("creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "Project": (
        (
            "Users",
            "CodeBook",
            "Variables",
            "Cases",
            "Sources",
            "Notes",
            "Links",
            "Sets",
            "Graphs",
            "Description",
            "NoteRef",
        ),
        ("name", "origin", "creatingUserGUID", "creationDateTime", "modifyingUserGUID", "modifiedDateTime", "basePath"),
        ("name", "origin"),
    ),
    "Users": (("User",), (), ()),
    "User": ((), ("guid", "name", "id"), ("guid",)),
    "CodeBook": (("Codes",), ("origin",), ()),
    "Codes": (("Code",), (), ()),
    "Code": (("Description", "NoteRef", "Code"), ("guid", "name", "isCodable", "color"), ("guid", "name", "isCodable")),
    "Sources": (("TextSource",), (), ()),
    "TextSource": (
        ("Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"),
        ("guid", "name", "richTextPath", "plainTextPath", *DATES),
        ("guid", "plainTextPath"),
    ),
    "PlainTextSelection": (
        ("Description", "Coding", "NoteRef"),
        ("guid", "name", "startPosition", "endPosition", *DATES),
        ("guid", "startPosition", "endPosition"),
    ),
    "Coding": (("CodeRef", "NoteRef"), ("guid", "creatingUser", "creationDateTime"), ("guid",)),
    "CodeRef": ((), ("targetGUID",), ("targetGUID",)),
    "Notes": (("Note",), (), ()),
    "Links": (("Link",), (), ()),
    "Link": (("NoteRef",), ("guid", "name", "direction", "color", "originGUID", "targetGUID"), ("guid",)),
    "Description": ((), (), ()),
}
RULES["Note"] = RULES["TextSource"]
NEVER_EMPTY = {"Users", "CodeBook", "Codes", "Sources", "Notes", "Links"}


def check(element: Element) -> None:
    name = element.tag.rpartition("}")[2]
    children, may, must = RULES[name]
    found = [child.tag.rpartition("}")[2] for child in element]
    assert [children.index(child) for child in found] == sorted(children.index(child) for child in found), name
    assert set(element.attrib) <= set(may), name
    assert set(must) <= set(element.attrib), name
    assert found or name not in NEVER_EMPTY
    assert found.count("CodeRef") == (1 if name == "Coding" else 0)
    for key, value in element.attrib.items():
        if key in ("guid", "targetGUID", "originGUID", "creatingUser", "modifyingUser", "creatingUserGUID"):
            assert GUID.fullmatch(value)
        elif key.endswith("DateTime"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value)
        elif key == "color":
            assert re.fullmatch(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})", value)
    for child in element:
        check(child)


def project(snap: Snapshot) -> tuple[Element, zipfile.ZipFile]:
    made = FORMATS["refi-qda"].write(snap, {"links": "all"}, NOW)
    assert isinstance(made, bytes)
    package = zipfile.ZipFile(io.BytesIO(made))
    root = fromstring(package.read("project.qde"))
    check(root)
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(set(guids)) == len(guids)
    for element in root.iter():
        for key in ("targetGUID", "originGUID"):
            assert element.get(key) is None or element.get(key) in guids
    codes = [code.get("name", "").casefold() for code in root.iter(f"{NS}Code")]
    assert len(set(codes)) == len(codes)
    return root, package


def test_rules() -> None:
    root, package = project(full())
    for source in [*root.iter(f"{NS}TextSource"), *root.iter(f"{NS}Note")]:
        words = package.read("Sources/" + source.get("plainTextPath", "").removeprefix("internal://"))
        assert not words.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in words
    source = next(root.iter(f"{NS}TextSource"))
    words = package.read("Sources/" + source.get("plainTextPath", "").removeprefix("internal://")).decode()
    assert words == HARBOUR.canonical
    spans = {
        words[int(s.get("startPosition", "")) : int(s.get("endPosition", ""))]
        for s in source.iter(f"{NS}PlainTextSelection")
    }
    assert spans == {
        "lights burning",
        "Charter of Lights",
        "A bell",
        "Every pilot shall abide by the *Charter of Lights*",
    }
    assert [link.get("name") for link in root.iter(f"{NS}Link")] == ["note", "note", "parallel", "parallel"]


def test_untagged_notes_on_one_range_are_one() -> None:
    here = target(HARBOUR, "lights")
    root, _ = project(
        snapshot(note("a", here, body="one"), note("b", here, body="two"), note("c", here, body="x", tags=("t",)))
    )
    selections = list(root.iter(f"{NS}PlainTextSelection"))
    assert [s.findtext(f"{NS}Description") for s in selections] == ["one\n\n---\n\ntwo", "x"]


def test_hostile_names() -> None:
    notes = [
        note(f"n{i}", target(HARBOUR, "lights"), body="\x00\x0b]]> & <b>", tags=(tag,)) for i, tag in enumerate(TAGS)
    ]
    project(snapshot(*notes, tags=(Tag("Law"), Tag("law"), Tag("a/Law"), Tag("b/law"), Tag("x\x01y", "#abc"))))
    same = snapshot()._replace(texts=(HARBOUR, HARBOUR.__class__(id="h2", title="x", short_title="harbour 1999", canonical="a",
                                                               provisions=HARBOUR.provisions)))  # fmt: skip
    root, _ = project(same)
    assert [source.get("name") for source in root.iter(f"{NS}TextSource")] == ["Harbour 1999", "harbour 1999 (2)"]


def test_nothing_at_all() -> None:
    project(Snapshot((), (), (), ()))


def test_comes_back_whole() -> None:
    made = FORMATS["refi-qda"].write(full(), {"links": "all"}, NOW)
    assert isinstance(made, bytes)
    found = place(read(made), [HARBOUR, FJORD])
    assert by_id(found.annotations) == by_id(full().annotations)
    assert set(found.decisions) == set(full().decisions)


def _without_ours(made: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if not name.endswith(".json"):
                new.writestr(name, old.read(name))
    return out.getvalue()


def test_what_another_program_keeps_comes_back() -> None:
    made = FORMATS["refi-qda"].write(full(), None, NOW)
    assert isinstance(made, bytes)
    found = place(read(_without_ours(made)), [HARBOUR, FJORD])
    kept = {
        (n.targets[0].exact, n.body, n.tags, n.colour, n.created)
        for n in found.annotations
        if n.targets and n.motivation != "linking"
    }
    assert (
        "Charter of Lights",
        "The *older* wording.",
        ("law/charter", "2001"),
        "blue",
        "2026-01-02T03:04:05Z",
    ) in kept
    assert ("lights burning", "", (), "green", "2026-01-02T03:04:05Z") in kept
    assert all(
        t.text_id in (HARBOUR.id, FJORD.id) and t.state == "placed" for n in found.annotations for t in n.targets
    )
    assert any("words that are gone" in n.body for n in found.annotations)
    assert Tag("law/charter", "blue", "what binds") in found.tags


def foreign(xml: str, **files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("project.qde", xml)
        for name, data in files.items():
            package.writestr(f"sources/{name}.txt", data)
    return out.getvalue()


FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="other">
<CodeBook><Codes><Code guid="{{c1}}" name="law" isCodable="true" color="#ff0000"><Code guid="c2" name="sea" isCodable="true"/></Code></Codes></CodeBook>
<Sources><TextSource guid="s1" name="One" plainTextPath="internal://one.txt">
<PlainTextSelection guid="p1" startPosition="{start}" endPosition="{end}" creationDateTime="2020-01-02T03:04:05.123+02:00">
<Description>memo</Description><Coding guid="k"><CodeRef targetGUID="C2"/></Coding></PlainTextSelection>
<PlainTextSelection guid="p2" startPosition="5" endPosition="5000" name="gone words"/>
</TextSource><PDFSource guid="s2" name="Two" path="x.pdf"/></Sources></Project>"""


def test_a_project_of_another_program() -> None:
    words = "\ufeffFirst line.\r\n\r\nSecond 😀 e\u0301 line\r\nwrapped here."
    raw = words[1:]
    start = raw.index("line\r\nwrapped")
    data = foreign(FOREIGN.format(start=start, end=start + len("line\r\nwrapped")),
                   one=words.encode())  # fmt: skip
    found = read(data)
    assert [text.canonical for text in found.texts] == ["First line.\n\nSecond 😀 é line\nwrapped here."]
    first = found.annotations[0]
    assert first.targets[0].exact == "line\nwrapped"
    assert found.texts[0].canonical[first.targets[0].start : first.targets[0].end] == "line\nwrapped"
    assert (first.body, first.tags, first.created) == ("memo", ("law/sea",), "2020-01-02T01:04:05Z")
    assert found.annotations[1].targets[0].state == "orphan"
    assert len(found.problems) == 2
    assert found.tags[0] == Tag("law", "#ff0000")


LINKED = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="other">
<CodeBook><Codes><Code guid="c1" name="law" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="s1" name="One" plainTextPath="internal://one.txt">
<PlainTextSelection guid="p1" startPosition="0" endPosition="5"><Description>why</Description>
<Coding guid="k"><CodeRef targetGUID="c1"/><NoteRef targetGUID="n2"/></Coding><NoteRef targetGUID="n1"/></PlainTextSelection>
</TextSource><TextSource guid="s2" name="Two" plainTextPath="internal://two.txt">
<PlainTextSelection guid="p2" startPosition="3" endPosition="7"/><PlainTextSelection guid="p3" startPosition="0" endPosition="2"/>
</TextSource></Sources>
<Notes><Note guid="n1" name="Memo" plainTextPath="internal://n1.txt"/>
<Note guid="n2" name="Memo 2"><PlainTextContent>of the coding</PlainTextContent></Note>
<Note guid="n3" name="On the link"><PlainTextContent>said of the link</PlainTextContent></Note>
<Note guid="n4" name="Annotation"><PlainTextContent>linked to the passage</PlainTextContent></Note>
<Note guid="n5" name="Alone"><PlainTextContent>a free one</PlainTextContent></Note></Notes>
<Links><Link guid="l1" name="contradicts" direction="OneWay" originGUID="p1" targetGUID="p2"><NoteRef targetGUID="n3"/></Link>
<Link guid="l2" name="Reuse" direction="Associative" originGUID="p1" targetGUID="p3"/>
<Link guid="l3" name="x" originGUID="n4" targetGUID="p3"/><Link guid="l4" name="x" originGUID="c1" targetGUID="p1"/></Links></Project>"""


def test_links_of_another_program_become_cross_references() -> None:
    found = read(foreign(LINKED, one="Ports 😀 stay open.".encode(), two="😀 الموانئ open".encode(), n1=b"a memo"))
    first, second = found.decisions
    assert (first.link.kind, first.link.origin, first.link.status) == ("parallel", "user", "confirmed")
    assert first.link.why.summary == "linked by hand in another program: contradicts (one way)"
    assert (first.link.a.exact, first.link.b.exact) == ("Ports", "لموا")
    assert second.link.kind == "reuse"
    assert (first.a_text, first.b_text) == (found.texts[0].id, found.texts[1].id)
    notes = {note.body: note for note in found.annotations}
    assert set(notes) == {
        "why\n\na memo\n\nof the coding", "said of the link", "linked to the passage", "**Alone**\n\na free one",
    }  # fmt: skip
    assert notes["said of the link"].link_key == first.link.key
    assert notes["linked to the passage"].targets[0].exact == "😀 "
    assert [problem.where for problem in found.problems] == ["x"]  # the link of a code
    again = read(foreign(LINKED, one="Ports 😀 stay open.".encode(), two="😀 الموانئ open".encode(), n1=b"a memo"))
    assert (again.annotations, again.decisions) == (found.annotations, found.decisions)


def test_a_note_on_several_passages_comes_back_as_one() -> None:
    made = FORMATS["refi-qda"].write(full(), {"links": "all"}, NOW)
    assert isinstance(made, bytes)
    found = place(read(_without_ours(made)), [HARBOUR, FJORD])
    (bells,) = (note for note in found.annotations if note.tags == ("bells",))
    assert [t.exact for t in bells.targets] == ["A bell", "The bell at each mole"]
    assert {(d.link.kind, d.link.status, d.a_text, d.b_text) for d in found.decisions} == {
        ("parallel", "confirmed", HARBOUR.id, FJORD.id)
    }


QUALCODER = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="QualCoder">
<CodeBook><Codes><Code guid="c1" name="a" isCodable="true"/><Code guid="c2" name="b" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="s1" name="One" plainTextPath="internal://one.txt">
<PlainTextSelection guid="p1" startPosition="0" endPosition="5" creationDateTime="2026-01-02T03:04:05Z"><Description>m</Description>
<Coding guid="k1"><CodeRef targetGUID="c1"/></Coding></PlainTextSelection>
<PlainTextSelection guid="p2" startPosition="0" endPosition="5" creationDateTime="2026-01-02T03:04:05Z"><Description>m</Description>
<Coding guid="k2"><CodeRef targetGUID="c2"/></Coding></PlainTextSelection>
<NoteRef targetGUID="n1"/></TextSource></Sources>
<Notes><Note guid="n1"><PlainTextContent>on a passage</PlainTextContent>
<PlainTextSelection guid="p3" startPosition="6" endPosition="7"/></Note></Notes></Project>"""


def test_what_qualcoder_writes() -> None:
    found = read(foreign(QUALCODER, one="\ufeffPorts 😀 stay open.".encode()))
    assert [(n.targets[0].exact, n.body, n.tags) for n in found.annotations] == [
        ("Ports", "m", ("a", "b")), ("😀", "on a passage", ()),
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab \n\r\te\u0301é😀가ᄀ\u1161\ufeff", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_positions_of_plain_texts_go_along(raw: str, one: int, two: int) -> None:
    plain = Plain(raw)
    places = [plain.position(offset) for offset in range(len(raw) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(plain.canonical) for place in places)
    for provision in plain.provisions:
        assert plain.canonical[provision.start : provision.end].strip()


def test_codebook() -> None:
    made = FORMATS["codebook"].write(full(), None, NOW)
    assert isinstance(made, bytes)
    root = fromstring(made)
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    check(root)
    found = read(made, "x.qdc")
    assert {Tag("law/charter", "blue", "what binds"), Tag("bells", "#aabbcc"), Tag("unused")} <= set(found.tags)


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><Project>&b;</Project>"""
XXE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><CodeBook>&a;</CodeBook>"""


@pytest.mark.parametrize("xml", [BOMB, XXE, "<a", "<Other/>", "<" * 1000])
def test_dangerous_or_damaged_xml(xml: str) -> None:
    with pytest.raises(UserError):
        read(foreign(xml))
    with pytest.raises(UserError):
        read(xml.encode(), "x.qdc")


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UserError, match="far more"):
        read(_zip({"project.qde": b" " * 50_000_000}))


def test_many_files() -> None:
    with pytest.raises(UserError, match="files"):
        read(_zip({f"{i}": b"" for i in range(20_001)}))


def test_two_files_of_one_name() -> None:
    with pytest.raises(UserError, match="one name"):
        read(_zip({"project.qde": b"<a/>", "PROJECT.qde": b"<b/>"}))


@pytest.mark.parametrize("key", ["refi-qda", "archive"])
def test_a_damaged_package_gives_an_error_or_everything(key: str) -> None:
    made = FORMATS[key].write(full(), {"links": "all"}, NOW)
    assert isinstance(made, bytes)
    whole = by_id(place(read(made), [HARBOUR, FJORD]).annotations)
    seen = 0
    for at in range(0, len(made), max(1, len(made) // 150)):
        mutated: Any = bytearray(made)
        mutated[at] ^= 0x55
        for data in (bytes(mutated), made[:at]):
            try:
                found = read(data)
            except UserError:
                seen += 1
            else:
                # Where our own record cannot be found any more, the project is read as another program's.
                assert key == "refi-qda" or by_id(place(found, [HARBOUR, FJORD]).annotations) == whole
    assert seen > 150
