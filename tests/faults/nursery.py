"""A process that has everything imported and forks the programs of the tests from itself.

Each program is a real process, with files, signals and locks of its own, and begins where `python -m reader` would;
only the second of imports before it is not paid for each. `DECLARATION_READER_TESTS_COLD=1` starts them the long way.
A request is one message on a local socket, with the three standard streams and a pipe for the status beside it.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COLD = bool(os.environ.get("DECLARATION_READER_TESTS_COLD")) or not hasattr(os, "fork")
WARM = (
    "reader.app", "reader.cli.commands", "reader.library", "reader.library.repair", "reader.library.salvage",
    "reader.exchange.formats", "reader.exchange.handing", "reader.exchange.merging", "reader.crossref",
    "reader.ui.window.furnishing", "reader.ui.window.handover", "reader.ui.window.taking_up", "reader.ui.dialogs",
    "multiprocessing.connection", "tests.faults.window_child", "tests.faults.kill_rounds",
)  # fmt: skip


class Child:
    """What `subprocess.Popen` is to the tests, of a program that the nursery has forked."""

    def __init__(self, pid: int, status: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._status = status
        self.stdin = self.stdout = self.stderr = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self._take()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("program", timeout or 0)
            self._take()
        assert self.returncode is not None
        return self.returncode

    def _take(self) -> None:
        came = os.read(self._status, 4)
        os.close(self._status)
        self.returncode = struct.unpack("!i", came)[0] if len(came) == 4 else -signal.SIGKILL

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The asking side; one for a run of the tests, started when the first program is wanted."""

    def __init__(self) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", str(far.fileno())], pass_fds=[far.fileno()],
            env=environment, cwd=ROOT,
        )  # fmt: skip
        far.close()
        self._line = near
        self._turn = threading.Lock()

    def start(self, argv: list[str], env: dict[str, str], streams: tuple[int, int, int]) -> Child:
        near, far = os.pipe()
        packed = json.dumps({"argv": argv, "env": env, "cwd": str(ROOT)}).encode()
        head = struct.pack("!i", len(packed))
        fds = array.array("i", [*streams, far])
        with self._turn:
            self._line.sendmsg([head], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
            self._line.sendall(packed)
            [pid] = struct.unpack("!i", self._line.recv(4, socket.MSG_WAITALL))
        os.close(far)
        return Child(pid, near)


_NURSERY: list[Nursery] = []


def start(argv: list[str], env: dict[str, str], streams: tuple[int, int, int]) -> Child:
    """Start a program: `argv` without the interpreter, a file name or `-m module` first."""
    if not _NURSERY:
        _NURSERY.append(Nursery())
    return _NURSERY[0].start(argv, env, streams)


# The other side

SEEN: list[str] = []  # uses of the network by modules while they are imported
WATCHED: list[bool] = []


def listen(event: str, args: tuple[object, ...]) -> None:
    """Note every use of the network; a local socket has a path, not an address and a port."""
    if event.startswith("socket.get") or event in ("socket.sendto", "urllib.Request"):
        line = f"NETWORK {event} {args!r}\n"
    elif event in ("socket.connect", "socket.bind") and not isinstance(args[1], str | bytes):
        line = f"NETWORK {event} {args[1]!r}\n"
    else:
        return
    if WATCHED:
        sys.stderr.write(line)
    else:
        SEEN.append(line)


def _serve(line: socket.socket) -> None:
    sys.addaudithook(listen)
    for name in WARM:
        __import__(name)
    _look_at_the_bundled_texts()
    waiting: dict[int, int] = {}
    while True:
        ready = select.select([line], [], [], 0.01 if waiting else None)[0]
        for pid in list(waiting):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                with contextlib.suppress(OSError):  # nobody waits any more
                    os.write(waiting[pid], struct.pack("!i", os.waitstatus_to_exitcode(status)))
                os.close(waiting.pop(pid))
        if not ready:
            continue
        head, ancillary, _, _ = line.recvmsg(4, socket.CMSG_SPACE(4 * 4))
        if len(head) < 4:
            if where := os.environ.get("DECLARATION_READER_TESTS_USAGE"):
                used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
                Path(where).write_text(" ".join(f"{u.ru_utime + u.ru_stime:.1f}" for u in used))
            return
        fds = array.array("i")
        for _, _, data in ancillary:
            fds.frombytes(data)
        [size] = struct.unpack("!i", head)
        wish = json.loads(line.recv(size, socket.MSG_WAITALL))
        pid = os.fork()
        if pid == 0:
            line.close()
            for other in waiting.values():
                os.close(other)
            _become(wish, list(fds))
        for fd in fds[:3]:
            os.close(fd)
        waiting[pid] = fds[3]
        line.sendall(struct.pack("!i", pid))


def _look_at_the_bundled_texts() -> None:
    """Once here instead of in every program: word lists, names and patterns are made when they are first wanted."""
    from reader import paths
    from reader.crossref import find_links
    from reader.text import load

    a, b = (load(path) for path in paths.bundled_texts()[:2])
    find_links(a, b)


def _become(wish: dict[str, object], fds: list[int]) -> None:
    """Be the program that is wanted; never returns."""
    import runpy

    status = 70
    try:
        for n in range(3):
            os.dup2(fds[n], n)
        for fd in fds:
            os.close(fd)
        sys.stdin, sys.stdout, sys.stderr = (
            open(n, mode, encoding="utf-8", closefd=False) for n, mode in enumerate("rww")  # noqa: SIM115
        )
        env: dict[str, str] = wish["env"]  # type: ignore[assignment]
        os.environ.clear()
        os.environ.update(env)
        if "DECLARATION_READER_TESTS_WATCHED" in env:
            WATCHED.append(True)
            sys.stderr.writelines(SEEN)
        os.chdir(str(wish["cwd"]))
        argv: list[str] = wish["argv"]  # type: ignore[assignment]
        try:
            if argv[0] == "-m":
                sys.argv = argv[1:]
                runpy.run_module(argv[1], run_name="__main__", alter_sys=False)
            else:
                sys.argv = argv
                sys.path.insert(0, str(Path(argv[0]).parent))
                runpy.run_path(argv[0], run_name="__main__")
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:  # noqa: BLE001 -- as the interpreter itself would end
            import traceback

            traceback.print_exc()
            status = 1
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
