"""Classic BPF: the kernel keeps other people's packets out before they cost a system call.

A small assembler (names of the instructions as in ``bpf_asm``: load octet, half and word, jumps to labels, return) and
the one program that DHCP needs. The kernel takes the outermost VLAN tag off a received frame before a filter sees it;
tags that stand in the frame all the same (QinQ, frames sent from here) are entered as well.
"""

from __future__ import annotations

import array
import socket
import struct
from collections.abc import Iterable
from typing import Final, NamedTuple

from dhcptools.packet.ethernet import ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_PPPOE, VLAN_TYPES
from dhcptools.packet.ip import AUTHENTICATION, DESTINATION_OPTIONS, FRAGMENT, HOP_BY_HOP, ICMPV6, ROUTING, UDP

DHCP_PORTS: Final = (67, 68, 4011, 546, 547)
"""DHCPv4 servers and clients, PXE boot servers, DHCPv6 clients and servers."""

PORTS_MOST: Final = 32
WHOLE_FRAME: Final = 0x40000  # octets a filter lets through: more than any frame has

_SO_ATTACH_FILTER: Final = 26
_INSTRUCTION: Final = struct.Struct("=HBBI")
_LOAD_OCTET, _LOAD_HALF, _LOAD_HALF_X, _LOAD_OCTET_X = 0x30, 0x28, 0x48, 0x50
_JUMP, _JUMP_EQUAL, _JUMP_SET = 0x05, 0x15, 0x45
_AND, _ADD, _ADD_X, _SHIFT_LEFT, _TO_X, _RETURN = 0x54, 0x04, 0x0C, 0x64, 0x07, 0x06
_X_CONSTANT, _KEEP, _KEPT = 0x01, 0x02, 0x60
_PROTOCOL: Final = 0xFFFFF000  # SKF_AD_OFF + SKF_AD_PROTOCOL: the EtherType, as the kernel knows it
_VLAN_TAG: Final = 0xFFFFF000 + 44  # SKF_AD_OFF + SKF_AD_VLAN_TAG: the tag that was taken off
_VLAN_THERE: Final = 0xFFFFF000 + 48  # SKF_AD_VLAN_TAG_PRESENT
_TAGS_INSIDE: Final = 2
_NEIGHBOR_SOLICITATION: Final = 135  # RFC 4861 §4.3
_HEADERS_INSIDE: Final = 4
_HEADER6_OCTETS: Final = 40
_STEPPED_OVER: Final = (HOP_BY_HOP, DESTINATION_OPTIONS, ROUTING, AUTHENTICATION)
_PPP_IPV4, _PPP_IPV6 = 0x0021, 0x0057
_PAST_NEXT: Final = "the instruction after the next one"


class Instruction(NamedTuple):
    """One instruction of the machine: ``struct sock_filter``."""

    code: int
    jump_true: int
    jump_false: int
    k: int


class _Line(NamedTuple):
    code: int
    k: int
    then: str
    otherwise: str


class Assembler:
    """Instructions one after another; jumps name labels, and an empty label is the next instruction."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []
        self._labels: dict[str, int] = {}

    def label(self, name: str) -> None:
        """Name the next instruction."""
        if name in self._labels:
            msg = f"label {name} is there already"
            raise ValueError(msg)
        self._labels[name] = len(self._lines)

    def load_octet(self, at: int, *, plus_x: bool = False) -> None:
        """A = the octet at ``at``, or at X + ``at``."""
        self._add(_LOAD_OCTET_X if plus_x else _LOAD_OCTET, at)

    def load_half(self, at: int, *, plus_x: bool = False) -> None:
        """A = the two octets at ``at``, or at X + ``at``, big-endian."""
        self._add(_LOAD_HALF_X if plus_x else _LOAD_HALF, at)

    def to_x(self) -> None:
        """X = A."""
        self._add(_TO_X, 0)

    def set_x(self, value: int) -> None:
        """X = value."""
        self._add(_X_CONSTANT, value)

    def add_x(self) -> None:
        """A = A + X."""
        self._add(_ADD_X, 0)

    def keep(self) -> None:
        """Put A into the one word of memory that is used here."""
        self._add(_KEEP, 0)

    def kept(self) -> None:
        """A = that word."""
        self._add(_KEPT, 0)

    def bitwise_and(self, value: int) -> None:
        """A = A & value."""
        self._add(_AND, value)

    def add(self, value: int) -> None:
        """A = A + value."""
        self._add(_ADD, value)

    def shift_left(self, bits: int) -> None:
        """A = A << bits."""
        self._add(_SHIFT_LEFT, bits)

    def jump(self, to: str) -> None:
        """Go on at a label, however far."""
        self._add(_JUMP, 0, to)

    def if_equal(self, value: int, then: str = "", otherwise: str = "") -> None:
        """Where to go on when A is ``value``, and when it is not; at most 255 instructions ahead."""
        self._add(_JUMP_EQUAL, value, then, otherwise)

    def jump_if_equal(self, value: int, to: str) -> None:
        """Go on at a label, however far, when A is ``value``."""
        self._add(_JUMP_EQUAL, value, "", _PAST_NEXT)
        self.jump(to)

    def if_any_set(self, mask: int, then: str = "", otherwise: str = "") -> None:
        """Where to go on when A has any bit of ``mask``, and when it has none."""
        self._add(_JUMP_SET, mask, then, otherwise)

    def give(self, octets: int) -> None:
        """End: let so many octets of the frame through, 0 for none of it."""
        self._add(_RETURN, octets)

    def assemble(self) -> tuple[Instruction, ...]:
        """The program; ValueError for a label that is unknown, behind, or too far ahead."""
        return tuple(self._resolve(number, line) for number, line in enumerate(self._lines))

    def _add(self, code: int, k: int, then: str = "", otherwise: str = "") -> None:
        self._lines.append(_Line(code, k, then, otherwise))

    def _resolve(self, number: int, line: _Line) -> Instruction:
        if line.code == _JUMP:
            return Instruction(_JUMP, 0, 0, self._distance(number, line.then, 0xFFFF))
        then, otherwise = (self._distance(number, label, 255) for label in (line.then, line.otherwise))
        return Instruction(line.code, then, otherwise, line.k)

    def _distance(self, number: int, label: str, most: int) -> int:
        if not label:
            return 0
        if label == _PAST_NEXT:
            return 1
        distance = self._labels.get(label, -1) - number - 1
        if not 0 <= distance <= most:
            msg = f"no label {label} within {most} instructions after number {number}"
            raise ValueError(msg)
        return distance


def dhcp_filter(
    ports: Iterable[int] = DHCP_PORTS,
    *,
    vlan: int | None = None,
    to_ports_only: bool = False,
    fragments: bool = False,
    neighbours: bool = False,
    snap_octets: int = WHOLE_FRAME,
    cooked: bool = False,
) -> tuple[Instruction, ...]:
    """A program for Ethernet frames that lets through UDP from or to ``ports``, over IPv4 and IPv6.

    ``cooked``: for sockets that see no link layer (SOCK_DGRAM), on whatever hardware.

    ``vlan``: only frames whose outermost tag is of that VLAN, 0 for untagged ones; None for all. ``to_ports_only``
    looks at destination ports alone. ``fragments`` lets fragments of UDP through, whose ports nobody can see; without
    it none of them, not even the first. IPv4 options and up to four IPv6 extension headers are stepped over (with
    ``fragments`` more of them are let through, too), as are up to two VLAN tags that stand in the frame, and PPPoE.
    ``neighbours`` lets Neighbor Solicitations through beside them. ValueError for no ports, too many of them, or no
    such VLAN.
    """
    wanted = tuple(dict.fromkeys(ports))
    if not 1 <= len(wanted) <= PORTS_MOST or not all(0 < port <= 0xFFFF for port in wanted):
        msg = f"1 to {PORTS_MOST} ports in 1..65535 are needed, not {wanted}"
        raise ValueError(msg)
    if vlan is not None and not 0 <= vlan <= 0xFFF:
        msg = f"VLANs are in 0..4095, not {vlan}"
        raise ValueError(msg)
    program = _Program(wanted, to_ports_only, fragments, neighbours, snap_octets)
    if cooked:
        program.link(0, -2)
    elif vlan is None:
        program.link(0)
    else:
        program.link_of_vlan(vlan)
    return program.code.assemble()


class _Program:
    """The program in the making. Every part ends by letting through or dropping, so that jumps stay short."""

    def __init__(
        self, ports: tuple[int, ...], to_ports_only: bool, fragments: bool, neighbours: bool, snap_octets: int
    ) -> None:
        self.code = Assembler()
        self._ports = ports
        self._to_ports_only = to_ports_only
        self._fragments = fragments
        self._neighbours = neighbours
        self._snap_octets = snap_octets

    def link_of_vlan(self, vlan: int) -> None:
        """The same for frames of one VLAN, or none."""
        code = self.code
        code.load_octet(_VLAN_THERE)
        code.if_equal(0, "tag in the frame")
        code.load_half(_VLAN_TAG)
        code.bitwise_and(0xFFF)
        code.jump_if_equal(vlan, "any")
        code.give(0)
        code.label("tag in the frame")
        code.load_half(12)
        for tpid in VLAN_TYPES:
            code.if_equal(tpid, "tagged")
        if vlan == 0:
            code.jump("any")
        code.give(0)
        code.label("tagged")
        code.load_half(14)
        code.bitwise_and(0xFFF)
        code.jump_if_equal(vlan, "any")
        code.give(0)
        code.label("any")
        self.link(0)

    def link(self, tags: int, first: int = 12) -> None:
        """An EtherType that stands after ``tags`` tags, and what may follow it.

        ``first`` is where the first one stands: 12 in Ethernet, -2 when the kernel keeps it and only what follows is
        there.
        """
        code = self.code
        at = first + 4 * tags
        name = f" {tags}"
        code.load_half(at if at >= 0 else _PROTOCOL)
        code.jump_if_equal(ETHERTYPE_IPV4, "IPv4" + name)
        code.jump_if_equal(ETHERTYPE_IPV6, "IPv6" + name)
        code.jump_if_equal(ETHERTYPE_PPPOE, "PPPoE" + name)
        if tags < _TAGS_INSIDE:
            for tpid in VLAN_TYPES:
                code.jump_if_equal(tpid, "tag" + name)
        code.give(0)
        code.label("PPPoE" + name)
        code.load_half(at + 8)
        code.jump_if_equal(_PPP_IPV4, "PPP IPv4" + name)
        code.jump_if_equal(_PPP_IPV6, "PPP IPv6" + name)
        code.give(0)
        for label, start in (("IPv4", at + 2), ("IPv6", at + 2), ("PPP IPv4", at + 10), ("PPP IPv6", at + 10)):
            code.label(label + name)
            code.set_x(start)
            code.jump(label.removeprefix("PPP "))
        if tags < _TAGS_INSIDE:
            code.label("tag" + name)
            self.link(tags + 1, first)
        else:
            self._ipv4()
            self._ipv6()

    def _ipv4(self) -> None:
        """An IPv4 header at X."""
        code = self.code
        code.label("IPv4")
        code.load_octet(9, plus_x=True)
        code.if_equal(UDP, "UDP over IPv4")
        code.give(0)
        code.label("UDP over IPv4")
        code.load_half(6, plus_x=True)
        code.if_any_set(0x3FFF, otherwise="whole")  # more fragments, or a fragment's offset
        code.give(self._snap_octets if self._fragments else 0)
        code.label("whole")
        code.load_octet(0, plus_x=True)
        code.bitwise_and(0x0F)
        code.shift_left(2)
        code.add_x()
        code.to_x()
        self._udp(0, "over IPv4")

    def _ipv6(self) -> None:
        """An IPv6 header at X; then X counts the octets of the extension headers that were stepped over, too."""
        code = self.code
        code.label("IPv6")
        code.load_octet(6, plus_x=True)
        if self._neighbours:
            code.jump_if_equal(ICMPV6, "ICMPv6")
        for number in range(_HEADERS_INSIDE + 1):
            code.jump_if_equal(UDP, "UDP over IPv6")
            if self._fragments:
                code.jump_if_equal(FRAGMENT, "fragment")
            for header in _STEPPED_OVER:
                code.if_equal(header, f"header {number}")
            code.give(0)
            code.label(f"header {number}")
            if number < _HEADERS_INSIDE:
                self._step_over(number)
        code.give(self._snap_octets if self._fragments else 0)
        if self._fragments:
            code.label("fragment")
            code.load_octet(_HEADER6_OCTETS, plus_x=True)
            for header in (UDP, *_STEPPED_OVER):  # what stands behind it: UDP, or what UDP may be behind
                code.if_equal(header, "let through")
            code.give(0)
            code.label("let through")
            code.give(self._snap_octets)
        if self._neighbours:
            code.label("ICMPv6")
            code.load_octet(_HEADER6_OCTETS, plus_x=True)
            code.if_equal(_NEIGHBOR_SOLICITATION, "solicitation")
            code.give(0)
            code.label("solicitation")
            code.give(self._snap_octets)
        code.label("UDP over IPv6")
        self._udp(_HEADER6_OCTETS, "over IPv6")

    def _step_over(self, number: int) -> None:
        """From an extension header, whose number is in A, to the next: that one's number in A."""
        code = self.code
        code.if_equal(AUTHENTICATION, f"words {number}")
        for name, more, bits in (("octets", 1, 3), ("words", 2, 2)):  # RFC 4302 §2.2 counts in its own way
            code.label(f"{name} {number}")
            code.load_octet(_HEADER6_OCTETS, plus_x=True)
            code.keep()
            code.load_octet(_HEADER6_OCTETS + 1, plus_x=True)
            code.add(more)
            code.shift_left(bits)
            code.jump(f"next {number}")
        code.label(f"next {number}")
        code.add_x()
        code.to_x()
        code.kept()

    def _udp(self, at: int, name: str) -> None:
        """A UDP header at X + ``at``."""
        code = self.code
        for offset in (2,) if self._to_ports_only else (2, 0):
            code.load_half(at + offset, plus_x=True)
            for port in self._ports:
                code.if_equal(port, "wanted " + name)
        code.give(0)
        code.label("wanted " + name)
        code.give(self._snap_octets)


def attach(sock: socket.socket, program: Iterable[Instruction]) -> None:
    """Let the kernel run a program on what the socket receives from now on; OSError when it refuses it."""
    octets = array.array("B", b"".join(_INSTRUCTION.pack(*line) for line in program))
    address, size = octets.buffer_info()
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", size // _INSTRUCTION.size, address))
