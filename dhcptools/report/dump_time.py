"""When a packet was seen, in the reader's own time zone, which ``TZ`` sets; one conversion a second is kept."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_NS: Final = 1_000_000_000
NO_TIME: Final = "no time"


@lru_cache(maxsize=64)
def _second(seconds: int) -> tuple[str, str]:
    """Date and time, and the offset from UTC."""
    try:
        local = time.localtime(seconds)
    except (OverflowError, ValueError, OSError):
        return f"@{seconds}", ""
    minutes = local.tm_gmtoff // 60
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "Z"
    return time.strftime("%Y-%m-%d %H:%M:%S", local), zone


def stamp(time_ns: int | None) -> str:
    """``2026-11-21 04:59:06.856123Z``, or ``+01:00``; nine digits where the capture has nanoseconds."""
    if time_ns is None:
        return NO_TIME
    seconds, rest = divmod(time_ns, _NS)
    date, zone = _second(seconds)
    micro, nano = divmod(rest, 1000)
    return f"{date}.{rest:09}{zone}" if nano else f"{date}.{micro:06}{zone}"


def milliseconds(time_ns: int | None) -> str:
    """``2026-11-21 04:59:06.856``, as dhcpdump writes it."""
    if time_ns is None:
        return NO_TIME
    seconds, rest = divmod(time_ns, _NS)
    return f"{_second(seconds)[0]}.{rest // 1_000_000:03}"


def clock(time_ns: int | None) -> str:
    """``04:59:06.856123``, as tcpdump writes it."""
    if time_ns is None:
        return "00:00:00.000000"
    seconds, rest = divmod(time_ns, _NS)
    return f"{_second(seconds)[0].rpartition(' ')[2]}.{rest // 1000:06}"


def iso_time(time_ns: int | None) -> str | None:
    """``2026-11-21T04:59:06.856123Z``, as JSON has it: UTC, with nine digits where it has nanoseconds."""
    if time_ns is None:
        return None
    seconds, rest = divmod(time_ns, _NS)
    try:
        day = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return None
    return f"{day}.{rest:09d}Z" if rest % 1000 else f"{day}.{rest // 1000:06d}Z"
