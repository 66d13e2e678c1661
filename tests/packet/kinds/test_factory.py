from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.factory import TYPES, kind_from_definition
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import BINARY


@pytest.mark.parametrize("name", TYPES)
def test_every_type_of_kea(name: str) -> None:
    assert kind_from_definition(name) is TYPES[name]


@pytest.mark.parametrize(
    ("kind", "octets", "text"),
    [
        (kind_from_definition("ipv4-address", True), "c0000201c0000202", "192.0.2.1, 192.0.2.2"),
        (kind_from_definition("fqdn", True), "01610001 6200", "a, b"),
        (kind_from_definition("tuple", True), "0161 0162", "a, b"),
        (kind_from_definition("tuple", True, family=6), "000161 000162", "a, b"),
        (kind_from_definition("record", False, ["uint16", "string"]), "0001 6869", "1, hi"),
        (
            kind_from_definition("record", True, "uint8, ipv4-address"),
            "01 c0000201 c0000202",
            "1, 192.0.2.1, 192.0.2.2",
        ),
        (kind_from_definition("empty", encapsulate="mine"), "0102abcd", "option-1=hex:abcd"),
        (kind_from_definition("uint16", encapsulate="mine"), "0007 0101aa", "7, option-1=hex:aa"),
        (
            kind_from_definition("record", record_types="uint8, uint8", encapsulate="mine", family=6),
            "0102 00030001aa",
            "1, 2, option-3=hex:aa",
        ),
    ],
)
def test_definitions_decode_print_and_read_back(kind: object, octets: str, text: str) -> None:
    wire = bytes.fromhex(octets)
    value = kind.decode(wire)  # type: ignore[attr-defined]  # a Kind, seen through a table of cases
    assert kind.text(value) == text  # type: ignore[attr-defined]  # likewise
    assert kind.encode(kind.parse(text)) == wire  # type: ignore[attr-defined]  # likewise


def test_internal_and_empty_that_encapsulate_are_containers() -> None:
    assert isinstance(kind_from_definition("empty", encapsulate="mine"), Container)
    assert kind_from_definition("internal") is BINARY


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("ipv4-adress",), "did you mean ipv4-address"),
        (("record",), "needs record-types"),
        (("uint8", False, "uint8"), "belong to type record"),
        (("string", True), "no ends"),
        (("record", True, "uint8, string"), "no ends"),
        (("record", False, "string, uint8"), "only be the last"),
        (("record", False, "uint8, string", "mine"), "only be the last"),
        (("record", True, "uint8, uint8", "mine"), "cannot encapsulate"),
        (("uint8", True, (), "mine"), "cannot encapsulate"),
        (("string", False, (), "mine"), "cannot encapsulate"),
    ],
)
def test_definitions_that_kea_would_refuse(arguments: tuple[str, bool, str, str], reason: str) -> None:
    with pytest.raises(EncodeError, match=reason):
        kind_from_definition(*arguments)
