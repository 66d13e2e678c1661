from __future__ import annotations

import pytest

from dhcptools.leases.clients import Clients
from dhcptools.leases.growth import Growth, History
from dhcptools.leases.insight import Insight
from dhcptools.report.leases_insight_text import duration, history_lines, insight_lines

ENDING = [5, 0, 1] + [0] * 21


def insight(**more: object) -> Insight:
    values: dict[str, object] = {
        "assigned": 8, "declined": 0, "ending": ENDING, "later": 1, "infinite": 1, "timed": 7, "median_s": 5400,
        "long_lived": 1, "silent": 2, "clients": Clients(7, [(b"\0\0\x0c\0\0\1", 2)], [(b"\0\0\x0c", 6)], 2, 8),
        "names": {b"\0\0\x0c": "Ci\x1bsco"},
    }  # fmt: skip  # a row
    return Insight(**(values | more))  # type: ignore[arg-type]  # as named


def test_lines() -> None:
    assert list(insight_lines(insight())) == [
        "ending      5 in 1 h, 6 in 6 h, 6 in 24 h, 1 never\n",
        "lifetimes   1 h 30 min in the middle, 1 of a day or more; 2 (28.6%) not renewed in time\n",
        "clients     7; several leases: 00:00:0c:00:00:01 2\n",
        "makers      00:00:0c (Ci\\x1bsco) 6, made up 2\n",
    ]
    assert next(iter(insight_lines(insight(), bars=True))).endswith("never  █▁▃" + "▁" * 21 + "\n")
    assert next(iter(insight_lines(insight(ending=[0] * 24), bars=True))).endswith("never\n")
    assert list(insight_lines(insight(assigned=0))) == []
    bare = list(insight_lines(insight(median_s=None, infinite=0, clients=Clients(1))))
    assert bare == ["ending      5 in 1 h, 6 in 6 h, 6 in 24 h\n", "clients     1\n"]
    (reason,) = insight_lines(insight(assigned=0, declined=20))
    assert reason == "reason      20 addresses (100%) are set aside: clients found them in use [declined]\n"


def test_growth() -> None:
    growths = (
        Growth("a", 4, 16, 272, 7200), Growth("b", 4, 2, 9, 7200), Growth("c", 1, 1, 9, 7200),
        Growth("d", 1, 2, 0, 7200),
    )  # fmt: skip  # one that fills, one that empties, one that stays, one that is full
    assert list(history_lines(History("x.2", 0, growths))) == [
        "growth      a: +12 (+6.0 an hour) since 1970-01-01T00:00:00Z, full in 1 d 21 h\n",
        "growth      b: -2 (-1.0 an hour) since 1970-01-01T00:00:00Z\n",
        "growth      d: +1 (+0.5 an hour) since 1970-01-01T00:00:00Z, full\n",
    ]
    assert list(history_lines(History("x.2", 0, growths[2:3]))) == [
        "growth      none since 1970-01-01T00:00:00Z (x.2)\n"
    ]


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 s"), (90, "1 min 30 s"), (7200, "2 h"), (90061, "1 d 1 h")])
def test_durations(seconds: int, text: str) -> None:
    assert duration(seconds) == text
