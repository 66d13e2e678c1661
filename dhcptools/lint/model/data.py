"""The values of ``option-data`` as Kea reads them: which of its own definitions, or the file's, an option has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model.values import address

if TYPE_CHECKING:
    from dhcptools.kea.tables.rows import Row
    from dhcptools.lint.context import Context
    from dhcptools.lint.model.options import Option

_HEX: Final = re.compile(
    r"[ ]*'[^']*'[ ]* | (?:0x)?[0-9a-fA-F]* | [0-9a-fA-F]{1,2} ([:\x20]) [0-9a-fA-F]{1,2} (?:\1[0-9a-fA-F]{1,2})*",
    re.VERBOSE,
)

_MAY_BE_EMPTY: Final = frozenset(
    ("empty", "container", "vendor-encapsulated-options", "vendor-opts", "vendor-options", "binary")
)
_DOCSIS: Final = {"docsis3-v4": "vendor-4491", "docsis3-v6": "vendor-4491"}  # Kea's names of CableLabs' space


def row_of(context: Context, option: Option) -> Row | None:
    """The definition that Kea of the target version finds, by the code or else the name; None when there is none."""
    written = option.space
    vendor = written.removeprefix("vendor-")
    if vendor != written and vendor[0:1] == "0" and vendor.isdigit():
        written = f"vendor-{int(vendor)}"
    for space in (written, _DOCSIS.get(written)):
        if space is None:
            break
        if option.code is not None:
            row = context.names.row(space, option.code)
        else:
            row = context.names.named(space, option.name or "")
        if row is not None:
            return row
    return None


def typed_fields(context: Context, option: Option) -> list[tuple[str, str]]:
    """Type and text of each value that Kea converts, empty values left out; nothing for hexadecimal options."""
    row = row_of(context, option)
    if row is None or option.csv_format is False or not option.data:
        return []
    types = row.types.split()
    if not types:
        return []
    many = types[-1].endswith("*")
    types[-1] = types[-1].removesuffix("*")
    fields = [field for field in option.fields if field]  # Kea passes over what is empty
    if many:
        types += [types[-1]] * (len(fields) - len(types))
    return list(zip(types, fields, strict=False))


def lacks_data(context: Context, option: Option) -> bool:
    """Whether an option that takes a value, and is sent, has none; of no length and containers are not meant."""
    if option.data or ("data" in option.entries and option.data is None) or option.boolean("never-send"):
        return False
    definition = context.definitions.find(option)
    return definition is not None and definition.type not in _MAY_BE_EMPTY and not definition.encapsulates


def is_hexadecimal(text: str) -> bool:
    """Whether Kea takes it for octets: digits, in one piece or pairs with colons or blanks, or text in apostrophes."""
    return _HEX.fullmatch(text) is not None


def separated(context: Context, option: Option) -> str | None:
    """The addresses of an option with commas, when blanks, semicolons or bars stand between them; None otherwise."""
    fields = typed_fields(context, option)
    parts: list[str] = []
    for kind, field in fields:
        inside = re.split(r"[\s;|]+", field.strip(" ;|"))
        are_addresses = all(address(each, 6 if ":" in each else 4) is not None for each in inside)
        if kind not in {"ipv4-address", "ipv6-address"} or not are_addresses:
            return None
        parts += inside
    return ", ".join(parts) if len(parts) > len(fields) else None
