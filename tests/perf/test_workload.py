from __future__ import annotations

import pytest

from dhcptools.perf.problems import PlanError
from dhcptools.perf.workload import LossLimit, Phase, Share, parse_mix, parse_phases


def test_stages_as_people_write_them() -> None:
    assert parse_phases("10s@1000, 1.5m@5k,250ms@2.5,3@0") == (
        Phase(10, 1000), Phase(90, 5000), Phase(0.25, 2.5), Phase(3, 0),
    )  # fmt: skip


def test_mixes_as_people_write_them() -> None:
    assert parse_mix("dora=70,renew=25, release=5") == (Share("dora", 70), Share("renew", 25), Share("release", 5))


@pytest.mark.parametrize("text", ["", "10s", "10s@", "@5", "10x@5", "10s@5,", "-1s@5"])
def test_what_is_no_stage_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="is not a time"):
        parse_phases(text)


@pytest.mark.parametrize("text", ["", "dora", "dora=x", "dora=1,", "=5"])
def test_what_is_no_mix_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="is not a name"):
        parse_mix(text)


def test_limits_of_losses() -> None:
    assert not LossLimit(count=2).reached(1, 5)
    assert LossLimit(count=2).reached(2, 5)
    assert not LossLimit(percent=10).reached(10, 10)
    assert not LossLimit(percent=10).reached(1, 11)
    assert LossLimit(percent=10).reached(2, 11)
    assert not LossLimit().reached(100, 100)
