from __future__ import annotations

import socket
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.net import libc
from dhcptools.net.cmsg import CAPACITY, ControlBuffers, segment_control


def entry(level: int, kind: int, data: bytes) -> bytes:
    octets = struct.pack("=Qii", 16 + len(data), level, kind) + data
    return octets + bytes(-len(octets) % 8)


def stamp(ns: int) -> bytes:
    return entry(socket.SOL_SOCKET, libc.SO_TIMESTAMPNS, struct.pack("=qq", *divmod(ns, 1_000_000_000)))


def drops(count: int) -> bytes:
    return entry(socket.SOL_SOCKET, libc.SO_RXQ_OVFL, struct.pack("=I", count & 0xFFFFFFFF))


def segment(octets: int) -> bytes:
    return entry(libc.SOL_UDP, libc.UDP_GRO, struct.pack("=i", octets))


def unknown() -> bytes:
    return entry(socket.IPPROTO_IP, socket.IP_TTL, struct.pack("=i", 64))


def fill(buffers: ControlBuffers, lengths: np.ndarray[tuple[int], np.dtype[np.uint64]], rows: list[bytes]) -> None:
    for index, octets in enumerate(rows):
        buffers.octets[index, : len(octets)] = np.frombuffer(octets, np.uint8)
        lengths[index] = len(octets)


messages = st.tuples(
    st.none() | st.integers(1, 2**62), st.none() | st.integers(1, 65_000), st.booleans(), st.none() | st.just(7)
)


@given(st.lists(st.lists(messages, min_size=1, max_size=24), min_size=1, max_size=3))
def test_any_mixture_of_layouts_is_read_like_one_at_a_time(
    batches: list[list[tuple[int | None, int | None, bool, int | None]]],
) -> None:
    lengths = np.zeros(24, np.uint64)
    buffers = ControlBuffers(24, lengths)
    for batch in batches:  # the second and third reading must not see what an earlier one left
        rows = []
        for ns, octets, odd, lost in batch:
            row = stamp(ns) if ns else b""
            row += drops(lost) if lost else b""
            row += unknown() if odd else b""
            row += segment(octets) if octets else b""
            rows.append(row)
        fill(buffers, lengths, rows)
        coalesced = buffers.read(len(batch))
        assert buffers.stamps_ns[: len(batch)].tolist() == [ns or 0 for ns, *_ in batch]
        assert buffers.segments[: len(batch)].tolist() == [octets or 0 for _, octets, *_ in batch]
        assert coalesced == any(octets for _, octets, *_ in batch)
    assert buffers.dropped == (7 if any(lost for batch in batches for *_, lost in batch) else 0)


def test_the_drop_counter_wraps_and_never_runs_backwards() -> None:
    lengths = np.zeros(2, np.uint64)
    buffers = ControlBuffers(2, lengths)
    seen = []
    for counter in (2**31 - 1, 2**32 - 2, 2**32 - 3, 2**32 + 5):
        fill(buffers, lengths, [drops(counter)])
        buffers.read(1)
        seen.append(buffers.dropped)
    assert seen == [2**31 - 1, 2**32 - 2, 2**32 - 2, 2**32 + 5]


@pytest.mark.parametrize("length", [0, 3, 15])
def test_an_entry_with_an_impossible_length_ends_the_row(length: int) -> None:
    lengths = np.zeros(1, np.uint64)
    buffers = ControlBuffers(1, lengths)
    fill(buffers, lengths, [struct.pack("=Qii", length, socket.SOL_SOCKET, libc.SO_TIMESTAMPNS) + bytes(16)])
    assert not buffers.read(1)
    assert buffers.stamps_ns[0] == 0


def test_everything_asked_for_fits_the_capacity() -> None:
    assert len(stamp(1) + drops(1) + segment(1) + unknown()) <= CAPACITY


def test_segment_control_is_one_entry_of_sixteen_bits() -> None:
    assert segment_control(262).tobytes() == entry(libc.SOL_UDP, libc.UDP_SEGMENT, struct.pack("=H", 262))
