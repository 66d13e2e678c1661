"""Drives one exchange over a channel until it ends or its time is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from dhcptools.exchange.actions import Action, Done, Failed, Ignored, Message, Send, SetTimer
from dhcptools.packet.errors import DecodeError
from dhcptools.probe.channel import Channel, Datagram, now_ns


class Exchange(Protocol):
    """What is asked of a machine of either family."""

    timer_ns: int | None

    def start(self, now_ns: int) -> tuple[Action, ...]:
        """Begin."""
        raise NotImplementedError  # abstract

    def receive(self, message: Message, now_ns: int) -> tuple[Action, ...]:
        """A message arrived."""
        raise NotImplementedError  # abstract

    def timer(self, now_ns: int) -> tuple[Action, ...]:
        """The timer's time came."""
        raise NotImplementedError  # abstract

    def stop(self, now_ns: int) -> tuple[Action, ...]:
        """No more time."""
        raise NotImplementedError  # abstract


class Stray(NamedTuple):
    """Something that arrived and does not count as an answer, and why."""

    datagram: Datagram
    reason: str


class Outcome(NamedTuple):
    """How an exchange ended. ``answer`` is the datagram that ended it, None when its time ran out.

    ``sent_ns`` is when the last request left; ``sent`` counts them.
    """

    end: Done | Failed
    answer: Datagram | None
    sent_ns: int
    sent: int
    strays: list[Stray]

    @property
    def rtt_ns(self) -> int | None:
        """From the last request to the answer."""
        return None if self.answer is None else self.answer.at_ns - self.sent_ns


_SLACK_NS = 1_000_000  # a timer that runs out this soon after the end runs out with it
STRAYS_MOST = 100  # kept for the report; more are only read


class Runner:
    """One exchange on a channel. ``accept`` may refuse a datagram by its source: it returns a reason, or None."""

    def __init__(
        self,
        machine: Exchange,
        channel: Channel,
        decode: Callable[[bytes], Message],
        accept: Callable[[Datagram], str | None] = lambda _: None,
    ) -> None:
        self._machine = machine
        self._channel = channel
        self._decode = decode
        self._accept = accept
        self._outcome: Outcome | None = None
        self._sent_ns = 0
        self._sent = 0
        self._strays: list[Stray] = []

    def run(self, until_ns: int) -> Outcome:
        """Carry the exchange to its end, at the latest until ``until_ns``. NetError when nothing can be sent."""
        self._act(self._machine.start(now_ns()), None)
        while self._outcome is None:
            timer_ns = self._machine.timer_ns
            wake_ns = until_ns if timer_ns is None else min(until_ns, timer_ns)
            datagram = self._channel.receive(wake_ns)
            if datagram is not None and datagram.at_ns < until_ns:
                self._hear(datagram)
            elif (now := now_ns()) < until_ns:
                self._act(self._machine.timer(now), None)
            else:
                self._end(max(now, until_ns + _SLACK_NS))
                break
        if self._outcome is None:
            raise RuntimeError("a stopped exchange must end")
        return self._outcome

    def _end(self, now: int) -> None:
        """Time is over: let a timer that ends with it say why nothing came, or else stop."""
        self._act(self._machine.timer(now), None)
        if self._outcome is None:
            self._act(self._machine.stop(now), None)

    def _hear(self, datagram: Datagram) -> None:
        reason = self._accept(datagram)
        if reason is not None:
            self._stray(datagram, reason)
            return
        try:
            message = self._decode(datagram.octets)
        except DecodeError as error:
            self._stray(datagram, str(error))
            return
        self._act(self._machine.receive(message, datagram.at_ns), datagram)

    def _act(self, actions: tuple[Action, ...], datagram: Datagram | None) -> None:
        for action in actions:
            if isinstance(action, Send):
                octets = action.message.encode()
                self._sent_ns = now_ns()
                self._channel.send(octets, action.destination)
                self._sent += 1
            elif isinstance(action, Ignored):
                if datagram is not None:
                    self._stray(datagram, action.reason)
            elif not isinstance(action, SetTimer):
                self._outcome = Outcome(action, datagram, self._sent_ns, self._sent, self._strays)

    def _stray(self, datagram: Datagram, reason: str) -> None:
        if len(self._strays) < STRAYS_MOST:
            self._strays.append(Stray(datagram, reason))
