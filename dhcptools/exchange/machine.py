"""The interpreter of transition tables: state, event, guard → next state, action.

Rules this file keeps:

- ``start``, ``receive``, ``timer`` and ``stop`` are the whole contract; each takes ``now_ns`` and returns actions, none
  raises on any message or order of calls, and time that runs backwards counts as standing still;
- the first row whose state, event and guard fit is taken; ``*`` is any state, the empty guard always holds;
- a state in :data:`TERMINAL` is left by nothing.

What guards and actions of a family mean stands with that family (client4, client6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import ClassVar, Final, Generic, TypeVar

from dhcptools.exchange.actions import Action, Done, Failed, Ignored, Message, Reason, Send, SetTimer
from dhcptools.exchange.results import Lease4, Lease6, Sent, Stage
from dhcptools.exchange.retransmit import Progress, Schedule

Row = tuple[str, str, str, str, str]  # state, event, guard, next state, action
Table = tuple[Row, ...]
Jitter = Callable[[], float]

TERMINAL: Final = frozenset({"DONE", "BOUND", "FAILED"})
WITHOUT_MESSAGE: Final = frozenset({"start", "timer", "stop"})  # every other event is the label of a reply

M = TypeVar("M", bound="Message")


def no_jitter() -> float:
    """The middle of every spread: what tests and one-shot probes want."""
    return 0.0


class Machine(Generic[M]):
    """One exchange from its first message to Done or Failed.

    ``state`` and ``timer_ns`` (None when no timer runs) may be read; everything else is told by actions.
    """

    guards: ClassVar[Mapping[str, str]]
    actions: ClassVar[Mapping[str, str]]

    def __init__(self, exchange: str, table: Table, jitter: Jitter) -> None:
        self.exchange = exchange
        self.state = "INIT"
        self.timer_ns: int | None = None
        self.stages: list[Stage] = []
        self._table = table
        self._jitter = jitter
        self._now_ns: int | None = None
        self._delay_ns = 0
        self._out: list[Action] = []
        self._reply: M | None = None
        self._event = ""
        self._refusal: tuple[str, M] | None = None
        self._compose: Callable[[], tuple[Message, IPv4Address | IPv6Address]] | None = None
        self._schedule: Schedule | None = None
        self._wait_ns = 0

    @property
    def over(self) -> bool:
        """Whether Done or Failed was given."""
        return self.state in TERMINAL

    def start(self, now_ns: int, delay_ns: int = 0) -> tuple[Action, ...]:
        """Begin, after ``delay_ns`` (RFC 2131 §4.4.1; SOL_MAX_DELAY, CNF_MAX_DELAY, INF_MAX_DELAY of RFC 9915 §7.6)."""
        if self.state != "INIT":
            return ()
        self._advance(now_ns)
        self._delay_ns = max(0, delay_ns)
        return self._step("start")

    def receive(self, message: Message, now_ns: int) -> tuple[Action, ...]:
        """A message arrived."""
        self._advance(now_ns)
        if self.over:
            return (Ignored("the exchange is over", message),)
        label, reply, reason = self._examine(message)
        if reason is not None or reply is None:
            return (Ignored(reason or "not a reply", message),)
        if not any(state == self.state and event == label for state, event, *_ in self._table):
            return (Ignored(f"{label} is not awaited in {self.state}", message),)
        self._reply = reply
        return self._step(label)

    def timer(self, now_ns: int) -> tuple[Action, ...]:
        """The timer's time came. Called early, it answers with the timer that still runs."""
        if self.over or self.timer_ns is None:
            return ()
        self._advance(now_ns)
        if self._now() < self.timer_ns:
            return (SetTimer(self.timer_ns),)
        self.timer_ns = None
        return self._step("timer")

    def stop(self, now_ns: int) -> tuple[Action, ...]:
        """The caller gives up: Failed, unless the exchange is over already."""
        if self.over:
            return ()
        self._advance(now_ns)
        return self._step("stop")

    def _examine(self, message: Message) -> tuple[str, M | None, str | None]:
        """The label of a message, the reply inside its relay messages, and why to discard it (None: take it)."""
        raise NotImplementedError  # abstract

    def _step(self, event: str) -> tuple[Action, ...]:
        self._event = event
        for state, on, guard, target, action in self._table:
            fits = state in (self.state, "*") and on == event
            if fits and (not guard or getattr(self, self.guards[guard])()):
                if event not in WITHOUT_MESSAGE and target != self.state:
                    self._answered(event)
                self.state = target
                getattr(self, self.actions[action])()
                break
        if self.over:
            self.timer_ns = None
        out, self._out = tuple(self._out), []
        return out

    def _advance(self, now_ns: int) -> None:
        self._now_ns = now_ns if self._now_ns is None else max(now_ns, self._now_ns)

    def _now(self) -> int:
        return self._now_ns or 0

    # Guards that every family has.

    def _delayed(self) -> bool:
        return self._delay_ns > 0

    def _may_send(self) -> bool:
        return self._schedule is not None and self._schedule.may_send(self._progress())

    # Actions that every family has.

    def _keep(self) -> None:
        """Nothing to do: the timer goes on."""

    def _wait(self) -> None:
        self._arm(self._delay_ns)

    def _resend(self) -> None:
        stage = self.stages[-1]
        self.stages[-1] = stage._replace(last_sent_ns=self._now(), transmissions=stage.transmissions + 1)
        self._transmit()

    def _no_reply(self) -> None:
        stage = self.stages[-1]
        if self._refusal is not None:
            self._fail(Reason.REFUSED, *self._refusal)
        else:
            times = "once" if stage.transmissions == 1 else f"{stage.transmissions} times"
            self._fail(Reason.NO_REPLY, f"{stage.request} was sent {times}, nothing acceptable answered")

    def _stopped(self) -> None:
        self._fail(Reason.STOPPED, "stopped by the caller")

    # Their tools.

    def _begin(
        self, request: str, schedule: Schedule, compose: Callable[[], tuple[Message, IPv4Address | IPv6Address]]
    ) -> None:
        """Send a new request; ``compose`` builds it at every transmission, since elapsed times change."""
        self.stages.append(Stage(request, self._now(), self._now(), 1))
        self._schedule, self._compose, self._wait_ns, self._refusal = schedule, compose, 0, None
        self._transmit()

    def _transmit(self) -> None:
        if self._compose is None or self._schedule is None:
            return
        self._out.append(Send(*self._compose()))
        self._wait_ns = self._schedule.wait_ns(self._progress(), self._jitter())
        self._arm(self._wait_ns)

    def _arm(self, wait_ns: int) -> None:
        self.timer_ns = self._now() + max(1, wait_ns)
        self._out.append(SetTimer(self.timer_ns))

    def _progress(self) -> Progress:
        stage = self.stages[-1]
        return Progress(stage.transmissions, stage.first_sent_ns, self._now(), self._wait_ns)

    def _answered(self, label: str) -> None:
        if self.stages:
            self.stages[-1] = self.stages[-1]._replace(reply=label, replied_ns=self._now())

    def _finish(self, result: Lease4 | Lease6 | Sent) -> None:
        self._out.append(Done(result))

    def _fail(self, reason: Reason, detail: str, message: M | None = None) -> None:
        self._out.append(Failed(reason, detail, message, tuple(self.stages)))


COMMON_GUARDS: Final[Mapping[str, str]] = {"delayed": "_delayed", "may_send": "_may_send"}
COMMON_ACTIONS: Final[Mapping[str, str]] = {
    "keep": "_keep", "wait": "_wait", "resend": "_resend", "no_reply": "_no_reply", "stopped": "_stopped",
}  # fmt: skip
