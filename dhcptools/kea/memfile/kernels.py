"""Text fields of many rows parsed at once with numpy: decimal numbers, addresses, octets in hexadecimal.

Every function takes a ``Window`` on octets and the ``start`` and ``end`` offsets of one field in each row, int64 (n,),
and returns the values with a bool (n,) that says which of them are certain. What is not certain (signs, other
spellings, anything wrong) is for the exact reader, so a kernel may refuse whatever it likes, but never be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

Octets = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

PAD: Final = 64
"""Octets that must lie before the first and behind the last field in the buffer: kernels look around fields."""

_ZEROS: Final = np.uint64(0x3030303030303030)
_FEW_SIZES: Final = 1 << 16


def _hex_pairs() -> npt.NDArray[np.uint16]:
    """The value of two hexadecimal digits by their octets as a little-endian 16 bit word; 0xffff for others."""
    table = np.full(1 << 16, 0xFFFF, np.uint16)
    digits = [(ord(digit), int(digit, 16)) for digit in "0123456789abcdefABCDEF"]
    for first, high in digits:
        for second, low in digits:
            table[second << 8 | first] = high << 4 | low
    return table


_HEX_PAIRS: Final = _hex_pairs()
_HEX_DIGITS: Final = (_HEX_PAIRS[0x3000:0x3100] >> np.uint16(4)).astype(np.uint8)
"""The value of one hexadecimal digit: of the pair that it makes with a 0 behind it."""


class Window:
    """Octets, and views that read words at any offset."""

    def __init__(self, octets: Octets) -> None:
        self.octets = octets
        self.words: Words = np.ndarray((len(octets) - 7,), "<u8", octets.data, 0, (1,))
        self.halves: npt.NDArray[np.uint32] = np.ndarray((len(octets) - 3,), "<u4", octets.data, 0, (1,))

    def matrix(self, start: Offsets, width: int) -> Octets:
        """``width`` octets from every start, uint8 (n, width)."""
        view: npt.NDArray[np.void] = np.ndarray((len(self.octets) - width + 1,), f"V{width}", self.octets.data, 0, (1,))
        return view[start].view(np.uint8).reshape(len(start), width)


def numbers(window: Window, start: Offsets, end: Offsets) -> tuple[Words, Flags]:
    """Unsigned decimal numbers of 1 to 16 digits, uint64 (n,)."""
    length = end - start
    sure = (length > 0) & (length <= 16)
    if not len(length):
        return np.zeros(0, np.uint64), sure
    longest = int(length.max())
    if longest == 1:
        digit = window.octets[start] - np.uint8(0x30)
        return digit.astype(np.uint64), sure & (digit < 10)
    value, good = _eight(window, end, length)
    sure &= good
    if longest > 8:
        upper, good = _eight(window, end - 8, length - 8)
        sure &= good
        value += upper * np.uint64(100_000_000)
    return value, sure


def _eight(window: Window, end: Offsets, length: Offsets) -> tuple[Words, Flags]:
    """The last up to eight digits before ``end``; a length below 1 is the number 0."""
    missing = ((8 - np.clip(length, 0, 8)) * 8).astype(np.uint64)
    word = np.bitwise_xor(window.words[end - 8], _ZEROS)  # digits become 0..9, the first one in the lowest octet
    # Octets before the field become zero digits; two shifts, because one by 64 means nothing.
    half = missing >> np.uint64(1)
    word = word >> half >> (missing - half) << half << (missing - half)
    good = ((word | (word + np.uint64(0x7676767676767676))) & np.uint64(0x8080808080808080)) == 0
    word = (word * np.uint64(10) + (word >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    word = (word * np.uint64(100) + (word >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    word = (word * np.uint64(10000) + (word >> np.uint64(32))) & np.uint64(0x00000000FFFFFFFF)
    return word, good


def flags(window: Window, start: Offsets, end: Offsets) -> Flags:
    """Whether the field is 0 or 1 and nothing else."""
    found: Flags = np.logical_and((window.octets[start] | np.uint8(1)) == 0x31, end - start == 1)
    return found


def ipv4(window: Window, start: Offsets, end: Offsets) -> tuple[npt.NDArray[np.uint32], Flags]:
    """Dotted quads as inet_pton takes them, uint32 (n,) in host order."""
    rows = len(start)
    length = end - start
    sure = (length >= 7) & (length <= 15)
    size = np.minimum(length, 16).astype(np.uint8)
    text = np.ascontiguousarray(window.matrix(start, 16).T)
    octet = np.zeros(rows, np.uint16)
    digits = np.zeros(rows, np.uint8)
    dots = np.zeros(rows, np.uint8)
    address = np.zeros(rows, np.uint32)
    wrong = np.zeros(rows, np.bool_)
    for at in range(16):
        inside = at < size
        value = text[at] - np.uint8(0x30)
        is_digit = (value < 10) & inside
        closes = (~is_digit) & (at <= size)
        wrong |= closes & inside & (text[at] != 0x2E)
        wrong |= is_digit & (digits > 0) & (octet == 0)  # a leading zero
        octet = np.where(is_digit, octet * np.uint16(10) + value, octet)
        digits += is_digit
        wrong |= (digits > 3) | (octet > 255) | (closes & (digits == 0))
        address = np.where(closes, address << np.uint32(8) | octet, address)
        dots += closes
        octet[closes] = 0
        digits[closes] = 0
    return address, sure & ~wrong & (dots == 4)


def ipv6(window: Window, start: Offsets, end: Offsets) -> tuple[Words, Words, Flags]:
    """IPv6 addresses in hextets: the upper and the lower half, uint64 (n,) each in host order."""
    rows = len(start)
    length = end - start
    sure = (length >= 2) & (length <= 39)
    one = np.uint64(1)
    bits = np.zeros((rows, 8), np.uint8)
    bits[:, :5] = np.packbits(window.matrix(start, 40) == 0x3A, axis=1, bitorder="little")
    size = np.clip(length, 0, 39).astype(np.uint64)
    colons = bits.view("<u8").reshape(rows) & ((one << size) - one)
    double = colons & (colons >> one)
    last = colons >> (np.maximum(size, 2) - np.uint64(2))  # of the last two octets
    sure &= (double & (double - one) == 0) & (colons & np.uint64(3) != 1) & (last != 2)
    groups, values, gap = np.zeros(rows, np.uint64), [], np.full(rows, 8, np.uint64)
    position = np.zeros(rows, np.int64)
    for group in range(8):
        lowest = colons & (~colons + one)
        more = lowest != 0
        stop = np.where(more, np.frexp(lowest.astype(np.float64))[1] - 1, length)
        present = groups == group
        value, good = _hextet(window, start + stop, np.clip(stop - position, 0, 5))
        sure &= good | ~present
        empty = present & (stop == position)
        gap = np.where(empty, np.minimum(gap, np.uint64(group)), gap)
        values.append(np.where(present, value, np.uint64(0)))
        groups += present & more
        position = np.where(more, stop + 1, position)
        colons ^= lowest
    sure &= (colons == 0) & (groups < 8) & ((double != 0) | (groups == 7))
    halves = [np.zeros(rows, np.uint64), np.zeros(rows, np.uint64)]
    shift = np.uint64(7) - groups  # how far the gap moves what follows it
    for group, value in enumerate(values):
        slot = np.uint64(group) + np.where(group >= gap, shift, np.uint64(0))
        place = np.uint64(48) - (slot & np.uint64(3)) * np.uint64(16)
        halves[0] |= np.where(slot < 4, value << place, np.uint64(0))
        halves[1] |= np.where((slot >= 4) & (slot < 8), value << place, np.uint64(0))
    return halves[0], halves[1], sure


def _hextet(window: Window, end: Offsets, length: Offsets) -> tuple[Words, Flags]:
    """Up to four hexadecimal digits before ``end``."""
    missing = ((4 - np.minimum(length, 4)) * 8).astype(np.uint64)
    keep = (np.uint64(0xFFFFFFFF) << missing) & np.uint64(0xFFFFFFFF)
    word = (window.halves[end - 4].astype(np.uint64) & keep) | (_ZEROS & np.uint64(0xFFFFFFFF) & ~keep)
    upper = _HEX_PAIRS[word & np.uint64(0xFFFF)]
    lower = _HEX_PAIRS[word >> np.uint64(16)]
    good = (length <= 4) & (upper < 0x100) & (lower < 0x100)
    return (upper.astype(np.uint64) << np.uint64(8)) | lower, good


def _by_size(length: Offsets) -> Iterator[tuple[int, Offsets | slice]]:
    """The lengths there are, and which fields have each."""
    least, most = (int(length.min()), int(length.max())) if len(length) else (0, 0)
    if len(length) and least == most:
        yield least, slice(None)
        return
    # np.unique imports numpy.ma first, which takes as long as a small file.
    sizes = np.flatnonzero(np.bincount(length)) if most < _FEW_SIZES and least >= 0 else np.unique(length)
    for size in sizes.tolist():
        yield size, np.flatnonzero(length == size)


def octet_text(window: Window, start: Offsets, end: Offsets, *, least: int, most: int) -> Flags:
    """Whether the field is ``least`` to ``most`` octets in pairs of hexadecimal digits with colons between them."""
    length = end - start
    sure = np.zeros(len(length), np.bool_)
    for size, rows in _by_size(length):
        count, rest = divmod(size + 1, 3)
        if rest or not least <= count <= most:
            continue
        # The octet behind the field is a separator: with it every pair is a group of three.
        first = start[rows]
        good = np.ones(len(first), np.bool_)
        for at in range(0, size, 3):
            word = window.halves[first + at]
            good &= _HEX_PAIRS[word & np.uint32(0xFFFF)] < 0x100
            if at + 3 < size:
                good &= (word >> np.uint32(16)) & np.uint32(0xFF) == 0x3A
        sure[rows] = good
    return sure


def octet_values(window: Window, start: Offsets, end: Offsets, width: int) -> tuple[Octets, npt.NDArray[np.uint8]]:
    """The octets of fields that ``octet_text`` is sure of, uint8 (n, width) with zeros behind them, and how many.

    More than ``width`` octets (at most 254) are counted as 255 and not read. Nothing behind the separator is looked at.
    """
    values = np.zeros((len(start), width), np.uint8)
    counts = np.zeros(len(start), np.uint8)
    length = end - start
    for size, rows in _by_size(length):
        count = (size + 1) // 3
        if count < 1:
            continue
        if count > width:
            counts[rows] = 255
            continue
        text = window.matrix(start[rows], 3 * count).reshape(-1, count, 3)
        values[rows, :count] = _HEX_DIGITS[text[:, :, 0]] << np.uint8(4) | _HEX_DIGITS[text[:, :, 1]]
        counts[rows] = count
    return values, counts
