"""``dump --json``: an object a packet, as schemas/dump-1.schema.json says. All octets are kept."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from dhcptools.dump.record import Packet, Problem, Setting
from dhcptools.packet.ethernet import Ethernet, VlanTag
from dhcptools.packet.ip import IPv4, IPv6
from dhcptools.packet.links import NAMES, Cooked
from dhcptools.packet.udp import Udp
from dhcptools.report.dump_json_quick import QuickJson
from dhcptools.report.dump_quick import Links
from dhcptools.report.dump_time import iso_time
from dhcptools.report.message_json import message_object

SCHEMA: Final = "dhcptool.dump/1"
_HEAD: Final = f'{{"schema":"{SCHEMA}","number":'


class DumpJson:
    """The style that ``--json`` asks for."""

    def __init__(self, setting: Setting) -> None:
        self._quick = QuickJson(setting.catalogue)
        self._links = Links(_link_text)
        self._sources: dict[str, str] = {}

    def lines(self, packet: Packet) -> str:
        """One object on one line."""
        shaped = self._links.shaped(packet)
        if shaped is not None:
            source = self._sources.get(packet.source)
            if source is None:
                source = self._sources[packet.source] = json.dumps(packet.source)
            time = "null" if packet.time_ns is None else quick_time(packet.time_ns)
            head = f'{_HEAD}{packet.number},"source":{source},"time":{time},"length":{packet.length},'
            text = self._quick.text(shaped.octets, head, packet.checksums, shaped.link)
            if text is not None:
                return text
        return self.whole(packet)

    @staticmethod
    def whole(packet: Packet) -> str:
        """The same for any packet, by way of its objects."""
        return json.dumps(packet_object(packet), separators=(",", ":")) + "\n"


def packet_object(packet: Packet) -> dict[str, Any]:
    """The object of a packet; ``dhcp`` is null where no message could be read."""
    frame, message = packet.frame, packet.message
    dhcp = None
    if message is not None:
        dhcp = message_object(message, packet.catalogue)
        dhcp["hex"] = packet.payload.hex()
    return {
        "schema": SCHEMA,
        "number": packet.number,
        "source": packet.source,
        "time": iso_time(packet.time_ns),
        "length": packet.length,
        "link": _link(packet.link_type, None if frame is None else frame.ethernet, packet.cooked),
        "ip": None if frame is None or frame.ip is None else _ip(frame.ip),
        "udp": None if frame is None or frame.udp is None else _udp(frame.udp),
        "dhcp": dhcp,
        "problems": [_problem(each) for each in packet.problems],
    }


def quick_time(time_ns: int) -> str:
    """The same as JSON, for packets that come many in a second."""
    seconds, rest = divmod(time_ns, 1_000_000_000)
    digits = f"{rest:09d}" if rest % 1000 else f"{rest // 1000:06d}"
    return f'"{day}{digits}Z"' if (day := _second(seconds)) else "null"


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    text = iso_time(seconds * 1_000_000_000)
    return "" if text is None else text[:20]


def _link(link_type: int, ethernet: Ethernet | None, cooked: Cooked | None) -> dict[str, Any]:
    out: dict[str, Any] = {"type": NAMES.get(link_type, "unknown"), "number": link_type}
    if ethernet is not None:
        out["source"] = ethernet.source.hex(":")
        out["destination"] = ethernet.destination.hex(":")
        out["vlan"] = _vlans(ethernet.tags)
        if ethernet.pppoe_session is not None:
            out["pppoe_session"] = ethernet.pppoe_session
    elif cooked is not None:
        out["source"] = cooked.address.hex(":")
        out["vlan"] = _vlans(cooked.tags)
        out["packet_type"] = cooked.packet_type
        out["hardware_type"] = cooked.hardware_type
        if cooked.interface is not None:
            out["interface"] = cooked.interface
    return out


def _link_text(link_type: int, ethernet: Ethernet | None, cooked: Cooked | None, _interface: str) -> str:
    return json.dumps(_link(link_type, ethernet, cooked), separators=(",", ":"))


def _vlans(tags: tuple[VlanTag, ...]) -> list[int]:
    return [tag.vlan for tag in tags]


def _ip(ip: IPv4 | IPv6) -> dict[str, Any]:
    out: dict[str, Any] = {
        "version": ip.source.version,
        "source": str(ip.source),
        "destination": str(ip.destination),
    }
    if isinstance(ip, IPv4):
        out |= {"ttl": ip.ttl, "tos": ip.tos, "identification": ip.identification}
        if ip.options:
            out["options"] = ip.options.hex()
    else:
        out |= {"hop_limit": ip.hop_limit, "traffic_class": ip.traffic_class}
        if ip.extensions:
            out["extensions"] = [{"header": each.header, "hex": each.data.hex()} for each in ip.extensions]
    if ip.fragment:
        out["fragment_offset"] = ip.fragment_offset or 0
    return out


def _udp(udp: Udp) -> dict[str, Any]:
    return {
        "source_port": udp.source_port,
        "destination_port": udp.destination_port,
        "length": udp.length,
        "checksum": udp.check.value,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "layer": problem.layer, "offset": problem.offset, "option": problem.option, "rule": problem.rule,
        "message": problem.message,
    }  # fmt: skip  # as the schema has them
