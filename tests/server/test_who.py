from __future__ import annotations

from typing import Any

import pytest

from dhcpserver.classes import Found
from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.request4 import Request4
from dhcpserver.request6 import Request6
from support.dialogue import DUID, LINK, LINK6, SERVER_DUID, config4, config6, discover, message6


def found(family: int, subnet: dict[str, Any], **top: Any) -> Found:
    """What is known of one client."""
    if family == 4:
        return Engine4(config4(subnet, **top)).who.find(Request4(discover(1)), LINK)
    return Engine6(config6(subnet, **top), SERVER_DUID).who.find(Request6(message6(1)), LINK6)


def host(family: int) -> dict[str, str]:
    return {"hw-address": "02:00:00:00:00:01"} if family == 4 else {"duid": DUID.hex(":")}


@pytest.mark.parametrize("family", [4, 6])
def test_a_reservation_counts_where_the_subnet_says_so(family: int) -> None:
    here = found(family, {"reservations": [{**host(family), "hostname": "here"}]})
    assert [each.hostname for each in here.hosts.values()] == ["here"]
    assert "KNOWN" in here.membership.names
    everywhere = [{**host(family), "hostname": "everywhere"}]
    asked = found(family, {"reservations-global": True}, reservations=everywhere)
    assert [each.hostname for each in asked.hosts.values()] == ["everywhere"]
    unasked = found(family, {}, reservations=everywhere)
    assert (unasked.hosts, "UNKNOWN" in unasked.membership.names) == ({}, True)


@pytest.mark.parametrize("family", [4, 6])
def test_a_guard_that_comes_too_late_finds_no_subnet(family: int) -> None:
    kept = found(family, {"client-class": "KNOWN", "reservations": [host(family)]})
    assert (kept.links, kept.early) == ((), False)


@pytest.mark.parametrize("family", [4, 6])
def test_a_packet_of_class_drop_gets_no_further(family: int) -> None:
    dropped = found(family, {}, **{"client-classes": [{"name": "DROP", "test": "member('ALL')"}]})
    assert (dropped.links, dropped.hosts, dropped.early) == ((), {}, True)
