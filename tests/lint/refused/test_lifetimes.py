from __future__ import annotations

import pytest

from dhcptools.lint.refused import lifetimes
from support.lint_refusals import one, told


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (
            '"min-valid-lifetime": 100, "valid-lifetime": 50',
            "KL614: the value of min-valid-lifetime (100) is not less than (default) valid-lifetime (50)",
        ),
        (
            '"max-valid-lifetime": 0',
            "KL614: the value of (default) valid-lifetime (7200) is not less than max-valid-lifetime (0)",
        ),
        (
            '"min-valid-lifetime": 5, "max-valid-lifetime": 4',
            "KL614: the value of min-valid-lifetime (5) is not less than max-valid-lifetime (4)",
        ),
        (
            '"min-valid-lifetime": 5, "valid-lifetime": 9, "max-valid-lifetime": 8',
            (
                "KL614: the value of (default) valid-lifetime (9) is not between min-valid-lifetime (5) and "
                "max-valid-lifetime (8)"
            ),
        ),
        (
            '"subnet4": [ { "cache-threshold": 1.0 } ]',
            "cache-threshold: 1 is invalid, it must be greater than 0.0 and less than 1.0",
        ),
        ('"subnet4": [ { "renew-timer": -1 } ]', "the value of renew-timer (-1) must be a positive number"),
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


def test_bounds_wrap_as_kea_s_do_and_networks_are_named_in_dhcpv6() -> None:
    assert told(lifetimes, '{"Dhcp4": {"min-valid-lifetime": 4294967296}}') == []
    text = '{"Dhcp6": {"shared-networks": [ {"name": "n", "subnet6": [ {"max-preferred-lifetime": 1} ]} ]}}'
    assert one(lifetimes, text).endswith("(P)")
    assert told(lifetimes, '{"Dhcp4": {"valid-lifetime": 5, "max-valid-lifetime": 9, "min-valid-lifetime": 5}}') == []
