"""Does a server answer, and how fast: one question a time, judged by what the answer says.

By default the question is a DHCPDISCOVER or Solicit in the part of a relay agent, which takes no lease. A DHCPNAK or a
status code other than Success is an answer, but not a good one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple, Protocol

from dhcptools.net.errors import NetError
from dhcptools.probe.channel import Channel, Datagram, now_ns, pause

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
    are the reasons why other datagrams did not count, at most a hundred; ``unsent`` is why the question did not leave.
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
    unsent: str | None = None


class Summary:
    """All answers so far, in the manner of ping(8).

    ``asked`` counts questions, those on the way among them, ``heard`` what answered, ``refused`` the refusals among
    that; ``latest`` is what came of the last question, ``last`` the last answer heard, ``refusal`` the first refusal.
    ``answers`` are all of them with ``keep``, and none without: a run of months takes no more memory than one of
    seconds.
    """

    def __init__(self, *, keep: bool = False) -> None:
        self.answers: list[Answer] = []
        self.began_ns = now_ns()
        self.asked = self.heard = self.refused = 0
        self.last: Answer | None = None
        self.latest: Answer | None = None
        self.refusal: Answer | None = None
        self._keep = keep
        self._timed = self._sum_ns = self._squares = self._most_ns = 0
        self._least_ns: int | None = None

    @property
    def good(self) -> bool:
        """Something answered, and nothing refused."""
        return self.heard > 0 and not self.refused

    def add(self, answer: Answer) -> None:
        """What came of a question that was counted in ``asked``."""
        self.latest = answer
        if self._keep:
            self.answers.append(answer)
        if not answer.kind:
            return
        self.heard += 1
        self.last = answer
        if not answer.good:
            self.refused += 1
            self.refusal = self.refusal or answer
        if answer.rtt_ns is not None:
            self._timed += 1
            self._sum_ns += answer.rtt_ns
            self._squares += answer.rtt_ns * answer.rtt_ns
            self._most_ns = max(self._most_ns, answer.rtt_ns)
            self._least_ns = answer.rtt_ns if self._least_ns is None else min(self._least_ns, answer.rtt_ns)

    def rtt_ms(self) -> dict[str, float] | None:
        """Least, mean, greatest and mean deviation as ping(8) computes it, in milliseconds; None without answers."""
        if self._least_ns is None:
            return None
        mean = self._sum_ns / self._timed
        deviation = (self._squares * self._timed - self._sum_ns * self._sum_ns) ** 0.5 / self._timed
        figures = {"min": self._least_ns, "mean": mean, "max": self._most_ns, "mdev": deviation}
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


def repeat(
    asking: Asker,
    done: Summary,
    times: int | None,
    interval_ns: int,
    timeout_ns: int,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Answer]:
    """Ask ``times`` times, or for ever: one question each ``interval_ns``, or later when answers took longer.

    Each is counted in ``done`` before it leaves, and told there when it is over. NetError when the first cannot be
    sent; later ones that cannot are answers that say so: a link that is down may come back. StoppedError when ``stop``
    ends a pause.
    """
    next_ns = now_ns()
    while times is None or done.asked < times:
        pause(next_ns, stop)
        next_ns += interval_ns
        done.asked += 1
        try:
            answer = asking.ask(timeout_ns)
        except NetError as error:
            if done.asked == 1:
                raise
            answer = Answer(done.asked, good=False, unsent=error.what)
        done.add(answer)
        yield answer


def from_elsewhere(target: Target, datagram: Datagram) -> str | None:
    """Why a datagram is not from the server that was asked; None when it is, or when a group was asked."""
    kind = IPv4Address if target.family == 4 else IPv6Address
    server = kind(target.server)
    if server.is_multicast or str(server) == "255.255.255.255" or kind(datagram.source) == server:
        return None
    return f"it came from {datagram.source}"
