"""``option-data`` and ``option-def`` that ``-t`` refuses: without a definition, or with a value that is none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.tables.rows import Row
from dhcptools.kea.tree import Node
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Fix
from dhcptools.lint.model.options import Option, OptionDef
from dhcptools.lint.refused.optionvalues import fault, fields_of, hexadecimal
from dhcptools.lint.refused.refusal import OTHER, Refusal, placed
from dhcptools.lint.suggest import closest

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_TYPES: Final = frozenset((
    "empty", "binary", "boolean", "int8", "int16", "int32", "uint8", "uint16", "uint32", "ipv4-address",
    "ipv6-address", "ipv6-prefix", "psid", "string", "tuple", "fqdn", "record",
))  # fmt: skip  # names
_DOCSIS: Final = {"docsis3-v4": "vendor-4491", "docsis3-v6": "vendor-4491"}  # Kea's other name of CableLabs' space
_REPLACEABLE: Final = frozenset((("dhcp4", 43),))  # Kea keeps it for last, so that files may define it


def check(context: Context) -> Iterator[Refusal]:
    """Look at the definitions, then at every option."""
    if not context.family:
        return
    yield from _definitions(context)
    spaces = _Spaces(context)
    for option in context.options:
        yield from _option(option, spaces, context.family)


class _Spaces:
    """Finds rows by space and name or code: Kea's own, then the file's."""

    def __init__(self, context: Context) -> None:
        self.names = context.names
        self.family = context.family
        self.by_name: dict[tuple[str, str], Row] = {}
        if context.family == 4:
            from dhcptools.kea.tables.options4 import SPACES  # noqa: PLC0415 - only the family asked for
        else:
            from dhcptools.kea.tables.options6 import SPACES  # noqa: PLC0415
        for space, rows in SPACES.items():
            for row in rows:
                if row.since <= context.target:
                    self.by_name[space, row.name] = row
        for (space, _), row in context.names.own.items():
            self.by_name[space, row.name] = row

    def row(self, space: str, code: int, name: str) -> Row | None:
        """The definition of a code, or of a name when there is no code."""
        for each in (space, _DOCSIS.get(space)):
            if each is not None:
                found = self.names.row(each, code) if code else self.by_name.get((each, name))
                if found is not None:
                    return found
        return None

    def near(self, space: str, name: str) -> str | None:
        """The name most like this one."""
        return closest(name, [each for where, each in self.by_name if where == space])


def _option(option: Option, spaces: _Spaces, family: int) -> Iterator[Refusal]:
    node, name, space = option.node, option.name, option.space
    entries = option.entries
    code = option.code
    if "code" not in entries and "name" not in entries:
        text = "option data configuration requires one of 'code' or 'name' parameters to be specified"
        yield Refusal(OTHER, node, placed(text, node), "an option needs a name or a code")
        return
    most = 255 if family == 4 else 65535
    if code is not None and code & 0xFFFFFFFF > most:
        words = "it must not be greater than '255'" if family == 4 else "it must not exceed '65535'"
        at = option.at("code")
        text = f"invalid option code '{code & 0xFFFFFFFF}', {words}"
        yield Refusal(OTHER, at, placed(text, at), f"option code {code} is over {most}")
        return
    if name is not None and " " in name:
        at = option.at("name")
        text = f"invalid option name '{name}', space character is not allowed"
        yield Refusal("KL421", at, placed(text, at), f'option "{name}" does not exist: a name has no blanks')
        return
    written = option.text("space")
    if written is not None and not _NAME.fullmatch(written):
        at = option.at("space")
        yield Refusal(
            OTHER, at, placed(f"invalid option space name '{written}'", at), f'"{written}" is no option space'
        )
        return
    if written == f"dhcp{10 - family}":
        at = option.at("space")
        text = f"'{written}' option space name is reserved for DHCPv{10 - family} server"
        yield Refusal(OTHER, at, placed(text, at), text)
        return
    number = code or 0
    row = spaces.row(space, number, name or "")
    if row is None:
        yield from _undefined(option, spaces, number)
        return
    if number and name is not None and row.name != name:
        at = option.at("name")
        text = f"specified option name '{name}' does not match the option definition: '{space}.{row.name}'"
        other = spaces.by_name.get((space, name))
        means = f", {name} is {other.code}" if other is not None else ""
        yield Refusal(
            "KL421", at, placed(text, at), f'option "{name}" does not exist under {number}: that is {row.name}{means}'
        )
        return
    yield from _value(option, row, space)


def _undefined(option: Option, spaces: _Spaces, number: int) -> Iterator[Refusal]:
    """An option that nobody defines: its name is wrong, or its octets must be given as such."""
    name, space, node = option.name or "", option.space, option.node
    at = option.at("name") if "name" in option.entries else node
    data = option.data or ""
    raw = option.csv_format is False
    if raw and data and hexadecimal(data) is None:
        spot = option.spot
        text = f"option data is not a valid string of hexadecimal digits: {data}"
        yield Refusal("KL424", spot, placed(text, spot), f'csv-format false but data "{data}" is not hexadecimal')
        return
    if raw and number:
        return
    having = "" if raw else f" having code '{number}'"
    kea = placed(f"definition for the option '{space}.{name}'{having} does not exist", at)
    if not name:
        message = f"code {number} of {space} has no definition: set csv-format false, or add an option-def"
        yield Refusal(OTHER, option.at("code"), kea, message)
        return
    where = "" if space == f"dhcp{option.family}" else f" in {space}"
    message, fix = f'option "{name}" does not exist{where}', None
    near = spaces.near(space, name)
    if near is not None and not number:
        message += f'; did you mean "{near}"?'
        fix = Fix(f'write "{near}"', (replace_value(at, quoted(near)),))
    yield Refusal("KL421", at, kea, message, fix)


def _value(option: Option, row: Row, space: str) -> Iterator[Refusal]:
    data = option.data or ""
    spot = option.spot
    csv = option.csv_format is not False
    if not csv:
        octets = hexadecimal(data) if data else b""
        if octets is None:
            text = f"option data is not a valid string of hexadecimal digits: {data}"
            yield Refusal("KL424", spot, placed(text, spot), f'csv-format false but data "{data}" is not hexadecimal')
        return
    wrong = fault(row, fields_of(data))
    if wrong is None:
        return
    kea = placed(f"option data does not match option definition (space: {space}, code: {row.code}): {wrong.text}", spot)
    if wrong.kind == "address":
        yield _address(option, row, wrong.field, kea, spot)
    else:
        yield Refusal(OTHER, spot, kea, f'"{data}" is no value of {row.name}: {wrong.text}')


def _address(option: Option, row: Row, field: str, kea: str, spot: Node) -> Refusal:
    parts = field.split()
    if len(parts) > 1 and row.types.endswith("*"):
        better = re.sub(r"(?<=[^\s,])[ \t]+(?=[^\s,])", ", ", option.data or "")
        fix = Fix("separate with commas", (replace_value(spot, quoted(better)),))
        return Refusal("KL423", spot, kea, f'"{field}": separate values with a comma', fix)
    message = f'"{field}" is not an address (option {row.name})'
    if re.search("[g-zG-Z]", field):
        message += "; names are not resolved"
    return Refusal("KL422", spot, kea, message)


def _definitions(context: Context) -> Iterator[Refusal]:
    taken: set[tuple[str, int]] = set()
    names = context.names
    for each in context.option_defs:
        refusal = _definition(each, context.family)
        if refusal is None and each.code is not None:
            key = (each.space, each.code)
            standard = type(names)(names.family, names.target).row(*key) if each.space == names.space else None
            if key in taken:
                text = f"option definition with code '{each.code}' already exists in option space '{each.space}'"
                refusal = Refusal(OTHER, each.at("code"), placed(text, each.node), text)
            elif standard is not None and key not in _REPLACEABLE:
                text = f"unable to override definition of option '{each.code}' in standard option space '{each.space}'"
                refusal = Refusal(OTHER, each.at("code"), placed(text, each.node), text)
            taken.add(key)
        if refusal is not None:
            yield refusal


def _definition(each: OptionDef, family: int) -> Refusal | None:
    node, code, written = each.node, each.code, each.text("space")
    if code is None or "type" not in each.entries or "name" not in each.entries:
        return None
    most = 255 if family == 4 else 65535
    own = each.space == f"dhcp{family}"
    at = each.at("code")
    if code < 0:
        return Refusal(OTHER, at, placed("option code must not be negative", at), f"option code {code} is negative")
    if code > most:
        words = f"it must not be greater than '{most}'" if family == 4 else f"it must not exceed '{most}'"
        return Refusal(
            OTHER, at, placed(f"invalid option code '{code}', {words}", at), f"option code {code} is over {most}"
        )
    if own and code in {0, 255} and family == 4:
        text = f"invalid option code '{code}': reserved for {'PAD' if code == 0 else 'END'}"
        return Refusal(OTHER, at, placed(text, at), text)
    if written is not None and not _NAME.fullmatch(written):
        spot = each.at("space")
        return Refusal(
            OTHER, spot, placed(f"invalid option space name '{written}'", spot), f'"{written}" is no option space'
        )
    said = _fault(each)
    return None if said is None else Refusal(OTHER, node, placed(said, node), f'option-def "{each.name}": {said}')


def _fault(each: OptionDef) -> str | None:
    """What Kea says of a definition that contradicts itself."""
    kind, records, inner = each.type, each.record_types, each.encapsulate
    if not _NAME.fullmatch(each.name):
        return f"invalid option name '{each.name}'"
    if kind not in _TYPES:
        return "option type 18 not supported."
    if kind == "record":
        unknown = next((word for word in records if word not in _TYPES - {"record", "empty"}), None)
        if unknown is not None:
            return (
                "invalid record type values specified for the option definition: attempted to add invalid data type "
                "'unknown' to the record."
            )
        if len(records) < 2:
            return (
                f"invalid number of data fields: {len(records)} specified for the option of type 'record'. Expected at "
                "least 2 fields."
            )
        if "string" in records[:-1]:
            return "string data field can't be laid before data fields of other types."
        if "binary" in records[:-1]:
            return "binary data field can't be laid before data fields of other types."
    elif records:
        return (
            "invalid record type values specified for the option definition: 'record' option type must be used instead "
            f"of '{kind}' to add data fields to the record"
        )
    if each.array and kind in {"string", "binary", "empty"}:
        what = {"string": "strings", "binary": "binary values", "empty": "empty value"}[kind]
        return f"array of {what} is not a valid option definition."
    if inner and not _NAME.fullmatch(inner):
        return f"invalid encapsulated option space name: '{inner}'"
    own = f"{each.space}.{each.name}"
    if inner and inner == each.space:
        return f"option must not encapsulate an option space it belongs to: '{own}' is set to encapsulate '{inner}'"
    if inner and each.array:
        return f"option '{own}', comprising an array of data fields may not encapsulate any option space"
    return None
