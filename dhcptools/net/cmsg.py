"""Ancillary data of many received messages, read column by column.

Every message has its own control buffer, a row of one array. Which entries a row holds differs between messages (the
kernel adds a drop count only after a drop, a segment size only to a coalesced datagram), but few combinations
occur at a time: rows that share the layout of the first unread row are read together, until none is left.
"""

from __future__ import annotations

import socket
import struct

import numpy as np
import numpy.typing as npt

from dhcptools.net import libc

CAPACITY = 128  # octets of control buffer a message: a time stamp, a drop count, a segment size and as much again
_HEADER_WORDS = 2  # struct cmsghdr: size_t length; int level; int type


def _key(level: int, kind: int) -> int:
    """Level and type of an entry as the one 64-bit word they fill in memory."""
    return int(struct.unpack("=q", struct.pack("=ii", level, kind))[0])


_STAMP = _key(socket.SOL_SOCKET, libc.SO_TIMESTAMPNS)
_DROPS = _key(socket.SOL_SOCKET, libc.SO_RXQ_OVFL)
_SEGMENT = _key(libc.SOL_UDP, libc.UDP_GRO)


def segment_control(octets: int) -> npt.NDArray[np.uint8]:
    """Control buffer with one UDP_SEGMENT entry, for sending datagrams of this many octets: uint8 (24,)."""
    return np.frombuffer(struct.pack("=QiiH6x", 18, libc.SOL_UDP, libc.UDP_SEGMENT, octets), np.uint8)


class ControlBuffers:
    """Control buffers of ``count`` messages and what was read from them.

    ``stamps_ns`` int64 (count,): CLOCK_REALTIME of arrival, 0 where the kernel gave none.
    ``segments`` int32 (count,): size of the datagrams that were coalesced into the message, 0 where it is one datagram.
    ``dropped``: datagrams the socket had dropped before the latest message that says so, since the first one.
    """

    def __init__(self, count: int, lengths: npt.NDArray[np.uint64]) -> None:
        """``lengths`` uint64 (count,): the messages' ``msg_controllen``, written by the kernel."""
        self.octets = np.zeros((count, CAPACITY), np.uint8)
        self.stamps_ns = np.zeros(count, np.int64)
        self.segments = np.zeros(count, np.int32)
        self.dropped = 0
        self._lengths = lengths
        self._words = self.octets.view(np.int64)
        self._ints = self.octets.view(np.int32)
        self._segmented = False

    def read(self, count: int) -> bool:
        """Read the entries of the first ``count`` messages; true when any of them is coalesced."""
        words, lengths = self._words, self._lengths[:count]
        if self._segmented:
            self.segments.fill(0)
            self._segmented = False
        rows: slice | npt.NDArray[np.intp] = slice(0, count)
        first = 0
        while True:
            layout = self._layout(first)
            same = lengths[rows] == lengths[first]
            for word, key in layout:
                same &= words[rows, word - 1] == key
            rest: npt.NDArray[np.intp] | None = None
            if not same.all():
                indices = np.arange(count)[rows]
                rows, rest = indices[same], indices[~same]
            stamped = False
            for word, key in layout:
                if key == _STAMP:
                    stamped = True
                    self.stamps_ns[rows] = words[rows, word] * 1_000_000_000 + words[rows, word + 1]
                elif key == _SEGMENT:
                    self._segmented = True
                    self.segments[rows] = self._ints[rows, 2 * word]
                elif key == _DROPS:
                    self._see_drops(int(self._ints[rows, 2 * word][-1]))
            if not stamped:
                self.stamps_ns[rows] = 0
            if rest is None:
                return self._segmented
            rows, first = rest, int(rest[0])

    def _layout(self, row: int) -> tuple[tuple[int, int], ...]:
        """Entries of one row: (index of the 64-bit word where its data starts, key)."""
        end = int(self._lengths[row])
        if end == 0:
            return ()
        words = self._words[row]
        entries = []
        at = 0
        while at + 8 * _HEADER_WORDS <= end:
            octets = int(words[at // 8])
            if octets < 8 * _HEADER_WORDS:
                break
            entries.append((at // 8 + _HEADER_WORDS, int(words[at // 8 + 1])))
            at += (octets + 7) & ~7
        return tuple(entries)

    def _see_drops(self, counter: int) -> None:
        """Take the kernel's 32-bit counter, which wraps; an older value than the last one changes nothing."""
        gained = (counter - self.dropped) & 0xFFFFFFFF
        if gained < 0x80000000:
            self.dropped += gained
