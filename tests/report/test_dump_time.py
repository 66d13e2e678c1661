from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from dhcptools.report import dump_time
from dhcptools.report.dump_time import clock, milliseconds, stamp

NS = 1_769_860_800_856_123_000


@pytest.fixture(params=["UTC", "Europe/Berlin", "America/St_Johns"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    dump_time._second.cache_clear()
    yield request.param
    monkeypatch.undo()
    time.tzset()
    dump_time._second.cache_clear()


def test_times_are_in_the_readers_zone_and_say_so(zone: str) -> None:
    shown = {
        "UTC": "2026-01-31 12:00:00.856123Z",
        "Europe/Berlin": "2026-01-31 13:00:00.856123+01:00",
        "America/St_Johns": "2026-01-31 08:30:00.856123-03:30",
    }[zone]
    assert stamp(NS) == shown
    assert milliseconds(NS) == shown[:23]
    assert clock(NS) == shown[11:26]


def test_nanoseconds_are_shown_where_the_capture_has_them() -> None:
    assert ".000000001" in stamp(1)
    assert ".000001" in stamp(1000)


def test_a_packet_without_time_and_one_beyond_all_years() -> None:
    assert stamp(None) == milliseconds(None) == "no time"
    assert clock(None) == "00:00:00.000000"
    assert stamp(1 << 90).startswith("@")
