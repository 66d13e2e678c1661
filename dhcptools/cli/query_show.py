"""What ``query`` shows of requests and answers: text, JSON, one value, or a script's environment."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from dhcptools.cli.query_flags import Flags
from dhcptools.cli.query_open import Way
from dhcptools.cli.streams import err_result, note, result
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, layers
from dhcptools.probe.channel import now_ns
from dhcptools.probe.env import Variables, eleven_lines, reason_of, shell, variables
from dhcptools.probe.hook import run_hook
from dhcptools.probe.judge import Reply
from dhcptools.probe.pick import pick
from dhcptools.probe.query import Copy, Event, Sent, Stray
from dhcptools.report.dhcptest_text import heading, message_text
from dhcptools.report.query_json import reply_object
from dhcptools.report.terminal import escape

_STRAYS_SHOWN = 3


class Shower:
    """Shows events as they come, and remembers whether the answer is yes."""

    def __init__(self, flags: Flags, way: Way) -> None:
        self._flags = flags
        self._port = way.port
        self._plain = not (flags.print_only or flags.env or flags.as_json or flags.style != "dhcptest")
        self._strays: list[str] = []
        self._stray_count = 0
        self._blocks = 0
        self._attempts = 0
        self._heard: dict[int, tuple[Reply, dict[str, Any]]] = {}  # by identity: what is shown when waiting is over
        self._copies: Counter[int] = Counter()
        self.replies = 0
        self.good = 0
        self.refused = 0
        self.missing = False
        self._stop: Callable[[], bool] = lambda: False

    def heed(self, stop: Callable[[], bool]) -> None:
        """From now on end a hook that goes on when ``stop`` says so."""
        self._stop = stop

    @property
    def yes(self) -> bool:
        """Something answered well, nothing refused, and everything asked for was there."""
        return bool(self.good) and not self.refused and not self.missing

    def listening(self) -> None:
        """Say where answers are awaited."""
        if self._plain:
            self._say(f"Listening for DHCP replies on port {self._port}.\n")

    def event(self, event: Event) -> None:
        """Show a request, an answer, or keep why something was none."""
        if isinstance(event, Sent):
            self._attempts = event.attempt
            again = f"Retrying, try {event.attempt}...\n" if event.attempt > 1 else ""
            self._say(again or ("Sending packet:\n" + message_text(event.message) if self._plain else ""))
        elif isinstance(event, Stray):
            self._stray_count += 1
            if len(self._strays) < _STRAYS_SHOWN:
                self._strays.append(f"{event.reason} (from {event.datagram.source})")
        elif isinstance(event, Copy):
            self._copies[id(event.reply)] += 1
        else:
            self._reply(event)

    def final(self, reply: Reply | None, request: Message4 | AnyMessage6) -> None:
        """Hand the answer that counts to a script: its one value, its variables, its hook."""
        flags = self._flags
        if flags.print_only is not None and reply is not None:
            self._print_only(flags.print_only, reply)
        if flags.env or flags.hook is not None or flags.style == "dhclient-debug":
            for values in _variables(reply, request, flags.interface or ""):
                self._script(values)

    def over(self) -> None:
        """Waiting is over: show what had to wait for its copies, and how many there were."""
        for number, (_, document) in self._heard.items():
            result(json.dumps(document | {"duplicates": self._copies[number]}, allow_nan=False) + "\n")
        self._heard.clear()
        if (copies := self._copies.total()) and self._plain:
            self._say(f"{copies} {'copy' if copies == 1 else 'copies'} of answers left out.\n")

    def unanswered(self, *, stopped: bool = False) -> None:
        """Say that nothing good came, and what came instead; ``stopped``: not all the time there was is over."""
        if not self.replies:
            tries = f"after {self._attempts} {'try' if self._attempts == 1 else 'tries'}"
            self._say(f"Stopped {tries}: no answer.\n" if stopped else f"Giving up {tries}.\n")
        if self._strays and not self._flags.quiet:
            more = self._stray_count - len(self._strays)
            tail = f"; and {more} more" if more else ""
            note(f"ignored: {escape('; '.join(self._strays))}{tail}")

    def _reply(self, reply: Reply) -> None:
        self.replies += 1
        self.good += reply.good
        self.refused += reply.refused is not None
        datagram = reply.datagram
        if self._flags.as_json:
            time_ns = time.time_ns() - (now_ns() - datagram.at_ns)
            document = reply_object(reply, self._flags.interface, self._port, time_ns)
            if self._flags.wait:
                self._heard[id(reply)] = reply, document
            else:
                result(json.dumps(document, allow_nan=False) + "\n")
        elif self._plain:
            whole = reply.message if reply.outer is None else reply.outer
            result(heading(datagram.source, datagram.port) + message_text(whole))
        if reply.refused is not None and not self._flags.quiet:
            note(f"refused by {datagram.source}: {escape(reply.refused)}")
        elif reply.doubt is not None and not self._flags.quiet:
            note(f"no valid answer from {datagram.source}: {escape(reply.doubt)}")

    def _print_only(self, name: str, reply: Reply) -> None:
        value = pick(reply.message, name) if isinstance(reply.message, Message4 | Message6) else None
        if value is None:
            self.missing = True
            note(f"no {name} in the answer from {reply.datagram.source}")
        else:
            result(escape(value) + "\n")

    def _script(self, values: Variables) -> None:
        if self._flags.env:
            result(("\n" if self._blocks else "") + shell(values))
        elif self._flags.style == "dhclient-debug":
            result(eleven_lines(values))
        self._blocks += 1
        if self._flags.hook is not None:
            status = run_hook(self._flags.hook, values, stop=self._stop)
            if status:
                self.missing = True
                note(f"{self._flags.hook} ended with status {status}")

    def _say(self, text: str) -> None:
        if text and not self._flags.quiet:
            err_result(text)


def _variables(reply: Reply | None, request: Message4 | AnyMessage6, interface: str) -> list[Variables]:
    asked = request if isinstance(request, Message4) else list(layers(request))[-1]
    family = 4 if isinstance(asked, Message4) else 6
    if not isinstance(asked, Message4 | Message6):
        return []
    bound = reply is not None and reply.good
    reason = reason_of(asked, bound=bound, family=family)
    if reply is None or not isinstance(reply.message, Message4 | Message6):
        return [{"reason": reason, "interface": interface}]
    codes = asked.first(55) or b"" if isinstance(asked, Message4) else b""
    return variables(reply.message, reason, interface, codes)
