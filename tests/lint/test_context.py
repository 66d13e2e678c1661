from __future__ import annotations

import pytest

from support.lint_contexts import context

BROKEN = '{ "Dhcp4": { "subnet4": [ 1, "x", { "pools": 5, "reservations": [ [] ], "relay": "x" } ], "loggers": {} } }'


def test_scopes_of_a_server() -> None:
    made = context("""{ "Dhcp4": {
        "option-data": [ { "name": "routers" } ],
        "client-classes": [ { "name": "c", "option-data": [ { "code": 6 } ], "option-def": [ { "name": "d" } ] } ],
        "reservations": [ { "hw-address": "1" } ],
        "subnet4": [ { "pools": [ { "pool": "192.0.2.1-192.0.2.2", "option-data": [ { "code": 7 } ] } ] } ],
        "shared-networks": [ { "name": "n", "subnet4": [ { "reservations": [ { "option-data": [ { } ] } ] } ] } ]
    } }""")
    assert (made.daemon, made.family) == ("Dhcp4", 4)
    assert [subnet.network.name if subnet.network else "" for subnet in made.subnets] == ["", "n"]
    assert [each.is_global for each in made.reservations] == [True, False]
    assert [each.title for each in made.options] == ["routers", "option 6", "option 7", "option"]
    assert [each.name for each in made.option_defs] == ["d"]
    assert made.class_names == {"c"}
    assert made.pools[0].subnet is made.subnets[0]
    assert made.guarded == [*made.networks, *made.subnets, *made.pools]


def test_services() -> None:
    made = context("""{ "Dhcp6": {
        "subnet6": [ { "pd-pools": [ { } ] } ],
        "hooks-libraries": [ { "library": "/x/libdhcp_ha.so", "parameters": { "high-availability": [ { } ] } } ],
        "control-socket": { "socket-name": "a" }, "control-sockets": [ { "socket-name": "b" } ],
        "loggers": [ { "name": "kea-dhcp6" } ], "lease-database": { "type": "memfile" },
        "hosts-database": { "type": "mysql" }, "hosts-databases": [ { "type": "postgresql" } ],
        "dhcp-ddns": { "enable-updates": true }, "interfaces-config": { }
    } }""")
    assert len(made.pd_pools) == len(made.relationships) == 1
    assert made.hook("libdhcp_ha.so") is made.hooks[0]
    assert [each.name for each in made.control_sockets] == ["a", "b"]
    assert [each.type for each in made.host_databases] == ["mysql", "postgresql"]
    assert made.lease_database is not None
    assert made.ddns is not None
    assert made.interfaces is not None
    assert made.loggers[0].name == "kea-dhcp6"


def test_databases_and_threads() -> None:
    made = context("""{ "Dhcp4": { "lease-database": { "type": "mysql", "password": "p" },
        "config-control": { "config-databases": [ { "type": "memfile" }, { "type": "postgresql", "password": "" } ] },
        "multi-threading": { "enable-multi-threading": false } } }""")
    assert [each.is_sql for each in made.databases] == [True, False, True]
    assert [item.text for item in made.secrets] == ["p"]
    assert not made.multi_threading
    assert context('{ "Dhcp4": { } }', (2, 3, 5)).multi_threading
    assert not context('{ "Dhcp4": { } }', (2, 2, 0)).multi_threading


def test_names_of_expressions() -> None:
    made = context("""{ "Dhcp4": { "option-def": [ { "name": "mine", "code": 230, "type": "record",
        "record-types": "uint8, string" }, { "name": "none" } ] } }""")
    assert (made.names.code("mine"), made.names.code("routers"), made.names.code("none")) == (230, 3, None)


def test_other_daemons() -> None:
    agent = context('{ "Control-agent": { "control-sockets": { "dhcp4": { "socket-name": "a" }, "d2": 1 } } }')
    assert [(each.name, each.node.position.column) for each in agent.control_sockets] == [("a", 52)]
    d2 = context("""{ "DhcpDdns": { "tsig-keys": [ { "name": "k" } ],
        "forward-ddns": { "ddns-domains": [ { "name": "a." } ] }, "reverse-ddns": { } } }""")
    assert [each.name for each in d2.tsig_keys] == ["k"]
    assert ([each.name for each in d2.forward_domains], d2.reverse_domains) == (["a."], [])
    assert (d2.family, d2.subnets) == (0, [])


@pytest.mark.parametrize("text", ["{}", '{ "x": 1 }', '{ "Dhcp4": [] }', '{ "Dhcp4": 1 }', BROKEN])
def test_broken_values_are_absent(text: str) -> None:
    made = context(text)
    assert made.options == made.pools == made.loggers == made.relationships == []
    assert made.reservations == []
    assert all(subnet.prefix is None and subnet.relays == [] for subnet in made.subnets)
