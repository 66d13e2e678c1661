"""Does a server answer, and how fast: one question a time, judged by what the answer says.

By default the question is a DHCPDISCOVER or Solicit in the part of a relay agent, which takes no lease. A DHCPNAK or a
status code other than Success is an answer, but not a good one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple, Protocol

from dhcptools.probe.channel import Channel, Datagram, now_ns

QUESTIONS = ("discover", "request", "inform")


class Target(NamedTuple):
    """Whom to ask, and as whom.

    ``server`` is where requests go; ``relay`` is our address as a relay agent (giaddr, link-address), None for a
    client of its own; ``source_port`` asks for answers at our port (RFC 8357). ``address`` is the client's, needed
    for ``request`` and ``inform``. ``release`` gives the lease back after a ``request``.
    """

    family: int
    server: str
    question: str = "discover"
    relay: str | None = None
    source_port: bool = False
    mac: bytes = b"\x02\0\0\0\0\1"
    duid: bytes = b""
    iaid: int = 1
    address: str | None = None
    release: bool = True


class Answer(NamedTuple):
    """What came of one question. ``good``: the server granted or told what was asked.

    ``kind`` is the message's name, "" when nothing answered; ``message`` is option 56 or the status message. ``strays``
    are the reasons why other datagrams did not count, at most a hundred.
    """

    sequence: int
    good: bool
    kind: str = ""
    rtt_ns: int | None = None
    server_id: str | None = None
    source: str | None = None
    address: str | None = None
    message: str | None = None
    strays: tuple[str, ...] = ()


class Summary:
    """All answers so far, in the manner of ping(8)."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.began_ns = now_ns()

    @property
    def rtts_ns(self) -> list[int]:
        """Round-trip times of whatever answered."""
        return [answer.rtt_ns for answer in self.answers if answer.rtt_ns is not None]

    @property
    def good(self) -> bool:
        """Something answered, and nothing refused."""
        heard = [answer for answer in self.answers if answer.kind]
        return bool(heard) and all(answer.good for answer in heard)

    def rtt_ms(self) -> dict[str, float] | None:
        """Least, mean, greatest and mean deviation as ping(8) computes it, in milliseconds; None without answers."""
        times = self.rtts_ns
        if not times:
            return None
        mean = sum(times) / len(times)
        deviation = max(0.0, sum(time * time for time in times) / len(times) - mean * mean) ** 0.5
        figures = {"min": min(times), "mean": mean, "max": max(times), "mdev": deviation}
        return {name: value / 1e6 for name, value in figures.items()}


class Asker(Protocol):
    """Asks one server, again and again. ``sequence`` numbers the questions from 1."""

    def ask(self, timeout_ns: int) -> Answer:
        """One question. NetError when it cannot be sent, EncodeError when the target lacks what it needs."""
        raise NotImplementedError  # abstract


def asker(target: Target, channel: Channel, random_bits: Callable[[int], int]) -> Asker:
    """The asker of the target's family. ``random_bits(n)`` gives n fresh bits: no transaction id is used twice."""
    if target.family == 4:
        from dhcptools.probe.ask4 import Ask4  # noqa: PLC0415 - a family is loaded when it is asked

        return Ask4(target, channel, random_bits)
    from dhcptools.probe.ask6 import Ask6  # noqa: PLC0415

    return Ask6(target, channel, random_bits)


def repeat(asking: Asker, times: int | None, interval_ns: int, timeout_ns: int) -> Iterator[Answer]:
    """Ask ``times`` times, or for ever: one question each ``interval_ns``, or later when answers took longer."""
    next_ns = now_ns()
    asked = 0
    while times is None or asked < times:
        wait_ns = next_ns - now_ns()
        if wait_ns > 0:
            time.sleep(wait_ns / 1e9)
        next_ns += interval_ns
        asked += 1
        yield asking.ask(timeout_ns)


def from_elsewhere(target: Target, datagram: Datagram) -> str | None:
    """Why a datagram is not from the server that was asked; None when it is, or when a group was asked."""
    kind = IPv4Address if target.family == 4 else IPv6Address
    server = kind(target.server)
    if server.is_multicast or str(server) == "255.255.255.255" or kind(datagram.source) == server:
        return None
    return f"it came from {datagram.source}"
