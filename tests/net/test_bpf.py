from __future__ import annotations

import select
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP, IPOption_Router_Alert
from scapy.layers.inet6 import (
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    IPv6,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
    PadN,
)
from scapy.layers.ipsec import AH
from scapy.layers.l2 import ARP, Dot1AD, Dot1Q, Ether
from scapy.layers.ppp import PPP, PPPoE
from scapy.packet import Packet

from dhcptools.net.bpf import DHCP_PORTS, WHOLE_FRAME, Assembler, attach, dhcp_filter
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.frame import Frame
from support.bpf import VLAN_TAG, VLAN_THERE, run
from support.namespaces import Namespace

FRAME = Ether(dst="ff:ff:ff:ff:ff:ff", src="02:00:00:00:00:01")
DHCP = UDP(sport=68, dport=67) / b"payload"
DHCP6 = UDP(sport=546, dport=547) / b"payload"
LONG = IPv6ExtHdrDestOpt(options=[PadN(optdata=bytes(28))])
SECURE = AH(nh=43, payloadlen=4, icv=bytes(12))  # counts words of four octets, the others of eight
FOUR = IPv6ExtHdrHopByHop(nh=51) / SECURE / IPv6ExtHdrRouting(nh=60, addresses=["::1", "::2"]) / LONG
WANTED = {
    "IPv4": FRAME / IP() / DHCP,
    "IPv4 with options": FRAME / IP(options=[IPOption_Router_Alert()] * 3) / DHCP,
    "from a port": FRAME / IP() / UDP(sport=67, dport=40000) / b"payload",
    "PXE": FRAME / IP() / UDP(sport=40000, dport=4011),
    "IPv6": FRAME / IPv6() / DHCP6,
    "IPv6 hop by hop": FRAME / IPv6() / IPv6ExtHdrHopByHop() / DHCP6,
    "IPv6 options": FRAME / IPv6() / IPv6ExtHdrDestOpt() / DHCP6,
    "two extension headers": FRAME / IPv6() / IPv6ExtHdrHopByHop(nh=60) / IPv6ExtHdrDestOpt() / DHCP6,
    "four extension headers": FRAME / IPv6() / FOUR / DHCP6,
    "tagged": FRAME / Dot1Q(vlan=5) / IP() / DHCP,
    "QinQ": FRAME / Dot1AD(vlan=5) / Dot1Q(vlan=6) / IPv6() / DHCP6,
    "PPPoE": FRAME / PPPoE(sessionid=1) / PPP() / IP() / DHCP,
    "PPPoE IPv6": FRAME / Dot1Q(vlan=5) / PPPoE(sessionid=1) / PPP() / IPv6() / DHCP6,
}
UNWANTED = {
    "ARP": FRAME / ARP(),
    "DNS": FRAME / IP() / UDP(sport=53, dport=40000),
    "TCP": FRAME / IP() / TCP(sport=67, dport=68),
    "first fragment": FRAME / IP(flags="MF") / DHCP,
    "later fragment": FRAME / IP(frag=8, proto=17) / DHCP,
    "IPv6 fragment": FRAME / IPv6() / IPv6ExtHdrFragment(nh=17) / DHCP6,
    "IPv6 TCP": FRAME / IPv6() / TCP(sport=546, dport=547),
    "IPv6 other port": FRAME / IPv6() / UDP(sport=1, dport=2),
    "other port behind extension headers": FRAME / IPv6() / FOUR / UDP(sport=1, dport=2),
    "TCP behind extension headers": FRAME / IPv6() / FOUR / TCP(sport=546, dport=547),
    "fragment behind an extension header": FRAME
    / IPv6()
    / IPv6ExtHdrDestOpt(nh=44)
    / IPv6ExtHdrFragment(nh=17)
    / DHCP6,
    "five extension headers": FRAME / IPv6() / IPv6ExtHdrDestOpt(nh=0) / FOUR / DHCP6,
    "PPP LCP": FRAME / PPPoE(sessionid=1) / PPP(proto=0xC021) / b"x",
    "three tags": FRAME / Dot1Q(vlan=1) / Dot1Q(vlan=2) / Dot1Q(vlan=3) / IP() / DHCP,
    "port in the options": FRAME / IP(options=[b"\x94\x04\x00\x43"]) / UDP(sport=1, dport=2),
}


@pytest.mark.parametrize("name", WANTED)
def test_what_is_let_through(name: str) -> None:
    assert run(dhcp_filter(), bytes(WANTED[name])) == WHOLE_FRAME


@pytest.mark.parametrize("name", UNWANTED)
def test_what_is_kept_out(name: str) -> None:
    assert run(dhcp_filter(), bytes(UNWANTED[name])) == 0


@given(st.binary(min_size=14, max_size=80), st.sampled_from((*WANTED.values(), *UNWANTED.values())), st.data())
def test_what_is_let_through_is_udp_of_those_ports_for_the_decoder_too(
    noise: bytes, base: Packet, data: st.DataObject
) -> None:
    octets = bytearray(bytes(base))
    at = data.draw(st.integers(12, len(octets) - 1))
    octets[at : at + 4] = noise[: len(octets[at : at + 4])]
    for frame in (bytes(octets), noise):
        if run(dhcp_filter(), frame) == 0:
            continue
        try:
            seen = Frame.decode(frame)
        except DecodeError:
            pytest.fail("a frame without a header was let through")
        if seen.udp is not None:
            assert {seen.udp.source_port, seen.udp.destination_port} & set(DHCP_PORTS)
            assert not seen.fragment
        else:
            assert seen.problems


def test_destination_ports_alone() -> None:
    program = dhcp_filter((67,), to_ports_only=True)
    assert run(program, bytes(FRAME / IP() / UDP(sport=1, dport=67))) == WHOLE_FRAME
    assert run(program, bytes(FRAME / IP() / UDP(sport=67, dport=68))) == 0


def test_neighbours_on_demand() -> None:
    asked, answered = (FRAME / Dot1Q(vlan=3) / IPv6() / each for each in (ICMPv6ND_NS(), ICMPv6ND_NA()))
    program = dhcp_filter((546,), neighbours=True)
    assert run(program, bytes(asked)) == WHOLE_FRAME
    assert run(program, bytes(answered)) == 0
    assert run(program, bytes(WANTED["four extension headers"])) == WHOLE_FRAME
    assert run(dhcp_filter((546,)), bytes(asked)) == 0


@pytest.mark.parametrize(
    "name",
    ["first fragment", "later fragment", "IPv6 fragment", "fragment behind an extension header",
     "five extension headers"],
)  # fmt: skip  # what user space looks at again
def test_fragments_on_demand(name: str) -> None:
    assert run(dhcp_filter(fragments=True, snap_octets=96), bytes(UNWANTED[name])) == 96
    assert run(dhcp_filter(fragments=True), bytes(FRAME / IP(flags="MF") / TCP())) == 0
    assert (
        run(
            dhcp_filter(fragments=True),
            bytes(FRAME / IPv6() / IPv6ExtHdrDestOpt(nh=44) / IPv6ExtHdrFragment(nh=6) / TCP()),
        )
        == 0
    )
    inside = IPv6ExtHdrFragment(nh=60) / IPv6ExtHdrDestOpt() / DHCP6
    assert run(dhcp_filter(fragments=True), bytes(FRAME / IPv6() / inside)) == WHOLE_FRAME


@pytest.mark.parametrize(
    ("vlan", "stripped", "frame", "through"),
    [
        (5, 5, "IPv4", True),
        (5, 0xA005, "IPv4", True),  # with a priority
        (5, 6, "IPv4", False),
        (5, None, "IPv4", False),
        (5, None, "tagged", True),
        (6, None, "tagged", False),
        (5, None, "QinQ", True),
        (5, 5, "tagged", True),  # a tag within
        (5, 5, "ARP", False),
        (0, None, "IPv4", True),
        (0, 0xE000, "IPv4", True),  # a priority alone
        (0, 5, "IPv4", False),
        (0, None, "tagged", False),
    ],
)
def test_vlans(vlan: int, stripped: int | None, frame: str, through: bool) -> None:
    tag = {} if stripped is None else {VLAN_TAG: stripped, VLAN_THERE: 1}
    octets = bytes({**WANTED, **UNWANTED}[frame])
    assert (run(dhcp_filter(vlan=vlan), octets, tag) > 0) is through


def test_as_many_ports_as_there_may_be() -> None:
    ports = range(1, 33)
    program = dhcp_filter(ports, vlan=5, fragments=True)
    assert len(program) < 512  # which the 20 KiB of kernels before 6.8 have room for, as what the kernel makes of it
    for port in ports:
        assert run(program, bytes(FRAME / Dot1Q(vlan=5) / IPv6() / UDP(sport=port, dport=99)))


@pytest.mark.parametrize(
    ("ports", "vlan"), [((), None), (range(1, 34), None), ((0,), None), ((65536,), None), ((67,), 4096), ((67,), -1)]
)
def test_what_no_filter_can_be_made_of(ports: tuple[int, ...], vlan: int | None) -> None:
    with pytest.raises(ValueError, match=r"ports|VLANs"):
        dhcp_filter(ports, vlan=vlan)


def test_jumps_that_lead_nowhere_do_not_assemble() -> None:
    unknown = Assembler()
    unknown.if_equal(1, "nowhere")
    backward = Assembler()
    backward.label("start")
    backward.jump("start")
    far = Assembler()
    far.if_equal(1, "end")
    for _ in range(256):
        far.give(0)
    far.label("end")
    far.give(1)
    for code in (unknown, backward, far):
        with pytest.raises(ValueError, match="no label"):
            code.assemble()
    with pytest.raises(ValueError, match="there already"):
        far.label("end")


def test_the_kernel_agrees_with_the_machine() -> None:
    """Frames through a socket of the loopback interface; the last one is wanted, so that the end is seen."""
    frames = [bytes(frame) for frame in (*UNWANTED.values(), *WANTED.values())]
    with (
        Namespace() as namespace,
        namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as into,
        namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as out,
    ):
        attach(into, dhcp_filter())
        into.setsockopt(263, 23, 1)  # PACKET_IGNORE_OUTGOING: each frame once
        into.bind(("lo", 3))
        out.bind(("lo", 0))
        for frame in frames:
            out.send(frame)
        # The kernel takes the outermost tag off: three tags become two, which the filter enters.
        expected = [UNWANTED["three tags"], *WANTED.values()]
        seen = []
        while len(seen) < len(expected):
            assert select.select([into], [], [], 2)[0]
            seen.append(into.recv(2048))
    assert [frame[-30:] for frame in seen] == [bytes(frame)[-30:] for frame in expected]


def test_the_kernel_refuses_what_is_no_program() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(OSError, match="Invalid"):
        attach(sock, [])
    assert struct.calcsize("@HP") == 16


@pytest.mark.parametrize("name", list(WANTED))
def test_without_link_layer(name: str) -> None:
    frame = WANTED[name].build()
    program = dhcp_filter(cooked=True)
    kind = int.from_bytes(frame[12:14])
    assert run(program, frame[14:], {0xFFFFF000: kind}) == WHOLE_FRAME
    assert run(program, frame[14:], {0xFFFFF000: 0x0806}) == 0


@pytest.mark.parametrize("name", list(UNWANTED))
def test_unwanted_without_link_layer(name: str) -> None:
    frame = UNWANTED[name].build()
    assert run(dhcp_filter(cooked=True), frame[14:], {0xFFFFF000: int.from_bytes(frame[12:14])}) == 0
