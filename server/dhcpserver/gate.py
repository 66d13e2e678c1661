"""Between engine and sockets: a scenario decides what the engine sees, what leaves, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar, cast

from dhcpserver.faults.schedule import Schedule
from dhcpserver.faults.subject import REQUESTS, AnyContext, AnyMessage, try_subject
from dhcpserver.reply4 import Reply4
from dhcpserver.reply6 import Reply6
from dhcpserver.scenario import Scenario

R = TypeVar("R", Reply4, Reply6)


class Gate:
    """One scenario and what it lets wait. It has no clock and no socket."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._waiting: Schedule[Callable[[], None]] = Schedule()

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
            for reply in answer():  # the engine counts what it refuses
                send(reply)
            return
        admission = self.scenario.admit(subject, now_ns)
        replies = answer() if admission.answer is None else admission.answer
        for outgoing in self.scenario.apply(subject, replies, now_ns, admission.before):
            out = cast("R", outgoing.reply)  # a scenario answers in the family it was asked in
            if not self._waiting.push(outgoing.due_ns, partial(send, out), outgoing.behind):
                self.scenario.counters["fault-queue-full"] += 1

    @property
    def next_ns(self) -> int | None:
        """When the next reply is due, None when none waits."""
        return self._waiting.next_ns

    def send_due(self, now_ns: int) -> None:
        """Send what is due."""
        for send in self._waiting.pop(now_ns):
            send()
