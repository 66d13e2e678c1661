"""Looks at a link: asks every server on it, of both families at once, and hears all answers until a deadline.

Rules this file keeps:

- one raw socket and one select loop; every look ends at its deadline on the monotonic clock, however much foreign
  traffic arrives, because no more than a few frames are read between two looks at the clock;
- requests leave as frames too, DHCPv6 from the interface's link-local address: no port is taken from a client that runs
  here, no firewall rule of this host hides an answer, and CAP_NET_RAW is all that is needed;
- answers are timed by the kernel's stamps, placed on the monotonic clock.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from dhcptools.net.bpf import attach, dhcp_filter
from dhcptools.net.clock import realtime_offset_ns
from dhcptools.net.errors import NetError
from dhcptools.net.link import Arrival, LinkSocket
from dhcptools.net.linklocal import link_local
from dhcptools.packet.ethernet import multicast_mac
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.probe.census import Census
from dhcptools.probe.flavours import LOOK, Ask, Asker, asks
from dhcptools.probe.sighting import CLIENT_PORTS, OTHERS, sight

ALL_SERVERS4: Final = IPv4Address("255.255.255.255")
ALL_SERVERS6: Final = IPv6Address("ff02::1:2")  # RFC 9915 §7.1

_FRAMES_A_TURN: Final = 64
_TURN_NS: Final = 200_000_000  # how long a wish to stop may wait
_GAP_NS: Final = 50_000_000  # from one flavour to the next
_AGAIN_NS: Final = 5_000_000  # when the kernel's buffers are full


@dataclass(frozen=True, slots=True)
class Plan:
    """One look: who asks whom what, ``tries`` times, and until when answers are heard."""

    asker: Asker
    families: tuple[int, ...] = (4, 6)
    flavours: tuple[str, ...] = LOOK
    timeout_ns: int = 3_000_000_000
    tries: int = 1


def listen(interface: str, sock: socket.socket | None = None) -> LinkSocket:
    """A socket that hears what comes to clients' ports; ``sock`` as in :class:`LinkSocket`. NetError."""
    opened = LinkSocket(interface, ports=CLIENT_PORTS, sock=sock)
    attach(opened.socket, dhcp_filter(CLIENT_PORTS, to_ports_only=True))
    return opened


class Link:
    """A link with our addresses on it. ``families`` are those that can be asked there."""

    def __init__(self, sock: LinkSocket, own: IPv6Address | None, families: tuple[int, ...]) -> None:
        """``own`` is the link-local address; without it only DHCPv4 servers can be asked."""
        self.interface = sock.interface
        self.mac = sock.mac
        self.families = tuple(family for family in families if family == 4 or own is not None)
        self._socket = sock
        self._own = own or IPv6Address(0)

    @classmethod
    def open(cls, interface: str, families: tuple[int, ...]) -> Link:
        """Open the link of an interface; NetError when the system does not allow it, or no family can be asked."""
        link = cls(listen(interface), link_local(interface) if 6 in families else None, families)
        if not link.families:
            link.close()
            raise NetError(
                f"cannot send a Solicit on {interface}",
                "the interface has no link-local IPv6 address that is ready for use",
                f"see `ip -6 address show dev {interface}`; without -6 DHCPv4 servers are looked for",
            )
        return link

    def look(
        self,
        plan: Plan,
        random_bits: Callable[[int], int],
        stop: Callable[[], bool] = lambda: False,
    ) -> Census:
        """Ask, and hear until the time is over or ``stop`` says so.

        When the interface goes away in the middle, what was heard until then is told with that. NetError when nothing
        was.
        """
        self._forget_the_past()
        dropped = self._socket.statistics[1]
        began_ns = time.monotonic_ns()
        until_ns = began_ns + plan.timeout_ns
        due = _schedule(plan, self.families, began_ns, random_bits)
        sent: dict[tuple[int, int], Ask] = {}
        census = Census()
        try:
            self._ask(due, until_ns, stop, sent, census)
        except NetError as error:
            if not (census.servers or census.others):
                raise
            census.trouble = error
        census.dropped = self._socket.statistics[1] - dropped
        return census

    def _ask(
        self,
        due: list[tuple[int, Ask]],
        until_ns: int,
        stop: Callable[[], bool],
        sent: dict[tuple[int, int], Ask],
        census: Census,
    ) -> None:
        while not stop():
            now_ns = time.monotonic_ns()
            if now_ns >= until_ns:
                break
            while due and due[0][0] <= now_ns:
                asked = self._send(due[0][1])
                if asked is None:
                    due[0] = (now_ns + _AGAIN_NS, due[0][1])
                    break
                sent[asked.key] = asked
                due.pop(0)
            wake_ns = min(until_ns, now_ns + _TURN_NS, due[0][0] if due else until_ns)
            ready, _, _ = select.select([self._socket], [], [], max(0, wake_ns - time.monotonic_ns()) / 1e9)
            if ready:
                self._hear(sent, until_ns, census)

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()

    def _forget_the_past(self) -> None:
        """What came before the first question is no answer, and would fill the buffer that answers need."""
        until_ns = time.monotonic_ns() + _TURN_NS
        while self._socket.receive() is not None and time.monotonic_ns() < until_ns:
            continue

    def _hear(self, sent: dict[tuple[int, int], Ask], until_ns: int, census: Census) -> None:
        numbers = [number.to_bytes(4 if family == 4 else 3) for family, number in sent]
        for _ in range(_FRAMES_A_TURN):
            arrival = self._socket.receive()
            if arrival is None:
                return
            if not any(number in arrival.frame for number in numbers):
                census.add(OTHERS)  # without our number it is no answer: the cheapest way to know under a flood
                continue
            at_ns = _at_ns(arrival)
            if at_ns < until_ns:
                census.add(sight(arrival.whole, sent, at_ns, checksums=arrival.checksum_ready))

    def _send(self, ask: Ask) -> Ask | None:
        """The question with the time it left; None when the kernel's buffers are full."""
        destination: IPv4Address | IPv6Address
        if isinstance(ask.message, Message4):
            source, destination = Endpoint(self.mac, NO_ADDRESS, 68), ALL_SERVERS4
        else:
            source, destination = Endpoint(self.mac, self._own, 546), ALL_SERVERS6
        port = 67 if ask.family == 4 else 547
        there = Endpoint(multicast_mac(destination) or bytes(6), destination, port)
        # The hop limit of multicast is 1 unless somebody asks for more (RFC 3493 §5.2).
        frame = encode_frame(ask.message.encode(), source, there, hop_limit=64 if ask.family == 4 else 1)
        asked = replace(ask, sent_ns=time.monotonic_ns())
        return asked if self._socket.send(frame) else None


def _schedule(
    plan: Plan, families: tuple[int, ...], began_ns: int, random_bits: Callable[[int], int]
) -> list[tuple[int, Ask]]:
    """When each question leaves: the tries spread over the time, the flavours one after another, all in its half."""
    due = []
    chosen = tuple(family for family in plan.families if family in families)
    for number in range(plan.tries):
        start_ns = began_ns + plan.timeout_ns * number // plan.tries
        questions = asks(chosen, plan.flavours, plan.asker, random_bits)
        gap_ns = min(_GAP_NS, plan.timeout_ns // (2 * plan.tries * max(1, len(questions))))
        due += [(start_ns + place * gap_ns, ask) for place, ask in enumerate(questions)]
    return due


def _at_ns(arrival: Arrival) -> int:
    """When a frame arrived, on the monotonic clock."""
    now_ns = time.monotonic_ns()
    if not arrival.arrived_ns:
        return now_ns
    return min(now_ns, arrival.arrived_ns - realtime_offset_ns(1))
