"""Octets of options with ``csv-format`` false against the types of their definition, as Kea reads them."""

from __future__ import annotations

from typing import Final

from dhcptools.kea.tables.rows import Row

_SIZES: Final = {
    "int8": 1, "uint8": 1, "boolean": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "ipv4-address": 4,
    "ipv6-address": 16, "psid": 3,
}  # fmt: skip  # octets of the types that have a size
_TRUNCATED: Final = "option buffer truncated"
_POINTER: Final = 192
_LABEL: Final = 64  # octets 1 to 63 begin a label, 0 ends a name; RFC 1035 §3.1


def octets_of(data: str) -> bytes:
    """What Kea makes of text that it takes for hexadecimal: an odd digit stands alone in its octet."""
    text = data.strip(" ")
    if text.startswith("'"):
        return text.strip("'").encode("utf-8", "surrogateescape")
    if ":" in text or " " in text:
        return bytes(int(pair, 16) for pair in text.replace(":", " ").split())
    digits = text.removeprefix("0x")
    return bytes.fromhex(digits if len(digits) % 2 == 0 else f"0{digits}")


def raw_fault(row: Row, octets: bytes, family: int) -> str:
    """What Kea says of the octets of an option, empty when it takes them. More octets than it needs it takes."""
    array = row.types.endswith("*")
    types = row.types.removesuffix("*").split()
    if types in (["internal"], [], ["empty"], ["binary"]):
        return ""
    kind, length = types[0], len(octets)
    if len(types) > 1:
        return _record(types, octets)
    if kind == "string":
        empty = not octets.strip(b"\0")
        return f"failed to parse an option '{row.code}' holding string value' was empty or contained only nuls" * empty
    if kind == "fqdn":
        return _names(octets, array=array, family=family)
    if kind == "tuple":
        return _tuples(octets, family)
    size = _SIZES.get(kind)
    if size is None:
        return ""
    number = kind.removeprefix("u").startswith("int")
    if not array:
        return "" if length >= size else f"OptionInt {row.code} truncated" if number else _TRUNCATED
    if number and not length:
        return f"option {row.code} empty"
    if length % size == 0:
        return ""
    if kind == "ipv4-address":
        return f"DHCPv4 Option4AddrLst {row.code} has invalid length={length}, must be divisible by 4."
    if kind == "ipv6-address":
        return f"Option {row.code} malformed: len={length} is not divisible by 16."
    return f"OptionIntArray {row.code} truncated" if number else ""


def _record(types: list[str], octets: bytes) -> str:
    """The fields up to the first that has no size; what is behind them is not looked at."""
    need = 0
    for kind in types:
        if kind == "ipv6-prefix" and len(octets) > need:
            bits = octets[need]
            need += 1 + (bits + 7) // 8
            if len(octets) < need:
                return f"unable to read a prefix having length of {bits} from a truncated buffer"
            continue
        size = _SIZES.get(kind)
        if size is None:
            break
        need += size
    return "" if len(octets) >= need else _TRUNCATED


def _names(octets: bytes, *, array: bool, family: int) -> str:
    """Names in wire format."""
    if not octets:
        if array:
            return "" if family == 6 else "FQDN list option has invalid length of 0"
        return "unable to read FQDN from a buffer. The buffer is empty."
    if octets == b"\0" and not array:
        return _TRUNCATED
    at = 0
    while at < len(octets):
        size = octets[at]
        at += 1 + size
        if size >= _POINTER:  # RFC 1035 §4.1.4
            return _pointer(octets, at - 1 - size)
        if size >= _LABEL:
            return f"unknown label character: {size}"
        if not size and not array:
            return ""
        if at > len(octets) or (at == len(octets) and size):
            return "incomplete wire-format name"
    return ""


def _pointer(octets: bytes, at: int) -> str:
    if at + 2 > len(octets):
        return "incomplete wire-format name"
    offset = int.from_bytes(octets[at : at + 2]) & 0x3FFF
    return f"bad compression pointer (out of range): {offset}" if offset >= at else ""


def _tuples(octets: bytes, family: int) -> str:
    """Texts with their length before them, of one octet in DHCPv4 and two in DHCPv6."""
    wide = 1 if family == 4 else 2
    at = 0
    while at < len(octets):
        if at + wide > len(octets):
            return ""
        size = int.from_bytes(octets[at : at + wide])
        at += wide
        if at + size > len(octets):
            left = len(octets) - at
            return f"unable to parse the opaque data tuple, the buffer length is {left}, but the tuple length is {size}"
        at += size
    return ""
