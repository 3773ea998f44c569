"""Two starts on one library: the second asks the window that is there to come forward and to open what it was given.

Local sockets only (a file of the user's own, or a named pipe); the program opens no network socket.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT = 1500  # ms for the other window to answer; a hung one must not keep the reader from starting
LONGEST = 1_000_000  # bytes of a request: names of files, nothing else


def name_of(library: Path) -> str:
    """The name of the socket for a library: the user's and the library's own."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    digest = hashlib.sha256(f"{user}:{library.resolve()}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"declaration-reader-{digest[:24]}"


def ask(library: Path, texts: list[str]) -> bool:
    """Hand the texts (ids, or files by their full path) to the window on the library; False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(library))
    if not socket.waitForConnected(WAIT):
        return False
    given = [str(Path(text).absolute()) if Path(text).exists() else text for text in texts]
    socket.write(json.dumps({"open": given}).encode() + b"\n")
    socket.flush()
    while b"\n" not in bytes(socket.peek(64).data()):
        if not socket.waitForReadyRead(WAIT):
            return False
    return bytes(socket.readLine().data()).strip() == b"done"


class Door(QObject):
    """Listens for other starts on the library; only the window that may write to it does."""

    asked = Signal(list)  # texts to open; the window comes forward

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._arrived)
        name = name_of(library)
        if not self._server.listen(name):
            # The writer's lock is ours, so whoever left this socket is gone.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _arrived(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            return
        try:
            request = json.loads(bytes(socket.readLine().data()))
            texts = [text for text in request["open"] if isinstance(text, str)]
        except (ValueError, KeyError, TypeError):
            socket.abort()
            return
        socket.write(b"done\n")
        socket.flush()
        self.asked.emit(texts)
