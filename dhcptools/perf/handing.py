"""Replies that came to another process than the one that asked, and their way to it.

The filter of :mod:`steer` looks at the first datagram of what the kernel delivers at once. Where a server on this host
sends many replies at a time (UDP_SEGMENT) they stay together until one socket has them, whoever asked.

Rules this file keeps:

- every reply is judged by the process that asked, with the kernel's stamp of when it arrived on this host;
- a process that has nothing more to do itself goes on handing over until all have ended;
- a process that does not read what it is handed holds up nobody: past ``BACKLOG`` replies they count as dropped here.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers, Lengths, Rows
from dhcptools.net.collect import Received
from dhcptools.net.sockets import grow_buffer
from dhcptools.perf.outlet import Batches

BACKLOG: Final = 1 << 16
"""Replies that wait for processes that do not take them."""

_BUFFER: Final = 8 << 20
_CHUNK: Final = 64  # replies in a datagram between processes
_HEADER: Final = struct.Struct("=II")  # rows, octets of each
_DATAGRAM_MOST: Final = 1 << 18
_READS_MOST: Final = 64  # datagrams read at a time
_WAIT_S: Final = 0.02

Whose = Callable[[Rows, Lengths], Integers]
"""The process that each reply of a batch (n,) is for; any number for one that nobody asked for."""


def boxes(stack: contextlib.ExitStack, shares: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """For each process the socket it reads what it is handed from, and the one that the others write it to."""
    inboxes, outboxes = [], []
    for _ in range(shares):
        inbox, outbox = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for sock in (inbox, outbox):
            stack.enter_context(sock)
            sock.setblocking(False)
        grow_buffer(outbox, socket.SO_SNDBUF, _BUFFER)
        inboxes.append(inbox)
        outboxes.append(outbox)
    return inboxes, outboxes


class Handing:
    """The socket of one process of several; the contract of :class:`~dhcptools.perf.outlet.Batches`.

    ``outboxes`` are those of all processes by their number, that of ``share``, this one, among them. A context manager.
    """

    def __init__(
        self, sock: Batches, whose: Whose, share: int, inbox: socket.socket, outboxes: Sequence[socket.socket]
    ) -> None:
        self._socket = sock
        self._whose = whose
        self._share = share
        self._inbox = inbox
        self._outboxes = outboxes
        self._waiting: deque[tuple[int, bytes, int]] = deque()
        self._backlog = 0
        self._lost = 0
        self._writing = False
        self._epoll = select.epoll()
        self._epoll.register(sock.fileno(), select.EPOLLIN)
        self._epoll.register(inbox.fileno(), select.EPOLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._epoll.close()

    @property
    def refused(self) -> int:
        """ICMP errors met."""
        return self._socket.refused

    @property
    def dropped(self) -> int:
        """Datagrams lost because nobody read them in time, here or on their way to another process."""
        return self._socket.dropped + self._lost

    def fileno(self) -> int:
        """The descriptor, for select: it is readable when replies wait, or when what was not taken can be sent."""
        return self._epoll.fileno()

    def send(self, rows: Rows, lengths: int | Lengths, address: tuple[str, int] | None = None) -> int:
        """Send; how many leading rows were taken."""
        taken = self._socket.send(rows, lengths, address)
        if (taken < len(rows)) != self._writing:
            self._writing = not self._writing
            self._epoll.modify(self._socket.fileno(), select.EPOLLIN | (select.EPOLLOUT if self._writing else 0))
        return taken

    def receive(self) -> Received | None:
        """Take what is waiting for this process; None when nothing is. What is for others is handed to them."""
        self._deliver()
        parts = []
        received = self._socket.receive()
        if received is not None and (mine := self._sort(received)) is not None:
            parts.append(mine)
        parts += self._handed()
        return _together(parts) if parts else None

    def serve(self, ended: Callable[[], bool]) -> None:
        """Hand over what comes for others until it has ``ended``; what is for this process is of no account."""
        self._epoll.modify(self._socket.fileno(), select.EPOLLIN)
        while not ended():
            select.select([self], [], [], _WAIT_S)
            self.receive()

    def _sort(self, received: Received) -> Received | None:
        """Hand over what is for others; what is left."""
        whose = self._whose(received.rows, received.lengths)
        foreign = (whose != self._share) & (whose >= 0) & (whose < len(self._outboxes))
        if not np.count_nonzero(foreign):
            return received
        for share in np.unique(whose[foreign]).tolist():
            lines = np.flatnonzero(whose == share)
            for at in range(0, len(lines), _CHUNK):
                some = lines[at : at + _CHUNK]
                self._hand(share, _packed(received, some), len(some))
        mine = np.flatnonzero(~foreign)
        return received.take(mine) if len(mine) else None

    def _hand(self, share: int, octets: bytes, count: int) -> None:
        if self._waiting or not self._put(share, octets):
            if self._backlog + count > BACKLOG:
                self._lost += count
                return
            self._backlog += count
            self._waiting.append((share, octets, count))

    def _put(self, share: int, octets: bytes) -> bool:
        """Whether it need not be tried again: it was taken, or nobody will ever read it."""
        try:
            self._outboxes[share].send(octets)
        except BlockingIOError:
            return False
        except OSError:  # that process has ended
            return True
        return True

    def _deliver(self) -> None:
        """Try again what waits. A full box keeps back no other: what still does not fit goes to the end."""
        full: set[int] = set()
        for _ in range(len(self._waiting)):
            share, octets, count = self._waiting.popleft()
            if share not in full and self._put(share, octets):
                self._backlog -= count
                continue
            full.add(share)
            self._waiting.append((share, octets, count))

    def _handed(self) -> list[Received]:
        """What others have handed over."""
        parts = []
        for _ in range(_READS_MOST):
            try:
                octets = self._inbox.recv(_DATAGRAM_MOST)
            except BlockingIOError:
                break
            parts.append(_unpacked(octets))
        return parts


def _packed(received: Received, lines: Integers) -> bytes:
    """These lines of a batch as octets."""
    lengths = received.lengths[lines]
    width = int(lengths.max())
    return b"".join(
        (
            _HEADER.pack(len(lines), width),
            received.arrived_ns[lines].tobytes(),
            lengths.astype(np.int32).tobytes(),
            received.sent_lengths[lines].astype(np.int32).tobytes(),
            received.rows[lines, :width].tobytes(),
        )
    )


def _unpacked(octets: bytes) -> Received:
    """The batch that :func:`_packed` made octets of; sources are not handed over."""
    count, width = _HEADER.unpack_from(octets)
    at = _HEADER.size
    arrived_ns = np.frombuffer(octets, np.int64, count, at)
    lengths = np.frombuffer(octets, np.int32, count, at := at + 8 * count)
    sent_lengths = np.frombuffer(octets, np.int32, count, at := at + 4 * count)
    rows = np.frombuffer(octets, np.uint8, count * width, at + 4 * count).reshape(count, width)
    return Received(rows, lengths, arrived_ns, np.zeros(count, np.uint32), np.zeros(count, np.uint16), sent_lengths)


def _together(parts: list[Received]) -> Received:
    """Batches as one, whose rows are as wide as the widest; sources are those of the first where there is one."""
    if len(parts) == 1 and parts[0].rows.flags.writeable:
        return parts[0]
    count = sum(len(part.lengths) for part in parts)
    rows: NDArray[np.uint8] = np.zeros((count, max(part.rows.shape[1] for part in parts)), np.uint8)
    at = 0
    for part in parts:
        rows[at : at + len(part.lengths), : part.rows.shape[1]] = part.rows
        at += len(part.lengths)
    return Received(
        rows,
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.arrived_ns for part in parts]),
        np.zeros(count, np.uint32),
        np.zeros(count, np.uint16),
        np.concatenate([part.sent_lengths for part in parts]),
    )
