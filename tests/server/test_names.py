"""Names in replies of a server that updates no zone."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.names import fqdn4, fqdn6, generated, host_name, names4
from dhcpserver.request4 import Request4
from support.dialogue import discover, opt4

ADDRESS4 = int(IPv4Address("192.0.2.33"))
ADDRESS6 = int(IPv6Address("2001:db8:1::1012"))


@pytest.mark.parametrize(
    ("sent", "reserved", "answer"),
    [
        (b"\1\0\0pc.example.org", "", b"\x0a\0\0pc.example.org."),  # S: overridden
        (b"\0\0\0pc", "", b"\x08\0\0pc."),
        (b"\x08\0\0pc", "", b"\x08\0\0pc."),  # N: as it wishes
        (b"\5\0\0\2PC\7example\0", "", b"\x0e\0\0\2pc\7example\0"),  # E: on the wire's form
        (b"\5\0\0\2pc", "", b"\x0e\0\0\2pc\0"),
        (b"\1\0\0", "", b"\x0a\0\0myhost-192-0-2-33."),
        (b"\1\0\0pc", "Printer", b"\x0a\0\0printer."),
        (b"\x09\0\0pc", "", None),  # both S and N
        (b"\5\0\0\x30pc", "", None),  # a label longer than what is there
        (b"\1", "", None),
    ],
)
def test_fqdn4(sent: bytes, reserved: str, answer: bytes | None) -> None:
    assert fqdn4(sent, reserved, ADDRESS4) == answer


@pytest.mark.parametrize(
    ("sent", "reserved", "address", "answer"),
    [
        (b"\1\2pc\0", "", ADDRESS6, b"\6\2pc\0"),
        (b"\0\2pc", "", ADDRESS6, b"\4\2pc\0"),
        (b"\4\2pc", "", ADDRESS6, b"\4\2pc\0"),
        (b"\1", "", None, b"\6"),
        (b"\1", "", ADDRESS6, b"\6\x17myhost-2001-db8-1--1012\0"),
        (b"\1\2pc", "roamer", ADDRESS6, b"\6\6roamer\0"),
        (b"\5\2pc", "", ADDRESS6, None),
        (b"", "", ADDRESS6, None),
    ],
)
def test_fqdn6(sent: bytes, reserved: str, address: int | None, answer: bytes | None) -> None:
    assert fqdn6(sent, reserved, address) == answer


def test_host_names_are_in_small_letters_and_reserved_ones_first() -> None:
    assert host_name(b"PC1\0", "") == b"pc1"
    assert host_name(b"\0", "") is None
    assert host_name(b"pc1", "printer") == b"printer"


def test_the_fqdn_goes_before_the_host_name() -> None:
    both = Request4(discover(1, opt4(12, b"one"), opt4(81, b"\0\0\0two")))
    assert names4(both, "", ADDRESS4) == {81: b"\x08\0\0two."}
    assert names4(Request4(discover(1, opt4(12, b"one"))), "", ADDRESS4) == {12: b"one"}
    assert names4(Request4(discover(1)), "", ADDRESS4) == {}
    assert names4(Request4(discover(1)), "host", ADDRESS4) == {12: b"host"}


def test_generated_names() -> None:
    assert generated(4, ADDRESS4) == b"myhost-192-0-2-33"


@given(st.binary(max_size=80), st.sampled_from(["", "a.b"]))
def test_any_octets_are_a_name_or_none(data: bytes, reserved: str) -> None:
    for answer in (fqdn4(data, reserved, 0), fqdn6(data, reserved, 0)):
        assert answer is None or answer
