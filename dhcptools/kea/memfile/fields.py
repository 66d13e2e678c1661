"""The values of a row, by the rules and with the words of Kea.

Numbers are read as boost::lexical_cast does: an optional sign (a minus wraps around), leading zeros, nothing else; a
NUL ends them. Where releases differ the more generous one rules: client identifiers of up to 255 octets and DUIDs of 1
to 130 octets.
"""

from __future__ import annotations

import re
import socket
from typing import Final

_NUMBER: Final = re.compile(rb"([+-]?)([0-9]+)")
_FLAG: Final = re.compile(rb"(?:\+?0*1|[+-]?0+)")
_PAIRS: Final = re.compile(rb"[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})*")
_HEX: Final = frozenset(b"0123456789abcdefABCDEF")
_TAG: Final = b"&#x"
_SPECIAL: Final = re.compile(rb"[&,\x00-\x1f\x7f]")
_CAST: Final = "bad lexical cast: source type value could not be interpreted as target"

MAX_HWADDR: Final = 20
MAX_CLIENT_ID: Final = 255
MAX_DUID: Final = 130
BASIC_STATES: Final = {0: "default", 1: "declined", 2: "expired-reclaimed", 3: "released", 4: "registered"}


class RowError(ValueError):
    """Kea discards the row; the text is its reason."""


def _shown(text: bytes) -> str:
    return text.decode(errors="backslashreplace")


def unsigned(text: bytes, bits: int) -> int:
    """An unsigned integer of 16, 32 or 64 bits."""
    if len(text) <= 20 and text.isdigit() and (value := int(text)) >> bits == 0:
        return value
    found = _NUMBER.fullmatch(text.partition(b"\0")[0])
    if found is None or len(digits := found[2].lstrip(b"0")) > 20 or (value := int(digits or b"0")) >> bits:
        raise RowError(_CAST)
    return -value % (1 << bits) if found[1] == b"-" else value


def signed32(text: bytes) -> int:
    """A signed integer of 32 bits."""
    found = _NUMBER.fullmatch(text.partition(b"\0")[0])
    if found is None or len(digits := found[2].lstrip(b"0")) > 10:
        raise RowError(_CAST)
    value = -int(digits or b"0") if found[1] == b"-" else int(digits or b"0")
    if not -(1 << 31) <= value < 1 << 31:
        raise RowError(_CAST)
    return value


def flag(text: bytes) -> bool:
    """A boolean: 0 or 1, with a sign or leading zeros; words are not accepted."""
    if text in {b"0", b"1"}:
        return text == b"1"
    text = text.partition(b"\0")[0]
    if _FLAG.fullmatch(text) is None:
        raise RowError(_CAST)
    return text.endswith(b"1")


def address(text: bytes) -> str:
    """An IPv4 or IPv6 address (Kea takes either in both kinds of file) as inet_ntop writes it.

    A zone of an IPv6 address is kept when it is a number or the address is link-local.
    """
    plain, _, zone = text.partition(b"\0")[0].partition(b"%")
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            packed = socket.inet_pton(family, plain.decode("ascii"))
        except (OSError, UnicodeDecodeError):
            continue
        if zone and family == socket.AF_INET:
            break
        canonical = socket.inet_ntop(family, packed)
        local = (packed[0] == 0xFE and packed[1] & 0xC0 == 0x80) or (packed[0] == 0xFF and packed[1] & 0x0F == 2)
        if zone and (local or (zone.isdigit() and zone.strip(b"0"))):
            return f"{canonical}%{zone.decode(errors='surrogateescape')}"
        return canonical
    raise RowError(f"Failed to convert string to address '{_shown(text)}': Invalid argument")


def _separated(text: bytes, separator: bytes) -> bytes:
    parts = text.split(separator)
    for part in parts:
        if len(parts) > 1 and not part:
            mark = separator.decode()
            raise RowError(f"two consecutive separators ('{mark}') specified in a decoded string '{_shown(text)}'")
        if len(part) > 2:
            raise RowError(f"invalid format of the decoded string '{_shown(text)}'")
        for octet in part:
            if octet not in _HEX:
                shown = _shown(bytes((octet,)))
                raise RowError(f"'{shown}' is not a valid hexadecimal digit in decoded string '{_shown(text)}'")
    return bytes(int(part, 16) for part in parts if part)


def _formatted(text: bytes) -> bytes:
    """Octets with colons, with spaces, or as bare digits with or without 0x."""
    for separator in (b":", b" "):
        if separator in text:
            return _separated(text, separator)
    digits = text[2:] if len(text) > 2 and text.startswith(b"0x") else text
    digits = b"0" * (len(text) % 2) + digits
    if any(octet not in _HEX for octet in digits):
        raise RowError(f"'{_shown(text)}' is not a valid string of hexadecimal digits")
    return bytes.fromhex(digits.decode())


def hwaddr(text: bytes) -> bytes:
    """A hardware address of at most 20 octets; may be empty."""
    octets = bytes.fromhex(text.replace(b":", b"").decode()) if _PAIRS.fullmatch(text) else _separated(text, b":")
    if len(octets) > MAX_HWADDR:
        raise RowError("address vector size exceeds MAX_HWADDR_LEN")
    return octets


def client_id(text: bytes) -> bytes:
    """A client identifier of 2 to 255 octets; may be empty."""
    if not text:
        return b""
    octets = bytes.fromhex(text.replace(b":", b"").decode()) if _PAIRS.fullmatch(text) else _formatted(text)
    if len(octets) < 2:
        raise RowError(f"client-id is too short ({len(octets)}), at least 2 is required")
    if len(octets) > MAX_CLIENT_ID:
        raise RowError(f"client-id size is {len(octets)} bytes, exceeds maximum of {MAX_CLIENT_ID}")
    return octets


def duid(text: bytes) -> bytes:
    """A DUID of 1 to 130 octets."""
    octets = bytes.fromhex(text.replace(b":", b"").decode()) if _PAIRS.fullmatch(text) else _formatted(text)
    if not octets:
        raise RowError("Empty DUIDs are not allowed")
    if len(octets) > MAX_DUID:
        raise RowError(f"DUID size is {len(octets)} bytes, exceeds maximum of {MAX_DUID}")
    return octets


def state_name(state: int) -> str:
    """The name of a lease state, ``unknown (N)`` for one that no release has."""
    return BASIC_STATES.get(state, f"unknown ({state})")


def unescape(text: bytes) -> bytes:
    """Undo Kea's escapes: ``&#x`` and two hexadecimal digits; as Kea does, a tag cut off at the end is a NUL."""
    if _TAG not in text:
        return text
    out = bytearray()
    at = 0
    while (tag := text.find(_TAG, at)) >= 0:
        out += text[at:tag]
        at = tag + len(_TAG)
        digits = text[at : at + 2]
        if len(digits) < 2:
            out.append(0)
        elif digits[0] in _HEX and digits[1] in _HEX:
            out.append(int(digits, 16))
            at += 2
        else:
            out += _TAG
    return bytes(out + text[at:])


def escape(text: bytes) -> bytes:
    """Escape what would break a row: the separator, the tag's first octet, and control characters.

    Octets from 0x80 up stay as they are, as in every Kea before 3.3.
    """
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: b"&#x%02x" % found[0][0], text)
