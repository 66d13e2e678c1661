"""A run in several processes, one for each core: one start instant, shares of clients and ids, one result.

Rules this file keeps:

- exchange ``k`` of the whole run is process ``k mod n``'s, so together they keep the schedule of one;
- all send from one address and port; a filter in the kernel gives each reply to the process that asked, and what came
  elsewhere nevertheless is handed over (see :mod:`handing`);
- a signal reaches this process alone, which stops the others; what they found out is added up.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, cast

import dhcptools
from dhcptools.measure.result import Configured, Run
from dhcptools.net.sockets import open_udp
from dhcptools.perf import engine, worker
from dhcptools.perf.direct import excuse
from dhcptools.perf.flow import flow_bits
from dhcptools.perf.handing import boxes
from dhcptools.perf.plan import Plan
from dhcptools.perf.steer import attach, program

_START_NS: Final = 100_000_000  # from the moment all are ready to the first request
_LOOK_S: Final = 0.05
Worker = subprocess.Popen[bytes]


def run(
    plan: Plan, processes: int, *, stop: Callable[[], bool], on_interval: Callable[[Run], None] | None = None
) -> Run:
    """Carry out a plan in ``processes``; as :func:`dhcptools.perf.engine.run` otherwise.

    PlanError for a number that cannot be; NetError and OSError as in one process.
    """
    if processes == 1:
        return engine.run(plan, stop=stop, on_interval=on_interval)
    plans = [replace(plan, share=share, shares=processes, connected=False) for share in range(processes)]
    with contextlib.ExitStack() as stack:
        sockets = _open(stack, plans[0])
        inboxes, outboxes = boxes(stack, processes)
        workers = [
            stack.enter_context(_started(each, [sock, inbox, *outboxes]))
            for each, sock, inbox in zip(plans, sockets, inboxes, strict=True)
        ]
        for each in workers:
            worker.take(_out(each))
        begin_ns = time.monotonic_ns() + _START_NS
        for each in workers:
            worker.put(_in(each), begin_ns)
        return _gather(workers, plan, stop, on_interval)


def _open(stack: contextlib.ExitStack, plan: Plan) -> list[socket.socket]:
    """One socket a process, all on one port."""
    family = socket.AF_INET if plan.family == 4 else socket.AF_INET6
    sockets: list[socket.socket] = []
    port = plan.local_port
    for _ in range(plan.shares):
        sock = stack.enter_context(open_udp(family, plan.local, port, shared=True))
        port = sock.getsockname()[1]
        sockets.append(sock)
    attach(sockets[0], program(plan.family, plan.seed_xid, flow_bits(plan), plan.shares))
    return sockets


@contextlib.contextmanager
def _started(plan: Plan, sockets: list[socket.socket]) -> Iterator[Worker]:
    """A worker with its plan and its sockets, as they are in :mod:`worker`; when left it has ended."""
    environment = dict(os.environ)
    root = str(Path(dhcptools.__file__).parents[1])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "dhcptools.perf.worker"]
    descriptors = [sock.fileno() for sock in sockets]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, pass_fds=descriptors
    ) as process:
        try:
            worker.put(_in(process), (plan, descriptors))
            yield process
        finally:
            with contextlib.suppress(OSError):
                _in(process).close()


def _in(process: Worker) -> BinaryIO:
    return cast("BinaryIO", process.stdin)


def _out(process: Worker) -> BinaryIO:
    return cast("BinaryIO", process.stdout)


def _gather(
    workers: list[Worker], plan: Plan, stop: Callable[[], bool], on_interval: Callable[[Run], None] | None
) -> Run:
    """Wait for every worker; tell what they know on the way, once all of them have told it."""
    finished: dict[Worker, Run] = {}
    latest: dict[Worker, Run] = {}
    stopping = False
    with selectors.DefaultSelector() as selector:
        for each in workers:
            selector.register(_out(each), selectors.EVENT_READ, each)
        while len(finished) < len(workers):
            if not stopping and stop():
                stopping = True
                for each in workers:
                    _in(each).close()
            for key, _ in selector.select(_LOOK_S):
                told = worker.take(_out(key.data))
                if isinstance(told, Run):
                    latest[key.data] = told
                    continue
                kind, value = told
                if kind == "failed":
                    raise value
                finished[key.data] = value
                selector.unregister(key.fileobj)
            if on_interval is not None and len(latest) == len(workers):
                on_interval(merge(list(latest.values()), plan))
                latest.clear()
    return merge([finished[each] for each in workers], plan)


def merge(parts: list[Run], plan: Plan) -> Run:
    """Add up what the processes found out; what was asked for is that of the whole plan."""
    first, *others = parts
    asked: Configured = first.configured
    for each in others:
        first.merge(each)
    first.configured = asked
    if all(each.stopped_by == "requests" for each in parts):
        first.stopped_by = "requests"
    first.target = replace(first.target, server=plan.server)
    return excuse(first, plan)
