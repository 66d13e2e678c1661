"""What a server says unasked: faults that were made, packets that cannot be read; as many lines a second as help."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TextIO

from dhcpserver.events import opening
from dhcpserver.limiter import Limiter
from dhcpserver.scenario import Act
from dhcptools.packet.errors import DecodeError


class Log:
    """Writes lines to a stream, as text or as JSON. When there are too many, it says how many were left out."""

    def __init__(self, stream: TextIO, *, as_json: bool, limiter: Limiter | None = None) -> None:
        self._stream = stream
        self._as_json = as_json
        self._limiter = limiter or Limiter()

    def fault(self, act: Act) -> None:
        """A fault was made; a scenario's journal."""
        if not self._may(act.time_ns):
            return
        if not self._as_json:
            self._write(f"fault {act.rule} {act.action}: {act.kind} {act.client} xid {act.xid:#010x} {act.words}")
            return
        six = act.family == 6
        self._write(json.dumps({
            **opening("fault", act.time_ns), "family": act.family, "rule": act.rule, "action": act.action,
            "type": act.kind.upper() if six else f"DHCP{act.kind.upper()}",
            "client": act.client.replace(":", "") if six else act.client,
            "xid": f"{act.xid:06x}" if six else f"{act.xid:08x}", "done": act.words,
        }))  # fmt: skip  # keys by meaning

    def malformed(self, family: int, source: str, error: DecodeError, now_ns: int) -> None:
        """A packet came that cannot be read."""
        if not self._may(now_ns):
            return
        if self._as_json:
            event = {**opening("malformed", now_ns), "family": family, "source": source, "reason": str(error)}
            self._write(json.dumps(event))
        else:
            self._write(f"ignored a packet from {source}: {error}")

    def _may(self, now_ns: int) -> bool:
        """Whether a line may be written; if so, first how many could not."""
        if not self._limiter.allow(now_ns):
            return False
        missed = self._limiter.take_missed()
        if missed and self._as_json:
            self._write(json.dumps({**opening("left-out", now_ns), "lines": missed}))
        elif missed:
            self._write(f"{missed} lines left out")
        return True

    def _write(self, line: str) -> None:
        with suppress(BrokenPipeError):  # a closed pipe is not an error
            self._stream.write(line + "\n")
            self._stream.flush()
