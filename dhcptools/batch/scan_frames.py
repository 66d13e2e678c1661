"""Received Ethernet frames read a batch at a time, down to where their UDP payload stands.

Rules this file keeps:

- a scan says of every row what the object plane says of it (:func:`read_frame` is that statement);
- IPv4 without options and IPv6 without extension headers are read by columns; other shapes (options, tags in the
  frame, PPPoE, lengths that lie) go one by one through the object plane;
- checksums are not looked at: on a host's own links they are often left to the network card.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U16, U32, Flags, Integers, Lengths, Rows, column, gather, read48
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ethernet import ETHERTYPE_IPV4, ETHERTYPE_IPV6
from dhcptools.packet.frame import Frame
from dhcptools.packet.ip import UDP, IPv4

PAYLOAD4: Final = 42
"""Where the payload starts in the common IPv4 frame: 14 octets of Ethernet, 20 of IPv4, 8 of UDP."""

PAYLOAD6: Final = 62
"""The same with 40 octets of IPv6."""


class Datagram(NamedTuple):
    """What a scan reads of one frame; ``source4`` is 0 for IPv6."""

    version: int
    payload_offset: int
    payload_length: int
    mac_destination: int
    mac_source: int
    source4: int
    source_port: int
    destination_port: int


@dataclass(slots=True)
class FrameScan:
    """The fields of n frames, each of shape (n,), native integers; those of rows that are not ``valid`` mean nothing.

    ``valid``: a whole UDP datagram whose lengths are right. ``plain``: read without the object plane. ``version`` is
    4 or 6. MAC addresses stand in the low 48 bits. ``source4`` is the IPv4 source address, 0 for IPv6.
    """

    valid: Flags
    plain: Flags
    version: NDArray[np.uint8]
    payload_offset: Integers
    payload_length: Integers
    mac_destination: NDArray[np.uint64]
    mac_source: NDArray[np.uint64]
    source4: NDArray[np.uint32]
    source_port: NDArray[np.uint16]
    destination_port: NDArray[np.uint16]

    def payloads(self, rows: Rows) -> tuple[Rows, Integers, Integers]:
        """Payloads of the valid rows of ``rows`` as their own matrix: (uint8 (m, stride), lengths (m,), lines (m,)).

        ``lines`` says which rows they were. Octets past a length are undefined.
        """
        lines = np.flatnonzero(self.valid)
        lengths, offsets = self.payload_length[lines], self.payload_offset[lines]
        if len(lines) == 0:
            return np.empty((0, 1), np.uint8), lengths, lines
        width = max(int(lengths.max()), 1)
        first = int(offsets[0])
        if np.count_nonzero(offsets == first) == len(lines):
            part = rows[:, first : first + width]
            return np.ascontiguousarray(part if len(lines) == len(rows) else part[lines]), lengths, lines
        return gather(rows[lines], offsets, width), lengths, lines


def read_frame(octets: bytes) -> Datagram | None:
    """The object plane's reading of one frame; None when it holds no whole UDP datagram that can be trusted."""
    try:
        frame = Frame.decode(octets, checksums=False)
    except DecodeError:
        return None
    if frame.ethernet is None or frame.ip is None or frame.udp is None or frame.problems or frame.fragment:
        return None
    ip4 = isinstance(frame.ip, IPv4)
    return Datagram(
        4 if ip4 else 6,
        frame.payload_offset,
        len(frame.payload),
        int.from_bytes(frame.ethernet.destination),
        int.from_bytes(frame.ethernet.source),
        int(frame.ip.source) if ip4 else 0,
        frame.udp.source_port,
        frame.udp.destination_port,
    )


def scan_frames(rows: Rows, lengths: Lengths) -> FrameScan:
    """Read uint8 ``rows`` (n, stride), n > 0, of which ``lengths`` (n,) octets count. Never raises."""
    count = len(rows)
    there: Integers = np.minimum(np.asarray(lengths, np.int64), rows.shape[1])
    given = rows
    if rows.shape[1] < PAYLOAD6:
        rows = np.pad(rows, ((0, 0), (0, PAYLOAD6 - rows.shape[1])))
    ethertype = column(rows, 12, U16)
    four = _plain4(rows, there, ethertype)
    six = _plain6(rows, there, ethertype)
    plain = four | six
    ports_at = _either(four, 34, 54)
    result = FrameScan(
        plain.copy(),
        plain,
        _either(four, 4, 6).astype(np.uint8),
        ports_at + 8,
        np.where(four, column(rows, 38, U16), column(rows, 58, U16)).astype(np.int64) - 8,
        read48(rows, 0),
        read48(rows, 6),
        np.where(four, column(rows, 26, U32), np.uint32(0)).astype(np.uint32),
        np.where(four, column(rows, 34, U16), column(rows, 54, U16)).astype(np.uint16),
        np.where(four, column(rows, 36, U16), column(rows, 56, U16)).astype(np.uint16),
    )
    if np.count_nonzero(plain) < count:
        _decode_rest(result, given, there)
    return result


def _either(four: Flags, of_four: int, of_six: int) -> Integers:
    return np.where(four, np.int64(of_four), np.int64(of_six))


def _plain4(rows: Rows, lengths: Integers, ethertype: NDArray[np.uint16]) -> Flags:
    """Rows that are UDP over IPv4 of 20 octets of header, not fragmented, with lengths that agree."""
    total = column(rows, 16, U16).astype(np.int64)
    plain: Flags = (ethertype == ETHERTYPE_IPV4) & (rows[:, 14] == 0x45) & (rows[:, 23] == UDP)
    plain &= (column(rows, 20, U16) & 0x3FFF) == 0
    plain &= (total >= 28) & (lengths >= total + 14) & (column(rows, 38, U16) == total - 20)
    return plain


def _plain6(rows: Rows, lengths: Integers, ethertype: NDArray[np.uint16]) -> Flags:
    """Rows that are UDP over IPv6 without extension headers, with lengths that agree."""
    octets = column(rows, 18, U16).astype(np.int64)
    plain: Flags = (ethertype == ETHERTYPE_IPV6) & (rows[:, 14] >> 4 == 6) & (rows[:, 20] == UDP)
    plain &= (octets >= 8) & (lengths >= octets + 54) & (column(rows, 58, U16) == octets)
    return plain


def _decode_rest(result: FrameScan, rows: Rows, lengths: Integers) -> None:
    """Read the rows that are not plain with the object plane."""
    for line in np.flatnonzero(~result.plain):
        found = read_frame(rows[line, : lengths[line]].tobytes())
        if found is None:
            continue
        result.valid[line] = True
        (
            result.version[line], result.payload_offset[line], result.payload_length[line],
            result.mac_destination[line], result.mac_source[line], result.source4[line],
            result.source_port[line], result.destination_port[line],
        ) = found  # fmt: skip  # the order of Datagram
