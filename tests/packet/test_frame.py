from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrFragment
from scapy.layers.l2 import ARP, Dot1AD, Dot1Q, Ether
from scapy.layers.ppp import PPP, PPPoE

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.packet.udp import Check

LINK = {"dst": "ff:ff:ff:ff:ff:ff", "src": "02:00:00:00:00:01"}
FOUR = IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67)
SIX = IPv6(src="fe80::1", dst="ff02::1:2") / UDP(sport=546, dport=547)
macs = st.binary(min_size=6, max_size=6)
ports = st.integers(0, 0xFFFF)
tags = st.lists(
    st.builds(VlanTag, st.integers(0, 4095), st.integers(0, 7), st.booleans(), st.sampled_from((0x8100, 0x88A8))),
    max_size=2,
)


def endpoints(
    addresses: st.SearchStrategy[IPv4Address] | st.SearchStrategy[IPv6Address],
) -> st.SearchStrategy[Endpoint]:
    return st.builds(Endpoint, macs, addresses, ports)


pairs = st.one_of(
    st.tuples(endpoints(st.ip_addresses(v=4)), endpoints(st.ip_addresses(v=4))),
    st.tuples(endpoints(st.ip_addresses(v=6)), endpoints(st.ip_addresses(v=6))),
)


@pytest.mark.parametrize("inner", [FOUR, SIX])
@pytest.mark.parametrize(
    "outer",
    [
        Ether(**LINK),
        Ether(**LINK) / Dot1Q(vlan=5),
        Ether(**LINK) / Dot1AD(vlan=5) / Dot1Q(vlan=6),
        Ether(**LINK) / PPPoE(sessionid=1) / PPP(),
    ],
)
def test_what_scapy_builds(outer: Ether, inner: IP) -> None:
    octets = bytes(outer / inner / b"payload")
    frame = Frame.decode(octets + bytes(3))
    assert frame.problems == ()
    assert frame.ip is not None
    assert frame.udp is not None
    assert frame.udp.destination_port == inner.dport
    assert frame.udp.check is Check.RIGHT
    assert (frame.payload, frame.payload_offset, frame.trailer) == (b"payload", len(octets) - 7, bytes(3))
    assert Frame.decode_ip(bytes(inner / b"payload")).payload == b"payload"


@given(pairs, tags, st.binary(max_size=64), st.integers(0, 255))
def test_decode_of_encode_and_scapy_agrees(
    ends: tuple[Endpoint, Endpoint], stacked: list[VlanTag], payload: bytes, hop_limit: int
) -> None:
    source, destination = ends
    octets = encode_frame(payload, source, destination, tags=stacked, hop_limit=hop_limit)
    frame = Frame.decode(octets)
    assert frame.problems == ()
    assert frame.ethernet is not None
    assert frame.ip is not None
    assert frame.udp is not None
    assert (frame.ethernet.source, frame.ip.source, frame.udp.source_port) == source
    assert (frame.ethernet.destination, frame.ip.destination, frame.udp.destination_port) == destination
    assert frame.ethernet.tags == tuple(stacked)
    assert (frame.udp.check, frame.payload, frame.trailer) == (Check.RIGHT, payload, b"")
    network = bytes(octets[14 + 4 * len(stacked) :])
    rebuilt = (IP if source.address.version == 4 else IPv6)(network)
    del rebuilt[UDP].chksum
    if source.address.version == 4:
        del rebuilt.chksum
    assert bytes(rebuilt) == network


def test_what_is_not_for_us_is_no_fault() -> None:
    arp = Frame.decode(bytes(Ether(**LINK) / ARP()))
    assert (arp.ip, arp.problems, arp.payload_offset) == (None, (), 14)
    tcp = Frame.decode(bytes(Ether(**LINK) / IP(proto=6) / b"segment"))
    assert (tcp.udp, tcp.problems, tcp.payload) == (None, (), b"segment")


@pytest.mark.parametrize(
    ("network", "has_udp"),
    [
        (IP(flags="MF") / UDP(dport=67, len=600) / bytes(64), True),
        (IP(frag=9, proto=17) / bytes(64), False),
        (IPv6() / IPv6ExtHdrFragment(nh=17, m=1) / UDP(dport=547, len=600) / bytes(64), True),
        (IPv6() / IPv6ExtHdrFragment(nh=17, offset=9) / bytes(64), False),
    ],
)
def test_fragments_are_noted(network: IP, has_udp: bool) -> None:
    frame = Frame.decode(bytes(Ether(**LINK) / network))
    assert frame.fragment
    assert (frame.udp is not None) is has_udp
    assert (len(frame.payload), frame.problems) == (64, ())


def test_offsets_of_problems_count_from_the_start_of_the_frame() -> None:
    octets = bytearray(bytes(Ether(**LINK) / Dot1Q(vlan=5) / FOUR / b"payload"))
    octets[18 + 20 + 4 : 18 + 20 + 6] = (9).to_bytes(2)
    frame = Frame.decode(bytes(octets))
    assert frame.payload == b"p"
    assert frame.trailer == b"ayload"
    assert [problem.offset for problem in frame.problems] == [42, 44]


@given(st.binary(max_size=120))
def test_any_octets_raise_decode_error_alone(octets: bytes) -> None:
    try:
        frame = Frame.decode(octets)
    except DecodeError:
        assert len(octets) < 14
    else:
        assert octets[frame.payload_offset :] == frame.payload + frame.trailer
    assert Frame.decode_ip(octets).ethernet is None


@given(st.sampled_from((FOUR, SIX)), st.integers(0, 80), st.data())
def test_every_prefix_and_any_changed_octet(inner: IP, cut: int, data: st.DataObject) -> None:
    octets = bytearray(bytes(Ether(**LINK) / Dot1Q(vlan=5) / inner / b"payload"))
    octets[data.draw(st.integers(12, len(octets) - 1))] = data.draw(st.integers(0, 255))
    part = bytes(octets[: max(14, cut)])
    frame = Frame.decode(part)
    assert part[frame.payload_offset :] == frame.payload + frame.trailer


def test_ends_of_two_families_have_no_encoding() -> None:
    four = Endpoint(bytes(6), IPv4Address("192.0.2.1"), 68)
    with pytest.raises(EncodeError):
        encode_frame(b"", four, Endpoint(bytes(6), IPv6Address("2001:db8::1"), 67))
    with pytest.raises(EncodeError):
        encode_frame(b"", four, four._replace(mac=b""))
