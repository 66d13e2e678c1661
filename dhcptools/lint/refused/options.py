"""``option-data`` and ``option-def`` that ``-t`` refuses: without a definition, or with a value that is none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.tables.rows import Row
from dhcptools.lint.model.data import is_hexadecimal, lacks_data, row_of
from dhcptools.lint.model.options import Option, OptionDef
from dhcptools.lint.refused.optionvalues import fault, fields_of
from dhcptools.lint.refused.rawvalues import octets_of, raw_fault
from dhcptools.lint.refused.refusal import Refusal, placed

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_TYPES: Final = frozenset((
    "empty", "binary", "boolean", "int8", "int16", "int32", "uint8", "uint16", "uint32", "ipv4-address",
    "ipv6-address", "ipv6-prefix", "psid", "string", "tuple", "fqdn", "record",
))  # fmt: skip  # names
_REPLACEABLE: Final = frozenset((("dhcp4", 43),))  # Kea keeps it for last, so that files may define it


def check(context: Context) -> Iterator[Refusal]:
    """Look at the definitions, then at every option."""
    if not context.family:
        return
    yield from _definitions(context)
    for option in context.options:
        yield from _option(option, context)


def _option(option: Option, context: Context) -> Iterator[Refusal]:
    node, name, entries = option.node, option.name, option.entries
    family = context.family
    code = option.code
    if "code" not in entries and "name" not in entries:
        text = "option data configuration requires one of 'code' or 'name' parameters to be specified"
        yield Refusal(node, placed(text, node), "an option needs a name or a code")
        return
    most = 255 if family == 4 else 65535
    if code is not None and code & 0xFFFFFFFF > most:
        words = "it must not be greater than '255'" if family == 4 else "it must not exceed '65535'"
        at = option.at("code")
        yield Refusal(
            at, placed(f"invalid option code '{code & 0xFFFFFFFF}', {words}", at), f"option code {code} is over {most}"
        )
        return
    written = option.text("space")
    if written is not None and not _NAME.fullmatch(written):
        at = option.at("space")
        yield Refusal(at, placed(f"invalid option space name '{written}'", at), f'"{written}" is no option space')
        return
    if written == f"dhcp{10 - family}":
        at = option.at("space")
        text = f"'{written}' option space name is reserved for DHCPv{10 - family} server"
        yield Refusal(at, placed(text, at), text)
        return
    row = row_of(context, option)
    if row is None:
        return  # KL421, and KL424
    if code and name is not None and row.name != name:
        at = option.at("name")
        text = f"specified option name '{name}' does not match the option definition: '{option.space}.{row.name}'"
        yield Refusal(at, placed(text, at), f"{code} is {row.name}, not {name or 'an option without a name'}")
        return
    if option.data is None and "data" in option.entries:
        return  # KL112
    said = value_fault(option, row)
    if said and not lacks_data(context, option):  # KL410 tells of those
        what = f'"{option.data}" is no value of {row.name}: {said}' if option.data else f"{row.name} needs a value"
        yield Refusal(option.spot, mismatch(option, row, said), what)


def value_fault(option: Option, row: Row) -> str:
    """Why Kea does not take the value, in another way than KL422 and KL423 tell of; empty when it does."""
    if option.csv_format is False:
        data = option.data or ""
        return raw_fault(row, octets_of(data), option.family) if is_hexadecimal(data) else ""  # else KL424
    wrong = fault(row, fields_of(option.data or ""), option.family)
    return "" if wrong is None or wrong.told else wrong.text


def mismatch(option: Option, row: Row, why: str) -> str:
    """What Kea prints then."""
    where = f"(space: {option.space}, code: {row.code})"
    return placed(f"option data does not match option definition {where}: {why}", option.spot)


def _definitions(context: Context) -> Iterator[Refusal]:
    taken: set[tuple[str, int]] = set()
    called: set[tuple[str, str]] = set()
    names = context.names
    for each in context.option_defs:
        refusal = _definition(each, context.family)
        if refusal is None and each.code is not None:
            key = (each.space, each.code)
            own = type(names)(names.family, names.target) if each.space == names.space else None
            standard = None if own is None else own.row(*key)
            named = None if own is None else own.named(each.space, each.name)
            if key in taken:
                text = f"option definition with code '{each.code}' already exists in option space '{each.space}'"
                refusal = Refusal(each.at("code"), placed(text, each.node), text)
            elif standard is not None and key not in _REPLACEABLE:
                text = f"unable to override definition of option '{each.code}' in standard option space '{each.space}'"
                refusal = Refusal(each.at("code"), placed(text, each.node), text)
            elif named is not None and (each.space, named.code) not in _REPLACEABLE:
                text = f"unable to override definition of option '{each.name}' in standard option space '{each.space}'"
                refusal = Refusal(each.at("name"), placed(text, each.node), text)
            elif (each.space, each.name) in called:
                text = f"option definition with name '{each.name}' already exists in option space '{each.space}'"
                refusal = Refusal(each.at("name"), placed(text, each.node), text)
            taken.add(key)
            called.add((each.space, each.name))
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
        return Refusal(at, placed("option code must not be negative", at), f"option code {code} is negative")
    if code > most:
        words = f"it must not be greater than '{most}'" if family == 4 else f"it must not exceed '{most}'"
        return Refusal(at, placed(f"invalid option code '{code}', {words}", at), f"option code {code} is over {most}")
    if own and code in {0, 255} and family == 4:
        text = f"invalid option code '{code}': reserved for {'PAD' if code == 0 else 'END'}"
        return Refusal(at, placed(text, at), text)
    if written is not None and not _NAME.fullmatch(written):
        spot = each.at("space")
        return Refusal(spot, placed(f"invalid option space name '{written}'", spot), f'"{written}" is no option space')
    said = _fault(each)
    if said is None:
        return None
    spot = each.at("record-types") if said.startswith("invalid record type values") else node
    return Refusal(spot, placed(said, spot), f'option-def "{each.name}": {said}')


def _fault(each: OptionDef) -> str | None:
    """What Kea says of a definition that contradicts itself."""
    kind, records, inner = each.type, each.record_types, each.encapsulate
    if not _NAME.fullmatch(each.name):
        return f"invalid option name '{each.name}'"
    if kind not in _TYPES and not records:
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
            f"of '{kind if kind in _TYPES else 'unknown'}' to add data fields to the record"
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
