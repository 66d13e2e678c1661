"""Octets that kea-dhcp4 and kea-dhcp6 -t 2.2.0 take, and their words for those that they do not."""

from __future__ import annotations

import pytest

from dhcptools.kea.tables.rows import Row
from dhcptools.lint.refused.rawvalues import octets_of, raw_fault


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("", b""),
        ("0102", b"\x01\x02"),
        ("abc", b"\x0a\xbc"),
        ("0x1", b"\x01"),
        ("1:02:ff", b"\x01\x02\xff"),
        ("01 02", b"\x01\x02"),
        (" 'text' ", b"text"),
    ],
)
def test_octets(text: str, octets: bytes) -> None:
    assert octets_of(text) == octets


@pytest.mark.parametrize(
    ("family", "types", "data", "says"),
    [
        (4, "ipv4-address", "01020304", ""),
        (4, "ipv4-address", "0102030405", ""),
        (4, "ipv4-address", "010203", "option buffer truncated"),
        (4, "ipv4-address*", "", ""),
        (4, "ipv4-address*", "0102030405", "DHCPv4 Option4AddrLst 9 has invalid length=5, must be divisible by 4."),
        (6, "ipv6-address*", "01", "Option 9 malformed: len=1 is not divisible by 16."),
        (4, "uint16", "01", "OptionInt 9 truncated"),
        (4, "uint16*", "010203", "OptionIntArray 9 truncated"),
        (4, "uint16*", "", "option 9 empty"),
        (4, "boolean", "", "option buffer truncated"),
        (4, "boolean ipv4-address*", "0101", "option buffer truncated"),
        (4, "boolean ipv4-address*", "010102030405", ""),
        (6, "ipv6-address binary", "01", "option buffer truncated"),
        (6, "uint8 psid", "010203", "option buffer truncated"),
        (6, "uint8 ipv6-prefix", "012020010db8", ""),
        (6, "uint8 ipv6-prefix", "012020010d", "unable to read a prefix having length of 32 from a truncated buffer"),
        (4, "string", "6100", ""),
        (4, "string", "00", "failed to parse an option '9' holding string value' was empty or contained only nuls"),
        (4, "fqdn*", "0101", "incomplete wire-format name"),
        (4, "fqdn*", "016100", ""),
        (4, "fqdn*", "016100016200", ""),
        (4, "fqdn*", "0161000162", "incomplete wire-format name"),
        (4, "fqdn*", "", "FQDN list option has invalid length of 0"),
        (6, "fqdn*", "", ""),
        (4, "fqdn", "0161000162", ""),
        (4, "fqdn*", "61", "unknown label character: 97"),
        (4, "fqdn", "c00c", "bad compression pointer (out of range): 12"),
        (4, "fqdn", "f0", "incomplete wire-format name"),
        (4, "fqdn*", "016100c000", ""),
        (4, "fqdn", "00", "option buffer truncated"),
        (4, "fqdn", "", "unable to read FQDN from a buffer. The buffer is empty."),
        (6, "tuple*", "000161", ""),
        (
            6,
            "tuple*",
            "0005",
            "unable to parse the opaque data tuple, the buffer length is 0, but the tuple length is 5",
        ),
        (4, "tuple*", "0161", ""),
        (6, "tuple*", "01", ""),
        (4, "binary", "", ""),
        (4, "internal", "01", ""),
        (6, "ipv6-prefix", "01", ""),
    ],
)
def test_values(family: int, types: str, data: str, says: str) -> None:
    assert raw_fault(Row(9, "x", types, (2, 2)), octets_of(data), family) == says
