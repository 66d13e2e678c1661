"""``option-def`` and ``option-data``: from Kea's words to octets.

``csv-format`` text is parsed by the kind of the option's definition; without a definition, or with csv-format false,
the data is hexadecimal. Options of another space than the family's own are packed into the option that carries it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dhcptools.kea.model import OptionData
from dhcptools.kea.reader import ConfigError, Reader
from dhcptools.kea.tables.rows import Row, own_row
from dhcptools.packet.definitions import STANDARD, Catalogue, Definition, Space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.factory import kind_from_definition
from dhcptools.packet.kinds.string import BINARY
from dhcptools.packet.raw import RawOption

VENDOR_SPACE4 = "vendor-encapsulated-options-space"


@dataclass(frozen=True, slots=True)
class Definitions:
    """What names and codes mean: the standard catalogue, the user's definitions, and which option carries a space."""

    family: int
    catalogue: Catalogue = field(default_factory=Catalogue.standard)
    carriers: Mapping[str, int] = field(default_factory=dict)  # space -> code in the family's own space
    rows: Mapping[tuple[str, int], Row] = field(default_factory=dict)  # the user's definitions in Kea's words

    @property
    def own_space(self) -> str:
        """``dhcp4`` or ``dhcp6``."""
        return f"dhcp{self.family}"


def read_definitions(reader: Reader, family: int, known: Catalogue = STANDARD) -> Definitions:
    """The ``option-def`` list of the global map, on top of what is known. Raises ConfigError for what Kea refuses."""
    catalogue = known
    carriers = {VENDOR_SPACE4: 43} if family == 4 else {}
    own = f"dhcp{family}"
    rows: dict[tuple[str, int], Row] = {}
    for entry in reader.maps("option-def"):
        name = entry.required("name", entry.text("name"))
        code = entry.integer("code", 0, 254 if family == 4 else 0xFFFF)
        if code is None:
            raise ConfigError(
                f"missing parameter 'code' in {entry.name}", "an option is known by it", "add it", entry.position
            )
        space = entry.text("space") or own
        encapsulate = entry.text("encapsulate") or ""
        words = (
            entry.required("type", entry.text("type")),
            entry.boolean("array") or False,
            entry.text("record-types") or "",
        )
        try:
            kind = kind_from_definition(*words, encapsulate, family=family)
        except EncodeError as error:
            fix = "see the table of option types in Kea's manual"
            raise entry.fail("type", f"option-def {name} is not a definition", error.reason, fix) from None
        catalogue = catalogue.with_definitions(space, [Definition(code, name, kind)], family)
        rows[space, code] = own_row(name, code, *words, encapsulate)
        if encapsulate and space == own:
            carriers[encapsulate] = code
    return Definitions(family, catalogue, carriers, rows)


def read_options(reader: Reader, definitions: Definitions) -> tuple[OptionData, ...]:
    """The ``option-data`` list of one scope. Raises ConfigError with the place of the value that cannot be encoded."""
    own: dict[int, OptionData] = {}
    inside: dict[str, list[OptionData]] = {}
    for entry in reader.maps("option-data"):
        name = entry.text("space") or definitions.own_space
        option = _one(entry, _space(entry, name, definitions), definitions.family)
        if name == definitions.own_space:
            own[option.code] = option
        else:
            inside.setdefault(name, []).append(option)
            _carrier(entry, name, definitions)
    for name, options in inside.items():
        _pack(own, name, options, definitions)
    return tuple(own.values())


def encode_option(space: Space, name: str, data: str) -> OptionData:
    """One option from its name or code and the text of its value, as csv-format. Raises EncodeError."""
    definition = space.by_name(name)
    value = definition.kind.encode(definition.kind.parse(data))
    return OptionData(definition.code, value, definition.name)


def _space(entry: Reader, name: str, definitions: Definitions) -> Space:
    try:
        return definitions.catalogue.space(name, definitions.family)
    except EncodeError as error:
        if name.removeprefix("vendor-").isdigit():
            width = 1 if definitions.family == 4 else 2
            return Space(name, width, width, ())
        raise entry.fail("space", f"unknown option space {name!r}", error.reason, "define its options first") from None


def _one(entry: Reader, space: Space, family: int) -> OptionData:
    code, name = entry.integer("code", 1, 254 if family == 4 else 0xFFFF), entry.text("name")
    if code is None and name is None:
        raise ConfigError(f"{entry.name} has neither name nor code", "one is needed", 'add "name": "…"', entry.position)
    try:
        definition = space.by_code(code) if name is None and code is not None else space.by_name(name or "")
    except EncodeError as error:
        if code is None:
            fix = "correct the name, or add an option-def"
            raise entry.fail("name", f"no definition for the option {name!r}", error.reason, fix) from None
        definition = Definition(code, name or "", BINARY)
    if code is not None and code != definition.code:
        why = f"{name} has code {definition.code}, the entry says {code}"
        raise entry.fail("code", "name and code do not belong together", why, "leave one of the two out")
    known = space.knows(definition.code)
    csv = entry.boolean("csv-format")
    text = entry.text("data") or ""
    always = entry.boolean("always-send") or False
    try:
        if known and csv is not False:
            data = definition.kind.encode(definition.kind.parse(text)) if text or definition.kind.octets == 0 else b""
        else:
            data = BINARY.encode(BINARY.parse(text))
    except EncodeError as error:
        kind = definition.kind.name if known and csv is not False else "hexadecimal"
        fix = f"write it as {kind}"
        raise entry.fail("data", f"bad data for option {definition.name}", error.reason, fix) from None
    return OptionData(definition.code, data, definition.name, always)


def _carrier(entry: Reader, name: str, definitions: Definitions) -> None:
    if name not in definitions.carriers and not name.removeprefix("vendor-").isdigit():
        why = f"no option of {definitions.own_space} encapsulates it"
        raise entry.fail("space", f"options of space {name} cannot be sent", why, "add an option-def with encapsulate")


def _pack(own: dict[int, OptionData], name: str, options: Iterable[OptionData], definitions: Definitions) -> None:
    """Put the options of a space into the option that carries it."""
    width = 1 if definitions.family == 4 else 2
    raw = [RawOption(option.code, option.data) for option in options]
    packed = Space(name, width, width, ()).pack(raw)
    always = any(option.always_send for option in options)
    code = definitions.carriers.get(name)
    if code is None:  # vendor-ENTERPRISE: RFC 3925 §4, RFC 9915 §21.17
        number = int(name.removeprefix("vendor-")).to_bytes(4)
        code = 125 if definitions.family == 4 else 17
        packed = number + len(packed).to_bytes(1) + packed if definitions.family == 4 else number + packed
    before = own.get(code)
    if before is None:
        own[code] = OptionData(code, packed, name, always)
    else:
        own[code] = replace(before, data=before.data + packed, always_send=before.always_send or always)
