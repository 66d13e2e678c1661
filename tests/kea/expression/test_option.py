from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.option import PacketOption
from dhcptools.kea.tables.rows import own_row

V4, V6 = Names(4, (2, 2)), Names(6, (2, 2))


def option4(code: int, data: str) -> PacketOption:
    return PacketOption(V4, "dhcp4", code, bytes.fromhex(data))


def test_options_inside_are_sorted_as_kea_repacks_them() -> None:
    agent = option4(82, "0206aabbccddeeff010465746830090300000a")
    assert agent.hex().hex() == "0104657468300206aabbccddeeff090300000a"
    found = agent.option(1)
    assert found is not None
    assert found.hex() == b"eth0"
    assert agent.option(7) is None
    assert agent.text().decode() == (
        "type=082, len=019:,\noptions:\n  type=001, len=004: 65:74:68:30\n"
        "  type=002, len=006: aa:bb:cc:dd:ee:ff\n  type=009, len=003: 00:00:0a"
    )


def test_a_string_is_its_text_without_nul_at_its_end() -> None:
    name = option4(12, "706300")
    assert name.text() == name.hex() == b"pc"


def test_vendors() -> None:
    vendor = option4(125, "0000118b07010201020201ff")
    assert vendor.enterprise == 4491
    found = vendor.option(1)
    assert found is not None
    assert found.hex().hex() == "0102"
    assert PacketOption(V6, "dhcp6", 17, bytes.fromhex("0000000900010001ff")).option(1) is not None


def test_associations_hold_addresses() -> None:
    address = "00050018" + "20010db8000000000000000000000001" + "0000000a00000014"
    ia = PacketOption(V6, "dhcp6", 3, bytes.fromhex("000000010000000200000003" + address))
    found = ia.option(5)
    assert found is not None
    assert found.hex()[:16].hex() == "20010db8000000000000000000000001"
    assert ia.hex() == ia.octets


def test_a_file_says_what_is_inside() -> None:
    own = {
        ("dhcp4", 223): own_row("rooms", 223, "uint8", encapsulate="rooms"),
        ("rooms", 1): own_row("room", 1, "uint16"),
    }
    rooms = PacketOption(Names(4, (2, 2), own), "dhcp4", 223, bytes.fromhex("0701020009"))
    found = rooms.option(1)
    assert found is not None
    assert found.text() == b"type=001, len=002: 9 (uint16)"


def test_a_value_that_does_not_fit_is_octets() -> None:
    assert option4(50, "0102").text() == b"type=050, len=002: 01:02"


@given(st.integers(1, 254), st.binary(max_size=60))
def test_any_octets_have_a_text_and_octets(code: int, data: bytes) -> None:
    option = PacketOption(V4, "dhcp4", code, data)
    assert isinstance(option.text(), bytes)
    assert isinstance(option.hex(), bytes)


@given(st.integers(1, 150), st.binary(max_size=60))
def test_any_octets_of_dhcpv6_too(code: int, data: bytes) -> None:
    option = PacketOption(V6, "dhcp6", code, data)
    assert isinstance(option.text(), bytes)
    assert isinstance(option.hex(), bytes)
