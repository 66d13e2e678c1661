"""Datagrams from a UDP socket into rows of an array: recvmmsg, and UDP_GRO where the kernel coalesces.

Every message has two buffers: its row, and a spill area for what is longer than a row. A datagram that arrives alone
is in its row already and is not copied. A coalesced message (many datagrams of one size from one sender) is put
together in the spill area and cut into rows with one numpy copy for every run of equal messages.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dhcptools.net import libc
from dhcptools.net.cmsg import CAPACITY, ControlBuffers
from dhcptools.net.transmit import IOVEC, MMSGHDR

Sources: TypeAlias = npt.NDArray[np.uint32] | npt.NDArray[np.uint8]

_SPILL = 65_536
_COALESCED_MESSAGES = 256  # a call: more would hold tens of megabytes of spill
_NAME_OCTETS = 32
_SOCKADDR_IN = np.dtype({"names": ["port", "address"], "formats": [">u2", ">u4"], "offsets": [2, 4], "itemsize": 32})
_SOCKADDR_IN6 = np.dtype(
    {"names": ["port", "address"], "formats": [">u2", ("u1", 16)], "offsets": [2, 8], "itemsize": 32}
)
# What ICMP and ICMPv6 errors become on a connected socket; the datagram they answer is long gone.
_ICMP = frozenset(
    (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPROTO, errno.ENOPROTOOPT)
)
_ERRORS_IN_A_ROW = 64


@dataclass(slots=True)
class Received:
    """Datagrams of one call: views on memory that the next call overwrites.

    ``rows`` uint8 (n, stride): octets past a row's length are undefined. ``lengths`` int32 (n,): octets that stand in
    the row. ``arrived_ns`` int64 (n,): CLOCK_REALTIME stamped by the kernel, 0 when not asked for. ``sources``: uint32
    (n,) in host order for IPv4, uint8 (n, 16) for IPv6. ``ports`` uint16 (n,) in host order. ``sent_lengths`` int32
    (n,): octets of the datagram as it was sent, more than ``lengths`` where a row was too short for it.
    """

    rows: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int32]
    arrived_ns: npt.NDArray[np.int64]
    sources: Sources
    ports: npt.NDArray[np.uint16]
    sent_lengths: npt.NDArray[np.int32]

    @property
    def truncated(self) -> npt.NDArray[np.bool_]:
        """Which datagrams, bool (n,), were longer than a row (MSG_TRUNC)."""
        return self.sent_lengths > self.lengths

    def take(self, lines: npt.NDArray[np.int64]) -> Received:
        """Some lines of the batch, as copies."""
        return Received(*(getattr(self, field.name)[lines] for field in fields(self)))


class Receiver:
    """The receiving half of a :class:`~dhcptools.net.mmsg.BatchSocket`.

    ``refused`` counts ICMP errors met while receiving, ``coalescing`` says whether UDP_GRO is on.
    """

    def __init__(self, sock: socket.socket, rows: int, octets: int, timestamps: bool, gro: bool | None) -> None:
        self.refused = 0
        self.coalescing = gro is not False and _enable(sock, libc.SOL_UDP, libc.UDP_GRO, required=bool(gro))
        if timestamps:
            _enable(sock, socket.SOL_SOCKET, libc.SO_TIMESTAMPNS, required=True)
        _enable(sock, socket.SOL_SOCKET, libc.SO_RXQ_OVFL, required=False)
        self._fd = sock.fileno()
        self._count = count = min(rows, _COALESCED_MESSAGES) if self.coalescing else rows
        self._octets = octets
        self._rows = np.full((count, octets), 0, np.uint8)  # written once, so that the pages are there
        buffers = 2 if self.coalescing else 1
        self._iov = np.zeros((count, buffers), IOVEC)
        self._iov["base"][:, 0] = self._rows.ctypes.data + np.arange(count) * octets
        self._iov["octets"][:, 0] = octets
        # Room before the spill for the row's octets, and after it for the cut that ends a last short datagram.
        self._whole = np.empty((count if self.coalescing else 0, octets + 2 * _SPILL), np.uint8)
        if self.coalescing:
            self._iov["base"][:, 1] = self._whole.ctypes.data + octets + np.arange(count) * self._whole.strides[0]
            self._iov["octets"][:, 1] = _SPILL
        self._names = np.zeros(count, _SOCKADDR_IN if sock.family == socket.AF_INET else _SOCKADDR_IN6)
        self._messages = np.zeros(count, MMSGHDR)
        self._messages_at = self._messages.ctypes.data
        headers = self._messages["header"]
        self._control_octets = headers["control_octets"]
        self._message_octets = self._messages["octets"]
        self.control = ControlBuffers(count, self._control_octets)
        headers["name"] = self._names.ctypes.data + np.arange(count) * _NAME_OCTETS
        headers["name_octets"] = _NAME_OCTETS
        headers["iov"] = self._iov.ctypes.data + np.arange(count) * (buffers * IOVEC.itemsize)
        headers["iov_count"] = buffers
        headers["control"] = self.control.octets.ctypes.data + np.arange(count) * CAPACITY
        headers["control_octets"] = CAPACITY
        self._sent_lengths = np.zeros(count, np.int32)
        self._lengths = np.zeros(count, np.int32)
        self._ports = np.zeros(count, np.uint16)
        self._sources = np.zeros(count, np.uint32)
        self._ipv4 = sock.family == socket.AF_INET
        self._cut = np.empty((0, octets), np.uint8)

    def receive(self) -> Received | None:
        """Receive what is waiting; see :meth:`BatchSocket.receive`."""
        count = libc.recvmmsg(self._fd, self._messages_at, self._count, socket.MSG_DONTWAIT | socket.MSG_TRUNC, None)
        if count <= 0:
            count = self._again()
            if count == 0:
                return None
        coalesced = self.control.read(count)
        self._control_octets[:count] = CAPACITY
        names = self._names[:count]
        sent_lengths = self._sent_lengths[:count]
        sent_lengths[:] = self._message_octets[:count]
        ports = self._ports[:count]
        ports[:] = names["port"]
        sources: Sources
        if self._ipv4:
            sources = self._sources[:count]
            sources[:] = names["address"]
        else:
            sources = names["address"]
        if coalesced:
            return self._expand(sent_lengths, sources, ports)
        lengths = np.minimum(sent_lengths, self._octets, out=self._lengths[:count])
        return Received(self._rows[:count], lengths, self.control.stamps_ns[:count], sources, ports, sent_lengths)

    def _again(self) -> int:
        """Why nothing came: 0 when nothing waits, the count of another try when it was an ICMP error."""
        for _ in range(_ERRORS_IN_A_ROW):
            error = ctypes.get_errno()
            if error == errno.EAGAIN:
                return 0
            if error in _ICMP:
                self.refused += 1
            elif error != errno.EINTR:
                raise OSError(error, os.strerror(error))
            count = libc.recvmmsg(
                self._fd, self._messages_at, self._count, socket.MSG_DONTWAIT | socket.MSG_TRUNC, None
            )
            if count > 0:
                return int(count)
        return 0

    def _expand(
        self,
        octets: npt.NDArray[np.int32],
        sources: Sources,
        ports: npt.NDArray[np.uint16],
    ) -> Received:
        """Cut messages of ``octets`` int32 (n,) into their datagrams."""
        count = len(octets)
        segments = self.control.segments[:count]
        sizes = np.where(segments > 0, segments, octets)
        pieces = -(-octets // np.maximum(sizes, 1))
        np.maximum(pieces, 1, out=pieces)  # an empty datagram is one as well
        ends = np.cumsum(pieces)
        total = int(ends[-1])
        if total > len(self._cut):
            self._cut = np.empty((1 << (total - 1).bit_length(), self._octets), np.uint8)
        rows = self._cut[:total]
        # Runs of messages that are cut alike.
        changes = np.flatnonzero((sizes[1:] != sizes[:-1]) | (pieces[1:] != pieces[:-1])) + 1
        for first, after in pairwise((0, *changes.tolist(), count)):
            size, parts = int(sizes[first]), int(pieces[first])
            to = int(ends[first]) - parts
            width = min(size, self._octets)
            target = rows[to : to + parts * (after - first)]
            if parts == 1:
                target[:, :width] = self._rows[first:after, :width]
                continue
            whole = self._whole[first:after]
            whole[:, : self._octets] = self._rows[first:after]
            pieces_of_run = whole[:, : parts * size].reshape(after - first, parts, size)
            target.reshape(after - first, parts, self._octets)[:, :, :width] = pieces_of_run[:, :, :width]
        sent_lengths = sizes.repeat(pieces)
        sent_lengths[ends - 1] = octets - (pieces - 1) * sizes
        arrived_ns = self.control.stamps_ns[:count].repeat(pieces)
        lengths = np.minimum(sent_lengths, self._octets)
        from_sources: Sources = sources.repeat(pieces, 0)
        return Received(rows, lengths, arrived_ns, from_sources, ports.repeat(pieces), sent_lengths)


def _enable(sock: socket.socket, level: int, option: int, *, required: bool) -> bool:
    try:
        sock.setsockopt(level, option, 1)
    except OSError:
        if required:
            raise
        return False
    return True
