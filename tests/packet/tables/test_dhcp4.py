from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.packet.definitions import Definition, find_space
from dhcptools.packet.kinds.base import Context
from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.tables import agent4, dhcp4, vendor4
from support.values4 import values
from support.vectors import check_any

REGISTRY = Path(__file__).resolve().parents[2] / "data" / "iana-v4.tsv"
SHARED = {*range(128, 136), *range(175, 178)}
PAD, END = 0, 255
DEFINITIONS = [item for table in (dhcp4, agent4, vendor4) for space in table.SPACES for item in space.definitions]


def registry() -> dict[int, tuple[str, str, str]]:
    with REGISTRY.open() as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return {int(code): (name, length, reference) for code, name, length, reference in rows}


def test_the_registry_names_158_options_of_which_eleven_are_shared_by_vendors() -> None:
    codes = set(registry()) - {PAD, END}
    assert len(codes) == 158
    assert len(codes - SHARED) == 147
    assert max(codes) == 221


def test_every_registered_option_has_a_row_and_only_two_private_ones_have() -> None:
    rows = {row[0] for row in dhcp4.ROWS}
    assert rows - set(registry()) == {249, 252}
    assert set(registry()) - rows == {PAD, END}


def test_rows_cite_the_rfc_of_the_registry() -> None:
    for code, name, _, reference in dhcp4.ROWS:
        cited = registry()[code][2] if code in registry() else ""
        if cited:
            assert reference.replace(" ", "").startswith(cited), name


def test_fixed_lengths_are_those_of_the_registry() -> None:
    space = find_space("dhcp4", 4)
    for code, (name, length, _) in registry().items():
        if code in {PAD, END, 145}:  # 145: one octet an algorithm (RFC 6704 §3.1.1)
            continue
        if length.isdigit() and code != 159:  # a record whose last field is as long as it is
            assert space.by_code(code).kind.octets == int(length), name


@pytest.mark.parametrize("table", [dhcp4, agent4, vendor4])
def test_codes_and_names_are_unique_and_spelled_in_lower_case_with_hyphens(table: object) -> None:
    for space in table.SPACES:
        codes = [item.code for item in space.definitions]
        names = [item.name for item in space.definitions]
        assert len(set(codes)) == len(codes)
        assert len(set(names)) == len(names)
        assert all(name == name.lower() and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name in names)


def test_vendor_spaces_of_option_43_have_no_name_in_common() -> None:
    inside = [find_space(name, 4) for name in ("pxe", "cablelabs-43", "tr069", "cisco-ap", "msft")]
    names = [item.name for space in inside for item in space.definitions]
    assert len(set(names)) == len(names)


def test_unknown_and_private_codes_are_octets_with_a_number_for_a_name() -> None:
    space = find_space("dhcp4", 4)
    assert space.by_code(224).name == "option-224"
    assert space.by_code(249).kind is space.by_code(121).kind
    assert space.by_code(252).kind.decode(b"http://wpad/wpad.dat") == "http://wpad/wpad.dat"


def test_relay_agent_sub_options_are_those_of_iana() -> None:
    assert {row[0] for row in agent4.ROWS} == {1, 2, *range(4, 20), 151, 152}


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda item: f"{item.code}-{item.name}")
def test_small_octets_never_do_more_than_raise_decode_error(definition: Definition) -> None:
    for length in range(24):
        for filler in (0, 1, 4, 97, 255):
            check_any(definition.kind, bytes((filler,)) * length)


@given(
    st.sampled_from(DEFINITIONS), st.binary(max_size=80), st.sampled_from([None, b"PXEClient:Arch:00007", b"docsis3.0"])
)
def test_any_octets_never_do_more_than_raise_decode_error(
    definition: Definition, octets: bytes, vendor_class: bytes | None
) -> None:
    check_any(definition.kind, octets, Context(vendor_class))


def problems(value: object) -> list[object]:
    """What a decoded value complains of, at any depth."""
    if isinstance(value, SubOption):
        return [value.problem] if value.problem is not None else problems(value.value)
    return [problem for item in value for problem in problems(item)] if isinstance(value, tuple) else []


def holds_options(value: object) -> bool:
    return isinstance(value, SubOption) or (isinstance(value, tuple) and any(map(holds_options, value)))


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda item: f"{item.code}-{item.name}")
@settings(max_examples=12)
@given(data=st.data())
def test_any_value_comes_back_from_octets_and_from_text(definition: Definition, data: st.DataObject) -> None:
    kind = definition.kind
    value = data.draw(values(kind))
    octets = kind.encode(value)
    decoded = kind.decode(octets, 240)
    assert problems(decoded) == []
    assert kind.encode(decoded) == octets
    if not holds_options(decoded):  # those were given as pairs of code and value
        assert decoded == value
    check_any(kind, octets)
