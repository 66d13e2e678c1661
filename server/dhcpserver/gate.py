"""Between engine and sockets: a scenario decides what the engine sees, what leaves, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, TypeVar, cast

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.faults.refusals import Identity
from dhcpserver.faults.schedule import Schedule
from dhcpserver.faults.subject import REQUESTS, AnyContext, AnyMessage, AnyReply, Subject, try_subject
from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.reply6 import Context6, Reply6
from dhcpserver.scenario import Scenario

R = TypeVar("R", Reply4, Reply6)


class Passing(NamedTuple):
    """A request that came, ``reply`` None, or a reply that left."""

    time_ns: int
    subject: Subject
    reply: AnyReply | None


class Gate:
    """One scenario and what it lets wait. It has no clock and no socket.

    With ``to_source`` replies go back to the address and port a request came from, as clients of tests like it, and not
    where RFC 2131 and RFC 9915 send them.
    """

    def __init__(
        self, scenario: Scenario, *, to_source: bool = False, observer: Callable[[Passing], None] | None = None
    ) -> None:
        """``observer`` is told of every request and every reply."""
        self.scenario = scenario
        self.to_source = to_source
        self.observer = observer
        self._waiting: Schedule[Callable[[int], None]] = Schedule()

    def open(self, engine: Engine4 | Engine6, now_ns: int) -> None:
        """The server starts now: times of the scenario count from here, and refusals speak in the engine's name."""
        if isinstance(engine, Engine4):
            self.scenario.identity = Identity(own_addresses=engine.own_addresses)
        else:
            self.scenario.identity = Identity(duid=engine.duid)
        self.scenario.start(now_ns)

    def handle(
        self,
        message: AnyMessage,
        context: AnyContext,
        now_ns: int,
        answer: Callable[[], Sequence[R]],
        send: Callable[[R], None],
    ) -> None:
        """Take a message: ``answer`` asks the engine, ``send`` is called for each reply when it is due.

        Replies that are due at once leave with the next :meth:`send_due`, too.
        """
        subject = try_subject(message, context)
        if subject is None or subject.kind not in REQUESTS[subject.family]:
            for refused in answer():  # none: the engine counts what it refuses
                send(refused)
            return
        if self.observer is not None:
            self.observer(Passing(now_ns, subject, None))
        admission = self.scenario.admit(subject, now_ns)
        replies = answer() if admission.answer is None else admission.answer
        for outgoing in self.scenario.apply(subject, replies, now_ns, admission.before):
            reply = _to_source(outgoing.reply, context) if self.to_source else outgoing.reply
            out = cast("R", reply)  # a scenario answers in the family it was asked in
            if not self._waiting.push(outgoing.due_ns, partial(self._send, send, out, subject), outgoing.behind):
                self.scenario.counters["fault-queue-full"] += 1

    @property
    def next_ns(self) -> int | None:
        """When the next reply is due, None when none waits."""
        return self._waiting.next_ns

    def send_due(self, now_ns: int) -> None:
        """Send what is due."""
        for send in self._waiting.pop(now_ns):
            send(now_ns)

    def counters(self) -> dict[str, int]:
        """How often each fault was made."""
        return dict(sorted(self.scenario.counters.items()))

    def _send(self, send: Callable[[R], None], reply: R, subject: Subject, now_ns: int) -> None:
        send(reply)
        if self.observer is not None:
            self.observer(Passing(now_ns, subject, reply))


def _to_source(reply: AnyReply, context: AnyContext) -> AnyReply:
    if isinstance(reply, Reply4) and isinstance(context, Context4) and int(context.source):
        return replace(reply, destination=context.source, port=context.source_port, link_address=b"")
    if isinstance(reply, Reply6) and isinstance(context, Context6):
        return replace(reply, destination=context.source, port=context.source_port)
    return reply  # to a client without address
