"""Changed leases as rows of a lease file, Kea's newest schema.

Times in the file are of the wall clock; ``wall_ns`` is what to add to times of the server's own clock, which never
jumps, to get them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from dhcpserver.journal import Changes, LeaseRow
from dhcpserver.leasecolumns import LeaseColumns
from dhcpserver.leases import INFINITE_S, NEVER_NS, SECOND_NS, State
from dhcpserver.pools import Range
from dhcpserver.store import LONG, Records
from dhcptools.kea.memfile.lease import STATE_EXPIRED_RECLAIMED, line4, line6

IA_NA: Final = 0  # Kea's lease types
IA_PD: Final = 2
_NO_DUID: Final = b"\0"

Line = Callable[[LeaseRow, int, int], bytes]


def row4(row: LeaseRow, now_ns: int, wall_ns: int) -> bytes:
    """A DHCPv4 lease; ``now_ns`` is the time of the server's clock."""
    valid, expire = times(row, now_ns, wall_ns)
    address = socket.inet_ntoa(row.address.to_bytes(4))
    if row.state == State.DECLINED:  # nobody's, as Kea writes it
        return line4(address, b"", b"", valid, expire, row.subnet_id, state=row.state)
    return line4(
        address, row.hardware, row.client_id, valid, expire, row.subnet_id, hostname=row.hostname, state=row.state
    )


def row6(row: LeaseRow, now_ns: int, wall_ns: int) -> bytes:
    """A DHCPv6 lease; what has 128 bits is an address, and a prefix otherwise."""
    return _row6(row, now_ns, wall_ns, IA_NA if row.length == 128 else IA_PD)


def row6_among(whole: Sequence[Range]) -> Line:
    """The same where prefixes of 128 bits are delegated from these ranges."""

    def line(row: LeaseRow, now_ns: int, wall_ns: int) -> bytes:
        prefix = row.length < 128 or any(row.address in pool for pool in whole)
        return _row6(row, now_ns, wall_ns, IA_PD if prefix else IA_NA)

    return line


def _row6(row: LeaseRow, now_ns: int, wall_ns: int, kind: int) -> bytes:
    valid, expire = times(row, now_ns, wall_ns)
    address = socket.inet_ntop(socket.AF_INET6, row.address.to_bytes(16))
    declined = row.state == State.DECLINED
    return line6(
        address, _NO_DUID if declined else row.client_id, valid, expire, row.subnet_id, min(row.preferred_s, valid),
        kind, row.iaid, row.length, hostname="" if declined else row.hostname, state=row.state,
    )  # fmt: skip  # in the order of the file


def times(row: LeaseRow, now_ns: int, wall_ns: int) -> tuple[int, int]:
    """Valid lifetime and expiry, in seconds, of a row of the file. A lifetime of 0 takes the address out of it."""
    if row.state == STATE_EXPIRED_RECLAIMED:
        if not row.valid_s:
            return 0, max(0, now_ns + wall_ns) // SECOND_NS
        valid = 1 if row.valid_s == INFINITE_S else row.valid_s
        return valid, _second(min(row.expires_ns, now_ns) + wall_ns, valid)
    if row.expires_ns >= NEVER_NS:
        return INFINITE_S, _second(now_ns + wall_ns, 0) + INFINITE_S
    expire = row.expires_ns + wall_ns
    if row.state == State.DECLINED:
        valid = max(1, -((now_ns - row.expires_ns) // SECOND_NS))
        return valid, _second(expire, valid)
    return max(1, row.valid_s), _second(expire, row.valid_s)


def _second(time_ns: int, least: int) -> int:
    """The second at or after a time: a lease never ends sooner than its client was told. The file starts in 1970."""
    return max(-(-time_ns // SECOND_NS), least)


def rows_of(chunk: Changes, line: Line, now_ns: int, wall_ns: int) -> list[bytes]:
    """The rows of changes."""
    if line is row4 and isinstance(chunk, LeaseColumns) and len(chunk) and _alike(chunk):
        return _rows4(chunk.records, wall_ns)
    return [line(row, now_ns, wall_ns) for row in chunk]


def _alike(chunk: LeaseColumns) -> bool:
    """Whether these are active leases with an end, without name, with identifiers of one length: what batches grant."""
    records = chunk.records
    first = records[0]
    alike = (records["state"] == State.DEFAULT) & (records["expires_ns"] < np.uint64(NEVER_NS))
    for name in ("hardware_octets", "client_octets"):
        alike &= records[name] == first[name]
    return bool(alike.all()) and first["client_octets"] != LONG and not chunk.hostnames


def _rows4(records: Records, wall_ns: int) -> list[bytes]:
    """The same rows as :func:`row4` writes, by the column."""
    texts = []
    for name in ("hardware", "client"):
        octets = int(records[0][f"{name}_octets"])
        text = np.ascontiguousarray(records[name][:, :octets]).tobytes().hex(":")
        step = 3 * octets or 1
        texts.append([text[at * step : at * step + step - 1] for at in range(len(records))])
    quads = records["low"].astype(">u4").view(np.uint8).reshape(-1, 4).T.tolist()
    valid = np.maximum(records["valid_s"], 1)
    expire = -(-(records["expires_ns"].astype(np.int64) + wall_ns) // SECOND_NS)
    expire = np.maximum(expire, records["valid_s"])
    numbers = (valid.tolist(), expire.tolist(), records["subnet_id"].tolist())
    return [
        f"{a}.{b}.{c}.{d},{hardware},{client},{life},{end},{subnet},0,0,,0,,0\n".encode()
        for a, b, c, d, hardware, client, life, end, subnet in zip(*quads, *texts, *numbers, strict=True)
    ]
