"""The log of a scenario: a line for each packet something was done to, as many a second as a reader can use."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TextIO

from dhcpserver.limiter import Limiter
from dhcpserver.scenario import Act


class FaultLog:
    """Writes acts to a stream, as text or as JSON; use it as a scenario's journal."""

    def __init__(self, stream: TextIO, *, as_json: bool, limiter: Limiter | None = None) -> None:
        self._stream = stream
        self._as_json = as_json
        self._limiter = limiter or Limiter()

    def __call__(self, act: Act) -> None:
        """One line, unless there were too many lately; how many were left out is said before the next."""
        if not self._limiter.allow(act.time_ns):
            return
        missed = self._limiter.take_missed()
        lines = [self._left_out(missed)] if missed else []
        lines.append(self._line(act))
        with suppress(BrokenPipeError):  # a closed pipe is not an error
            self._stream.write("".join(f"{line}\n" for line in lines))
            self._stream.flush()

    def _line(self, act: Act) -> str:
        if not self._as_json:
            return f"fault {act.rule} {act.action}: {act.kind} {act.client} xid {act.xid:#010x} {act.words}"
        return json.dumps({
            "schema": "dhcptool.serve/1", "event": "fault", "time_ns": act.time_ns, "rule": act.rule,
            "action": act.action, "type": act.kind, "client": act.client, "xid": f"{act.xid:08x}", "done": act.words,
        })  # fmt: skip  # keys by meaning

    def _left_out(self, missed: int) -> str:
        if not self._as_json:
            return f"fault: {missed} lines left out"
        return json.dumps({"schema": "dhcptool.serve/1", "event": "left-out", "lines": missed})
