from __future__ import annotations

import pytest

from dhcptools.packet.definitions import find_space
from dhcptools.packet.spec import parse_option
from dhcptools.packet.tables.dhcp4 import ROWS as ROWS4
from dhcptools.packet.tables.dhcp6 import ROWS as ROWS6
from dhcptools.probe.option_lookup import Entry, entries, search, type_name


def codes(found: tuple[Entry, ...]) -> list[tuple[int, str]]:
    return [(each.family, each.code) for each in found]


def test_every_option_is_there_once() -> None:
    found = list(entries())
    assert len(found) == len(ROWS4) + len(ROWS6)
    assert [each.definition.code for each in entries((6,))] == sorted(row[0] for row in ROWS6)


def test_every_example_is_read_as_it_stands() -> None:
    for each in entries():
        space = find_space(f"dhcp{each.family}", each.family)
        option = parse_option(each.example, space)
        assert option.code == each.definition.code
        for inner in each.inside[:3]:
            assert parse_option(inner.example, space).code == each.definition.code


@pytest.mark.parametrize(
    ("family", "name", "example"),
    [
        (6, "domain-search", "example.org"),
        (6, "user-class", "text"),
        (6, "rdnss-selection", "2001:db8::1, 1, example.org"),
        (6, "lq-query", "by-address, 2001:db8::1"),
        (6, "client-data", "clientid=00:03:00:01:02:00:5e:00:53:01"),
        (6, "client-linklayer-addr", "ethernet, 02:00:5e:00:53:01"),
        (4, "rdnss-selection", "1, 192.0.2.1, 192.0.2.1, example.org"),
    ],
)
def test_examples_are_what_the_option_is_for(family: int, name: str, example: str) -> None:
    (found,) = (each for each in entries((family,)) if each.name == name)
    assert found.example == f"{name}={example}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("121", [(4, "121"), (6, "121")]),
        ("routers", [(4, "3")]),
        ("82.circuit-id", [(4, "82.1")]),
        ("82.1", [(4, "82.1")]),
        ("captive", [(4, "114"), (6, "103")]),
        ("Vendor class identifier", [(4, "60")]),
        ("nosuch", []),
        ("82.99", []),
        ("", []),
    ],
)
def test_search(text: str, expected: list[tuple[int, str]]) -> None:
    assert codes(search(text)) == expected


def test_search_by_rfc_and_family() -> None:
    assert codes(search("rfc 3646", (6,))) == [(6, "23"), (6, "24")]
    assert codes(search("captive", (4,))) == [(4, "114")]


def test_names_of_types() -> None:
    names = {(each.family, each.name): type_name(each.definition.kind) for each in entries()}
    assert names[4, "routers"] == "ipv4-address list"
    assert names[4, "dhcp-agent-options"] == "options"
    assert names[6, "ia-pd"].startswith("record (uint32 iaid, uint32 t1")
    assert names[4, "netbios-node-type"] == "uint8 (1 b-node, 2 p-node, 4 m-node, 8 h-node)"
    assert names[4, "client-system"].endswith("…) list")


def test_an_option_inside_another_knows_where_it_is() -> None:
    entry = search("82.circuit-id")[0]
    assert (entry.code, entry.name, entry.title) == ("82.1", "dhcp-agent-options.circuit-id", "")
    assert entry.example.startswith("dhcp-agent-options.circuit-id=")
    assert entry.inside == ()
