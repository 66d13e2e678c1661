"""IPv4 and IPv6 packets put together from their fragments (RFC 791 §3.2, RFC 8200 §4.5).

Rules this file keeps:

- memory is bounded: ``MOST_WAITING`` packets of ``MOST_PARTS`` fragments each; the oldest is given up first, and so is
  what has waited for ``PATIENCE_NS`` by the clock of the capture;
- fragments that overlap make nothing (RFC 5722), because two readers could see two packets in them;
- what stays incomplete comes back as its first fragment with a problem that says so; without a first fragment nobody
  can tell whose it was, and it is only counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from dhcptools.dump.record import Packet, Problem
from dhcptools.packet.frame import Frame
from dhcptools.packet.ip import FRAGMENT, IPv4, IPv6
from dhcptools.packet.links import Below
from dhcptools.packet.udp import decode_udp

MOST_WAITING: Final = 64
MOST_PARTS: Final = 64
MOST_OCTETS: Final = 0xFFFF
PATIENCE_NS: Final = 60_000_000_000  # RFC 8200 §4.5: sixty seconds

_Key = tuple[object, ...]


@dataclass(slots=True)
class _Waiting:
    began_ns: int
    parts: dict[int, bytes] = field(default_factory=dict)  # by offset in the packet
    total: int | None = None
    first: Packet | None = None
    packets: list[Packet] = field(default_factory=list)
    spoiled: bool = False


class Reassembler:
    """Takes fragments, gives whole packets."""

    def __init__(self) -> None:
        self._waiting: dict[_Key, _Waiting] = {}
        self.met = False  # any fragment at all
        self.orphans = 0  # packets given up without their first fragment
        self.together = 0

    def feed(self, packet: Packet) -> Iterator[Packet]:
        """Take a fragment; give the packet it completes, and those given up meanwhile."""
        frame = packet.frame
        if frame is None or frame.ip is None:
            return
        ip = frame.ip
        self.met = True
        yield from self._given_up(packet.time_ns or 0)
        key = _key(packet, ip)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(packet.time_ns or 0)
        start, data, more = _part(packet, frame, ip)
        if len(waiting.packets) < MOST_PARTS:
            waiting.packets.append(packet)
        if not start and waiting.first is None:
            waiting.first = packet
        if not more:
            waiting.total = start + len(data)
        waiting.spoiled |= not _take(waiting, start, data) or (more and len(data) % 8 != 0)
        whole = _whole(waiting)
        if whole is not None and waiting.first is not None:
            del self._waiting[key]
            built = _built(packet, waiting.first, whole)
            if built is not None:
                built.fragments = tuple(waiting.packets)
                self.together += 1
                yield built

    def rest(self) -> Iterator[Packet]:
        """What is still incomplete at the end."""
        while self._waiting:
            yield from self._drop(next(iter(self._waiting)))

    def _given_up(self, now_ns: int) -> Iterator[Packet]:
        while self._waiting:
            oldest = next(iter(self._waiting))
            if len(self._waiting) < MOST_WAITING and now_ns - self._waiting[oldest].began_ns < PATIENCE_NS:
                return
            yield from self._drop(oldest)

    def _drop(self, key: _Key) -> Iterator[Packet]:
        waiting = self._waiting.pop(key)
        if waiting.first is None:
            self.orphans += 1
            return
        have = sum(len(data) for data in waiting.parts.values())
        of = "" if waiting.total is None else f" of {waiting.total}"
        why = "its fragments overlap (RFC 5722)" if waiting.spoiled else f"{have}{of} octets are in the capture"
        rule = "RFC 791 §3.2" if len(key) == 5 else "RFC 8200 §4.5"
        waiting.first.note(Problem("frame", 0, None, rule, f"a fragment without the others: {why}"))
        yield waiting.first


def _key(packet: Packet, ip: IPv4 | IPv6) -> _Key:
    where = (packet.source, packet.link_type)
    if isinstance(ip, IPv4):
        return (where, ip.identification, ip.source, ip.destination, ip.protocol)
    number = next((each.data[4:8] for each in ip.extensions if each.header == FRAGMENT), b"")
    return (where, number, ip.source, ip.destination)


def _part(packet: Packet, frame: Frame, ip: IPv4 | IPv6) -> tuple[int, bytes, bool]:
    """Where a fragment belongs, its octets, and whether more follow. The first one has its UDP header again."""
    more = bool(ip.flags & 1) if isinstance(ip, IPv4) else ip.more_fragments
    at = frame.payload_offset
    before = (8 if frame.udp is not None else 0) + _skipped(ip)
    return ip.fragment_offset or 0, packet.octets[at - before : at] + frame.payload, more


def _skipped(ip: IPv4 | IPv6) -> int:
    """Octets of the extension headers that stand behind a fragment header: the first fragment has them inside."""
    behind = 0
    if isinstance(ip, IPv6):
        for each in ip.extensions:
            behind = 0 if each.header == FRAGMENT else behind + len(each.data)
    return behind


def _take(waiting: _Waiting, start: int, data: bytes) -> bool:
    """Keep a part; False when it overlaps another one, or is one too many. The same part twice is no fault."""
    if waiting.parts.get(start) == data:
        return True
    if len(waiting.parts) >= MOST_PARTS or start + len(data) > MOST_OCTETS:
        return False
    for at, other in waiting.parts.items():
        if start < at + len(other) and at < start + len(data):
            return False
    waiting.parts[start] = data
    return True


def _whole(waiting: _Waiting) -> bytes | None:
    if waiting.total is None or waiting.spoiled or sum(map(len, waiting.parts.values())) != waiting.total:
        return None
    return b"".join(data for _, data in sorted(waiting.parts.items()))


def _built(last: Packet, first: Packet, whole: bytes) -> Packet | None:
    """The packet as if it had never been in parts, with the number, time and octets of the fragment that came last."""
    frame = first.frame
    if frame is None or frame.ip is None:
        return None
    ip = frame.ip
    if isinstance(ip, IPv4):
        ip = replace(ip, flags=ip.flags & ~1, fragment_offset=0)
    else:
        ip = replace(ip, fragment_offset=0, more_fragments=False)
    problems = list(frame.problems)
    found = decode_udp(whole, _skipped(ip), len(whole), ip, problems, checksums=first.checksums)
    if found is None:
        return None
    payload, rest = whole[found.start : found.stop], whole[found.stop :]
    made = replace(
        frame, ip=ip, udp=found.header, payload=payload, payload_offset=-1, trailer=rest, problems=tuple(problems)
    )
    packet = Packet(
        last.number, last.time_ns, last.source, last.link_type, last.octets, last.length, last.catalogue,
        checksums=last.checksums, interface=last.interface,
    )  # fmt: skip  # as the last one came
    packet.enter(Below(made, first.cooked, first.below.problems))
    return packet
