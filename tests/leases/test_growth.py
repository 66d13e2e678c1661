from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.census import take
from dhcptools.leases.growth import Growth, since, since_clean_up
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.results import ListReading
from dhcptools.leases.usage import Usage, measure
from support.lease_usage import CONFIG4

THEN, NOW = 10_000, 17_200
HEADER = find_schema(4).header


def rows(count: int, heard: int) -> bytes:
    lines = [LeaseRow4(f"10.0.2.{last}", b"\2", b"", 50_000, heard + 50_000, 1).line() for last in range(count)]
    return HEADER + b"".join(lines)


@pytest.fixture
def usage(tmp_path: Path) -> Usage:
    path = tmp_path / "x"
    path.write_bytes(rows(16, NOW))
    reading = MemfileReading(path)
    found = measure(take(reading, 4, NOW), CONFIG4, "x")
    reading.close()
    return found


def test_a_place_that_fills() -> None:
    growth = Growth("x", 4, 16, 272, 7200)
    assert (growth.per_hour, growth.full_in_s) == (6.0, 163_200)
    assert Growth("x", 4, 16, 0, 7200).full_in_s == 0
    assert Growth("x", 4, 16, None, 7200).full_in_s is None
    assert (Growth("x", 16, 4, 9, 7200).per_hour, Growth("x", 16, 4, 9, 7200).full_in_s) == (-6.0, None)


def test_what_the_last_clean_up_left(usage: Usage, tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert since_clean_up(path, usage, CONFIG4, NOW) is None
    left = tmp_path / "x.2"
    left.write_bytes(rows(4, THEN))
    history = since_clean_up(path, usage, CONFIG4, NOW)
    assert history is not None
    assert (history.time, history.source) == (THEN, str(left))
    assert [(growth.name, growth.before, growth.now, growth.seconds) for growth in history.growths] == [
        ("campus", 0, 0, 7200), ("10.0.0.0/16", 4, 16, 7200), ("192.0.3.0/24", 0, 0, 7200), ("total", 4, 16, 7200),
    ]  # fmt: skip  # every place
    left.write_bytes(rows(4, NOW - 59))
    assert since_clean_up(path, usage, CONFIG4, NOW) is None  # too short a time
    left.write_bytes(b"nonsense\n")
    assert since_clean_up(path, usage, CONFIG4, NOW) is None
    left.write_bytes(find_schema(6).header)
    assert since_clean_up(path, usage, CONFIG4, NOW) is None


def test_an_older_copy_of_any_store(usage: Usage) -> None:
    leases = [
        Lease("10.0.2.1", hwaddr=b"\2", starts=THEN, expires=60_000),
        Lease("2001:db8::1", "IA_NA", 128, duid=b"\0\1"),
    ]
    history = since(ListReading(leases, []), usage, CONFIG4, NOW, "old")
    assert history is not None
    assert (history.time, history.growths[-1].before) == (THEN, 1)
    assert since(ListReading(leases[1:], []), usage, CONFIG4, NOW, "old") is None
