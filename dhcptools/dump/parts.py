"""Big files in several processes: each reads all of it, and works on every second part, or third.

Rules this file keeps:

- the order is that of the source: a part that another process made is read from its pipe when its turn has come;
- memory is bounded: a process that is ahead waits for its pipe;
- a source must be the same each time it is made, and work must not depend on what was worked on before.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeVar, cast

from dhcptools.dump.reader import PART
from dhcptools.dump.record import Packet

PACKETS: Final = PART  # of a part
LEAST_OCTETS: Final = 2 << 20  # of the files, for processes to be worth their start
MOST_PROCESSES: Final = 4
_PIPE_OCTETS: Final = 1 << 20
_HEAD: Final = struct.Struct("!QII")


class Part(NamedTuple):
    """What was made of some packets: the text, how many were selected, and how many of those have problems."""

    text: bytes
    matched: int
    faulty: int


Some = TypeVar("Some")
Work = Callable[[list[Packet]], Part]

# What a process reads: its number, and how many there are, give the packets, None for those of others' parts.
Source = Callable[[int, int], Iterable[Packet | None]]


class PartError(RuntimeError):
    """A process ended before its time."""


def processes_for(names: Iterable[str]) -> int:
    """How many processes reading these files is worth: 1 for small files, and for what cannot be read twice."""
    octets = 0
    for name in names:
        path = Path(name)
        if name == "-" or not os.path.isfile(path):  # noqa: PTH113 - False, not an error, in a closed folder
            return 1
        octets += path.stat().st_size
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES) if octets >= LEAST_OCTETS else 1


def parts(packets: Iterable[Some], most: int = PACKETS) -> Iterator[list[Some]]:
    """Packets in lists of ``most``, as they come."""
    source = iter(packets)
    while part := list(islice(source, most)):
        yield part


def _packets(part: list[Packet | None]) -> list[Packet]:
    """A part of one's own, in which nothing was left to others."""
    if None in part:
        raise PartError("a packet of an own part was left to another process")
    return cast("list[Packet]", part)


def worked(source: Source, work: Work, processes: int) -> Iterator[Part]:
    """Every part of the source, in its order. ``processes`` count this one. Raises PartError."""
    pipes = [_start(source, work, number, processes) for number in range(1, processes)]
    try:
        for index, part in enumerate(parts(source(0, processes))):
            turn = index % processes
            yield work(_packets(part)) if turn == 0 else _read(pipes[turn - 1][1])
    finally:
        for pid, pipe in pipes:
            pipe.close()
            os.waitpid(pid, 0)


def _start(source: Source, work: Work, number: int, processes: int) -> tuple[int, FileIO]:
    mine, others = os.pipe()
    with contextlib.suppress(OSError):  # a smaller pipe is slower, no more
        fcntl.fcntl(others, fcntl.F_SETPIPE_SZ, _PIPE_OCTETS)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(others)
        return pid, FileIO(mine, "rb")
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends, and with it the pipe
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.close(mine)
        with os.fdopen(others, "wb", _PIPE_OCTETS) as pipe:
            for index, part in enumerate(parts(source(number, processes))):
                if index % processes == number:
                    done = work(_packets(part))
                    pipe.write(_HEAD.pack(len(done.text), done.matched, done.faulty) + done.text)
                    pipe.flush()
    except BrokenPipeError:
        pass
    except BaseException:  # noqa: BLE001 - a copy of a process must never go on as if it were the first one
        import traceback  # noqa: PLC0415 - only for a defect

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _read(pipe: FileIO) -> Part:
    octets, matched, faulty = _HEAD.unpack(_exactly(pipe, _HEAD.size))
    return Part(_exactly(pipe, octets), matched, faulty)


def _exactly(pipe: FileIO, octets: int) -> bytes:
    found = bytearray()
    while len(found) < octets:
        more = pipe.read(octets - len(found))
        if not more:
            raise PartError("a process that decodes a part of the file ended early")
        found += more
    return bytes(found)
