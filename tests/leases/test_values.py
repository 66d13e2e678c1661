from __future__ import annotations

from collections.abc import Callable

import pytest

from dhcptools.leases.values import parse_duration, parse_octets, parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1795237300", 1795237300),
        ("2026-11-21T05:01:40Z", 1795237300),
        ("2026-11-21 05:01:40", 1795237300),
        ("2026-11-21T06:01:40+01:00", 1795237300),
    ],
)
def test_times(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("600", 600), ("10m", 600), ("1h30m", 5400), ("2d", 172800), ("0", 0)])
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["02:00:5e:00:53:01", "02-00-5E-00-53-01", "0200.5e00.5301", "02005e005301", "0x02005E005301"]
)
def test_octets(text: str) -> None:
    assert parse_octets(text) == bytes.fromhex("02005e005301")


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_time, "yesterday"), (parse_time, "1960-01-01"), (parse_time, "9" * 30), (parse_time, ""),
        (parse_duration, ""), (parse_duration, "10 m"), (parse_duration, "-5"), (parse_duration, "5x"),
        (parse_duration, "9" * 10),
        (parse_octets, ""), (parse_octets, "0"), (parse_octets, "zz"), (parse_octets, "02:0"),
    ],
)  # fmt: skip  # many small ones
def test_nonsense_is_a_value_error(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"is|has"):
        parse(text)
