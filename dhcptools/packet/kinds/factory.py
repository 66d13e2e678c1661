"""Kinds from Kea's option-definition language: ``type``, ``array``, ``record-types``, ``encapsulate``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from dhcptools.packet.definitions import nearest
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.address import IPV4, IPV6, IPV6_PREFIX, PSID
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.domain import FQDN
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import BOOLEAN, EMPTY, INT8, INT16, INT32, UINT8, UINT16, UINT32
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import BINARY, STRING
from dhcptools.packet.kinds.tuples import TUPLE8, TUPLE16

TYPES: Final[Mapping[str, Kind]] = MappingProxyType({
    "binary": BINARY,
    "boolean": BOOLEAN,
    "empty": EMPTY,
    "fqdn": FQDN,
    "int8": INT8,
    "int16": INT16,
    "int32": INT32,
    "internal": BINARY,
    "ipv4-address": IPV4,
    "ipv6-address": IPV6,
    "ipv6-prefix": IPV6_PREFIX,
    "psid": PSID,
    "string": STRING,
    "uint8": UINT8,
    "uint16": UINT16,
    "uint32": UINT32,
})  # fmt: skip  # rows
_ENDLESS: Final = frozenset({"binary", "string", "empty", "internal", "record"})  # no array can tell where one ends


def kind_from_definition(
    type_name: str,
    array: bool = False,
    record_types: Sequence[str] | str = (),
    encapsulate: str = "",
    *,
    family: int = 4,
) -> Kind:
    """The kind of an option definition. ``record_types`` is a list or Kea's comma-separated text.

    ``family`` decides the length field of ``tuple`` (one octet in DHCPv4, two in DHCPv6) and the space encapsulated.
    Raises EncodeError for a definition that Kea would refuse.
    """
    inside = Container(encapsulate, family) if encapsulate else None
    if type_name == "record":
        names = record_types.split(",") if isinstance(record_types, str) else list(record_types)
        names = [name.strip() for name in names if name.strip()]
        if not names:
            raise EncodeError("a record needs record-types")
        if array and names[-1] in _ENDLESS:
            raise EncodeError(f"an array of {names[-1]} has no ends between its values")
        fields = [(_atom(name, family), f"field-{number}") for number, name in enumerate(names, 1)]
        for name in names[:-1] if inside is None else names:
            if name in _ENDLESS:
                raise EncodeError(f"{name} can only be the last field of a record")
        if inside is not None:
            if array:
                raise EncodeError("an array cannot encapsulate options")
            fields.append((inside, "options"))
        return Record(*fields, array=array)
    if record_types:
        raise EncodeError(f"record-types belong to type record, not to {type_name}")
    if inside is not None and type_name in {"empty", "binary", "internal"}:
        return inside
    kind = _atom(type_name, family)
    if inside is not None:
        if array or type_name in _ENDLESS:
            raise EncodeError(f"{type_name}{' array' if array else ''} cannot encapsulate options: no end before them")
        return Record((kind, "value"), (inside, "options"))
    if not array:
        return kind
    if type_name in _ENDLESS:
        raise EncodeError(f"an array of {type_name} has no ends between its values")
    return Array(kind)


def _atom(type_name: str, family: int) -> Kind:
    if type_name == "tuple":
        return TUPLE8 if family == 4 else TUPLE16
    kind = TYPES.get(type_name)
    if kind is None:
        raise EncodeError(f"no option type {type_name!r}{nearest(type_name, [*TYPES, 'tuple', 'record'])}")
    return kind
