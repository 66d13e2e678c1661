"""Texts of Kea 2.2.0."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression.dump import Misfit, dumped, fields, header, octets_text, width
from dhcptools.kea.tables.rows import Row


def text(types: str, data: str, code: int = 9, family: int = 4) -> str:
    return dumped(family, Row(code, "x", types, (2, 2)), bytes.fromhex(data))


@pytest.mark.parametrize(
    ("types", "data", "shown"),
    [
        ("uint8", "01", "type=009, len=001: 1 (uint8)"),
        ("int32", "ffffffff", "type=009, len=004: -1 (int32)"),
        ("uint16*", "1a1aed92", "type=009, len=004: 6682(uint16) 60818(uint16)"),
        ("ipv4-address", "457c769f", "type=009, len=004: 69.124.118.159 (ipv4-address)"),
        ("ipv4-address*", "99c0e5bdbcfbc85b", "type=009, len=008: 153.192.229.189 188.251.200.91"),
        ("boolean", "01", "type=009, len=001: true (boolean)"),
        ("fqdn*", "03666f6f02657800016100", 'type=009, len=011: "foo.ex." (fqdn) "a." (fqdn)'),
        ("boolean ipv4-address*", "00961392984a198dad",
         "type=009, len=009: false (boolean) 150.19.146.152 (ipv4-address) 74.25.141.173 (ipv4-address)"),
        ("uint8 binary", "8ca637a9c96b", "type=009, len=006: 140 (uint8) A637A9C96B (binary)"),
        ("binary", "444c", "type=009, len=002: 44:4c"),
        ("string", "6869", 'type=009, len=002: "hi" (string)'),
    ],
)  # fmt: skip
def test_values(types: str, data: str, shown: str) -> None:
    assert text(types, data) == shown


def test_dhcpv6_has_five_digits() -> None:
    assert header(6, 3, 12) == "type=00003, len=00012"
    assert octets_text(6, 1, b"\x01\x02") == "type=00001, len=00002: 01:02"


@pytest.mark.parametrize(
    ("types", "data"),
    [("uint16", "01"), ("uint16", "010203"), ("ipv4-address*", "0102"), ("boolean", "02"), ("fqdn", "05"),
     ("fqdn", "c000"), ("uint8*", ""), ("ipv6-prefix", "81"), ("tuple*", "0561"), ("psid", "110000")],
)  # fmt: skip
def test_what_does_not_fit_is_said(types: str, data: str) -> None:
    with pytest.raises(Misfit):
        text(types, data)


def test_fields_and_their_width() -> None:
    assert fields(6, ["ipv6-prefix", "psid"], False, bytes.fromhex("2020010db8043000")) == [
        ("ipv6-prefix", "2001:db8::/32"), ("psid", "len=4,psid=3"),
    ]  # fmt: skip
    assert width(4, ["uint8", "fqdn"], b"\x01\x01a\x00rest") == 4
    assert width(4, ["empty"], b"abc") == 0


@given(st.binary(max_size=40), st.sampled_from(["fqdn*", "uint8 string", "tuple*", "ipv6-prefix psid", "boolean*"]))
def test_any_octets_are_shown_or_do_not_fit(data: bytes, types: str) -> None:
    with suppress(Misfit):
        assert dumped(6, Row(1, "x", types, (2, 2)), data).startswith("type=00001")
