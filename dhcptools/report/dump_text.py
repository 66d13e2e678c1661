"""The default style: one glance line, then the fields in groups, made for reading and for pasting into tickets.

Rules this file keeps:

- nothing of a packet is left out: what is no option (octets after END, a BOOTP vendor area) has a line of its own, and
  what is wrong is listed at the end with its offset;
- the quick way (:mod:`dhcptools.report.dump_quick`) gives the same text or none, and then this one does it.
"""

from __future__ import annotations

from typing import Final

from dhcptools.dump.record import Packet, Problem, Setting
from dhcptools.packet.ethernet import Ethernet, VlanTag
from dhcptools.packet.ip import IPv4
from dhcptools.packet.links import NAMES, Cooked
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6
from dhcptools.report.dump_colour import NAME, WRONG, of_type, paint
from dhcptools.report.dump_facts import facts4, facts6, type4, type6
from dhcptools.report.dump_quick import Quick
from dhcptools.report.dump_time import stamp
from dhcptools.report.dump_tree import PAD, block, grouped, header4, header6
from dhcptools.report.dump_words import octets
from dhcptools.report.terminal import escape

_COOKED: Final = {0: "to us", 1: "broadcast", 2: "multicast", 3: "to another host", 4: "from us"}


class DumpText:
    """``--style default``."""

    def __init__(self, setting: Setting) -> None:
        self._colour = setting.colour
        self._catalogue = setting.catalogue
        self._quick = Quick(setting.catalogue, link_words, colour=setting.colour)

    def lines(self, packet: Packet) -> str:
        """The packet's lines and an empty one."""
        return self._quick.text(packet) or self.whole(packet)

    def whole(self, packet: Packet) -> str:
        """The text of any packet, by way of its objects."""
        message = packet.message
        if isinstance(message, Message4):
            kind, facts = type4(message), facts4(message, packet.options)
        elif message is not None:
            kind, facts = type6(message, packet.options), facts6(message, packet.options)
        else:
            kind, facts = "no DHCP message", ""
        shown = paint(kind, of_type(kind)) if self._colour else kind
        glance = f"{stamp(packet.time_ns)}  {_ends(packet)}  {shown}{facts}\n"
        return glance + self._named(link(packet) + self._body(packet, message)) + self._problems(packet.problems) + "\n"

    def _body(self, packet: Packet, message: Message4 | AnyMessage6 | None) -> str:
        if message is None:
            return _line("payload", octets(packet.payload)) if packet.payload else ""
        family = 4 if isinstance(message, Message4) else 6
        blocks = [(option.code, block(family, option, self._catalogue)) for option in packet.options]
        if isinstance(message, Message4):
            return header4(message) + grouped(4, blocks) + _rest4(message)
        return header6(message) + grouped(6, blocks) + (_line("rest", octets(message.tail)) if message.tail else "")

    def _named(self, text: str) -> str:
        """The same with the names of its groups in colour."""
        if not self._colour:
            return text
        return "".join(named(line) for line in text.splitlines(keepends=True))

    def _problems(self, problems: tuple[Problem, ...]) -> str:
        text = "".join(
            f"  {'problems' if rank == 0 else '':<{PAD - 2}}{problem_words(each)}\n"
            for rank, each in enumerate(problems)
        )
        return paint(text[:-1], WRONG) + "\n" if text and self._colour else text


def named(line: str) -> str:
    """A line with the name of its group, if it has one, in colour."""
    bare = line.lstrip(" ")
    at = len(line) - len(bare)
    word, blank, rest = bare.partition(" ")
    if at % 4 != 2 or not word.isalpha() or not blank:
        return line
    return f"{' ' * at}{paint(word, NAME)} {rest}"


def problem_words(problem: Problem) -> str:
    """Where and what is wrong: ``octet 312, option 81: a name …``; octets of the DHCP message unless it says frame."""
    where = f"{'frame ' if problem.layer == 'frame' else ''}octet {problem.offset}"
    option = f", option {problem.option}" if problem.option is not None else ""
    rule = f" ({problem.rule})" if problem.rule else ""
    return f"{where}{option}: {escape(problem.message)}{rule}"


def link(packet: Packet) -> str:
    """The line of what is below DHCP."""
    frame, cooked = packet.frame, packet.cooked
    ethernet = None if frame is None else frame.ethernet
    words = [f"none: a DHCPv{packet.bare} message alone, {len(packet.payload)} octets"] if packet.bare else []
    words = words or [link_words(packet.link_type, ethernet, cooked, packet.interface)]
    if frame is not None and frame.ip is not None:
        ip = frame.ip
        if isinstance(ip, IPv4) and ip.options:
            words.append(f"IP options 0x{ip.options.hex()}")
        if not isinstance(ip, IPv4) and ip.extensions:
            words.append(f"IPv6 extension headers {', '.join(str(each.header) for each in ip.extensions)}")
        if ip.fragment:
            words.append(f"fragment at octet {ip.fragment_offset or 0}")
    if frame is not None and frame.udp is not None:
        words.append(f"UDP {frame.udp.source_port} > {frame.udp.destination_port}")
        words.append(f"{len(packet.payload)} octets")
    if packet.fragments:
        words.append(f"put together from {len(packet.fragments)} fragments")
    return _line("link", ", ".join(words))


def link_words(link_type: int, ethernet: Ethernet | None, cooked: Cooked | None, interface: str) -> str:
    """What stands below IP: addresses and tags, or the name of the link type."""
    words: list[str] = []
    if ethernet is not None:
        words.append(f"{ethernet.source.hex(':')} > {ethernet.destination.hex(':')}")
        words += map(_vlan, ethernet.tags)
        if ethernet.pppoe_session is not None:
            words.append(f"PPPoE session {ethernet.pppoe_session}")
    elif cooked is not None:
        way = _COOKED.get(cooked.packet_type, f"type {cooked.packet_type}")
        words.append(f"{cooked.address.hex(':') or 'no address'} {way}")
        words += map(_vlan, cooked.tags)
        if cooked.interface is not None:
            known = interface not in {"", "any"}
            words.append(f"interface {escape(interface) if known else cooked.interface}")
    else:
        words.append(NAMES.get(link_type, f"link type {link_type}"))
    return ", ".join(words)


def _line(name: str, text: str) -> str:
    return f"  {name:<{PAD - 2}}" + text.replace("\n", "\n" + " " * PAD) + "\n"


def _vlan(tag: VlanTag) -> str:
    return f"vlan {tag.vlan}" + (f" priority {tag.priority}" if tag.priority else "")


def _ends(packet: Packet) -> str:
    frame = packet.frame
    if frame is None or frame.ip is None:
        return "no IP"
    return f"{frame.ip.source} > {frame.ip.destination}"


def _rest4(message: Message4) -> str:
    """What is behind the options: zeros pad a message, anything else is shown."""
    if not message.tail.strip(b"\0"):
        return ""
    name = "rest" if message.cookie else "vend"
    return _line(name, octets(message.tail.rstrip(b"\0")))
