"""Service parameters (RFC 9460 §2.2) as the DNR options carry them (RFC 9463 §3.1.5, §5.1), for DHCPv4 and DHCPv6.

A list of parameters is a tuple of (key, octets) in the order received. The text is ``alpn=h2,h3 port=853 dohpath=/q``,
separated by blanks; a value that does not fit its key's format, and any unknown key, reads ``key65=0x0102``.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import Json
from dhcptools.packet.kinds.scalar import number
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.syntax import decoded, encoded, escape, unescape

Params = tuple[tuple[int, bytes], ...]

# IANA dns-svcb, "Service Parameter Keys".
KEYS: Final = {
    0: "mandatory",
    1: "alpn",
    2: "no-default-alpn",
    3: "port",
    4: "ipv4hint",
    5: "ech",
    6: "ipv6hint",
    7: "dohpath",
    8: "ohttp",
}
_CODES: Final = {name: key for key, name in KEYS.items()}
_FLAGS: Final = (2, 8)


def read_params(data: bytes, at: int = 0) -> Params:
    """All parameters in ``data``. Raises DecodeError for one that is not whole, for one that comes twice."""
    found: list[tuple[int, bytes]] = []
    here = 0
    while here < len(data):
        if len(data) - here < 4:
            raise DecodeError(f"a service parameter needs 4 octets, {len(data) - here} are left", at + here)
        key = int.from_bytes(data[here : here + 2])
        end = here + 4 + int.from_bytes(data[here + 2 : here + 4])
        if end > len(data):
            raise DecodeError(
                f"service parameter {key} says {end - here - 4} octets, {len(data) - here - 4} are left", at + here
            )
        if any(key == other for other, _ in found):
            raise DecodeError(f"service parameter {key} stands twice (RFC 9460 §2.2)", at + here)
        found.append((key, data[here + 4 : end]))
        here = end
    return tuple(found)


def write_params(params: Params) -> bytes:
    """The octets of parameters in the order given. Raises EncodeError."""
    out = bytearray()
    for key, value in params:
        if not 0 <= key <= 0xFFFF or len(value) > 0xFFFF:
            raise EncodeError(f"service parameter {key} with {len(value)} octets does not fit 16 bits")
        out += key.to_bytes(2) + len(value).to_bytes(2) + value
    return bytes(out)


def text_of(params: Params) -> str:
    """Parameters separated by blanks."""
    return " ".join(_one_text(key, value) for key, value in params)


def parse_params(text: str) -> Params:
    """What :func:`text_of` prints. Raises EncodeError that names the parameter."""
    found = tuple(_one(part) for part in text.split())
    if len({key for key, _ in found}) != len(found):
        raise EncodeError(f"a service parameter stands twice in {text!r}")
    return found


def json_of(params: Params) -> Json:
    """A list of objects with key, name, text of the value, and its octets."""
    return [
        {
            "key": key,
            "name": KEYS.get(key, f"key{key}"),
            "value": _value(key, value),
            "hex": value.hex(),
        }
        for key, value in params
    ]


def _one_text(key: int, value: bytes) -> str:
    shown = _value(key, value)
    if shown is None:
        return f"key{key}=0x{value.hex()}"
    return KEYS[key] if key in _FLAGS else f"{KEYS[key]}={shown}"


def _value(key: int, value: bytes) -> str | None:
    """The value's own text; None when it has none that reads back."""
    if key in _FLAGS:
        return None if value else ""
    if key == 0 and value and len(value) % 2 == 0:
        keys = [int.from_bytes(value[at : at + 2]) for at in range(0, len(value), 2)]
        return ",".join(KEYS.get(one, f"key{one}") for one in keys)
    if key == 1:
        return _alpn(value)
    if key == 3 and len(value) == 2:
        return str(int.from_bytes(value))
    if key == 4 and value and len(value) % 4 == 0:
        return ",".join(str(IPv4Address(value[at : at + 4])) for at in range(0, len(value), 4))
    if key == 6 and value and len(value) % 16 == 0:
        return ",".join(str(IPv6Address(value[at : at + 16])) for at in range(0, len(value), 16))
    if key == 7 and value:
        return _word(value)
    return None


def _alpn(value: bytes) -> str | None:
    names = []
    here = 0
    while here < len(value):
        end = here + 1 + value[here]
        if end > len(value) or end == here + 1:
            return None
        names.append(_word(value[here + 1 : end]))
        here = end
    return ",".join(names) or None


def _word(value: bytes) -> str:
    """Text without blanks, commas and bars, which separate."""
    shown = escape(decoded(value))
    for char in " ,|()":
        shown = shown.replace(char, f"\\x{ord(char):02x}")
    return shown


def _one(part: str) -> tuple[int, bytes]:
    name, equals, text = part.partition("=")
    name = name.lower()
    if name.startswith("key") and name[3:].isdecimal():
        key = number(name[3:])
        if key > 0xFFFF:
            raise EncodeError(f"service parameter {name} is over 65535")
        return key, octets(text)
    if name not in _CODES:
        raise EncodeError(f"unknown service parameter {name!r}: {', '.join(KEYS.values())} or keyN=hex")
    key = _CODES[name]
    if key in _FLAGS:
        if equals:
            raise EncodeError(f"service parameter {name} holds no value")
        return key, b""
    try:
        return key, _octets(key, text)
    except ValueError:
        raise EncodeError(f"service parameter {name} cannot be {text!r}") from None


def _octets(key: int, text: str) -> bytes:
    words = text.split(",")
    if key == 0:
        return b"".join(_key(word).to_bytes(2) for word in words)
    if key == 1:
        names = [encoded(unescape(word)) for word in words]
        if not all(0 < len(name) < 256 for name in names):
            raise EncodeError(f"alpn names have 1 to 255 octets: {text!r}")
        return b"".join(bytes((len(name),)) + name for name in names)
    if key == 3:
        port = number(text)
        if not 0 <= port <= 0xFFFF:
            raise EncodeError(f"port {port} is not in 0..65535")
        return port.to_bytes(2)
    if key == 4:
        return b"".join(IPv4Address(word).packed for word in words)
    if key == 6:
        return b"".join(IPv6Address(word).packed for word in words)
    return encoded(unescape(text)) if key == 7 else octets(text)


def _key(word: str) -> int:
    key = _CODES.get(word)
    if key is None:
        key = number(word.removeprefix("key"))
    if not 0 <= key <= 0xFFFF:
        raise EncodeError(f"service parameter key {key} is not in 0..65535")
    return key
