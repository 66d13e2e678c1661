"""A lease file of Kea and the files beside it: rows that cannot be read, and a clean-up (LFC) that got stuck.

The server renames its file only while there is neither a ``.1`` nor a ``.completed``. kea-lfc refuses to start while
the process of its ``.pid`` lives, and gives up at a file with more than 100 bad rows, leaving ``.1`` where it is. So
whatever lies there for long stops every clean-up to come.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from dhcptools.kea.memfile.reader import MAX_LFC_ERRORS
from dhcptools.leases.findings import Finding
from dhcptools.leases.memfile import MemfileReading

DEFAULT_INTERVAL_S: Final = 3600
_SUFFIXES: Final = ("", ".1", ".2", ".output", ".completed", ".pid")
_SETTLED_S: Final = 60
_MANY_ROWS: Final = 100_000
_TIMES: Final = 20
"""So many rows a lease are no sign of many renewals between two clean-ups but of none."""


class FileFacts(NamedTuple):
    """A file beside the lease file, or that itself: its size, the seconds since it was written, its bad rows."""

    path: Path
    octets: int
    age_s: int
    bad: int = 0


def facts(reading: MemfileReading, now: int) -> list[FileFacts]:
    """The files of a set."""
    bad = Counter(fault.path for fault in reading.columns.bad)
    found = []
    for suffix in _SUFFIXES:
        path = reading.path.with_name(reading.path.name + suffix)
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.append(FileFacts(path, status.st_size, now - int(status.st_mtime), bad[path]))
    return found


def check_files(
    reading: MemfileReading, interval_s: int, now: int, runs: Callable[[int], str | None] | None = None
) -> Iterator[Finding]:
    """What is wrong with the rows and with the clean-up, which comes every ``interval_s`` seconds (0: never).

    ``runs`` finds the name of a process by its number; None for no process.
    """
    for bad in reading.columns.bad:
        yield Finding("bad-row", str(bad.path), f"row {bad.row} is discarded: {bad.reason}", line=bad.line)
    found = {fact.path.name.removeprefix(reading.path.name): fact for fact in facts(reading, now)}
    for suffix, fact in found.items():
        if fact.bad > MAX_LFC_ERRORS:
            when = "any more" if suffix else "after the next clean-up"
            yield Finding(
                "lfc-limit", str(fact.path),
                f"{fact.bad} bad rows: kea-lfc stops after {MAX_LFC_ERRORS} bad rows; files will not rotate {when}, "
                "and the lease file grows for ever",
                f"stop the server, take the bad rows out of {fact.path.name}, start it again",
            )  # fmt: skip  # in the order of the fields
    busy, finding = _process(found.get(".pid"), runs or _process_name)
    if finding is not None:
        yield finding
    yield from _leftovers(found, interval_s or DEFAULT_INTERVAL_S, busy=busy)
    previous, current = found.get(".2"), found.get("")
    if previous is not None and current is not None and interval_s:
        behind_s = previous.age_s - current.age_s
        if behind_s > 2 * interval_s:
            yield Finding(
                "lfc-overdue", str(current.path),
                f"was written {behind_s} s after the last clean-up, which should come every {interval_s} s",
                "look for LFC_ and DHCPSRV_MEMFILE_LFC_ messages in Kea's log",
            )  # fmt: skip  # in the order of the fields
    rows, leases = reading.columns.read, len(reading)
    if rows > _MANY_ROWS and rows > _TIMES * max(1, leases):
        yield Finding(
            "overgrown", str(reading.path), f"{rows} rows for {leases} leases",
            "a clean-up shortens it: set lfc-interval, or look why none happens",
        )  # fmt: skip  # in the order of the fields
    if strangers := list(reading.columns.strangers):
        shown = ", ".join(strangers[:3])
        yield Finding("other-family", str(reading.path), f"{len(strangers)} leases of other addresses, such as {shown}")


def _process(pid: FileFacts | None, runs: Callable[[int], str | None]) -> tuple[bool, Finding | None]:
    """Whether a clean-up is running, and what is wrong with what its file says."""
    if pid is None:
        return False, None
    try:
        number = int(pid.path.read_bytes()[:32])
        name = runs(number)
    except (OSError, ValueError):
        return False, Finding("stale-pid", str(pid.path), "has no process number in it", "remove it")
    if name is None:
        return False, Finding("stale-pid", str(pid.path), f"no process {number} is running", "remove it")
    if "lfc" not in name:
        why = f"process {number} is {name}, not kea-lfc: kea-lfc takes it for itself and will not start"
        return False, Finding("stale-pid", str(pid.path), why, "remove it")
    return True, None


def _process_name(number: int) -> str | None:
    if not 0 < number < 1 << 31:
        return None
    try:
        return Path(f"/proc/{number}/comm").read_text(errors="replace").strip()
    except FileNotFoundError:
        pass
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return "kea-lfc?"  # without /proc nobody says what it is


def _leftovers(found: dict[str, FileFacts], interval_s: int, *, busy: bool) -> Iterator[Finding]:
    most = {".1": 2 * interval_s, ".completed": _SETTLED_S, ".output": _SETTLED_S}
    words = {
        ".1": "no clean-up has taken it",
        ".completed": "no clean-up has put it in its place",
        ".output": "no clean-up goes on with it",
    }
    rules = {".1": "stale-copy", ".completed": "stale-completed", ".output": "stale-output"}
    for suffix, limit in most.items():
        fact = found.get(suffix)
        if fact is None or busy or fact.age_s <= limit:
            continue
        fix = "run kea-lfc by hand and read what it says, or restart the server, which runs it"
        if suffix == ".output":
            fix = "remove it; the next clean-up makes a new one"
        yield Finding(rules[suffix], str(fact.path), f"{words[suffix]} for {fact.age_s} s", fix)
