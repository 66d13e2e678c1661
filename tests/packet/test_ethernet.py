from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import SupportsBytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.l2 import Dot1AD, Dot1Q, Ether
from scapy.layers.ppp import PPP, PPPoE

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ethernet import Ethernet, VlanTag, decode_ethernet, multicast_mac

MACS = {"dst": "ff:ff:ff:ff:ff:ff", "src": "02:00:00:00:00:01"}


def decode(frame: SupportsBytes) -> tuple[Ethernet, int, list[DecodeError]]:
    problems: list[DecodeError] = []
    octets = bytes(frame)
    header, at = decode_ethernet(octets, problems)
    return header, at, problems


def test_plain() -> None:
    header, at, problems = decode(Ether(**MACS, type=0x0800) / b"payload")
    assert header == Ethernet(b"\xff" * 6, bytes.fromhex("020000000001"), 0x0800)
    assert (at, problems) == (14, [])


def test_stacked_tags_from_the_outermost() -> None:
    frame = Ether(**MACS) / Dot1AD(vlan=100, prio=5) / Dot1Q(vlan=7, type=0x86DD) / b"payload"
    header, at, problems = decode(frame)
    assert header.tags == (VlanTag(100, 5, False, 0x88A8), VlanTag(7))
    assert (header.ethertype, at, problems) == (0x86DD, 22, [])


@pytest.mark.parametrize(("protocol", "ethertype"), [(0x21, 0x0800), (0x57, 0x86DD), (0xC021, 0x8864)])
def test_pppoe(protocol: int, ethertype: int) -> None:
    header, at, problems = decode(Ether(**MACS) / PPPoE(sessionid=9) / PPP(proto=protocol) / b"payload")
    assert (header.pppoe_session, header.ethertype, at, problems) == (9, ethertype, 22, [])


def test_pppoe_length_that_lies_is_told_where_it_stands() -> None:
    _, _, problems = decode(Ether(**MACS) / PPPoE(sessionid=9, len=100) / PPP(proto=0x21) / b"payload")
    assert problems == [DecodeError("PPPoE says 100 octets, 9 are left", 18)]


def test_what_ends_too_early() -> None:
    whole = bytes(Ether(**MACS) / Dot1Q(vlan=7, type=0x8864) / bytes(8))
    with pytest.raises(DecodeError):
        decode(whole[:13])
    assert [str(problem) for problem in decode(whole[:16])[2]] == ["a VLAN tag needs 4 octets, has 2 (at octet 14)"]
    assert decode(whole[:20])[2] == [DecodeError("a PPPoE header needs 8 octets, has 2", 18)]


def test_endless_tags_end() -> None:
    header, _, problems = decode(bytes(12) + bytes.fromhex("81000001") * 1000)
    assert (len(header.tags), problems) == (8, [])


@given(
    st.builds(
        Ethernet,
        st.binary(min_size=6, max_size=6),
        st.binary(min_size=6, max_size=6),
        st.sampled_from((0x0800, 0x86DD, 0x0806)),
        st.lists(
            st.builds(
                VlanTag, st.integers(0, 4095), st.integers(0, 7), st.booleans(), st.sampled_from((0x8100, 0x88A8))
            ),
            max_size=3,
        ).map(tuple),
    )
)
def test_decode_of_encode(header: Ethernet) -> None:
    problems: list[DecodeError] = []
    octets = header.encode()
    assert decode_ethernet(octets, problems) == (header, len(octets))
    assert problems == []


@pytest.mark.parametrize(
    "header",
    [
        Ethernet(bytes(5), bytes(6), 0),
        Ethernet(bytes(6), bytes(6), 0, (VlanTag(4096),)),
        Ethernet(bytes(6), bytes(6), 0, (VlanTag(1, 8),)),
    ],
)
def test_what_has_no_encoding(header: Ethernet) -> None:
    with pytest.raises(EncodeError):
        header.encode()


def test_multicast_macs() -> None:
    assert multicast_mac(IPv4Address("255.255.255.255")) == b"\xff" * 6
    assert multicast_mac(IPv4Address("224.128.0.9")) == bytes.fromhex("01005e000009")
    assert multicast_mac(IPv6Address("ff02::1:2")) == bytes.fromhex("333300010002")
    assert multicast_mac(IPv4Address("192.0.2.1")) is None
    assert multicast_mac(IPv6Address("2001:db8::1")) is None
