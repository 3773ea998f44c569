"""Power cuts, simulated: what a writer asks of the system is recorded, and unsynced writes are dropped at random.

    python -m tests.faults.power record FOLDER ACTS SEED LEVEL     (what `strace` runs)

A file has what was written before its last sync; each later write is there, torn into sectors, or not. Names follow
the order in which they were given, up to any moment since the folder was last synced, as journals keep them.
After each cut the library must open, be whole, and hold every change that was acknowledged before it.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reader.errors import UserError
from reader.library import Library, backup
from reader.library.models import Edit
from tests.faults.kill_rounds import State, act, state_of
from tests.faults.processes import ROOT, environment
from tests.library.helpers import make_text

SECTOR = 512
CALLS = "openat,close,pwrite64,write,fdatasync,fsync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,dup,dup2,lseek"
_LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Op(NamedTuple):
    """One thing that reached the system: `kind` is write, truncate, sync, name, unname, syncdir or say."""

    kind: str
    file: int = -1
    at: int = 0
    data: bytes = b""
    name: str = ""
    ordinal: int = 0


def record(folder: Path, acts: int, seed: int, level: str) -> None:
    """Random acts on a library, each said on a file once it is done; with the upkeep that a session has."""
    chance = random.Random(seed)
    undo: list[tuple[Edit, State]] = []
    path = folder / "l.sqlite"
    out = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT, 0o600)
    library = _opened(path, level)
    library.apply(library.plan.add_text(make_text()))
    os.write(out, b"begun\n")
    model = state_of(library)
    for n in range(acts):
        edit, want = act(library, chance, model, undo)
        os.write(out, b"try " + json.dumps(want).encode() + b"\n")
        library.apply(edit)
        os.write(out, b"done\n")
        undo.append((edit, model))
        if edit == (undo[-2][0].inverse() if len(undo) > 1 else None):
            del undo[-2:]
        model = want
        if n % 40 == 39:
            library.backup_now()
        if n % 60 == 59:
            library.rebuild_index()
        if n % 75 == 74:  # a clean end and a new session
            library.close()
            library = _opened(path, level)
    os.write(out, b"end\n")
    os._exit(0)  # a power cut knows no clean end


def _opened(path: Path, level: str) -> Library:
    library = Library.open(path)
    if level:  # a control: with less care, cuts must show losses
        library._db.conn.execute(f"PRAGMA synchronous = {level}")
    return library


def traced(folder: Path, acts: int, seed: int, level: str = "") -> list[Op]:
    """Record a writer under `strace`."""
    log = folder.parent / f"{folder.name}.strace"
    subprocess.run(
        ["strace", "-f", "-qq", "-xx", "-s", "30000000", "-e", f"trace={CALLS}", "-o", str(log), sys.executable, "-m",
         "tests.faults.power", "record", str(folder), str(acts), str(seed), level],
        env=environment(OPENBLAS_NUM_THREADS="1"), cwd=ROOT, check=True,
    )  # fmt: skip
    found = list(_ops(log, str(folder)))
    log.unlink()
    return found


def _ops(log: Path, folder: str) -> Iterator[Op]:
    fds: dict[int, tuple[str, str]] = {}  # descriptor → kind, path
    inodes: dict[str, int] = {}
    offsets: dict[int, int] = {}
    made = 0
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            m = _LINE.match(line)
            if m is None or int(m[3]) < 0:
                continue
            call, args, result = m[1], m[2], int(m[3])
            strings = [bytes.fromhex(s.replace("\\x", "")) for s in _STRING.findall(args)]
            paths = [s.decode("utf-8", "replace") for s in strings] if call.startswith(("open", "ren", "unl")) else []
            first = args.split(",", 1)[0]
            fd = int(first) if first.isdigit() else -1
            if call == "openat":
                path = paths[0]
                fds[result] = ("folder" if "O_DIRECTORY" in args or path == folder else "file", path)
                offsets[result] = 0
                if not path.startswith(folder + "/"):
                    continue
                if "O_CREAT" in args and path not in inodes:
                    made += 1
                    inodes[path] = made
                    yield Op("name", made, name=path)
                if "O_TRUNC" in args and path in inodes:
                    yield Op("truncate", inodes[path], 0)
            elif call == "close":
                fds.pop(fd, None)
            elif call == "lseek":
                offsets[fd] = result
            elif call.startswith("rename"):
                old, new = paths
                if old in inodes:
                    inodes[new] = inodes.pop(old)
                    yield Op("name", inodes[new], name=new)
                    yield Op("unname", name=old)
            elif call.startswith("unlink"):
                if paths[0] in inodes:
                    del inodes[paths[0]]
                    yield Op("unname", name=paths[0])
            elif fd in fds:
                kind, path = fds[fd]
                if kind == "folder" and call in ("fsync", "fdatasync"):
                    yield Op("syncdir")
                elif path not in inodes:
                    continue
                elif path.endswith("/acks"):
                    if call == "write":
                        yield Op("say", data=strings[0])
                elif call == "pwrite64":
                    yield Op("write", inodes[path], int(args.rsplit(",", 1)[1]), strings[0][:result])
                elif call == "write":
                    yield Op("write", inodes[path], offsets.get(fd, 0), strings[0][:result])
                    offsets[fd] = offsets.get(fd, 0) + result
                elif call == "ftruncate":
                    yield Op("truncate", inodes[path], int(args.rsplit(",", 1)[1]))
                elif call in ("fsync", "fdatasync"):
                    yield Op("sync", inodes[path])


def _put(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


def cut(ops: list[Op], moment: int, chance: random.Random) -> tuple[dict[str, bytes], list[bytes]]:
    """What the disk may hold when the power goes before `ops[moment]`, and what had been said."""
    synced: dict[int, int] = {}
    renamed = 0
    said: list[bytes] = []
    for i, op in enumerate(ops[:moment]):
        if op.kind == "sync":
            synced[op.file] = i
        elif op.kind == "syncdir":
            renamed = i
        elif op.kind == "say":
            said.append(op.data)
    contents: dict[int, bytearray] = {}
    names: dict[str, int] = {}
    naming = [i for i in range(renamed, moment) if ops[i].kind in ("name", "unname")]
    last_name = chance.choice([renamed, *[i + 1 for i in naming]])
    mood = chance.choice([0.0, 0.5, 0.9, 1.0])  # how much of what was not synced came through
    for i, op in enumerate(ops[:moment]):
        if op.kind == "name" and i < last_name:
            names[op.name] = op.file
        elif op.kind == "unname" and i < last_name:
            names.pop(op.name, None)
        elif op.kind in ("write", "truncate"):
            content = contents.setdefault(op.file, bytearray())
            if i < synced.get(op.file, -1) or chance.random() < mood:
                if op.kind == "write":
                    _put(content, op.at, op.data)
                else:
                    del content[op.at :]
            elif op.kind == "write" and chance.random() < 0.3:  # torn
                for start in range(0, len(op.data), SECTOR):
                    if chance.random() < 0.5:
                        _put(content, op.at + start, op.data[start : start + SECTOR])
    return {name: bytes(contents.get(file, b"")) for name, file in names.items()}, said


def check(live: Path, folder: Path, files: dict[str, bytes], said: list[bytes]) -> str:
    """What is wrong after a cut: "" if nothing is; "before" where nothing had been acknowledged yet."""
    want: State | None = None
    pending: State | None = None
    for line in b"".join(said).splitlines():
        if line == b"begun":
            want = {}
        elif line.startswith(b"try "):
            pending = json.loads(line[4:])
        elif line == b"done":
            want, pending = pending, None
    for name, content in files.items():
        target = folder / Path(name).relative_to(live)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    path = folder / "l.sqlite"
    if want is None and not path.exists():
        return "before"
    try:
        with Library.open(path, create=want is None) as library:
            if "are gone" in library.recovered:
                return "said to have lost something"
            found, problems = state_of(library), library.check()
            drawers = library.backups()
    except UserError as error:
        return f"cannot be opened: {error}"
    if problems:
        return f"damaged: {problems[0]}"
    if want is not None and found not in (want, pending):
        return f"lost: {len(found)} notes instead of {len(want)}"
    bad = [b for b in drawers if backup.findings(b.path)]
    return f"a bad backup under its own name: {bad[0].path.name}" if bad else ""


def run(folder: Path, acts: int, images: int, seed: int, level: str = "") -> dict[str, Any]:
    """Record a writer once and cut its power at `images` moments; the counts."""
    live = folder / "live"
    live.mkdir(parents=True)
    ops = traced(live, acts, seed, level)
    chance = random.Random(seed)
    kinds = [op.kind for op in ops]
    counts: dict[str, Any] = {
        "acts": acts, "writes": kinds.count("write"), "syncs": kinds.count("sync") + kinds.count("syncdir"),
        "cuts": images, "acknowledged, in all": 0, "losses": 0, "told": [],
    }  # fmt: skip
    for n in range(images):
        moment = chance.randrange(1, len(ops) + 1)
        files, said = cut(ops, moment, chance)
        counts["acknowledged, in all"] += sum(line.count(b"done\n") for line in said)
        image = folder / f"image-{n}"
        image.mkdir()
        wrong = check(live, image, files, said)
        if wrong and wrong != "before":
            counts["losses"] += 1
            counts["told"].append(f"cut {n} at {moment}: {wrong}")
        for path in sorted(image.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        image.rmdir()
    return counts


if __name__ == "__main__":
    record(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
