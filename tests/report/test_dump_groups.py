from __future__ import annotations

from dhcptools.packet.tables import dhcp4, dhcp6
from dhcptools.report.dump_groups import _GROUPS4, _GROUPS6, GROUPS, OTHER, group_of, order


def test_groups_name_only_options_there_are() -> None:
    assert set(_GROUPS4) <= {code for code, *_ in dhcp4.ROWS}
    assert set(_GROUPS6) <= {code for code, *_ in dhcp6.ROWS}


def test_where_options_go() -> None:
    assert GROUPS[group_of(4, 51)] == "lease"
    assert GROUPS[group_of(4, 82)] == GROUPS[group_of(6, 18)] == "relay"
    assert GROUPS[group_of(6, 1)] == "client"
    assert group_of(4, 224) == OTHER


def test_order_keeps_the_order_of_the_wire_in_a_group() -> None:
    assert order(4, [61, 51, 224, 53]) == [(0, 1), (0, 3), (2, 0), (OTHER, 2)]
