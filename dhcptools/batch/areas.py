"""Option areas anywhere in a buffer, walked side by side; the packets need not be rows of a matrix.

Unlike :mod:`dhcptools.batch.walk` this keeps every option that it meets, for those who count them all. A step of all
areas costs two gathers and an addition.

Rules this file keeps:

- an area is ``whole`` only when it was read to its end as the object plane reads it (END in DHCPv4, exactly its last
  octet in DHCPv6) and no option stands there twice; everything else is for the object plane;
- an area that lies about its lengths reads at most ``MOST_STEPS`` options further, into octets that are in the buffer.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.records import Overlapping

MOST_STEPS: Final = 96
CODES: Final = 256
"""Codes that are counted; a DHCPv6 area with others is not whole."""

_WORD: Final = np.arange(1 << 16)
_CODE: Final = _WORD & 0xFF
_STEP4: Final = np.where(_CODE == 255, 0, np.where(_CODE == 0, 1, 2 + (_WORD >> 8))).astype(np.int16)


class Areas(NamedTuple):
    """Options of n areas: ``line`` (m,) says whose, ``code`` (m,), ``at`` (m,) where the value starts, ``length``."""

    whole: Flags
    line: Integers
    code: Integers
    at: Integers
    length: Integers

    def only(self, code: int) -> tuple[Integers, Integers, Integers]:
        """Line, start and length of every instance of an option."""
        hit = np.flatnonzero(self.code == code)
        return self.line[hit], self.at[hit], self.length[hit]

    def first(self, code: int, count: int) -> tuple[Integers, Integers]:
        """Start and length of an option in each of ``count`` areas, -1 where it is absent."""
        line, at, length = self.only(code)
        starts, lengths = np.full(count, -1), np.full(count, -1)
        starts[line], lengths[line] = at, length
        return starts, lengths


def areas4(flat: NDArray[np.uint8], start: Integers, stop: Integers) -> Areas:
    """Walk DHCPv4 areas ``start[i]:stop[i]`` of the buffer ``flat``."""
    count = len(start)
    at = start
    seen, places = [], []
    for number in range(MOST_STEPS):  # 96 steps of at most 257 octets stay in the padding
        # Single octets: numbers of two at odd places are ten times as slow.
        word = flat.take(at + 1, mode="clip").astype(np.uint16) << 8
        word |= flat.take(at, mode="clip")
        step = _STEP4.take(word, mode="clip")
        seen.append(word)
        places.append(at)
        if number % 4 == 3 and not step.any():
            break
        at = at + step
    code = np.array(seen).ravel()
    low = code.astype(np.uint8)
    ended = (low[-count:] == 255) & (places[-1] < stop)
    hit = np.flatnonzero((low != 255) & (low != 0))
    line = hit % count
    if not ended.all():
        inside = ended[line]
        hit, line = hit[inside], line[inside]
    where = np.array(places).ravel()[hit] + 2
    return _once(ended, line, low[hit].astype(np.int64), where, (code[hit] >> 8).astype(np.int64))


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
        none = np.zeros(0, np.int64)
        return Areas(good, none, none, none, none)
    word = np.array(seen).ravel()
    line = np.tile(np.arange(count), len(seen))
    hit = np.flatnonzero((word >= 0) & good[line])
    word, line = word[hit], line[hit]
    code = word >> 16
    strange = line[code >= CODES]
    if len(strange):
        good[strange] = False
        keep = good[line]
        word, line, code, hit = word[keep], line[keep], code[keep], hit[keep]
    return _once(good, line, code, np.array(places).ravel()[hit] + 4, word & 0xFFFF)


def _once(whole: Flags, line: Integers, code: Integers, at: Integers, length: Integers) -> Areas:
    """Leave out areas in which a code stands twice."""
    count = len(whole)
    table = np.zeros(count * CODES, np.uint8)
    cell = line * CODES + code
    table[cell] = 1
    if np.count_nonzero(table) != len(cell):
        twice = np.flatnonzero(np.bincount(cell, minlength=1) > 1) // CODES
        whole = whole.copy()
        whole[twice] = False
        keep = whole[line]
        line, code, at, length = line[keep], code[keep], at[keep], length[keep]
    return Areas(whole, line, code, at, length)
