"""One process of several that carry out a run: ``python -m dhcptools.perf.worker``, started by :mod:`processes`.

It reads a plan from stdin, says on stdout that it is ready, reads when to start, and writes what it found out. Then it
hands over what comes for others until stdin ends. When stdin ends before, it stops early. Signals are for the process
that started it.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO, Final

from dhcptools.measure.result import Run
from dhcptools.perf.engine import run
from dhcptools.perf.flow import flow_bits
from dhcptools.perf.handing import Handing
from dhcptools.perf.links import open_batches
from dhcptools.perf.plan import Plan
from dhcptools.perf.steer import shares_of

HEADER: Final = struct.Struct("=Q")
_ASK_NS: Final = 20_000_000


def put(stream: BinaryIO, value: object) -> None:
    """Write one value."""
    octets = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(HEADER.pack(len(octets)) + octets)
    stream.flush()


def take(stream: BinaryIO) -> Any:
    """Read one value; EOFError when there is none."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        raise EOFError("the other process has ended")
    (octets,) = HEADER.unpack(head)
    return pickle.loads(stream.read(octets))  # noqa: S301 - from the process that started this one


class Leash:
    """Whether the process that started this one still holds on; it is asked often, so it looks only now and then."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._next_ns = 0
        self._gone = False

    def gone(self) -> bool:
        """Whether the descriptor has come to its end."""
        now_ns = time.monotonic_ns()
        if now_ns >= self._next_ns and not self._gone:
            self._next_ns = now_ns + _ASK_NS
            ready, _, _ = select.select([self._descriptor], [], [], 0)
            self._gone = bool(ready) and not os.read(self._descriptor, 1)
        return self._gone


def main() -> None:
    """Do as the process that started this one says."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    given, told = sys.stdin.buffer, sys.stdout.buffer
    plan, descriptors = take(given)
    if not isinstance(plan, Plan):
        raise TypeError("no plan came")
    sock, inbox, *outboxes = (socket.socket(fileno=each) for each in descriptors)
    put(told, None)
    plan = replace(plan, begin_ns=take(given))
    leash = Leash(given.fileno())

    def so_far(result: Run) -> None:
        put(told, result)

    whose = partial(shares_of, family=plan.family, seed=plan.seed_xid, flow_bits=flow_bits(plan), shares=plan.shares)
    try:
        with open_batches(plan, sock) as batches, Handing(batches, whose, plan.share, inbox, outboxes) as handing:
            put(told, ("done", run(plan, stop=leash.gone, on_interval=so_far, batches=handing)))
            handing.serve(leash.gone)
    except OSError as error:
        put(told, ("failed", error))


if __name__ == "__main__":
    main()
