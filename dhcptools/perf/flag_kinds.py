"""What the arguments of load flags mean: text in, value out, one function a kind.

Two readers are served: ``dhcptool perf``, whose refusals say what was wrong with the value, and the drop-in for
perfdhcp, whose refusals are perfdhcp's own sentences. A FlagError carries both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_HEX: Final = re.compile(r"[0-9a-fA-F]+", re.ASCII)
_INT_MOST: Final = 2**31 - 1
_RELAYS_MOST: Final = 32  # HOP_COUNT_LIMIT of RFC 9915 §7.6

BASE_FORMAT: Final = (
    "expected -b<base> format for mac address is -b mac=00::0C::01::02::03::04 or -b mac=00:0C:01:02:03:04"
)
OPTION_FORMAT: Final = (
    "-o option must provide option code, a coma and hexstring for the option content, e.g. -o60,646f63736973 for "
    "sending option 60 (class-id) with the value 'docsis'"
)
OPTION_CODE: Final = "Invalid option code specified for -o option, expected format: -o<integer>,<hexstring>"
OPTION_HEX: Final = "Error during encoding option -o:attempt to decode a value not in base16 char set"


class FlagError(ValueError):
    """A refusal: our sentence, and ``said``, perfdhcp's for the same mistake where it has one of its own."""

    def __init__(self, text: str, said: str = "") -> None:
        super().__init__(text)
        self.said = said


@dataclass(frozen=True, slots=True)
class Kind:
    """How an argument is read; ``metavar`` stands for it in help. An empty metavar: the flag takes none."""

    metavar: str
    read: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Drops:
    """A limit of drops: a count, or a percentage of what was sent."""

    count: int = 0
    percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Base:
    """What clients are numbered from: a MAC address of 6 octets or a DUID; ``text`` as it was written."""

    text: str
    mac: bytes = b""
    duid: bytes = b""


@dataclass(frozen=True, slots=True)
class HexOption:
    """An option as code and octets, as ``-o`` takes it; ``level`` is the relay's, as ``--or`` takes it."""

    code: int
    data: bytes
    level: int = 0


def _integer(text: str, least: int, what: str, most: int = _INT_MOST) -> int:
    """Read an integer as perfdhcp does: a sign and digits, nothing around them."""
    value = int(text) if _INTEGER.fullmatch(text) else least - 1
    if not least <= value <= most:
        raise FlagError(f"{text!r} is not {what}")
    return value


def _positive(text: str) -> int:
    return _integer(text, 1, "a positive integer")


def _natural(text: str) -> int:
    return _integer(text, 0, "an integer of at least 0")


def _clients(text: str) -> int:
    return _integer(text, 0, "an integer from 0 to 4294967295", 2**32 - 1)


def _port(whose: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = _integer(text, 0, "a port, 0 to 65535")
        if value > 0xFFFF:
            raise FlagError(f"{text!r} is not a port, 0 to 65535", f"{whose}-port must be lower than 65535")
        return value

    return read


def _offset(text: str) -> int:
    value = _integer(text, 1, "an offset of at least 3")
    if value < 3:
        raise FlagError(
            f"{text!r} is not an offset of at least 3",
            "value of random random-offset: -O<value> must be greater than 3 ",
        )
    return value


def _seconds(text: str) -> float:
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise FlagError(f"{text!r} is not a number of seconds", "value of drop time: -d<value> must be positive number")
    if value <= 0:
        raise FlagError(f"{text!r} is not more than 0 seconds", "drop-time must be a positive number")
    return value


def _drops(text: str) -> Drops:
    number, percent, _ = text.partition("%")
    if not percent:
        try:
            return Drops(count=_positive(text))
        except FlagError as error:
            said = "value of max drops number: -D<value> must be a positive integer"
            raise FlagError(f"{error}, nor a percentage", said) from None
    value = float(number) if _NUMBER.fullmatch(number) else 0.0
    if not 0 < value < 100:
        said = "value of drop percentage: -D<value%> must be 0..100"
        raise FlagError(f"{text!r} is not a percentage between 0 and 100", said)
    return Drops(percent=value)


def _text(text: str) -> str:
    if not text:
        raise FlagError("it must not be empty")
    return text


def _choice(*words: str, said: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise FlagError(f"{text!r} is not one of {', '.join(words)}", said.format(text))
        return text

    return read


def _selectors(text: str) -> str:
    unknown = sorted(set(_text(text)) - set(SELECTORS))
    if unknown:
        raise FlagError(f"{text!r}: {unknown[0]!r} is not one of {', '.join(SELECTORS)}")
    return text


def mac(text: str) -> bytes:
    """Read six octets between colons; empty pieces are skipped, as perfdhcp does. FlagError when they are not six."""
    pieces = [piece for piece in text.split(":") if piece]
    if not all(_HEX.fullmatch(piece) and int(piece, 16) <= 0xFF for piece in pieces):
        raise FlagError(f"{text!r} has a piece that is not a hexadecimal octet", "invalid characters in MAC provided")
    if len(pieces) != 6:
        raise FlagError(f"{text!r} is not a MAC address of 6 octets", BASE_FORMAT)
    return bytes(int(piece, 16) for piece in pieces)


def _base(text: str) -> Base:
    name, _, value = text.lower().partition("=")
    if "=" in text and name in {"mac", "ether"}:
        return Base(text, mac=mac(value))
    if "=" in text and name == "duid":
        return Base(text, duid=_duid(value))
    said = "base value not provided as -b<value>, expected -b mac=<mac> or -b duid=<duid>"
    raise FlagError(f"{text!r} is neither mac=MAC nor duid=DUID", said)


def _duid(text: str) -> bytes:
    for wrong, why, said in (
        (len(text) % 2, "an odd number of digits", "odd number of hexadecimal digits in duid"),
        (len(text) > 128, "more than 64 octets", "duid too large"),
        (not text, "no digits", "no duid specified"),
        (
            not _HEX.fullmatch(text or "0"),
            "a character that is no hexadecimal digit",
            "invalid characters in DUID provided, expected hex digits",
        ),
        (len(text) < 12, "fewer than 6 octets", "DUID must be at least 6 octets long"),
    ):
        if wrong:
            raise FlagError(f"the DUID {text!r} has {why}", said)
    return bytes.fromhex(text)


def _option(text: str) -> HexOption:
    code, comma, data = text.partition(",")
    if not comma:
        raise FlagError(f"{text!r} is not CODE,HEX", OPTION_FORMAT)
    number = int(code) if _INTEGER.fullmatch(code) else -_INT_MOST
    if abs(number) >= _INT_MOST:
        raise FlagError(f"{code!r} is not an option code", OPTION_CODE)
    if number <= 0:
        raise FlagError(f"{code!r} is not an option code: it must be more than 0", "Option code can't be negative")
    if data and not _HEX.fullmatch(data):
        raise FlagError(f"{data!r} has a character that is no hexadecimal digit", OPTION_HEX)
    return HexOption(number, bytes.fromhex(data.zfill(len(data) + len(data) % 2)))


def _relay_option(most: int) -> Callable[[str], HexOption]:
    def read(text: str) -> HexOption:
        level, colon, rest = text.rpartition(":")
        number = _integer(level, 1, f"the number of a relay agent, 1 to {most}", most) if colon else 1
        option = _option(rest)
        return HexOption(option.code, option.data, number)

    return read


def _relays(text: str) -> int:
    return _integer(text, 0, f"a number of relay agents from 0 to {_RELAYS_MOST}", _RELAYS_MOST)


def _encapsulation(text: str) -> int:
    value = _positive(text)
    if value != 1:
        raise FlagError(f"{text!r} levels of relays: only 1 is known", "-A only supports 1 at the moment.")
    return value


def _nothing(text: str) -> bool:
    return bool(text)


SELECTORS: Final = "aeilstT"

SWITCH: Final = Kind("", _nothing)
POSITIVE: Final = Kind("N", _positive)
NATURAL: Final = Kind("N", _natural)
CLIENTS: Final = Kind("N", _clients)
MICROSECONDS: Final = Kind("US", _natural)
WHOLE_SECONDS: Final = Kind("S", _positive)
SECONDS_AGO: Final = Kind("S", _natural)
SECONDS: Final = Kind("S", _seconds)
LOCAL_PORT: Final = Kind("PORT", _port("local"))
REMOTE_PORT: Final = Kind("PORT", _port("remote"))
OFFSET: Final = Kind("N", _offset)
DROPS: Final = Kind("N|N%", _drops)
TEXT: Final = Kind("TEXT", _text)
ANY_TEXT: Final = Kind("TEXT", str)
PROGRAM: Final = Kind("PROGRAM", _text)
LOCAL: Final = Kind("ADDR|IFACE", _text)
FILE: Final = Kind("FILE", _text)
SELECTION: Final = Kind("LETTERS", _selectors)
BASE: Final = Kind("mac=MAC|duid=HEX", _base)
OPTION: Final = Kind("CODE,HEX", _option)
RELAY_OPTION: Final = Kind("[LEVEL:]CODE,HEX", _relay_option(1))
ANY_RELAY_OPTION: Final = Kind("[LEVEL:]CODE,HEX", _relay_option(_RELAYS_MOST))
RELAYS: Final = Kind("N", _relays)
ENCAPSULATION: Final = Kind("N", _encapsulation)
LEASES: Final = Kind(
    "KIND",
    _choice(
        "address-only",
        "prefix-only",
        "address-and-prefix",
        said="value of lease-type: -e<lease-type>, must be one of the following: 'address-only' or 'prefix-only'",
    ),
)
THREADS: Final = Kind(
    "MODE",
    _choice("single", "multi", said="value of thread mode (-g) '{}' is wrong - should be '-g single' or '-g multi'"),
)
SCENARIO: Final = Kind(
    "NAME",
    _choice("basic", "avalanche", said="scenario value '{}' is wrong - should be 'basic' or 'avalanche'"),
)
