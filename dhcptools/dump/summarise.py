"""A capture file into a summary by columns; of a big one two processes read a half each, window by window.

Rules this file keeps:

- where the second half starts is a guess that must come true: the first process has to arrive at that very octet, else
  what the second one counted is thrown away and read again;
- so it is when fragments were met, which may belong together across the halves;
- several files are taken in the order of their first packets, and each must begin where the ones before it have
  ended, as those that a capture was rotated into do; otherwise their packets have to be put in order, and are for the
  reader that does so;
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
from typing import Any, BinaryIO, Final, NamedTuple

from dhcptools.dump.columns import MOST_NS, Part
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


class _OverlapError(Exception):
    """A file has packets from before the end of another one, with which they may belong together."""


def summarise(
    files: CaptureFiles, summary: Summary, stop: Callable[[], bool], turn: Callable[[], None],
    meanwhile: Callable[[], None] = lambda: None,
) -> bool:  # fmt: skip  # what, then what else is to be done
    """Add what files of common link types hold that do not overlap in time, in any order; False for any others.

    What was counted and what failed stands in ``files`` as after reading them. ``turn`` is called now and then, and
    ``meanwhile`` when another process is waited for. When it is False, ``summary`` is of no use any more and ``files``
    are as before.
    """
    begun = [each for name in files.names if (each := _begun(name)) is not None]
    if len(begun) != len(files.names):
        return False
    begun.sort(key=lambda each: each.time_ns)
    captured, faults = 0, []
    try:
        for number, (name, head, _) in enumerate(begun, 1):
            one = One(name, head, files, summary)
            try:
                fault = one.count(stop, turn, meanwhile, last=number == len(begun))
            except CaptureError as error:  # it is gone, or closed to us, since it was looked at
                fault = Fault(name, str(error), one.captured)
            captured += one.captured
            faults += [] if fault is None else [fault]
            if stop():
                break
    except _OverlapError:
        files.again()
        return False
    files.captured = captured
    files.faults += faults
    return True


class _Begun(NamedTuple):
    """A file that can be read by columns: its header, and the time of its first packet, 0 when it has none."""

    name: str
    head: Head
    time_ns: int


def _begun(name: str) -> _Begun | None:
    """Look at the start of a file. What may be wrong with it is for its reader to say."""
    try:
        if not os.path.isfile(name):  # noqa: PTH113 - no error in a closed folder
            return None
        with open_capture(name) as file:
            head = capture_head(file)
            return None if head is None or head.link_type not in OUTER else _Begun(name, head, head.time_ns(file) or 0)
    except (CaptureError, OSError, EOFError, zlib.error):
        return None


class One:
    """One of the files, whose packets come after all that ``summary`` has."""

    def __init__(self, name: str, head: Head, files: CaptureFiles, summary: Summary) -> None:
        self._name = name
        self._head = head
        self._files = files
        self._summary = summary
        self._after_ns = summary.last_ns
        self.captured = 0

    def count(
        self, stop: Callable[[], bool], turn: Callable[[], None], meanwhile: Callable[[], None], *, last: bool
    ) -> Fault | None:
        """Count it; what is wrong with it. ``last`` says that fragments have nothing more to come."""
        with open_capture(self._name) as file:
            file.read(self._head.octets)
            scan = Scan(self._name, file, self._head, self._files)
            fault = None
            try:
                for parts in self._parts(scan, file, meanwhile, last=last):
                    for part in parts:
                        self._later(int(part.time_ns.min(initial=MOST_NS)))
                    self._summary.add(parts)
                    turn()
                    if stop():
                        break
            except (CaptureError, OSError, EOFError, zlib.error) as error:
                why = str(error) if isinstance(error, CaptureError) else f"after packet {scan.captured}: {error}"
                fault = Fault(self._name, why, scan.captured)
            self.captured = scan.captured
            return fault

    def _later(self, time_ns: int) -> None:
        """Find that this is not before what was counted of other files. Raises _OverlapError."""
        if self._after_ns is not None and time_ns < self._after_ns:
            raise _OverlapError

    def _parts(self, scan: Scan, file: BinaryIO, meanwhile: Callable[[], None], *, last: bool) -> Iterator[list[Part]]:
        """What this process reads; what another one read is merged into the summary in its place."""
        path = Path(self._name)
        with path.open("rb") as raw:
            plain = raw.read(2) != b"\x1f\x8b"  # gzip can only be read from its start
        size = path.stat().st_size
        several = plain and len(os.sched_getaffinity(0)) > 1
        while several and size - scan.at >= LEAST_OCTETS and not self._files.fragments.met:
            begin, until = scan.at, min(scan.at + WINDOW_OCTETS, size)
            middle = scan.start_near(begin + (until - begin) * 27 // 50, until)  # the other one has to tell, too
            if middle is None:
                break
            half = Half(self._name, self._head, self._files.ports, middle, until)
            try:
                file.seek(begin)
                yield from scan.region(begin, middle)
                self._summary.settle()  # meanwhile the other one goes on
                self._summary.clients.settle()
                meanwhile()
                found = half.result() if scan.at == middle and not self._files.fragments.met else None
                if found is None:
                    break
                scan.at, captured, cut_off, other = found
                if other.messages:
                    self._later(-1 if other.first_ns is None else other.first_ns)
                self._summary.merge(other)
                scan.captured += captured
                self._files.cut_off += cut_off
            finally:
                half.end()
        if plain:
            file.seek(scan.at)
        yield from scan.region(scan.at)
        yield from scan.rest(last=last)


class Half:
    """Another process that counts what stands between two octets of a file."""

    def __init__(self, name: str, head: Head, ports: frozenset[int], begin: int, until: int) -> None:
        mine, others = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(mine)
            _work(name, head, ports, begin, until, others)
        os.close(others)
        self._pipe = open(mine, "rb")  # noqa: PTH123, SIM115 - closed by end

    def result(self) -> tuple[int, int, int, Summary] | None:
        """Where it stopped, how many packets it met and how many were cut, what it counted; None when of no use."""
        try:
            told: Any = pickle.load(self._pipe)  # noqa: S301 - what a copy of this process wrote
        except EOFError:
            return None
        return None if told is None else (told[0], told[1], told[2], told[3])

    def end(self) -> None:
        """Let it go, whether it is ready or not."""
        self._pipe.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _work(name: str, head: Head, ports: frozenset[int], begin: int, until: int, pipe: int) -> None:
    """Count and tell, in a process that never comes back."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends, and with it this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        summary = Summary(pairing=Pairing(heads=[]))  # who has what came before puts it behind that
        with Path(name).open("rb") as file, open(pipe, "wb") as out:
            file.seek(begin)
            files = CaptureFiles([name], ports)
            scan = Scan(name, file, head, files)
            for parts in scan.region(begin, until):
                summary.add(parts)
            summary.settle()
            summary.clients.settle()
            told = None if files.fragments.met else (scan.at, scan.captured, files.cut_off, summary)
            pickle.dump(told, out, protocol=5)
    except BaseException:  # noqa: BLE001 - a copy of a process must never go on as if it were the first one
        os._exit(1)
    os._exit(0)
