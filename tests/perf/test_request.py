from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.perf.asked import Asked
from dhcptools.perf.content import Ask, Content, Offsets, Ramp
from dhcptools.perf.flag_kinds import Base, Drops, FlagError, HexOption
from dhcptools.perf.lists import Files
from dhcptools.perf.plan import BASE_MAC, Exchange, Plan, Scenario
from dhcptools.perf.request import (
    EMBEDDED_CLIENTS,
    EVER_S,
    Ends,
    base_mac,
    duid,
    listed_offsets,
    make_content,
    make_plan,
)
from dhcptools.perf.workload import LossLimit

FOUR = Ends("192.0.2.1", 67, "192.0.2.9", 67, relay_port=False)
SIX = Ends("2001:db8::1", 547, "2001:db8::9", 547, relay_port=False)
ONE = Asked(period_s=1.0)


def plan(request: Asked, ends: Ends = FOUR, content: Content | None = None, *, drop_in: bool = False) -> Plan:
    return make_plan(request, content or Content(), ends, duid_time_s=7, drop_in=drop_in)


@pytest.mark.parametrize(
    ("family", "two_way", "expected"),
    [(4, False, Exchange.DORA), (4, True, Exchange.DO), (6, False, Exchange.SARR), (6, True, Exchange.SA)],
)
def test_the_exchange(family: int, two_way: bool, expected: Exchange) -> None:
    ends = FOUR if family == 4 else SIX
    assert plan(replace(ONE, family=family, two_way=two_way), ends).exchange == expected


def test_every_flag_is_in_the_plan() -> None:
    made = plan(
        Asked(
            rate_pps=100, period_s=2.0, requests=(7, 8), clients=9, drop_times_s=(0.5, 2.0),
            max_drops=(Drops(3), Drops(percent=4.5)), renew_rate=5, release_rate=6, preload=10,
            exit_wait_us=11, interval_s=12, unique=True, diagnostics="l",
            bases=(Base("mac", mac=bytes(6)),),
        )
    )  # fmt: skip  # a flag each
    assert (made.rate_pps, made.period_s, made.max_starts, made.max_second, made.clients) == (100, 2.0, 7, 8, 9)
    assert (made.drop_time_s, made.request_drop_time_s) == (0.5, 2.0)
    assert made.max_losses == (LossLimit(3), LossLimit(percent=4.5))
    assert (made.renew_rate_pps, made.release_rate_pps, made.preload) == (5, 6, 10)
    assert (made.exit_wait_us, made.interval_s, made.unique, made.details, made.base_mac) == (
        11,
        12,
        True,
        True,
        bytes(6),
    )
    assert made.connected


def test_without_flags_the_plan_has_its_defaults() -> None:
    made = plan(ONE)
    assert (made.rate_pps, made.clients, made.drop_times_ns) == (None, 1, (10**9, 10**9))
    assert (made.exit_wait_us, made.interval_s, made.details, made.base_mac) == (None, None, False, BASE_MAC)
    assert plan(replace(ONE, clients=0)).clients == 1


def test_an_avalanche_leaves_rates_and_limits_out() -> None:
    asked = Asked(
        scenario="avalanche", clients=5, rate_pps=9, period_s=1.0, requests=(3,), max_drops=(Drops(1),), preload=1,
        drop_times_s=(3.0,), interval_s=1, renew_rate=1, release_rate=1,
    )  # fmt: skip  # what perfdhcp takes and leaves out
    made = plan(asked, drop_in=True)
    assert (made.scenario, made.clients, made.rate_pps, made.max_starts) == (Scenario.AVALANCHE, 5, None, None)
    assert (made.max_losses, made.preload, made.drop_time_s, made.renew_rate_pps) == ((), 0, 1000, 0)
    assert (made.exit_wait_us, made.interval_s) == (None, 0.2)


def test_a_drop_in_needs_no_limit_and_does_not_wait() -> None:
    made = plan(Asked(rate_pps=1), drop_in=True)
    assert (made.period_s, made.exit_wait_us, made.seed_xid) == (EVER_S, 0, 0)
    with pytest.raises(FlagError, match="never end"):
        plan(Asked(rate_pps=1))


def test_seeds_repeat_transaction_ids() -> None:
    one = replace(ONE, seed=1)
    assert plan(one).seed_xid == plan(one).seed_xid != plan(replace(ONE, seed=2)).seed_xid
    assert len({plan(ONE).seed_xid for _ in range(4)}) > 1


def test_answers_of_a_group_come_from_elsewhere() -> None:
    assert not plan(ONE, replace(FOUR, server="255.255.255.255", group=True)).connected


def test_what_no_plan_allows_is_refused() -> None:
    with pytest.raises(FlagError, match="rate_pps"):
        plan(replace(ONE, rate_pps=10**9))


def test_messages_hold_what_was_asked() -> None:
    asked = Asked(
        family=6, lease_type="address-and-prefix", rapid_commit=True, use_first=True, seed=3, elapsed_from_s=1,
        elapsed_for_s=2, options=(HexOption(16, b"a"),), relay_options=(HexOption(18, b"b", 1),),
        bases=(Base("duid", duid=bytes(8)),),
    )  # fmt: skip  # a flag each
    made = make_content(asked, Files(relays=("2001:db8::5",)))
    assert made == Content(
        base_duid=bytes(8), rapid_commit=True, asks=Ask.BOTH, options=(RawOption(16, b"a"),),
        relay_options=((1, RawOption(18, b"b")),), links=("2001:db8::5",), ramp=Ramp(1, 2), first_server=True, seed=3,
    )  # fmt: skip  # a field each
    assert make_content(replace(asked, family=4, relay_options=()), Files()).base_duid == b""
    assert make_content(Asked(mac_list="x", broadcast=True), Files(macs=(bytes(6),))).macs == (bytes(6),)


def test_messages_that_cannot_be() -> None:
    with pytest.raises(FlagError, match="given twice"):
        make_content(Asked(options=(HexOption(60, b""), HexOption(60, b""))), Files())
    with pytest.raises(FlagError, match="base_duid"):
        make_content(Asked(family=6, bases=(Base("duid", duid=bytes(8)),)), Files(macs=(bytes(6),)))


def test_templates_have_offsets() -> None:
    files = Files(templates=(bytes(300), bytes(300)))
    asked = Asked(templates=("a", "b"), xid_offsets=(5, 6), elapsed_offset=0, server_id_offset=9, address_offset=10)
    made = make_content(asked, files)
    assert (made.templates, made.offsets) == (files.templates, Offsets((5, 6), (35, 35), 8, 9, 10))
    assert listed_offsets(asked) == ((5, 35), (6, 35, 9, 8, 10))
    assert listed_offsets(Asked(family=6)) == ((1, 21), (1, 21, 22, 84, 40))
    one = make_content(Asked(templates=("a",), random_offsets=(33,)), Files(templates=(bytes(300),)))
    assert one.offsets is not None
    assert one.offsets.client == (33, 35)


def test_the_first_clients() -> None:
    last = Asked(bases=(Base("a", mac=bytes(6)), Base("b", mac=b"\1" * 6), Base("c", duid=b"\2" * 6)))
    assert base_mac(last) == b"\1" * 6
    assert duid(plan(ONE)) == bytes.fromhex("0001000100000007") + BASE_MAC
    assert duid(plan(replace(ONE, family=6), SIX, Content(base_duid=bytes(7)))) == bytes(7)


def test_load_for_our_own_server_is_that_of_many_clients() -> None:
    ours = replace(FOUR, embedded=True)
    assert plan(ONE, ours).clients == EMBEDDED_CLIENTS
    assert plan(ONE).clients == 1
    assert plan(replace(ONE, clients=3), ours).clients == 3
