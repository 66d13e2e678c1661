from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from scapy.utils import checksum as scapy_checksum

from dhcptools.packet.checksum import checksum, ones_sum, pseudo_header


@given(st.binary(max_size=300))
def test_checksum_is_that_of_scapy(octets: bytes) -> None:
    assert checksum(octets) == scapy_checksum(octets)


@given(st.binary(min_size=2, max_size=60).filter(lambda octets: len(octets) % 2 == 0))
def test_octets_with_their_checksum_sum_to_all_ones(octets: bytes) -> None:
    assert checksum(octets + checksum(octets).to_bytes(2)) == 0


def test_the_example_of_rfc_1071() -> None:
    assert ones_sum(bytes.fromhex("0001f203f4f5f6f7")) == 0xDDF2


def test_the_two_zeros_differ() -> None:
    assert ones_sum(bytes(8)) == 0
    assert ones_sum(b"\xff\xff") == 0xFFFF
    assert ones_sum(b"\xff\xfe\x00\x01") == 0xFFFF
    assert ones_sum(b"") == 0


def test_pseudo_headers_have_the_order_of_their_rfcs() -> None:
    assert pseudo_header(b"\1\2\3\4", b"\5\6\7\x08", 17, 0x1234) == bytes.fromhex("01020304 05060708 0011 1234")
    assert pseudo_header(bytes(16), bytes(16), 17, 0x12345) == bytes(32) + bytes.fromhex("00012345 000000 11")
