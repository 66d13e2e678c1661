"""Rows of an array out of a UDP socket: sendmmsg, and UDP_SEGMENT where rows have one length.

With UDP_SEGMENT up to 64 rows travel through the kernel as one message that is cut into datagrams at the end, which
is several times faster. Headers and buffers are arrays whose pointers numpy computes; nothing is done per packet.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from dhcptools.net import libc
from dhcptools.net.cmsg import segment_control

IOVEC = np.dtype(libc.IoVec)
MMSGHDR = np.dtype(libc.MMsgHdr)

SOCKADDR_IN = np.dtype(
    {"names": ["family", "port", "address"], "formats": ["=u2", ">u2", ">u4"], "offsets": [0, 2, 4], "itemsize": 32}
)
SOCKADDR_IN6 = np.dtype(
    {
        "names": ["family", "port", "address"],
        "formats": ["=u2", ">u2", ("u1", 16)],
        "offsets": [0, 2, 8],
        "itemsize": 32,
    }
)

Lengths: TypeAlias = int | npt.NDArray[np.integer[Any]]
Address: TypeAlias = tuple[str, int]

_EACH: Address = ("", -1)  # no address: the headers have one each
_LATER = frozenset((errno.EAGAIN, errno.ENOBUFS, errno.ECONNREFUSED))
# Told once for an earlier datagram when a firewall's ICMP made it, and each time where there is no route.
_PERHAPS_PENDING = frozenset((errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPROTO))
_TOO_LONG = frozenset((errno.EINVAL, errno.EMSGSIZE))
_UNABLE = frozenset((errno.EIO, errno.ENOPROTOOPT, errno.EOPNOTSUPP))
_REFUSALS_IN_A_ROW = 16
_NAMES_KEPT = 4096


class Sender:
    """The sending half of a :class:`~dhcptools.net.mmsg.BatchSocket`.

    ``refused`` counts pending ICMP errors met while sending. ``segment_limit`` is the longest row that still goes out
    by UDP_SEGMENT, 0 when that is off; the kernel's refusals lower it.
    """

    def __init__(self, sock: socket.socket, rows: int, segment: bool | None) -> None:
        self.refused = 0
        self.segment_limit = libc.DATAGRAM_MAX // 2 if segment is not False and _kernel_segments(sock, segment) else 0
        self._fd = sock.fileno()
        self._family = sock.family
        self._rows = rows
        self._order = np.arange(rows, dtype=np.int64)
        self._offsets = self._order
        self._step = 1
        # One buffer a row, and one message a row that points at it.
        self._buffers = np.zeros(rows, IOVEC)
        self._bases = self._buffers["base"]
        self._octets = self._buffers["octets"]
        self._buffers_at = self._buffers.ctypes.data
        self._messages = np.zeros(rows, MMSGHDR)
        self._messages_at = self._messages.ctypes.data
        headers = self._messages["header"]
        headers["iov"] = self._buffers_at + self._order * IOVEC.itemsize
        headers["iov_count"] = 1
        # One message for every 2 to 64 rows, with the control entry that says where to cut.
        self._supers = np.zeros(rows // 2 + 1, MMSGHDR)
        self._supers_at = self._supers.ctypes.data
        self._control = segment_control(0).copy()
        self._cut = self._control[16:18].view(np.uint16)
        cuts = self._supers["header"]
        cuts["control"] = self._control.ctypes.data
        cuts["control_octets"] = self._control.nbytes
        self._super_iov = cuts["iov"]
        self._super_count = cuts["iov_count"]
        self._headers = (headers, cuts)
        self._per = 0
        self._each: npt.NDArray[np.void] | None = None
        self._names: dict[Address, tuple[int, ctypes.Array[ctypes.c_char]]] = {}
        self._address: Address | None = None

    def send_each(
        self,
        rows: npt.NDArray[np.uint8],
        lengths: Lengths,
        addresses: npt.NDArray[np.uint32] | npt.NDArray[np.uint8],
        ports: npt.NDArray[np.uint16],
    ) -> int:
        """Send every row to its own address; see :meth:`BatchSocket.send_each`."""
        count = len(rows)
        if len(addresses) != count or len(ports) != count:
            msg = f"{count} rows need {count} addresses and ports, not {len(addresses)} and {len(ports)}"
            raise ValueError(msg)
        if self._each is None:
            self._each = np.zeros(self._rows, SOCKADDR_IN if self._family == socket.AF_INET else SOCKADDR_IN6)
            self._each["family"] = self._family
        octets = 16 if self._family == socket.AF_INET else 28
        done = 0
        while done < count:
            chunk = min(count - done, self._rows)
            part = slice(done, done + chunk)
            each = self._each[:chunk]
            each["address"], each["port"] = addresses[part], ports[part]
            alike = bool((ports[part] == ports[done]).all() and (addresses[part] == addresses[done]).all())
            names, cuts = self._headers
            names["name"][:chunk] = self._each.ctypes.data + (0 if alike else self._order[:chunk] * each.itemsize)
            names["name_octets"][:chunk] = octets
            cuts["name"], cuts["name_octets"] = self._each.ctypes.data, octets
            self._address = _EACH
            taken = self._send(rows[part], lengths if isinstance(lengths, int) else lengths[part], cut=alike)
            done += taken
            if taken < chunk:
                break
        return done

    def send(self, rows: npt.NDArray[np.uint8], lengths: Lengths, address: Address | None) -> int:
        """Send rows; see :meth:`BatchSocket.send`."""
        if address != self._address:
            self._name(address)
        return self._send(rows, lengths, cut=True)

    def _send(self, rows: npt.NDArray[np.uint8], lengths: Lengths, *, cut: bool) -> int:
        """Send rows to the addresses that stand in the headers; ``cut`` when they are all the same."""
        count, stride = rows.shape
        step, unit = rows.strides
        if rows.dtype != np.uint8 or (unit != 1 and stride > 1):
            msg = "rows must be uint8 and contiguous along their last axis"
            raise ValueError(msg)
        if count == 0:
            return 0
        shortest, longest = _bounds(lengths, count, stride)
        if step != self._step:
            self._step = step
            self._offsets = self._order * step
        at = rows.ctypes.data
        done = 0
        while done < count:
            chunk = min(count - done, self._rows)
            np.add(self._offsets[:chunk], at + done * step, out=self._bases[:chunk], casting="unsafe")
            self._octets[:chunk] = lengths if isinstance(lengths, int) else lengths[done : done + chunk]
            segmented = cut and chunk > 1 and 0 < shortest == longest <= self.segment_limit
            sent, error = self._push_supers(chunk, longest) if segmented else self._push(self._messages_at, chunk)
            done += sent
            if error == 0:
                continue
            if segmented and error in _TOO_LONG:
                self.segment_limit = longest - 1
            elif segmented and error in _UNABLE:
                self.segment_limit = 0
            elif done or error in _LATER:
                break
            else:
                raise OSError(error, os.strerror(error))
        return done

    def _push_supers(self, count: int, octets: int) -> tuple[int, int]:
        """Send the rows of this many octets as messages that the kernel cuts: rows taken, error."""
        per = min(libc.SEGMENTS_MAX, libc.DATAGRAM_MAX // octets)
        supers = -(-count // per)
        if per != self._per:
            self._per = per
            self._super_iov[:] = self._buffers_at + np.arange(len(self._supers)) * (per * IOVEC.itemsize)
        self._cut[0] = octets
        self._super_count[:supers] = per
        self._super_count[supers - 1] = count - (supers - 1) * per
        sent, error = self._push(self._supers_at, supers)
        return min(sent * per, count), error

    def _push(self, at: int, count: int) -> tuple[int, int]:
        """Hand messages to the kernel: how many it took, and the errno that stopped it, 0 when it took all."""
        done = 0
        refusals = 0
        told = False
        while done < count:
            taken = libc.sendmmsg(self._fd, at + done * MMSGHDR.itemsize, count - done, socket.MSG_DONTWAIT)
            if taken > 0:
                done += taken
                refusals = 0
                told = False
                continue
            error = ctypes.get_errno()
            if error == errno.ECONNREFUSED and refusals < _REFUSALS_IN_A_ROW:
                # The answer to an earlier datagram. This one was not sent, and telling has cleared the error.
                self.refused += 1
                refusals += 1
            elif error in _PERHAPS_PENDING and not told:
                told = True
            elif error != errno.EINTR:
                return done, error
        return done, 0

    def _name(self, address: Address | None) -> None:
        """Write the destination into every header."""
        if address is None:
            at, octets = 0, 0
        else:
            known = self._names.get(address)
            if known is None:
                if len(self._names) >= _NAMES_KEPT:
                    self._names.clear()
                packed = pack_address(self._family, address)
                buffer = ctypes.create_string_buffer(packed, len(packed))
                known = self._names[address] = (ctypes.addressof(buffer), buffer)
            at, octets = known[0], len(known[1])
        for headers in self._headers:
            headers["name"] = at
            headers["name_octets"] = octets
        self._address = address


def _kernel_segments(sock: socket.socket, wanted: bool | None) -> bool:
    try:
        sock.getsockopt(libc.SOL_UDP, libc.UDP_SEGMENT)
    except OSError:
        if wanted:
            raise
        return False
    return True


def _bounds(lengths: Lengths, count: int, stride: int) -> tuple[int, int]:
    """Shortest and longest length; ValueError unless all of them lie inside a row."""
    if isinstance(lengths, int):
        shortest = longest = lengths
    else:
        if lengths.shape != (count,):
            msg = f"{count} rows need {count} lengths, not an array of shape {lengths.shape}"
            raise ValueError(msg)
        shortest, longest = int(lengths.min()), int(lengths.max())
    if shortest < 0 or longest > stride:
        msg = f"lengths from {shortest} to {longest} do not fit rows of {stride} octets"
        raise ValueError(msg)
    return shortest, longest


def pack_address(family: int, address: Address) -> bytes:
    """``struct sockaddr_in`` or ``sockaddr_in6``; an IPv6 zone (``fe80::1%eth0``) becomes its scope id."""
    host, port = address
    if not 0 <= port <= 0xFFFF:
        msg = f"no such port: {port}"
        raise ValueError(msg)
    try:
        if family == socket.AF_INET:
            return struct.pack("=H", family) + struct.pack("!H4s8x", port, socket.inet_pton(family, host))
        literal, _, zone = host.partition("%")
        scope = 0
        if zone:
            scope = int(zone) if zone.isdecimal() else socket.if_nametoindex(zone)
        packed = struct.pack("!HI16s", port, 0, socket.inet_pton(family, literal))
        return struct.pack("=H", family) + packed + struct.pack("=I", scope)
    except OSError as error:
        kind = "IPv4" if family == socket.AF_INET else "IPv6"
        msg = f"not an {kind} address: {host!r}"
        raise ValueError(msg) from error
