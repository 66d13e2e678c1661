"""Option areas anywhere in a buffer, walked side by side; the packets need not be rows of a matrix.

Unlike :mod:`dhcptools.batch.walk` this keeps every option that it meets, for those who count them all. A step of all
areas costs two gathers and an addition; areas that have ended are left behind when they are many.

Rules this file keeps:

- an area is ``whole`` only when it was read to its end as the object plane reads it (END in DHCPv4, exactly its last
  octet in DHCPv6) and no option stands there twice; everything else is for the object plane;
- an area that lies about its lengths reads at most ``MOST_STEPS`` options further, into octets that are in the buffer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.overlapping import Overlapping
from dhcptools.packet.raw import END, PAD

MOST_STEPS: Final = 96
CODES: Final = 255
"""Codes that are counted, the lowest ones; a DHCPv6 area with others is not whole."""

_NONE: Final = CODES

_TOGETHER: Final = 4
"""Steps between two looks at which areas have ended."""


@dataclass(frozen=True, slots=True)
class Areas:
    """Options of n areas; areas that are not ``whole`` (n,) have none.

    ``codes`` (m,) are those that any area has, sorted, and ``which`` (m, n) says where in ``at`` and ``length`` the
    option stands, counted from 1, 0 when the area lacks it. ``at`` is where the value starts, ``length`` its octets.
    """

    whole: Flags
    codes: Integers
    which: NDArray[np.int32]
    at: Integers
    length: NDArray[Any]

    def _row(self, code: int) -> NDArray[np.int32] | None:
        found = int(np.searchsorted(self.codes, code))
        return self.which[found] if found < len(self.codes) and self.codes[found] == code else None

    def has(self, code: int) -> Flags:
        """Which areas have an option, (n,)."""
        row = self._row(code)
        return np.zeros(len(self.whole), np.bool_) if row is None else row != 0

    def only(self, code: int) -> tuple[Integers, Integers, Integers]:
        """Area, start and length of an option in those that have it."""
        row = self._row(code)
        if row is None:
            none = np.zeros(0, np.int64)
            return none, none, none
        line = np.flatnonzero(row)
        place = row[line] - 1
        return line, self.at[place], self.length[place].astype(np.int64)

    def first(self, code: int) -> tuple[Integers, Integers]:
        """Start and length of an option in each area (n,), -1 where it is absent."""
        line, at, length = self.only(code)
        count = len(self.whole)
        if len(line) == count:
            return at, length
        starts, lengths = np.full(count, -1), np.full(count, -1)
        starts[line], lengths[line] = at, length
        return starts, lengths

    def counts(self, lines: Flags) -> list[tuple[int, int]]:
        """Codes, and how many of some areas (n,) have each."""
        rows = self.which if lines.all() else self.which[:, lines]
        counted = ((code, int(np.count_nonzero(row))) for code, row in zip(self.codes.tolist(), rows, strict=True))
        return [(code, count) for code, count in counted if count]


def areas4(flat: NDArray[np.uint8], start: Integers, stop: Integers) -> Areas:
    """Walk DHCPv4 areas ``start[i]:stop[i]`` of the buffer ``flat``."""
    count = len(start)
    whole = np.zeros(count, np.bool_)
    second = flat[1:]
    line = np.arange(count)
    # Room for all steps; what is read stands there step by step.
    code, length = np.empty((2, MOST_STEPS * count), np.uint8)
    at, lines = np.empty((2, (MOST_STEPS + 1) * count), np.int64)
    at[:count] = start
    begin = 0
    for number in range(MOST_STEPS):  # 96 steps of at most 257 octets stay in the padding
        end = begin + len(line)
        places, then = at[begin:end], at[end : end + len(line)]
        codes = flat.take(places, mode="clip", out=code[begin:end])
        np.add(places, second.take(places, mode="clip", out=length[begin:end]), out=then)
        then += 2
        lines[begin:end] = line
        begin = end
        if (codes - np.uint8(1) < END - 1).all():
            continue
        ended = codes == END
        np.copyto(then, places, where=ended)
        np.copyto(then, places + 1, where=codes == PAD)
        if number % _TOGETHER == _TOGETHER - 1 or number == MOST_STEPS - 1 or ended.all():
            whole[line[ended]] = True
            left = np.flatnonzero(~ended)
            if not len(left):
                break
            if 2 * len(left) < len(line):
                at[end : end + len(left)], line = then[left], line[left]
    code, length, at, lines = code[:begin], length[:begin], at[:begin], lines[:begin]
    ends = np.flatnonzero(code == END)
    beyond = ends[at[ends] >= stop[lines[ends]]]
    if len(beyond):
        whole[lines[beyond]] = False
    at += 2
    return _table(whole, code, lines, at, length, (PAD, END))


def areas6(words: Overlapping, start: Integers, stop: Integers) -> Areas:
    """Walk DHCPv6 areas; ``words`` are the buffer's overlapping big-endian 32-bit numbers."""
    count = len(start)
    at = np.minimum(start, stop)
    good = start <= stop
    seen, places = [], []
    for _ in range(MOST_STEPS):
        on = at < stop
        if not on.any():
            break
        word = words[at].astype(np.int64)
        then = at + 4 + (word & 0xFFFF)
        good &= ~on | (then <= stop)
        seen.append(np.where(on, word, -1))
        places.append(at)
        at = np.where(on, np.minimum(then, stop), at)
    good &= at == stop
    if not seen:
        return Areas(good, np.zeros(0, np.int64), np.zeros((0, count), np.int32), at, at)
    word = np.concatenate(seen)
    line = np.tile(np.arange(count), len(seen))
    code = word >> 16
    strange = code >= CODES
    if strange.any():
        good[line[strange]] = False
        code[strange] = _NONE
    # What is no option is -1, which is _NONE as an octet.
    return _table(good, code.astype(np.uint8), line, np.concatenate(places) + 4, word & 0xFFFF, (_NONE,))


def _table(
    whole: Flags, code: NDArray[np.uint8], line: Integers, at: Integers, length: NDArray[Any], none: tuple[int, ...]
) -> Areas:
    """Put options, in any order, into their places; codes of ``none`` are no options."""
    if not whole.all():
        code = np.where(whole[line], code, np.uint8(none[0]))
    counts = np.bincount(code, minlength=CODES + 1)
    counts[list(none)] = 0
    codes = np.flatnonzero(counts)
    rows = np.zeros(CODES + 1, np.int64)
    count = len(whole)
    rows[codes] = np.arange(1, len(codes) + 1) * count
    which = np.zeros((len(codes) + 1, count), np.int32)
    place = rows.take(code.astype(np.int64), mode="clip")  # by octets it takes ten times as long
    place += line
    which.reshape(-1)[place] = np.arange(len(code), dtype=np.int32) + np.int32(1)
    which = which[1:]
    if np.count_nonzero(which) != counts.sum():
        twice = np.bincount(place, minlength=which.size + count)[count:].reshape(which.shape) > 1
        again = twice.any(0)
        whole = whole & ~again
        which[:, again] = 0
    return Areas(whole, codes, which, at, length)
