from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dhcptools.leases.access import Access
from dhcptools.leases.api import ApiReading, api_stores
from dhcptools.leases.api_usage import ask_config, ask_usage, release, statistics
from dhcptools.leases.faults import StoreError
from dhcptools.leases.usage import Count, Usage
from support.kea_api import Server, unix_server
from support.lease_usage import CONFIG4

SUBNETS4 = {
    "subnet4": [{"id": 1, "subnet": "10.0.0.0/16", "pools": [{"pool": "10.0.1.0/24", "option-data": [{"x": []}]}]}],
    "shared-networks": [{"name": "campus", "subnet4": [
        {"id": 20, "subnet": "192.0.3.0/24", "pools": [
            {"pool": "192.0.3.10-192.0.3.19", "pool-id": 1}, {"pool": "192.0.3.100-192.0.3.199", "pool-id": 2},
        ]},
    ]}],
    "hooks-libraries": [{"library": "x"}],
}  # fmt: skip  # as config-get answers
SUBNETS6 = {
    "subnet6": [{
        "id": 1, "subnet": "2001:db8:1::/48", "pools": [{"pool": "2001:db8:1::/64"}],
        "pd-pools": [{"prefix": "2001:db8:8000::", "prefix-len": 40, "delegated-len": 56}],
    }],
}  # fmt: skip  # as config-get answers


def server(family: int, config: dict[str, Any], **others: Any) -> Server:
    answer = {"result": 0, "arguments": {f"Dhcp{family}": config, "hash": "x"}}
    return Server(family, [], hook=False, config_get=answer, **others)


def samples(**values: int) -> dict[str, Any]:
    time = "2026-11-21 05:41:36.141617"
    return {"result": 0, "arguments": {name: [[value, time], [9999, time]] for name, value in values.items()}}


def usage(folder: Path, one: Server, **more: Any) -> tuple[Usage, list[str]]:
    with unix_server(folder / "s", one) as source:
        (store,) = api_stores(source, Access())
        with closing(ApiReading(store)) as reading:
            return ask_usage(reading, **more), reading.notes


def test_statistics_of_a_server_with_a_lease_file(tmp_path: Path) -> None:
    found = samples(**{
        "subnet[1].assigned-addresses": 42, "subnet[1].declined-addresses": 1, "subnet[20].assigned-addresses": 130,
        "subnet[20].pool[1].assigned-addresses": 10, "subnet[20].pool[2].assigned-addresses": 90,
        "subnet[20].pool[2].declined-addresses": 3, "subnet[1].pool[0].total-addresses": 256, "subnet[99].x": 1,
        "assigned-addresses": 7, "declined-addresses": 1, "subnet[1].cumulative-assigned-addresses": 99999,
    })  # fmt: skip  # a table
    one = server(4, SUBNETS4, statistic_get_all=found)
    result, notes = usage(tmp_path, one)
    first, second = result.subnets
    assert first.addresses == Count(256, 41, 1, None, None)
    assert first.pools == []  # the server says nothing of it
    assert second.addresses == Count(110, 130, 0, None, None)
    assert (second.addresses.free, second.addresses.utilisation) == (0, 130 / 110)
    assert [(pool.name, pool.addresses) for pool in second.pools] == [
        ("192.0.3.10-192.0.3.19", Count(10, 10, 0, None, None)),
        ("192.0.3.100-192.0.3.199", Count(100, 87, 3, None, None)),
    ]
    assert [(place.name, place.addresses) for place in result.networks] == [("campus", second.addresses)]
    assert result.total.addresses == Count(366, 171, 1, None, None)
    assert result.total.prefixes == Count(0)
    assert notes == []
    assert one.commands == ["list-commands", "statistic-get", "config-get", "statistic-get-all"]


def test_a_configuration_of_ours_takes_the_place_of_the_servers(tmp_path: Path) -> None:
    one = server(4, SUBNETS4, statistic_get_all=samples(**{"subnet[1].assigned-addresses": 3}))
    result, _ = usage(tmp_path, one, config=CONFIG4)
    assert result.subnets[0].addresses == Count(288, 3, 0, None, None)


def test_pools_that_share_a_number_are_not_told_apart(tmp_path: Path) -> None:
    config = {
        "subnet4": [{"id": 1, "subnet": "10.0.0.0/16", "pools": [{"pool": "10.0.1.0/24"}, {"pool": "10.0.2.0/24"}]}]
    }
    values = samples(**{"subnet[1].assigned-addresses": 3, "subnet[1].pool[0].assigned-addresses": 3})
    result, _ = usage(tmp_path, server(4, config, statistic_get_all=values))
    assert result.subnets[0].pools == []


def test_numbers_of_more_than_64_bits(tmp_path: Path) -> None:
    values = samples(**{
        "subnet[1].assigned-nas": (1 << 64) + 5, "subnet[1].declined-addresses": 2, "subnet[1].assigned-pds": 4,
        "subnet[1].pd-pool[0].assigned-pds": 4, "subnet[1].pool[0].assigned-nas": 9,
        "subnet[1].declined-nas": 5, "subnet[1].pool[0].declined-addresses": 1 << 200, "subnet[1].total-nas": -1,
    })  # fmt: skip  # a table
    result, _ = usage(tmp_path, server(6, SUBNETS6, statistic_get_all=values))
    (subnet,) = result.subnets
    assert subnet.addresses == Count(1 << 64, (1 << 64) + 3, 2, None, None)
    assert subnet.prefixes == Count(65536, 4, 0, None, None)
    assert [(pool.name, pool.addresses.total, pool.prefixes.total) for pool in subnet.pools] == [
        ("2001:db8:1::-2001:db8:1:0:ffff:ffff:ffff:ffff", 1 << 64, None), ("2001:db8:8000::/40 /56", None, 65536),
    ]  # fmt: skip  # one a pool


@pytest.mark.parametrize(
    ("kea", "assigned"), [("2.2.0", 41), ("3.1.1", 41), ("3.1.2", 40), ("3.2.0-git", 40), ("?", 41)]
)
def test_a_database_is_asked_rather_than_the_servers_memory(tmp_path: Path, kea: str, assigned: int) -> None:
    columns = ["total-addresses", "declined-addresses", "subnet-id", "assigned-addresses", "new-in-4.0"]
    table = {"result-set": {"columns": columns, "rows": [[288, 1, 1, 41, None], [110, 0, 20, 2, "x"], 7, [1]]}}
    one = server(
        4, {**SUBNETS4, "lease-database": {"type": "mysql"}}, stat_lease4_get={"result": 0, "arguments": table},
        version_get={"result": 0, "text": kea}, statistic_get_all=samples(),
    )  # fmt: skip  # a server
    result, notes = usage(tmp_path, one)
    assert [subnet.addresses.assigned for subnet in result.subnets] == [assigned, 2]
    assert result.total.addresses.declined == 1
    assert "statistic-get-all" not in one.commands
    assert notes == []


def test_a_database_without_the_hook(tmp_path: Path) -> None:
    config = {**SUBNETS6, "lease-database": {"type": "postgresql", "password": "geheim"}}
    one = server(6, config, statistic_get_all=samples(**{"subnet[1].assigned-nas": 5}))
    result, notes = usage(tmp_path, one)
    assert result.subnets[0].addresses.assigned == 5
    assert "libdhcp_stat_cmds.so" in notes[0]


def test_the_older_name_of_declined_addresses(tmp_path: Path) -> None:
    columns = ["subnet-id", "total-nas", "cumulative-assigned-nas", "assigned-nas", "declined-nas", "assigned-pds"]
    table = {"result-set": {"columns": columns, "rows": [[1, 9, 9, 7, 2, 3]]}}
    one = server(
        6, {**SUBNETS6, "lease-database": {"type": "mysql"}}, stat_lease6_get={"result": 0, "arguments": table},
        version_get={"result": 0, "text": "2.2.0"},
    )  # fmt: skip  # a server
    (subnet,) = usage(tmp_path, one)[0].subnets
    assert (subnet.addresses.assigned, subnet.addresses.declined, subnet.prefixes.assigned) == (7, 2, 3)


def test_nothing_is_found_by_statistics_that_are_none() -> None:
    strange: dict[str, object] = {
        "subnet[1].assigned-addresses": [[True, ""]], "subnet[2].assigned-addresses": [[1.5, ""]],
        "subnet[3].assigned-addresses": [7], "subnet[99999999999].assigned-addresses": [[1, ""]], "x": [[1, ""]],
        "subnet[4].assigned-addresses": [[]], "subnet[5].assigned-addresses": "x",
    }  # fmt: skip  # one fault each
    assert statistics(strange) == {}
    assert (release("3.1.2-git"), release("kea")) == ((3, 1, 2), ())


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"result": 0, "arguments": {"Dhcp6": {}}}, "does not tell its configuration"),
        ({"result": 1, "text": "no"}, "refused config-get"),
        ({"result": 0, "arguments": {"Dhcp4": {"subnet4": [{"subnet": "x"}]}}}, "cannot be understood"),
        (
            {"result": 0, "arguments": {"Dhcp4": {"subnet4": [{"id": "x", "subnet": "10.0.0.0/8"}]}}},
            "cannot be understood",
        ),
    ],
)
def test_configurations_that_do_not_help(tmp_path: Path, config: dict[str, Any], reason: str) -> None:
    with unix_server(tmp_path / "s", Server(4, [], config_get=config)) as source:
        (store,) = api_stores(source, Access())
        with closing(ApiReading(store)) as reading, pytest.raises(StoreError, match=reason):
            ask_config(reading)


def test_entries_that_are_no_maps(tmp_path: Path) -> None:
    config = {"subnet4": [7, {"id": 1, "subnet": "10.0.0.0/8", "pools": [7]}], "shared-networks": "x"}
    result, _ = usage(tmp_path, server(4, config, statistic_get_all=samples()))
    assert [subnet.addresses for subnet in result.subnets] == [Count(0, 0, 0, None, None)]
