from __future__ import annotations

import pytest

from dhcptools.leases.limits import CRITICAL, OK, UNKNOWN, WARNING, Limit, judge, parse_limit
from dhcptools.leases.usage import Count, Place, Usage
from support.lease_usage import nothing


def full(assigned: int) -> Usage:
    place = Place("campus", Count(100, assigned))
    return Usage(4, "x", [], [place], place, configured=True)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("80", Limit(80)),
        ("80%", Limit(80)),
        ("99.5%", Limit(99.5)),
        ("20free", Limit(free=20)),
        ("0 free", Limit(free=0)),
    ],
)
def test_limits_are_read(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["", "free", "-1", "much", "nan", "inf", "-5free"])
def test_nonsense(text: str) -> None:
    with pytest.raises(ValueError, match="no limit such as"):
        parse_limit(text)


@pytest.mark.parametrize(
    ("assigned", "state"), [(79, OK), (80, WARNING), (89, WARNING), (90, CRITICAL), (100, CRITICAL)]
)
def test_percent(assigned: int, state: int) -> None:
    verdict = judge([full(assigned)], Limit(80), Limit(90))
    assert (verdict.state, verdict.judged) == (state, 1)
    assert [name for _, name, _ in verdict.findings] == (["campus"] if state else [])


@pytest.mark.parametrize(("assigned", "state"), [(80, OK), (81, WARNING), (95, WARNING), (96, CRITICAL)])
def test_what_is_left(assigned: int, state: int) -> None:
    assert judge([full(assigned)], Limit(free=20), Limit(free=5)).state == state


def test_the_worst_comes_first_and_nothing_to_judge_is_unknown() -> None:
    verdict = judge([full(85), full(95)], Limit(80), Limit(90))
    assert [state for state, _, _ in verdict.findings] == [CRITICAL, WARNING]
    assert judge([nothing(None)], Limit(80), None).state == UNKNOWN
    assert judge([nothing()], None, None).state == OK
