from __future__ import annotations

from ipaddress import IPv6Address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6NDOptDstLLAddr, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Packet
from scapy.utils6 import in6_mactoifaceid

from dhcptools.batch.columns import Rows
from dhcptools.batch.neighbours import Solicited, advertisements, link_local, solicited
from dhcptools.packet.ethernet import VlanTag

SERVER = "fe80::a8ee:3fff:fee3:9acf"
MAC = 0x000C01020304


def scapys_link_local(mac: int) -> str:
    return str(IPv6Address("fe80::" + in6_mactoifaceid(mac.to_bytes(6).hex(":"))))


def question(mac: int = MAC, **ip: object) -> Packet:
    target = scapys_link_local(mac)
    header = IPv6(**{"src": SERVER, "dst": "ff02::1:ff02:304", "hlim": 255} | ip)
    asked = ICMPv6ND_NS(tgt=target) / ICMPv6NDOptSrcLLAddr(lladdr="02:00:00:00:00:09")
    return Ether(src="02:00:00:00:00:09", dst="33:33:ff:02:03:04") / header / asked


def matrix(*packets: bytes, stride: int = 128) -> tuple[Rows, np.typing.NDArray[np.int64]]:
    rows = np.zeros((len(packets), stride), np.uint8)
    for line, packet in enumerate(packets):
        rows[line, : len(packet)] = np.frombuffer(packet, np.uint8)
    return rows, np.array([len(packet) for packet in packets], np.int64)


@given(st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=8))
def test_addresses_are_those_that_others_make_of_mac_addresses(macs: list[int]) -> None:
    found = link_local(np.array(macs, np.uint64))
    assert [str(IPv6Address(row.tobytes())) for row in found] == [scapys_link_local(mac) for mac in macs]


@pytest.mark.parametrize("tags", [(), (VlanTag(7),)])
@given(macs=st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=4))
def test_whoever_is_asked_for_answers(tags: tuple[VlanTag, ...], macs: list[int]) -> None:
    rows, lengths = matrix(*(bytes(question(mac)) for mac in macs))
    asked = solicited(rows, lengths)
    assert asked.lines.tolist() == list(range(len(macs)))
    assert asked.macs.tolist() == macs
    for mac, frame in zip(macs, advertisements(rows, asked, tags), strict=True):
        octets = frame.tobytes()
        text = mac.to_bytes(6).hex(":")
        expected = Ether(src=text, dst="02:00:00:00:00:09")
        for tag in tags:
            expected /= Dot1Q(vlan=tag.vlan)
        own = scapys_link_local(mac)
        expected /= IPv6(src=own, dst=SERVER, hlim=255)
        expected /= ICMPv6ND_NA(R=0, S=1, O=1, tgt=own) / ICMPv6NDOptDstLLAddr(lladdr=text)
        assert octets == bytes(expected)


def test_some_of_them() -> None:
    asked = solicited(*matrix(*(bytes(question(mac)) for mac in (1, 2, 3))))
    some = asked.take(np.array([True, False, True]))
    assert (some.lines.tolist(), some.macs.tolist()) == ([0, 2], [1, 3])
    assert isinstance(some, Solicited)


def test_what_is_no_question_for_a_client_is_left_alone() -> None:
    other = Ether() / IPv6(src=SERVER, hlim=255) / ICMPv6ND_NS(tgt="fe80::1")  # no address made of a MAC address
    routable = Ether() / IPv6(src=SERVER, hlim=255) / ICMPv6ND_NS(tgt="2001:db8::20c:1ff:fe02:304")
    answer = Ether() / IPv6(src=SERVER, hlim=255) / ICMPv6ND_NA(tgt=scapys_link_local(MAC))
    code = question()
    code[ICMPv6ND_NS].code = 1
    whole = bytes(question())
    packets = [
        bytes(question(hlim=64)),  # from beyond the link: RFC 4861 §7.1.1
        bytes(question(src="::")),  # looks for duplicates: nobody can be answered there
        bytes(question(nh=17)),
        *(bytes(each) for each in (other, routable, answer, code)),
        whole[:70],
        b"",
    ]
    rows, lengths = matrix(*packets)
    assert solicited(rows, lengths).lines.tolist() == []
    assert solicited(*matrix(whole[:60], stride=60)).lines.tolist() == []


@given(st.binary(max_size=120))
def test_any_octets_are_read(octets: bytes) -> None:
    rows, lengths = matrix(octets)
    asked = solicited(rows, lengths)
    assert len(advertisements(rows, asked)) == len(asked.lines) <= 1
