"""Blocks: whole lines out of pieces, lines longer than the buffer, last lines without an end."""

from __future__ import annotations

from io import FileIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhcptools.kea.memfile.block import Block, FileState
from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.schema import NEWEST4, read_header


def lines_of(path: Path, octets: int) -> list[bytes]:
    block = Block(octets)
    lines = []
    with FileIO(path) as file:
        ended = False
        total = 0
        while not ended:
            ended = block.fill(file)
            at = 0
            while at < block.whole:
                end = block.line_end(at)
                lines.append(block.text(at, end))
                at = end + 1
            total += block.drop()
    assert total == path.stat().st_size
    return lines


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b""))), st.booleans(), st.integers(1, 50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_come_out_as_they_are(tmp_path: Path, lines: list[bytes], ended: bool, octets: int) -> None:
    path = tmp_path / "text"
    text = b"\n".join(lines) + (b"\n" if ended else b"")
    path.write_bytes(text)
    assert lines_of(path, octets) == (text.removesuffix(b"\n").split(b"\n") if text else [])


def test_a_line_longer_than_the_buffer(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"a\n" + b"x" * 100_000 + b"\nb")
    assert lines_of(path, 10) == [b"a", b"x" * 100_000, b"b"]


@pytest.mark.parametrize("count", [3, 40])
def test_columns_of_a_block(tmp_path: Path, count: int) -> None:
    """Few rows of a width go the exact way, many are parsed at once, and both say the same."""
    leases = [LeaseRow4(f"10.0.{number}.1", b"\x02", b"", 600 + number, 5, 7, state=1) for number in range(count)]
    path = tmp_path / "leases.csv"
    path.write_bytes(b"\n".join([b"", *(lease.line()[:-1] for lease in leases), b"bad", b"", b"worse", b""]))
    block, state = Block(1 << 16), FileState(4)
    with FileIO(path) as file:
        assert not block.fill(file)
        columns, lines, rows = block.parse(0, read_header(NEWEST4.header[:-1]), state, path, 10, 5, 1000)
    assert (lines, rows, state.read) == (count + 4, count + 2, count)
    assert [(bad.line, bad.row) for bad in state.bad] == [(12 + count, 6 + count), (14 + count, 7 + count)]
    assert columns["valid_lifetime"].tolist() == [600 + number for number in range(count)]
    assert columns["address"].tolist() == [0x0A000001 + (number << 8) for number in range(count)]
    text = path.read_bytes()
    assert [text[at - 1000 :].partition(b",")[0].decode() for at in columns["offset"].tolist()] == [
        lease.address for lease in leases
    ]


def test_verdicts_on_contexts_are_kept_but_not_for_ever() -> None:
    state = FileState(4)
    for number in range(5000):
        assert state.context_is_good(b'{ "a": %d }' % number)
        assert not state.context_is_good(b'{ "a": %dx }' % number)
    assert len(state._contexts) <= 4096
    assert state.context_is_good(b'{ "a": 1&#x2c "b": 2 }')
