"""Values that people write: times, durations, octets. ValueError says what was expected."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_PART: Final = re.compile(r"([0-9]+)([smhdw]?)")
_MOST_DIGITS: Final = 9  # 19,000 years of weeks
_SEPARATORS: Final = str.maketrans("", "", ":-. ")


def parse_time(text: str) -> int:
    """Seconds since 1970, or ISO 8601; without an offset it is UTC."""
    if text.isascii() and text.isdigit():
        seconds = int(text)
        if seconds >> 63:
            raise ValueError(f"{text!r} is beyond all calendars")
        return seconds
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is neither seconds since 1970 nor a time such as 2026-11-21T05:00:00Z") from None
    seconds = int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    if seconds < 0:
        raise ValueError(f"{text!r} is before 1970")
    return seconds


def parse_duration(text: str) -> int:
    """Seconds: ``600``, ``10m``, ``1h30m``, ``2d``, ``1w``."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no duration such as 600, 10m, 1h30m or 2d")
    if any(len(number) > _MOST_DIGITS for number, _ in parts):
        raise ValueError(f"{text!r} is over {10**_MOST_DIGITS:,} of a unit")
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def parse_octets(text: str) -> bytes:
    """Octets in hexadecimal: with colons, dashes or dots (as Cisco writes MAC addresses), or bare, with 0x or not."""
    digits = text.lower().removeprefix("0x").translate(_SEPARATORS)
    if not digits or len(digits) % 2:
        raise ValueError(f"{text!r} is no sequence of octets such as 02:00:5e:00:53:01 or 02005e005301")
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise ValueError(f"{text!r} has characters that are no hexadecimal digits") from None
