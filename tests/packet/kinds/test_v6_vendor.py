"""Vendor-specific information of DHCPv6: spaces by enterprise, octets where nobody defined one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.definitions import Catalogue, Definition
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, Context
from dhcptools.packet.kinds.scalar import UINT16
from dhcptools.packet.kinds.v6_vendor import VENDOR_OPTIONS, VendorOptions

CABLELABS = bytes.fromhex(
    "0000118b"  # enterprise 4491
    "00010004"  # option request, 4 octets
    "00200021"  # tftp-servers, config-file
    "00210003"  # configuration file name, 3 octets
    "612c62"  # a,b
)


def test_cablelabs() -> None:
    value = VENDOR_OPTIONS.decode(CABLELABS, 60)
    assert isinstance(value, VendorOptions)
    assert value.enterprise == 4491
    assert [(item.name, item.value, item.offset) for item in value.options] == [
        ("oro", (32, 33), 64),
        ("config-file", "a,b", 72),
    ]
    assert VENDOR_OPTIONS.encode(value) == CABLELABS
    text = VENDOR_OPTIONS.text(value)
    assert text == "4491, oro=(tftp-servers, config-file), config-file=(a,b)"
    assert VENDOR_OPTIONS.encode(VENDOR_OPTIONS.parse(text)) == CABLELABS
    shown = VENDOR_OPTIONS.json(value)
    assert isinstance(shown, dict)
    assert (shown["enterprise"], shown["options"][0]["value"]) == (4491, [32, 33])


def test_pairs_encode() -> None:
    assert VENDOR_OPTIONS.encode((4491, [("oro", (32, 33)), (33, "a,b")])) == CABLELABS


def test_an_enterprise_nobody_defined_keeps_codes_and_octets() -> None:
    data = bytes.fromhex("00bc614e00010002abcd")  # enterprise 12345678, code 1, 2 octets
    value = VENDOR_OPTIONS.decode(data)
    assert VENDOR_OPTIONS.text(value) == "12345678, option-1=hex:abcd"
    assert VENDOR_OPTIONS.encode(VENDOR_OPTIONS.parse(VENDOR_OPTIONS.text(value))) == data


def test_octets_that_are_no_options_stay_whole() -> None:
    data = bytes.fromhex("00bc614e000100000002ffff")
    (item,) = VENDOR_OPTIONS.decode(data).options
    assert (item.name, item.data) == ("tail", data[4:])
    assert item.problem is not None


def test_a_users_definitions_are_used() -> None:
    catalogue = Catalogue.standard().with_definitions("vendor-12345678", [Definition(1, "level", UINT16)], 6)
    data = bytes.fromhex("00bc614e000100020007")
    (item,) = VENDOR_OPTIONS.decode(data, 0, Context(catalogue=catalogue)).options
    assert (item.name, item.value) == ("level", 7)


@pytest.mark.parametrize("octets", range(4))
def test_an_enterprise_number_that_is_cut(octets: int) -> None:
    with pytest.raises(DecodeError) as caught:
        VENDOR_OPTIONS.decode(CABLELABS[:octets], 60)
    assert caught.value.offset == 60


def test_depth_is_checked() -> None:
    with pytest.raises(DecodeError):
        VENDOR_OPTIONS.decode(CABLELABS, 0, Context(depth=MAX_DEPTH))


@pytest.mark.parametrize("value", [5, (1,), (-1, ()), (4491, [("no-such", 1)])])
def test_values_without_encoding(value: object) -> None:
    with pytest.raises(EncodeError):
        VENDOR_OPTIONS.encode(value)


@pytest.mark.parametrize("text", ["", "cisco", "4491, no-such=1"])
def test_texts_refused(text: str) -> None:
    with pytest.raises(EncodeError):
        VENDOR_OPTIONS.parse(text)


@given(st.sampled_from([4491, 3561, 9, 311, 343, 2495, 77]), st.binary(max_size=80))
def test_any_octets(enterprise: int, body: bytes) -> None:
    data = enterprise.to_bytes(4) + body
    value = VENDOR_OPTIONS.decode(data)
    assert VENDOR_OPTIONS.encode(value) == data
    assert VENDOR_OPTIONS.encode(VENDOR_OPTIONS.parse(VENDOR_OPTIONS.text(value))) == data
