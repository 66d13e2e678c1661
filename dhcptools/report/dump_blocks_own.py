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
from dhcptools.report.dump_tree import block
from dhcptools.report.dump_words import duid, duration

Maker = Callable[[bytes], tuple[str, str] | None]
_IA: Final = struct.Struct("!3I").unpack_from
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
_MAKERS4: Final[Mapping[int, Maker]] = MappingProxyType({12: _host_name, 50: _requested, 61: _ethernet_id})
_MAKERS6: Final[Mapping[int, Maker]] = MappingProxyType({1: _client_duid, 3: _ia_na})
