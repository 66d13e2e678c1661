from __future__ import annotations

import pytest

from dhcptools.perf.asked import Asked, asked
from dhcptools.perf.flag_kinds import Drops


def test_nothing_given_is_the_default() -> None:
    assert asked({}) == Asked()
    assert (Asked().family, Asked().lease_type, Asked().scenario, Asked().avalanche) == (
        4,
        "address-only",
        "basic",
        False,
    )


def test_the_last_of_single_values_counts_and_all_of_others() -> None:
    got = asked({"rate": [1, 2], "requests": [3, 4], "max_drops": [Drops(5)], "period": [2.5], "ipv6": [True]}, "x")
    assert (got.rate_pps, got.requests, got.max_drops, got.period_s) == (2, (3, 4), (Drops(5),), 2.5)
    assert (got.family, got.server) == (6, "x")


def test_zero_is_a_value() -> None:
    got = asked({"elapsed_offset": [0], "encapsulation": [0], "clients": [0], "elapsed_from": [0]})
    assert (got.elapsed_offset, got.encapsulation, got.clients, got.elapsed_from_s) == (0, 0, 0, 0)


def test_one_offset_holds_for_two_templates() -> None:
    assert asked({"xid_offset": [5], "template": ["a", "b"]}).xid_offsets == (5, 5)
    assert asked({"random_offset": [5], "template": ["a"]}).random_offsets == (5,)


def test_a_value_of_another_type_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="rate"):
        asked({"rate": ["1"]})
