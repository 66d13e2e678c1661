from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.leases.access import Access, ApiStore
from dhcptools.leases.api import ApiReading, api_stores, lease_of
from dhcptools.leases.convert import row_of
from dhcptools.leases.faults import StoreError
from dhcptools.leases.lease import Lease
from dhcptools.leases.query import Query
from support.kea_api import Server, agent, direct, http, lease4, lease6, unix_server

NOW = 1795237300
EVERY = Query(NOW, all=True)
API = Path(__file__).resolve().parents[1] / "data" / "kea22" / "kea22-api.jsonl"


def reading(source: str, **access: Any) -> ApiReading:
    (store,) = api_stores(source, Access(**access))
    return ApiReading(store)


def test_pages_of_250_and_never_all_at_once(tmp_path: Path) -> None:
    for count in (0, 249, 250, 251, 600):
        server = Server(4, [lease4(number) for number in range(count)])
        with unix_server(tmp_path / str(count), server) as source:
            found = reading(source)
            assert [lease.address for lease in found.select(EVERY)] == [lease["ip-address"] for lease in server.leases]
            assert len(found) == count
        pages = [request["arguments"] for request in server.asked if request["command"] == "lease4-get-page"]
        assert {page["limit"] for page in pages} == {250}
        assert len(pages) == 2 * (count // 250 + 1)
        assert set(server.commands) == {"list-commands", "statistic-get", "lease4-get-page"}


def test_who_waits_is_told_how_many_were_read(tmp_path: Path) -> None:
    counted: list[int | None] = []
    with unix_server(tmp_path / "s", Server(4, [lease4(number) for number in range(600)])) as source:
        found = reading(source)
        found.counted = counted.append
        assert len(list(found.select(EVERY))) == 600
        assert counted == [250, 500, None]
        next(found.select(EVERY))
    assert counted[3:] in ([], [None])


def test_all_at_once_when_asked_for(tmp_path: Path) -> None:
    server = Server(4, [lease4(number) for number in range(600)])
    with unix_server(tmp_path / "s", server) as source:
        assert len(reading(source, allow_get_all=True)) == 600
    assert server.commands == ["list-commands", "statistic-get", "lease4-get-all"]


def test_a_limit_asks_for_no_more_pages_than_it_needs(tmp_path: Path) -> None:
    server = Server(4, [lease4(number) for number in range(2000)])
    with unix_server(tmp_path / "s", server) as source:
        found = list(reading(source).select(replace(EVERY, limit=300)))
        assert (len(found), found[0].address, found[-1].address) == (300, "10.0.0.0", "10.0.1.43")
        assert server.commands.count("lease4-get-page") == 2
        last = list(reading(source).select(replace(EVERY, limit=2, descending=True)))
        assert [lease.address for lease in last] == ["10.0.7.207", "10.0.7.206"]


def test_one_client_is_looked_up(tmp_path: Path) -> None:
    more = {"client-id": "01:02:03"}
    server4 = Server(4, [lease4(number, **more) for number in range(300)])
    server6 = Server(6, [lease6(number) for number in range(1, 300)])
    with unix_server(tmp_path / "4", server4) as four, unix_server(tmp_path / "6", server6) as six:
        (one,) = reading(four).select(Query(NOW, hwaddr=bytes.fromhex("020000000007")))
        assert one.address == "10.0.0.7"
        assert len(list(reading(four).select(Query(NOW, client_id=b"\1\2\3", limit=9)))) == 9
        assert len(list(reading(six).select(Query(NOW, duid=bytes.fromhex("00030001020000000007"))))) == 2
        assert list(reading(six).select(Query(NOW, duid=b"\0\3", hwaddr=b"\2"))) == []
    assert not {"lease4-get-page", "lease6-get-page"} & {*server4.commands, *server6.commands}


def test_prefixes_and_addresses_of_a_database_come_in_order(tmp_path: Path) -> None:
    leases = [lease6(16), lease6(2), {**lease6(3), "ip-address": "2001:db8:1::", "type": "IA_PD", "prefix-len": 56}]
    with unix_server(tmp_path / "s", Server(6, leases)) as source:
        found = list(reading(source).select(EVERY))
    assert [(lease.address, lease.type, lease.prefix_len) for lease in found] == [
        ("2001:db8::2", "IA_NA", 128), ("2001:db8::10", "IA_NA", 128), ("2001:db8:1::", "IA_PD", 56),
    ]  # fmt: skip  # by address
    assert found[0] == Lease(
        "2001:db8::2", "IA_NA", 128, b"", b"", bytes.fromhex("00030001020000000002"), 4294967295, 1, 0, "", "default",
        1795237000, 1795237600, 600, 300, True, False, None, source,
    )  # fmt: skip  # in the order of the fields


def test_a_missing_hook_is_named(tmp_path: Path) -> None:
    with unix_server(tmp_path / "s", Server(4, [], hook=False)) as source:
        (store,) = api_stores(source, Access())
        found = ApiReading(store)  # which is good for statistics
        with pytest.raises(StoreError, match=r"libdhcp_lease_cmds\.so"):
            next(found.select(EVERY))
        # A server may say so later as well: its configuration may have changed.
        changed = ApiReading(replace(store, commands=frozenset(("lease4-get-page",))))
        with pytest.raises(StoreError, match=r"libdhcp_lease_cmds\.so"):
            next(changed.select(EVERY))
        old = ApiReading(replace(store, commands=frozenset(("lease4-get-all",))))
        with pytest.raises(StoreError, match=r"older than Kea 1\.5"):
            next(old.select(EVERY))


def test_behind_a_control_agent_all_families_are_found() -> None:
    servers = {"dhcp4": Server(4, [lease4(1)]), "dhcp6": Server(6, [lease6(1)])}
    with http(agent(servers)) as source:
        stores = api_stores(source, Access())
        assert [(store.family, store.service) for store in stores] == [(4, "dhcp4"), (6, "dhcp6")]
        assert [store.service for store in api_stores(source, Access(services=("dhcp6",)))] == ["dhcp6"]
        assert [store.service for store in api_stores(source, Access(families=frozenset((4,))))] == ["dhcp4"]
        for store in stores:
            with closing(ApiReading(store)) as found:
                assert len(found) == 1
    with http(agent({"d2": Server(4, [])})) as source, pytest.raises(StoreError, match="knows no socket"):
        api_stores(source, Access())


def test_a_server_of_another_kind(tmp_path: Path) -> None:
    ddns = Server(4, [], hook=False, counts=False, config_get={"result": 0, "arguments": {"DhcpDdns": {}}})
    with unix_server(tmp_path / "s", ddns) as source, pytest.raises(StoreError, match="no DHCP server"):
        api_stores(source, Access())
    with unix_server(tmp_path / "t", Server(4, [])) as source, pytest.raises(StoreError, match="family") as caught:
        api_stores(source, Access(families=frozenset((6,))))
    assert caught.value.why == "it is a server of DHCPv4"


def test_who_we_are() -> None:
    asked = []

    def prompt(user: str, name: str) -> str:
        asked.append((user, name))
        return "geheim"

    with http(direct(Server(4, [])), login="u:geheim") as source:
        url = source.replace("http://", "http://u@")
        for text, access in (
            (source, Access("u", "geheim")), (url, Access(password="geheim")), (url, Access(prompt=prompt)),
            (source.replace("http://", "http://u:geheim@"), Access(prompt=prompt)),
        ):  # fmt: skip  # one a way
            assert api_stores(text, access)[0].name == source
        assert asked == [("u", source)]
        with pytest.raises(StoreError, match="does not let us in"):
            api_stores(source, Access("u", "falsch"))
    with pytest.raises(StoreError, match="no URL"):
        api_stores("http://", Access())


def page(leases: list[object]) -> dict[str, object]:
    return {"result": 0, "arguments": {"leases": leases}}


def test_a_server_that_goes_round_in_circles(tmp_path: Path) -> None:
    endless = Server(4, [], lease4_get_page=page([lease4(number) for number in range(250)]))
    with unix_server(tmp_path / "s", endless) as source, pytest.raises(StoreError, match="does not come to an end"):
        list(reading(source).select(EVERY))
    no_list = Server(4, [], lease4_get_page={"result": 0, "arguments": {}})
    with unix_server(tmp_path / "t", no_list) as source, pytest.raises(StoreError, match="has no list"):
        list(reading(source).select(EVERY))


def test_leases_that_cannot_be_understood_are_left_out_and_told(tmp_path: Path) -> None:
    server = Server(
        4,
        [],
        lease4_get_page=page(
            [
                7,
                lease4(1),
                {"ip-address": "x"},
                lease4(2, **{"valid-lft": "x"}),
                lease4(3, cltt=1 << 62),
                lease4(4, **{"subnet-id": 1 << 32}),
            ]
        ),
    )
    with unix_server(tmp_path / "s", server) as source:
        found = reading(source)
        assert [lease.address for lease in found.select(EVERY)] == ["10.0.0.1"]
        assert [str(fault).removeprefix(f"{source}:") for fault in found.faults] == [
            "1: no lease but another value", "3: it has no valid-lft", "4: valid-lft is 'x', no number",
            f"5: cltt is {1 << 62}, no number", f"6: subnet-id is {1 << 32}, no number",
        ]  # fmt: skip  # one a lease
        assert len(list(found.select(EVERY))) == 1
        assert len(found.faults) == 5


def test_the_recorded_lease_of_kea() -> None:
    rows = map(json.loads, API.read_text().splitlines())
    (entry,) = (
        row["response"]["arguments"] for row in rows
        if row["request"].get("arguments") == {"ip-address": "10.9.2.1"} and row["response"]["result"] == 0
    )  # fmt: skip  # the one that was found
    lease = lease_of(entry, 4, "kea")
    assert (lease.hostname, lease.expires, lease.starts) == ('printer, 2nd floor & "lab" é', None, 1795237162)
    assert lease.user_context == {"n": 1, "owner": "bob, it"}


def test_host_names_are_octets() -> None:
    for told, name in (("\u00c3\u00a9", "é"), ("\u00e9", "é"), ("\u0436", "ж"), ("pc", "pc")):
        assert lease_of(lease4(1, hostname=told), 4, "").hostname == name


def test_half_a_character_is_none(tmp_path: Path) -> None:
    with unix_server(tmp_path / "s", Server(4, [lease4(1, hostname="a\ud800b")])) as source:
        (lease,) = reading(source).select(EVERY)
    assert lease.hostname == "a?b"
    assert row_of(lease, 0).line().count(b",a?b,") == 1


def test_a_declined_and_an_expired_lease() -> None:
    assert lease_of(lease4(1, state=1), 4, "").state == "declined"
    assert lease_of(lease4(1, state=9), 4, "").state == "unknown (9)"
    assert lease_of(lease4(1, **{"ip-address": "2001:DB8::1"}), 4, "").address == "2001:db8::1"


VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(["01:02", "10.0.0.1", [], {}])
)


@given(st.dictionaries(st.sampled_from(sorted({*lease4(1), *lease6(1), "user-context", "prefix-len"})), VALUES))
def test_any_entry_is_a_lease_or_a_value_error(changes: dict[str, object]) -> None:
    for family, entry in ((4, lease4(1)), (6, lease6(1))):
        try:
            lease = lease_of({**entry, **changes}, family, "kea")
        except ValueError:
            continue
        assert lease.order[0] in {4, 6}
        assert EVERY.matches(lease)


def test_a_store_knows_its_server() -> None:
    with http(direct(Server(6, [lease6(1)]))) as source:
        (store,) = api_stores(source, Access())
    with http(direct(Server(6, [], counts=False))) as other:
        assert api_stores(other, Access())[0].family == 6
    assert isinstance(store, ApiStore)
    assert (store.family, store.service, store.name) == (6, "", source)
    with pytest.raises(StoreError, match="refused"):
        ApiReading(replace(store, commands=None))
