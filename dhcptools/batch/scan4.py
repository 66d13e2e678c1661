"""DHCPv4 messages read a batch at a time (RFC 2131 §2, RFC 2132).

Rules this file keeps:

- a scan says of every row what the object plane says of it (:func:`read4` is that statement);
- rows of a shape seen before are read by layout, others are walked side by side, and what is not of the common shape
  (overload, split or doubled options, wrong lengths, no END) is decoded one by one by the object plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U32, Flags, Integers, Lengths, Rows, column, gather, read48
from dhcptools.batch.layout import Found, Layout, Layouts, structure
from dhcptools.batch.walk import walk
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import PAD, walk4
from dhcptools.packet.v4 import HEADER_OCTETS, MAGIC_COOKIE, OPTIONS_OFFSET, OVERLOAD, Message4
from dhcptools.packet.view4 import view

MESSAGE_TYPE: Final = 53  # RFC 2132 §9.6
SERVER_ID: Final = 54  # RFC 2132 §9.7
LEASE_TIME: Final = 51  # RFC 2132 §9.2
T1: Final = 58  # RFC 2132 §9.11
T2: Final = 59  # RFC 2132 §9.12
_WANTED: Final = (MESSAGE_TYPE, SERVER_ID, LEASE_TIME, T1, T2)
_WIDTHS: Final = (1, 4, 4, 4, 4)
_NO_LIMIT: Final = 1 << 30


class Reply4(NamedTuple):
    """What a scan reads of one message; 0 for an option that is absent or has a wrong length."""

    op: int
    message_type: int
    xid: int
    chaddr: int
    yiaddr: int
    server_id: int
    lease_time: int
    t1: int = 0
    t2: int = 0


@dataclass(slots=True)
class Scan4:
    """The fields of n rows, each of shape (n,), native integers; those of rows that are not ``valid`` mean nothing.

    ``valid``: a DHCP message that can be read to its end, with a message type. ``chaddr`` holds the first six octets in
    its low 48 bits. ``server_id``, ``lease_time``, ``t1`` and ``t2`` (seconds) are 0 when absent. ``plain``: read
    without the object plane.
    """

    valid: Flags
    plain: Flags
    op: NDArray[np.uint8]
    message_type: NDArray[np.uint8]
    xid: NDArray[np.uint32]
    chaddr: NDArray[np.uint64]
    yiaddr: NDArray[np.uint32]
    server_id: NDArray[np.uint32]
    lease_time: NDArray[np.uint32]
    t1: NDArray[np.uint32]
    t2: NDArray[np.uint32]


def read4(octets: bytes) -> Reply4 | None:
    """The object plane's reading of one message; None when it is no DHCP message or cannot be read to its end.

    A missing END is forgiven: many servers leave it out when the last option fills the message.
    """
    try:
        message = Message4.decode(octets)
    except DecodeError:
        return None
    logical = view(message)
    forgiven = 1 if message.cookie and not message.ended and not message.tail else 0
    kind = logical.get(MESSAGE_TYPE)
    if not message.cookie or len(logical.problems) > forgiven or kind is None or len(kind) != 1:
        return None
    numbers = [logical.get(code) or b"" for code in _WANTED[1:]]
    return Reply4(
        message.op,
        kind[0],
        message.xid,
        int.from_bytes(message.chaddr[:6]),
        int(message.yiaddr),
        *(int.from_bytes(octets) if len(octets) == 4 else 0 for octets in numbers),
    )


class Scanner4:
    """Scans batches; it remembers the layouts it met, so one scanner serves one stream of messages."""

    def __init__(self) -> None:
        self._layouts = Layouts(len(_WANTED), _learn, _walk)

    def scan(self, rows: Rows, lengths: Lengths) -> Scan4:
        """Read uint8 ``rows`` (n, stride), n > 0, of which ``lengths`` (n,) octets count. Never raises."""
        count = len(rows)
        lengths = np.asarray(lengths, np.int64)
        if rows.shape[1] < OPTIONS_OFFSET:
            rows = np.pad(rows, ((0, 0), (0, OPTIONS_OFFSET - rows.shape[1])))
        found = self._layouts.find(rows, lengths)
        options = []
        for rank, width in enumerate(_WIDTHS):
            if found.layout is None:
                options.append(_read_each(rows, found.offsets[rank], width))
            elif found.layout.offsets[rank] < 0:
                options.append(np.zeros(count, np.uint32))
            elif width == 1:
                options.append(rows[:, found.layout.offsets[rank]].astype(np.uint32))
            else:
                options.append(column(rows, found.layout.offsets[rank], U32).astype(np.uint32))
        result = Scan4(
            found.plain & (found.lengths[0] == 1) if found.layout is None else found.plain,
            found.plain,
            rows[:, 0].copy(),
            options[0].astype(np.uint8),
            column(rows, 4, U32).astype(np.uint32),
            read48(rows, 28),
            column(rows, 16, U32).astype(np.uint32),
            *options[1:],
        )
        if found.layout is None:
            _decode_rest(result, rows, lengths)
        return result


def _decode_rest(result: Scan4, rows: Rows, lengths: Integers) -> None:
    """Read the rows that are not plain with the object plane."""
    for line in np.flatnonzero(~result.plain):
        reply = read4(rows[line, : lengths[line]].tobytes())
        if reply is None:
            continue
        result.valid[line] = True
        (
            result.op[line], result.message_type[line], result.xid[line], result.chaddr[line], result.yiaddr[line],
            result.server_id[line], result.lease_time[line], result.t1[line], result.t2[line],
        ) = reply  # fmt: skip  # the order of Reply4


def _read_each(rows: Rows, offsets: Integers, width: int) -> NDArray[np.uint32]:
    octets = gather(rows, np.maximum(offsets, 0), width)
    values = octets[:, 0].astype(np.uint32) if width == 1 else octets.view(U32)[:, 0].astype(np.uint32)
    values[offsets < 0] = 0
    return values


def _learn(octets: bytes) -> Layout | None:
    """The layout of one message of the common shape."""
    if len(octets) < OPTIONS_OFFSET or octets[HEADER_OCTETS:OPTIONS_OFFSET] != MAGIC_COOKIE or octets[2] > 16:
        return None
    area = walk4(octets, OPTIONS_OFFSET, len(octets))
    if not area.ended:
        return None
    positions = [2, *range(HEADER_OCTETS, OPTIONS_OFFSET)]
    offsets, lengths = [-1] * len(_WANTED), [-1] * len(_WANTED)
    for option in area.options:
        positions += (option.offset,) if option.code == PAD else (option.offset, option.offset + 1)
        if option.code == OVERLOAD:
            return None
        if option.code in _WANTED:
            rank = _WANTED.index(option.code)
            if offsets[rank] >= 0 or len(option.data) != _WIDTHS[rank]:
                return None
            offsets[rank], lengths[rank] = option.offset + 2, len(option.data)
    if offsets[0] < 0:
        return None
    end = len(octets) - len(area.tail) - 1
    places, values = structure(octets, [*positions, end])
    return Layout(places, values, end + 1, _NO_LIMIT, tuple(offsets), tuple(lengths))


def _walk(rows: Rows, lengths: Integers) -> Found:
    """The same for rows of any layout."""
    header = (lengths >= OPTIONS_OFFSET) & (rows[:, 2] <= 16)
    header &= (rows[:, HEADER_OCTETS:OPTIONS_OFFSET] == np.frombuffer(MAGIC_COOKIE, np.uint8)).all(1)
    stop = np.where(header, np.minimum(lengths, rows.shape[1]), OPTIONS_OFFSET)
    start = np.full(len(rows), OPTIONS_OFFSET)
    walked = walk(rows, start, stop, (*_WANTED, OVERLOAD), 1)
    plain = header & walked.whole & walked.once & (walked.offsets[-1] < 0) & (walked.offsets[0] >= 0)
    for rank, width in enumerate(_WIDTHS):
        plain &= (walked.offsets[rank] < 0) | (walked.lengths[rank] == width)
    return Found(walked.offsets[:-1], walked.lengths[:-1], plain)
