"""Option areas of many rows walked side by side: one step of every row at a time.

This is the path for rows that share no layout. A step reads the code and length of each row's next option with a few
numpy calls, so the cost is that of the longest row, not of the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dhcptools.batch.columns import Flags, Integers, Rows
from dhcptools.packet.raw import END, PAD

MOST_STEPS: Final = 128
"""Options (and octets of padding between them) that are walked; a row with more is left to the object plane."""


@dataclass(frozen=True, slots=True)
class Walked:
    """Where wanted options stand: ``offsets`` and ``lengths`` of their values are (codes, n), -1 for an absent one.

    ``whole`` (n,): the walk reached END (v4) or exactly the end of the area (v6). ``once`` (n,): no wanted code stood
    there twice.
    """

    offsets: Integers
    lengths: Integers
    whole: Flags
    once: Flags


def walk(rows: Rows, start: Integers, stop: Integers, wanted: Sequence[int], octets: int) -> Walked:
    """Walk ``rows[i, start[i]:stop[i]]``; codes and lengths have ``octets`` octets each: 1 for v4, 2 for v6.

    Areas must lie inside the rows; one whose ``start`` is not before ``stop`` is empty.
    """
    count, stride = rows.shape
    flat = rows.reshape(-1)
    offsets = np.full((len(wanted), count), -1, np.int64)
    lengths = np.full((len(wanted), count), -1, np.int64)
    whole = np.zeros(count, np.bool_)
    once = np.ones(count, np.bool_)
    codes = np.array(wanted)
    if octets == 2:
        whole |= start == stop
    left = np.flatnonzero(start < stop)
    at = start[left]
    for _ in range(MOST_STEPS):
        if not len(left):
            break
        base = left * stride
        if octets == 1:
            code, step = _step4(flat, base, at, stop[left])
            whole[left[code == END]] = True
        else:
            code, step = _step6(flat, base, at, stop[left])
        good = step > 0
        if not good.all():
            left, at, code, step = left[good], at[good], code[good], step[good]
        for rank in range(len(codes)):
            hit = code == codes[rank]
            if hit.any():
                lines = left[hit]
                fresh = offsets[rank, lines] < 0
                once[lines[~fresh]] = False
                lines, body, size = lines[fresh], at[hit][fresh] + 2 * octets, (step[hit] - 2 * octets)[fresh]
                offsets[rank, lines], lengths[rank, lines] = body, size
        at = at + step
        if octets == 2:
            whole[left[at == stop[left]]] = True
        on = at < stop[left]
        left, at = left[on], at[on]
    return Walked(offsets, lengths, whole, once)


def _step4(flat: Rows, base: Integers, at: Integers, stop: Integers) -> tuple[Integers, Integers]:
    """Code at ``at`` and octets to the next one; 0 where the walk ends: at END or where the option is not whole."""
    code = flat[base + at].astype(np.int64)
    step = 2 + flat[base + np.minimum(at + 1, stop - 1)].astype(np.int64)
    step[(at + 2 > stop) | (at + step > stop) | (code == END)] = 0
    step[code == PAD] = 1
    return code, step


def _step6(flat: Rows, base: Integers, at: Integers, stop: Integers) -> tuple[Integers, Integers]:
    """Code at ``at`` and octets to the next one; 0 where the option is not whole."""
    high = np.stack([flat[base + np.minimum(at + place, stop - 1)] for place in range(4)]).astype(np.int64)
    code = high[0] << 8 | high[1]
    step = 4 + (high[2] << 8 | high[3])
    step[(at + 4 > stop) | (at + step > stop)] = 0
    return code, step
