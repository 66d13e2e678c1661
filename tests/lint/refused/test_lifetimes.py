from __future__ import annotations

import pytest

from dhcptools.lint.refused import lifetimes
from support.lint_contexts import context
from support.lint_refusals import one, told


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (
            '"subnet4": [ { "cache-threshold": 1.0 } ]',
            "cache-threshold: 1 is invalid, it must be greater than 0.0 and less than 1.0",
        ),
        (
            '"subnet4": [ { "renew-timer": -1 } ]',
            "subnet configuration failed: the value of renew-timer (-1) must be a positive number",
        ),
        ('"shared-networks": [ { "rebind-timer": -1 } ]', "the value of rebind-timer (-1) must be a positive number"),
    ],
)
def test_contradictions(members: str, says: str) -> None:
    assert one(lifetimes, f'{{"Dhcp4": {{{members}}}}}') == says


def test_fractions_count_where_they_are_used() -> None:
    wrong = '{"Dhcp%s": {"subnet%s": [ {"t1-percent": 0.9} ]}}'
    assert told(lifetimes, wrong % (4, 4)) == []
    assert one(lifetimes, wrong % (6, 6)) == "t1-percent:  0.9 is invalid, it must be less than t2-percent: 0.8"
    assert one(lifetimes, '{"Dhcp6": {"subnet6": [ {"t2-percent": 1.5} ]}}') == (
        "t2-percent:  1.5 is invalid, it must be greater than 0.0 and less than 1.0"
    )


def test_bounds_of_classes_need_a_default() -> None:
    text = '{"Dhcp4": {"client-classes": [ {"name": "a", "min-valid-lifetime": 5} ]}}'
    assert one(lifetimes, text) == "have min-valid-lifetime but no valid-lifetime (default) in P"


def test_networks_are_named_in_dhcpv6() -> None:
    for family, place in ((4, ""), (6, " (test.json:1:33)")):
        text = '{"DhcpN": {"shared-networks": [ {"name": "n", "subnetN": [ {"id": 1} ]} ]}}'.replace("N", str(family))
        assert lifetimes.enclosing(context(text).subnets[0]) == place
