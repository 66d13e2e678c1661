"""Texts of option values against the types of their definition, as Kea converts them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dhcptools.kea.tables.rows import Row
from dhcptools.lint.model import values

_SPLIT: Final = re.compile(r"(?<!\\),")
RANGES: Final = {
    "int8": (-128, 127), "int16": (-32768, 32767), "int32": (-(1 << 31), (1 << 31) - 1),
    "uint8": (0, 255), "uint16": (0, 65535), "uint32": (0, (1 << 32) - 1),
}  # fmt: skip  # rows
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,100}")
_HEXADECIMAL: Final = re.compile(r"([+-]?)(?:0[xX])?([0-9A-Fa-f]{1,100})")
_INT64: Final = 1 << 63


class Wrong(NamedTuple):
    """A field that does not convert, in Kea's words; ``told`` when KL422 or KL423 tells of it already."""

    text: str
    told: bool = False


def fields_of(data: str) -> list[str]:
    """The values between commas that are not empty, as Kea takes a text apart."""
    return [part.replace("\\,", ",") for part in _SPLIT.split(data) if part]


def fault(row: Row, fields: list[str], family: int = 4) -> Wrong | None:
    """What is wrong with the values of an option; None when Kea takes them. DHCPv6 takes a list without names."""
    array = row.types.endswith("*")
    types = row.types.removesuffix("*").split()
    if types in (["internal"], []):
        return None
    if len(types) > 1:
        return _record(row, types, fields, array=array)
    kind = types[0]
    if array:
        if kind == "fqdn" and not fields:
            return Wrong("FQDN list option has invalid length of 0") if family == 4 else None
        if kind in RANGES and not fields:
            return Wrong(f"option {row.code} empty")
        return next((wrong for each in fields if (wrong := _field(kind, each.strip())) is not None), None)
    if not fields:
        return None if kind == "empty" else Wrong("no option value specified")
    return _field(kind, fields[0].strip())


def _record(row: Row, types: list[str], fields: list[str], *, array: bool) -> Wrong | None:
    if len(fields) < len(types):
        text = f"number of data fields for the option type '{row.code}' is greater than number of values provided."
        return Wrong(text)
    wanted = types + ([types[-1]] * (len(fields) - len(types)) if array else [])
    found = (_field(kind, each.strip()) for kind, each in zip(wanted, fields, strict=False))
    return next((wrong for wrong in found if wrong is not None), None)


def _field(kind: str, text: str) -> Wrong | None:
    if kind in RANGES:
        return _integer(kind, text)
    if kind in {"ipv4-address", "ipv6-address"}:
        if values.address4(text) is None and values.address6(text.partition("%")[0]) is None:
            return Wrong(f"Failed to convert string to address '{text}': Invalid argument", told=True)
        if kind == "ipv6-address" and values.address4(text) is not None:
            return Wrong("malformed: an IPv4 address where an IPv6 address is due")
        return None
    if kind == "boolean":
        if text.lower() in {"true", "false", "0", "1"}:
            return None
        return Wrong(f"unable to covert the value '{text}' to boolean data type", told=True)
    if kind == "binary":
        digits = re.sub(r"\s", "", text)
        if re.fullmatch("(?:[0-9A-Fa-f]{2})*", digits):
            return None
        why = "attempt to decode a value not in base16 char set"
        if re.fullmatch("[0-9A-Fa-f]+", digits):
            why = f"Incomplete input for base16: {text}"
        return Wrong(f"unable to cast {text} to binary data type: {why}")
    if kind == "empty":
        return Wrong("attempt to write invalid option data field type into the option buffer: 0")
    if kind == "string":
        return None if text else Wrong("no option value specified")
    if kind == "fqdn":
        return _name(text)
    if kind == "ipv6-prefix":
        return None if values.prefix(text, 6) is not None else Wrong(f"'{text}' is no prefix")
    if kind == "psid":
        return _psid(text)
    return None


def _integer(kind: str, text: str) -> Wrong | None:
    said = integer_fault(kind, text)
    return None if said is None else Wrong(said, told=True)


def integer_fault(kind: str, text: str) -> str | None:
    """What Kea says of a text where an integer is due: decimal, else hexadecimal, with 0x or without, of 64 bits."""
    number = int(text) if _DECIMAL.fullmatch(text) else None
    if number is None or not -_INT64 <= number < _INT64:
        digits = _HEXADECIMAL.fullmatch(text)
        number = None if digits is None else int(digits[1] + digits[2], 16)
    if number is None or not -_INT64 <= number < _INT64:
        return f"unable to convert the value '{text}' to integer data type"
    low, high = RANGES[kind]
    if low <= number <= high:
        return None
    return f"unable to convert '{text}' to numeric type. This value is expected to be in the range of {low}..{high}"


def _name(text: str) -> Wrong | None:
    labels = text.removesuffix(".").split(".")
    if not text:
        return Wrong("no option value specified")
    if text != "." and any(not label for label in labels):
        return Wrong(f"duplicate period in {text}")
    if any(len(label.encode("utf-8", "surrogateescape")) > 63 for label in labels):
        return Wrong(f"label is too long in {text}")
    return Wrong(f"name is too long: {text}") if len(text.encode("utf-8", "surrogateescape")) > 254 else None


def _psid(text: str) -> Wrong | None:
    number, slash, length = text.partition("/")
    if not slash or not (number + length).isascii() or not number.isdigit() or not length.isdigit():
        return Wrong(f"provided PSID value {text} is not valid")
    bits = int(length)
    if bits > 16 or (bits and int(number) >= 1 << bits):
        return Wrong(f"provided PSID value {text} is not valid")
    return None
