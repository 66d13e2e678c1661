"""A server of one test: a function answers what arrives at a UDP socket on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

Answer = Callable[[bytes], Iterable[bytes]]


class Answerer:
    """A thread with a bound socket; ``heard`` are the datagrams so far. An empty one ends it."""

    def __init__(self, answer: Answer, family: int = socket.AF_INET) -> None:
        self._answer = answer
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.heard: list[bytes] = []
        self.port = int(self._socket.getsockname()[1])

    def _serve(self) -> None:
        while True:
            octets, source = self._socket.recvfrom(65535)
            if not octets:
                return
            self.heard.append(octets)
            for reply in self._answer(octets):
                self._socket.sendto(reply, source)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(self._socket.family, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", self._socket.getsockname())
        self._thread.join(5)
        self._socket.close()
