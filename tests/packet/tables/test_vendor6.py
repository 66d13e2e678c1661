"""Vendor spaces of DHCPv6: one value of every CableLabs option, and any octets in every space."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.tables import softwire6, vendor6

ADDRESS = "20010db8000000000000000000000001"
NAMES = [space.name for space in (*vendor6.SPACES, *softwire6.SPACES)]

# code, octets, text
CABLELABS = [
    (1, "0020 0021", "tftp-servers, config-file"),
    (2, b"ECM".hex(), "ECM"),
    (3, b"ECM:EMTA".hex(), "ECM:EMTA"),
    (4, b"1".hex(), "1"),
    (5, b"2".hex(), "2"),
    (6, b"3".hex(), "3"),
    (7, b"4".hex(), "4"),
    (8, "00005e", "00005e"),
    (9, b"M".hex(), "M"),
    (10, b"V".hex(), "V"),
    (32, ADDRESS, "2001:db8::1"),
    (33, b"a.cm".hex(), "a.cm"),
    (34, ADDRESS, "2001:db8::1"),
    (35, "02 01 03", "option-2=hex:03"),  # type 2, length 1, DOCSIS 3
    (36, "02005e000002", "02:00:5e:00:00:02"),
    (37, ADDRESS, "2001:db8::1"),
    (38, "ffffb9b0", "-18000"),
    (39, "02", "ipv6"),
    (61, ADDRESS, "2001:db8::1"),
    (1025, "01 02 0300", "docsis-version=(3, 0)"),  # type 1, length 2, 3.0
    (1026, "02005e000002", "02:00:5e:00:00:02"),
    (1027, "00170010" + ADDRESS, "dns-servers=2001:db8::1"),
    (2170, "00010004 c0000201", "tsp-primary-server=192.0.2.1"),
    (2171, "00070001 01", "tsp-use-tgt=true"),
    (2172, "00000007", "7"),
]


def test_every_cablelabs_option_has_a_vector() -> None:
    assert [code for code, _, _ in CABLELABS] == [code for code, *_ in vendor6.CABLELABS_ROWS]


@pytest.mark.parametrize(("code", "octets", "text"), CABLELABS)
def test_cablelabs(code: int, octets: str, text: str) -> None:
    kind = find_space("vendor-4491", 6).by_code(code).kind
    data = bytes.fromhex(octets)
    value = kind.decode(data)
    assert kind.encode(value) == data
    assert kind.text(value) == text
    assert kind.encode(kind.parse(text)) == data


@pytest.mark.parametrize("name", NAMES)
def test_spaces_are_found_and_have_unique_codes(name: str) -> None:
    space = find_space(name, 6)
    codes = [definition.code for definition in space.definitions]
    assert len(codes) == len(set(codes))


@given(st.sampled_from(NAMES), st.binary(max_size=60))
@settings(max_examples=300)
def test_any_octets(name: str, data: bytes) -> None:
    container = Container(name, 6)
    value = container.decode(data)
    assert container.encode(value) == data
    json.dumps(container.json(value))
    assert container.encode(container.parse(container.text(value))) == data


@given(st.sampled_from(NAMES), st.data(), st.binary(max_size=40))
@settings(max_examples=300)
def test_any_octets_of_a_defined_option(name: str, draw: st.DataObject, data: bytes) -> None:
    definitions = find_space(name, 6).definitions
    if not definitions:
        return
    kind = draw.draw(st.sampled_from(definitions)).kind
    try:
        value = kind.decode(data, 9)
    except DecodeError as error:
        assert 9 <= error.offset <= 9 + len(data)  # noqa: PT017 - the other outcome is checked below
        return
    assert kind.encode(value) == data
    assert kind.encode(kind.parse(kind.text(value))) == data
