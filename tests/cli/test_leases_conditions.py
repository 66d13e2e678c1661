from __future__ import annotations

from typing import Any

import click
import pytest

from dhcptools.cli.leases_conditions import conditioned

NONE: dict[str, Any] = {"state": (), "subnet_id": (), "prefixes": ()}


def test_conditions_become_a_query() -> None:
    query = conditioned(
        5, NONE | {"state": ("Active",), "subnet_id": (1,), "prefixes": ("10.0.0.7/8",), "mac": "0200.0000.0001",
                   "expires_within": "10m", "hostname": "pc*"},
        everything=True, limit=3,
    )  # fmt: skip  # as given
    assert (query.now, query.all, query.limit, query.states) == (5, True, 3, {"active"})
    assert (str(query.prefixes[0]), query.hwaddr, query.expires_within) == ("10.0.0.0/8", b"\2\0\0\0\0\1", 600)


@pytest.mark.parametrize("wrong", [{"state": ("odd",)}, {"prefixes": ("x",)}, {"mac": "xx"}, {"expires_within": "x"}])
def test_what_they_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(click.BadParameter):
        conditioned(5, NONE | wrong, everything=False)
