"""A capture file into a summary by columns; of a big one two processes read a half each, window by window.

Rules this file keeps:

- where the second half starts is a guess that must come true: the first process has to arrive at that very octet, else
  what the second one counted is thrown away and read again;
- so it is when fragments were met, which may belong together across the halves;
- memory is bounded: a window is ``WINDOW_OCTETS``, and what a half counted is merged before the next window.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from dhcptools.dump.columns import Part
from dhcptools.dump.outer import OUTER
from dhcptools.dump.pairing import Pairing
from dhcptools.dump.reader import CaptureFiles, Fault
from dhcptools.dump.scan import Head, Scan
from dhcptools.dump.summary import Summary
from dhcptools.net.capture import CaptureError, open_capture
from dhcptools.net.pcapng import capture_head

WINDOW_OCTETS: Final = 128 << 20
LEAST_OCTETS: Final = 16 << 20
"""Of a window, for a second process to be worth its start."""


def summarise(files: CaptureFiles, summary: Summary, stop: Callable[[], bool], turn: Callable[[], None]) -> bool:
    """Add what one file of a common link type holds; False, with nothing done, when ``files`` are anything else.

    What was counted and what failed stands in ``files`` as after reading them. ``turn`` is called now and then.
    """
    if len(files.names) != 1 or not os.path.isfile(files.names[0]):  # noqa: PTH113 - no error in a closed folder
        return False
    (name,) = files.names
    try:
        with open_capture(name) as file:
            head = capture_head(file)
            if head is None or head.link_type not in OUTER:
                return False
            scan = Scan(name, file, head, files.ports, files.fragments)
            try:
                for parts in _parts(scan, file, head, files, summary):
                    summary.add(parts)
                    turn()
                    if stop():
                        break
            except (CaptureError, OSError, EOFError, zlib.error) as error:
                why = str(error) if isinstance(error, CaptureError) else f"after packet {scan.captured}: {error}"
                files.faults.append(Fault(name, why, scan.captured))
            files.captured = scan.captured
    except CaptureError:
        return False  # the reader says what is wrong with it
    return True


def _parts(scan: Scan, file: BinaryIO, head: Head, files: CaptureFiles, summary: Summary) -> Iterator[list[Part]]:
    """What this process reads; what another one read is merged into ``summary`` in its place."""
    path = Path(files.names[0])
    with path.open("rb") as raw:
        plain = raw.read(2) != b"\x1f\x8b"  # gzip can only be read from its start
    size = path.stat().st_size
    while plain and len(os.sched_getaffinity(0)) > 1 and size - scan.at >= LEAST_OCTETS:
        begin, until = scan.at, min(scan.at + WINDOW_OCTETS, size)
        middle = scan.start_near(begin + (until - begin) // 2, until)
        if middle is None:
            break
        half = Half(files, head, middle, until)
        try:
            file.seek(begin)
            yield from scan.region(begin, middle)
            summary.settle()  # meanwhile the other one goes on
            summary.clients.settle()
            found = half.result() if scan.at == middle and not scan.fragmented else None
        finally:
            half.end()
        if found is None:
            break
        scan.at, captured, other = found
        summary.merge(other)
        scan.captured += captured
    if plain:
        file.seek(scan.at)
    yield from scan.region(scan.at)
    yield from scan.rest()


class Half:
    """Another process that counts what stands between two octets of a file."""

    def __init__(self, files: CaptureFiles, head: Head, begin: int, until: int) -> None:
        mine, others = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(mine)
            _work(files, head, begin, until, others)
        os.close(others)
        self._pipe = open(mine, "rb")  # noqa: PTH123, SIM115 - closed by end

    def result(self) -> tuple[int, int, Summary] | None:
        """Where it stopped, how many packets it met, what it counted; None when that is of no use."""
        try:
            told: Any = pickle.load(self._pipe)  # noqa: S301 - what a copy of this process wrote
        except EOFError:
            return None
        return None if told is None else (told[0], told[1], told[2])

    def end(self) -> None:
        """Let it go, whether it is ready or not."""
        self._pipe.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _work(files: CaptureFiles, head: Head, begin: int, until: int, pipe: int) -> None:
    """Count and tell, in a process that never comes back."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends, and with it this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        summary = Summary(pairing=Pairing(heads=[]))  # who has what came before puts it behind that
        with Path(files.names[0]).open("rb") as file, open(pipe, "wb") as out:
            file.seek(begin)
            scan = Scan(files.names[0], file, head, files.ports)
            for parts in scan.region(begin, until):
                summary.add(parts)
            summary.settle()
            summary.clients.settle()
            pickle.dump(None if scan.fragmented else (scan.at, scan.captured, summary), out, protocol=5)
    except BaseException:  # noqa: BLE001 - a copy of a process must never go on as if it were the first one
        os._exit(1)
    os._exit(0)
