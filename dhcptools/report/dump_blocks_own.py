"""Blocks of the options that are every client's own, written without their kind: identifier, name, address, IA.

Each maker takes an option with its code and length in front and gives its block and its fact, or None for a form that
is not the usual one. What stands before the value is cut from a block of the tree, so that layouts cannot differ; a
property test holds all of it equal.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import IPv6Address
from socket import inet_ntoa
from types import MappingProxyType
from typing import Final

from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.duid import Duid
from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.kinds.v4_fqdn import FLAG_E, flag_text
from dhcptools.packet.kinds.v4_pxe import MachineId
from dhcptools.report.dump_tree import block
from dhcptools.report.dump_words import duid, duration
from dhcptools.report.dump_words import octets as shown_octets

Maker = Callable[[bytes], tuple[str, str] | None]
_IA: Final = struct.Struct("!3I").unpack_from
_IAPREFIX: Final = struct.Struct("!HHIIB16s").unpack_from
_IAADDR: Final = struct.Struct("!HH16sII").unpack_from


def own_makers(family: int) -> Mapping[int, Maker]:
    """The makers of a family by the codes of their options."""
    return _MAKERS4 if family == 4 else _MAKERS6


def _host_name(octets: bytes) -> tuple[str, str] | None:
    text = octets[2:]
    if not text.replace(b"-", b"").isalnum():
        return None
    name = text.decode("ascii")
    return f'{_HOST_NAME}"{name}"\n', f'  "{name}"'


def _requested(octets: bytes) -> tuple[str, str] | None:
    if len(octets) != 6:
        return None
    address = inet_ntoa(octets[2:])
    return f"{_REQUESTED}{address}\n", f"  asks {address}"


def _ethernet_id(octets: bytes) -> tuple[str, str] | None:
    if len(octets) != 9 or octets[2] != 1:
        return None
    return f"{_CLIENT_ID}{octets[2:].hex(':')} (ethernet)\n", ""


def _client_duid(octets: bytes) -> tuple[str, str] | None:
    size, start = len(octets), octets[4:8]
    if size == 18 and start == b"\0\1\0\1":  # DUID-LLT of Ethernet
        link = octets[12:].hex(":")
        return f"{_DUID}{octets[4:].hex(':')} (DUID-LLT {link}{_made(octets[8:12])})\n", f"  {link}"
    if size == 14 and start == b"\0\3\0\1":  # DUID-LL of Ethernet
        link = octets[8:].hex(":")
        return f"{_DUID}{octets[4:].hex(':')} (DUID-LL {link})\n", f"  {link}"
    if size == 22 and start[:2] == b"\0\4":
        digits = octets[6:].hex()
        uuid = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        return f"{_DUID}{octets[4:].hex(':')} (DUID-UUID {uuid})\n", f"  DUID-UUID {digits}"
    return None


def _ia_na(octets: bytes) -> tuple[str, str] | None:
    size = len(octets)
    if size not in {16, 44}:
        return None
    iaid, t1, t2 = _IA(octets, 4)
    head = f"{_IA_NA}iaid {iaid}, t1 {_duration(t1)}, t2 {_duration(t2)}\n"
    if size == 16:
        return head, ""
    code, length, packed, preferred, valid = _IAADDR(octets, 16)
    if (code, length) != (5, 24):
        return None
    address, lease = str(IPv6Address(packed)), _duration(valid)
    text = f"{_ADDRESS}address {address}, preferred-lifetime {_duration(preferred)}, valid-lifetime {lease}\n"
    return head + text, f"  address {address}" + (f"  lease {lease}" if lease != "0s" else "")


def _ia_pd(octets: bytes) -> tuple[str, str] | None:
    size = len(octets)
    if size not in {16, 45}:
        return None
    iaid, t1, t2 = _IA(octets, 4)
    head = f"{_IA_PD}iaid {iaid}, t1 {_duration(t1)}, t2 {_duration(t2)}\n"
    if size == 16:
        return head, ""
    code, length, preferred, valid, width, packed = _IAPREFIX(octets, 16)
    if (code, length) != (26, 25) or width > 128:
        return None
    prefix, lease = str(IPv6Address(packed)), _duration(valid)
    times = f"preferred-lifetime {_duration(preferred)}, valid-lifetime {lease}"
    text = f"{_PREFIX}{times}, prefix-length {width}, prefix {prefix}\n"
    return head + text, f"  prefix {prefix}/{width}" + (f"  lease {lease}" if lease != "0s" else "")


def _client_name4(octets: bytes) -> tuple[str, str] | None:
    if len(octets) < 6:
        return None
    flags, one, two = octets[2:5]
    if flags & FLAG_E:
        name = _name(octets, 5)
    else:
        text = octets[5:]
        name = text.decode("ascii") if text.translate(None, b"-.").isalnum() and text.isascii() else None
    if name is None:
        return None
    return f"{_FQDN4}flags={_flags(flags)}, rcode1={one}, rcode2={two}, name={name}\n", f'  "{name}"'


def _client_name6(octets: bytes) -> tuple[str, str] | None:
    if len(octets) < 7:
        return None
    name = _name(octets, 5)
    return None if name is None else (f"{_FQDN6}flags {octets[4]}, name {name}\n", f'  "{name}"')


def _name(octets: bytes, at: int) -> str | None:
    """A name of plain labels in wire form from there to the end, a dot behind it when its root label is there."""
    labels: list[str] = []
    size = len(octets)
    while at < size:
        length = octets[at]
        at += 1
        if length == 0:
            return ".".join([*labels, ""]) if at == size and labels else None
        label = octets[at : at + length]
        at += length
        if length > 63 or at > size or not label.replace(b"-", b"").isalnum():
            return None
        labels.append(label.decode("ascii"))
    return ".".join(labels) or None


def _relay(octets: bytes) -> tuple[str, str] | None:
    """Option 82 with nothing but circuit and remote identifiers."""
    out = [_AGENT]
    at, size = 2, len(octets)
    while at + 2 <= size:
        before = _AGENT_INSIDE.get(octets[at])
        stop = at + 2 + octets[at + 1]
        if before is None or stop > size or stop == at + 2:
            return None
        out.append(f"{before}{shown_octets(octets[at + 2 : stop])}\n")
        at = stop
    return ("".join(out), "") if at == size and size > 2 else None


def _interface_id(octets: bytes) -> tuple[str, str] | None:
    return (f"{_INTERFACE_ID}{shown_octets(octets[4:])}\n", "") if 4 < len(octets) <= 36 else None


def _remote_id(octets: bytes) -> tuple[str, str] | None:
    if not 8 < len(octets) <= 40:
        return None
    number = int.from_bytes(octets[4:8])
    return f"{_REMOTE_ID}enterprise {number}, remote-id {shown_octets(octets[8:])}\n", ""


def _machine(octets: bytes) -> tuple[str, str] | None:
    if len(octets) != 19 or octets[2]:
        return None
    return f"{_MACHINE}UUID {MachineId(0, octets[3:]).uuid}\n", ""


@lru_cache(maxsize=256)
def _flags(flags: int) -> str:
    return flag_text(flags)


@lru_cache(maxsize=1024)
def _duration(seconds: int) -> str:
    return duration(seconds)


@lru_cache(maxsize=1024)
def _made(time: bytes) -> str:
    """When a DUID-LLT says it was made."""
    said = duid(Duid(b"\0\1\0\1" + time + bytes(6)))
    return said[said.index(" made ") : -1]


def _before(family: int, code: int, data: bytes, shown: str) -> str:
    """What stands before the value ``shown`` in the block of an option, from the last line but those behind."""
    definition = STANDARD.space(f"dhcp{family}", family).by_code(code)
    text = block(family, SubOption(code, definition.name, definition.kind.decode(data), data, 0, None, definition.kind))
    return text[: text.index(shown)].rpartition("\n")[2]


_HOST_NAME: Final = _before(4, 12, b"x", '"x"')
_REQUESTED: Final = _before(4, 50, bytes(4), "0.0.0.0")
_CLIENT_ID: Final = _before(4, 61, b"\1" + bytes(6), "01:00")
_DUID: Final = _before(6, 1, b"\0\1\0\1" + bytes(10), "00:01")
_IA_NA: Final = _before(6, 3, bytes(12), "iaid")
_ADDRESS: Final = _before(6, 3, bytes(12) + b"\0\5\0\x18" + bytes(24), "address")
_IA_PD: Final = _before(6, 25, bytes(12), "iaid")
_PREFIX: Final = _before(6, 25, bytes(12) + b"\0\x1a\0\x19" + bytes(25), "preferred")
_FQDN4: Final = _before(4, 81, b"\0\0\0x", "flags")
_FQDN6: Final = _before(6, 39, b"\0\1x", "flags")
_INTERFACE_ID: Final = _before(6, 18, b"x", '"x"')
_REMOTE_ID: Final = _before(6, 37, b"\0\0\0\1x", "enterprise")
_MACHINE: Final = _before(4, 97, bytes(17), "UUID")
_AGENT: Final = _before(4, 82, b"\1\1x", "\n") + "\n"
_AGENT_INSIDE: Final = {code: _before(4, 82, bytes((code, 1)) + b"x", '"x"') for code in (1, 2)}
_MAKERS4: Final[Mapping[int, Maker]] = MappingProxyType(
    {12: _host_name, 50: _requested, 61: _ethernet_id, 81: _client_name4, 82: _relay, 97: _machine}
)
_MAKERS6: Final[Mapping[int, Maker]] = MappingProxyType(
    {1: _client_duid, 3: _ia_na, 18: _interface_id, 25: _ia_pd, 37: _remote_id, 39: _client_name6}
)
