"""Rows of a lease file, named as Kea names its columns.

Texts keep every octet: they are decoded as UTF-8 with surrogateescape. An infinite lease has the valid lifetime
0xffffffff; ``expire`` is then meaningless. A row whose valid lifetime is 0 removes its address.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from typing import Final

from dhcptools.kea.memfile import fields
from dhcptools.kea.memfile.context import ContextError, check_context
from dhcptools.kea.memfile.fields import RowError
from dhcptools.kea.memfile.schema import NEWEST4, NEWEST6, Layout

INFINITE_S: Final = 0xFFFFFFFF
STATE_DEFAULT: Final = 0
STATE_DECLINED: Final = 1
STATE_EXPIRED_RECLAIMED: Final = 2
STATE_RELEASED: Final = 3
STATE_REGISTERED: Final = 4
LEASE_TYPES: Final = {0: "IA_NA", 1: "IA_TA", 2: "IA_PD"}
_WIDTH4: Final = len(NEWEST4.columns)
_WIDTH6: Final = len(NEWEST6.columns)

type_name = LEASE_TYPES.get


def octets(text: str) -> bytes:
    """The octets that a text of a row stands for."""
    return text.encode(errors="surrogateescape")


def text_of(raw: bytes) -> str:
    """The text of a row for these octets."""
    return raw.decode(errors="surrogateescape")


class _Times:
    """What both families derive from lifetime, expiry and state."""

    __slots__ = ()
    address: str
    valid_lifetime: int
    expire: int
    state: int
    user_context: str

    @property
    def packed(self) -> bytes | None:
        """The address as 4 or 16 octets; None when it has a zone."""
        if "%" in self.address:
            return None
        return socket.inet_pton(socket.AF_INET6 if ":" in self.address else socket.AF_INET, self.address)

    @property
    def infinite(self) -> bool:
        return self.valid_lifetime == INFINITE_S

    @property
    def removed(self) -> bool:
        """Whether the row takes its address out of the file."""
        return self.valid_lifetime == 0

    @property
    def cltt(self) -> int:
        """When the client was last heard, in seconds since 1970."""
        return self.expire - self.valid_lifetime

    def active(self, now_s: int) -> bool:
        """Whether a client holds the lease: an expired one keeps state 0 until Kea reclaims it."""
        held = self.state in {STATE_DEFAULT, STATE_REGISTERED}
        return held and not self.removed and (self.infinite or self.expire >= now_s)

    @property
    def context(self) -> dict[str, object] | None:
        """The user context as a mapping; None when there is none or only Kea's own parser can read it."""
        if not self.user_context:
            return None
        try:
            found = json.loads(octets(self.user_context).decode("latin-1"), strict=False)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class LeaseRow4(_Times):
    """A row of a DHCPv4 lease file. ``hwaddr`` and ``client_id`` are empty when absent."""

    address: str
    hwaddr: bytes
    client_id: bytes
    valid_lifetime: int
    expire: int
    subnet_id: int
    fqdn_fwd: bool = False
    fqdn_rev: bool = False
    hostname: str = ""
    state: int = STATE_DEFAULT
    user_context: str = ""
    pool_id: int = 0

    def line(self, columns: int = _WIDTH4) -> bytes:
        """The row as Kea writes it, with its newline and the first ``columns`` columns."""
        return line4(
            self.address, self.hwaddr, self.client_id, self.valid_lifetime, self.expire, self.subnet_id,
            self.fqdn_fwd, self.fqdn_rev, self.hostname, self.state, self.user_context, self.pool_id, columns,
        )  # fmt: skip  # in Kea's order


@dataclass(frozen=True, slots=True)
class LeaseRow6(_Times):
    """A row of a DHCPv6 lease file; ``hwtype`` and ``hwaddr_source`` are None without ``hwaddr``."""

    address: str
    duid: bytes
    valid_lifetime: int
    expire: int
    subnet_id: int
    pref_lifetime: int
    lease_type: int
    iaid: int
    prefix_len: int = 128
    fqdn_fwd: bool = False
    fqdn_rev: bool = False
    hostname: str = ""
    hwaddr: bytes = b""
    state: int = STATE_DEFAULT
    user_context: str = ""
    hwtype: int | None = None
    hwaddr_source: int | None = None
    pool_id: int = 0

    def line(self, columns: int = _WIDTH6) -> bytes:
        """The row as Kea writes it, with its newline and the first ``columns`` columns."""
        return line6(
            self.address, self.duid, self.valid_lifetime, self.expire, self.subnet_id, self.pref_lifetime,
            self.lease_type, self.iaid, self.prefix_len, self.fqdn_fwd, self.fqdn_rev, self.hostname, self.hwaddr,
            self.state, self.user_context, self.hwtype, self.hwaddr_source, self.pool_id, columns,
        )  # fmt: skip  # in Kea's order


LeaseRow = LeaseRow4 | LeaseRow6


def _escaped(text: str) -> str:
    return text_of(fields.escape(octets(text))) if text else ""


def line4(
    address: str, hwaddr: bytes, client_id: bytes, valid_lifetime: int, expire: int, subnet_id: int,
    fqdn_fwd: bool = False, fqdn_rev: bool = False, hostname: str = "", state: int = 0, user_context: str = "",
    pool_id: int = 0, columns: int = _WIDTH4,
) -> bytes:  # fmt: skip  # in Kea's order
    """A DHCPv4 row without building a LeaseRow4 first: for whoever writes many."""
    text = (
        f"{address},{hwaddr.hex(':')},{client_id.hex(':')},{valid_lifetime},{expire},{subnet_id},"
        f"{fqdn_fwd:d},{fqdn_rev:d},{_escaped(hostname)},{state},{_escaped(user_context)},{pool_id}\n"
    )
    return _cut(text, columns, _WIDTH4)


def line6(
    address: str, duid: bytes, valid_lifetime: int, expire: int, subnet_id: int, pref_lifetime: int, lease_type: int,
    iaid: int, prefix_len: int = 128, fqdn_fwd: bool = False, fqdn_rev: bool = False, hostname: str = "",
    hwaddr: bytes = b"", state: int = 0, user_context: str = "", hwtype: int | None = None,
    hwaddr_source: int | None = None, pool_id: int = 0, columns: int = _WIDTH6,
) -> bytes:  # fmt: skip  # in Kea's order
    """A DHCPv6 row without building a LeaseRow6 first: for whoever writes many."""
    known = f"{'' if hwtype is None else hwtype},{'' if hwaddr_source is None else hwaddr_source}" if hwaddr else ","
    text = (
        f"{address},{duid.hex(':')},{valid_lifetime},{expire},{subnet_id},{pref_lifetime},{lease_type},{iaid},"
        f"{prefix_len},{fqdn_fwd:d},{fqdn_rev:d},{_escaped(hostname)},{hwaddr.hex(':')},{state},"
        f"{_escaped(user_context)},{known},{pool_id}\n"
    )
    return _cut(text, columns, _WIDTH6)


def _cut(text: str, columns: int, width: int) -> bytes:
    if columns < width:
        text = text.rsplit(",", width - columns)[0] + "\n"
    return text.encode(errors="surrogateescape")


class _Values:
    """The values of one row by column index; Kea names the index that a short row lacks."""

    __slots__ = ("values",)

    def __init__(self, values: list[bytes]) -> None:
        self.values = values

    def __getitem__(self, index: int) -> bytes:
        try:
            return self.values[index]
        except IndexError:
            raise RowError(
                f"value index '{index}' of the CSV row is out of bounds; maximal index is '{len(self.values) - 1}'"
            ) from None


def _context(raw: bytes) -> str:
    raw = fields.unescape(raw)
    if raw:
        try:
            check_context(raw)
        except ContextError as error:
            raise RowError(str(error)) from None
    return text_of(raw)


def parse_row(line: bytes, layout: Layout) -> LeaseRow:
    """One line without its newline; RowError with Kea's reason when Kea would discard it.

    The values are looked at in Kea's order, so that of several faults the same one is named.
    """
    values = _Values(layout.complete(line.split(b",")))
    return _parse4(values, layout) if layout.family == 4 else _parse6(values, layout)


def _pool_id(values: _Values, index: int, layout: Layout) -> int:
    """The pool; short rows under a header without it are good to the releases that wrote that header."""
    if index >= max(layout.known, len(values.values)):
        return 0
    return fields.unsigned(values[index], 32)


def _parse4(values: _Values, layout: Layout) -> LeaseRow4:
    address = fields.address(values[0])
    client_id = fields.client_id(values[2])
    hwaddr = fields.hwaddr(values[1])
    state = fields.unsigned(values[9], 32)
    if not hwaddr and not client_id and state != STATE_DECLINED:
        known = fields.state_name(state)
        raise RowError(f"Lease4: {address}, state: {known} has neither hardware address or client id")
    return LeaseRow4(
        user_context=_context(values[10]),
        hostname=text_of(fields.unescape(values[8]).lower()),  # Kea keeps host names of DHCPv4 in lower case
        fqdn_rev=fields.flag(values[7]),
        fqdn_fwd=fields.flag(values[6]),
        subnet_id=fields.unsigned(values[5], 32),
        expire=fields.unsigned(values[4], 64),
        valid_lifetime=fields.unsigned(values[3], 32),
        pool_id=_pool_id(values, 11, layout),
        address=address,
        hwaddr=hwaddr,
        client_id=client_id,
        state=state,
    )


def _parse6(values: _Values, layout: Layout) -> LeaseRow6:
    prefix_len = fields.signed32(values[8]) & 0xFF
    hwaddr, hwtype, hwaddr_source = _hardware6(values)
    subnet_id = fields.unsigned(values[4], 32)
    valid_lifetime = fields.unsigned(values[2], 32)
    pref_lifetime = fields.unsigned(values[5], 32)
    iaid = fields.unsigned(values[7], 32)
    duid = fields.duid(values[1])
    address = fields.address(values[0])
    lease_type = fields.signed32(values[6])
    cltt = (fields.unsigned(values[3], 64) - valid_lifetime) & 0xFFFFFFFF  # Kea keeps 32 bits of it in DHCPv6
    fqdn_fwd = fields.flag(values[9])
    fqdn_rev = fields.flag(values[10])
    hostname = text_of(fields.unescape(values[11]))
    state = fields.unsigned(values[13], 32)
    if duid == b"\0" and state != STATE_DECLINED:
        raise RowError("The Empty DUID is only valid for declined leases")
    return LeaseRow6(
        address, duid, valid_lifetime, cltt + valid_lifetime, subnet_id, pref_lifetime, lease_type, iaid, prefix_len,
        fqdn_fwd, fqdn_rev, hostname, hwaddr, state, _context(values[14]), hwtype, hwaddr_source,
        _pool_id(values, 17, layout),
    )  # fmt: skip  # in Kea's order


def _hardware6(values: _Values) -> tuple[bytes, int | None, int | None]:
    """The hardware address; one that cannot be read is absent, and the row stays good."""
    try:
        hwtype = fields.unsigned(values[15] or b"1", 16)
        hwaddr_source = fields.unsigned(values[16] or b"0", 32)
        hwaddr = fields.hwaddr(values[12])
    except RowError:
        return b"", None, None
    return (hwaddr, hwtype, hwaddr_source) if hwaddr else (b"", None, None)
