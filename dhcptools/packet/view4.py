"""Logical DHCPv4 options: overload followed and split values joined, with the parts still visible.

RFC 2132 §9.3: option 52 says that ``file`` and/or ``sname`` hold options. RFC 3396 §5: instances of one code are one
value, taken in the order options field, ``file``, ``sname``.
"""

from __future__ import annotations

from typing import NamedTuple

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import PAD, RawOption, walk4
from dhcptools.packet.v4 import FILE_OFFSET, OPTIONS_OFFSET, OVERLOAD, SNAME_OFFSET, Message4


class Option4(NamedTuple):
    """One logical option: the joined octets and the instances they came from, in order."""

    code: int
    data: bytes
    parts: tuple[RawOption, ...]

    @property
    def offset(self) -> int:
        """Where the first instance stands."""
        return self.parts[0].offset


class View4(NamedTuple):
    """The logical options in the order of their first instance, and what was wrong on the way."""

    options: tuple[Option4, ...]
    raw: tuple[RawOption, ...]
    overload: int
    problems: tuple[DecodeError, ...]

    def get(self, code: int) -> bytes | None:
        """The joined octets of an option, None when absent."""
        for option in self.options:
            if option.code == code:
                return option.data
        return None


def view(message: Message4) -> View4:
    """Follow overload and join split values. Never raises; option 52 inside file or sname is not followed again."""
    raw = [option for option in message.options if option.code != PAD]
    problems = list(message.problems)
    overload = _overload_value(raw, problems)
    for bit, start, field in ((1, FILE_OFFSET, message.file), (2, SNAME_OFFSET, message.sname)):
        if overload & bit:
            area = walk4(field, 0, len(field), start)
            raw.extend(option for option in area.options if option.code != PAD)
            if area.problem is not None:
                problems.append(area.problem)
            elif not area.ended:
                name = "file" if bit == 1 else "sname"
                problems.append(DecodeError(f"overloaded {name} has no END option (RFC 2132 §9.3)", start + len(field)))
    groups: dict[int, list[RawOption]] = {}
    for option in raw:
        groups.setdefault(option.code, []).append(option)
    joined = tuple(
        Option4(code, parts[0].data if len(parts) == 1 else b"".join([part.data for part in parts]), tuple(parts))
        for code, parts in groups.items()
    )
    return View4(joined, tuple(raw), overload, tuple(problems))


def source(offset: int) -> str:
    """Which field an offset lies in: ``options``, ``file`` or ``sname``."""
    if offset < 0 or offset >= OPTIONS_OFFSET:
        return "options"
    return "file" if offset >= FILE_OFFSET else "sname"


def _overload_value(raw: list[RawOption], problems: list[DecodeError]) -> int:
    values = [option for option in raw if option.code == OVERLOAD]
    if not values:
        return 0
    if len(values) > 1:
        problems.append(DecodeError("option 52 stands more than once, the first counts", values[1].offset))
    if len(values[0].data) != 1 or values[0].data[0] not in (1, 2, 3):
        problems.append(
            DecodeError(f"option 52 must be 1, 2 or 3, is {values[0].data.hex() or 'empty'}", values[0].offset)
        )
        return 0
    return values[0].data[0]
