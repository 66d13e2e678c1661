"""Big-endian fields of packets that stand as rows of a matrix: read and written a column at a time.

``rows`` is always uint8 of shape (n, stride), C-contiguous, one packet a row; ``offset`` counts octets from the start
of a row. Nothing here copies a row.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.uint8]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Lengths = NDArray[np.int32] | Integers

U16: Final = np.dtype(">u2")
U32: Final = np.dtype(">u4")
U64: Final = np.dtype(">u8")


def column(rows: Rows, offset: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """One field of every row as a writable view of shape (n,); it need not be aligned."""
    return np.ndarray(len(rows), dtype, rows, offset, (rows.strides[0],))


def read48(rows: Rows, offset: int) -> NDArray[np.uint64]:
    """Six octets of every row as uint64 (n,), such as a MAC address."""
    high = column(rows, offset, U16).astype(np.uint64)
    whole: NDArray[np.uint64] = (high << np.uint64(32)) | column(rows, offset + 2, U32)
    return whole


def write48(rows: Rows, offset: int, values: NDArray[np.uint64]) -> None:
    """Store the low 48 bits of uint64 ``values`` (n,) as six octets."""
    column(rows, offset, U16)[:] = values >> np.uint64(32)
    column(rows, offset + 2, U32)[:] = values & np.uint64(0xFFFFFFFF)


def gather(rows: Rows, offsets: Integers, width: int) -> Rows:
    """``width`` octets of each row from its own offset, copied to shape (n, width).

    Octets past the end of a row are those of its last one: the caller knows which rows have the field.
    """
    at = np.minimum(offsets[:, None] + np.arange(width), rows.shape[1] - 1)
    return np.ascontiguousarray(rows[np.arange(len(rows))[:, None], at])
