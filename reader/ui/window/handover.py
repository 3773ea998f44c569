"""The door of the window that writes: other starts hand it texts to open, the command line hands it changes.

Local sockets only (a file of the user's own, or a named pipe); the program opens no network socket.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from reader.errors import Busy, UserError
from reader.exchange.handing import LONGEST, address, decode_edit
from reader.library.models import Edit

_SIZE = struct.Struct("!i")


Reply = Callable[[UserError | None, Mapping[str, Any]], None]


class Door(QObject):
    """Listens for other processes on the library; only the window that may write to it does."""

    asked = Signal(list)  # texts to open; the window comes forward

    def __init__(
        self,
        library: Path,
        apply: Callable[[Edit | None], UserError | None],
        put_right: Callable[[str, Path | None, Reply], None],
        parent: QObject | None,
    ) -> None:
        """`apply` saves what is being typed and makes an edit (None: only saves); it returns why it could not.

        `put_right` does what takes its time ("restore" with a path, "salvage") and tells when that is done.
        """
        super().__init__(parent)
        self._apply = apply
        self._put_right = put_right
        self._parts: dict[QLocalSocket, bytearray] = {}
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._arrived)
        name = address(library)
        if name is not None and not self._server.listen(name):
            # The writer's lock is ours, so whoever left this socket is gone.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def is_open(self) -> bool:
        """Whether others can be heard; where not, they read along."""
        return self._server.isListening()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _arrived(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._parts[socket] = bytearray()
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._gone(socket))
            self._read(socket)  # what came before the signal was connected

    def _gone(self, socket: QLocalSocket) -> None:
        self._parts.pop(socket, None)
        socket.deleteLater()

    def _read(self, socket: QLocalSocket) -> None:
        came = self._parts.get(socket)
        if came is None:
            return
        came += bytes(socket.readAll().data())
        if len(came) < _SIZE.size:
            return
        [size] = _SIZE.unpack_from(came)
        if not 0 <= size <= LONGEST:
            socket.abort()
            return
        if len(came) < _SIZE.size + size:
            return
        wish = bytes(came[_SIZE.size : _SIZE.size + size])
        del came[: _SIZE.size + size]
        self._answer(wish, lambda words: self._send(socket, words))

    def _send(self, socket: QLocalSocket, words: dict[str, Any]) -> None:
        if socket not in self._parts:
            return  # whoever asked did not wait for the answer
        answer = json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")
        socket.write(_SIZE.pack(len(answer)) + answer)
        socket.flush()

    def _answer(self, wish: bytes, send: Callable[[dict[str, Any]], None]) -> None:
        try:
            asked = json.loads(wish)
            act = asked["act"]
            if act == "open":
                self.asked.emit([text for text in asked["texts"] if isinstance(text, str)])
                send({"done": True})
                return
            edit = decode_edit(asked["edit"]) if act == "edit" else None
            path = Path(asked["path"]) if act == "restore" else None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            send({"done": False, "error": f"The window did not understand the wish ({error})."})
            return
        if act in ("ready", "edit"):
            send(_told(self._apply(edit), {}))
        else:
            self._put_right(str(act), path, lambda refusal, more: send(_told(refusal, more)))


def _told(refusal: UserError | None, more: Mapping[str, Any]) -> dict[str, Any]:
    if refusal is None:
        return {"done": True, **more}
    busy = isinstance(refusal, Busy)
    return {"done": False, "busy": busy, "error": refusal.message, "hint": refusal.hint}
