from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import Base, Drops, FlagError, HexOption
from dhcptools.perf.flag_rules import RULES, check

SIX = Asked(family=6)
SECOND = Asked(templates=("a", "b"))

BROKEN = [
    (Asked(family=6, broadcast=True), "-B, --broadcast"),
    (Asked(rapid_commit=True, two_way=True), "--rapid-commit needs -6"),
    (Asked(encapsulation=1), "--encapsulation needs -6"),
    (Asked(two_way=True, requests=(1, 2)), "second -n"),
    (Asked(lease_type="prefix-only"), "--lease-type other than address-only"),
    (replace(SIX, templates=("a",), lease_type="prefix-only"), "-T, --template goes with"),
    (Asked(two_way=True, drop_times_s=(1, 2)), "second -d"),
    (Asked(two_way=True, max_drops=(Drops(1), Drops(2))), "second -D"),
    (Asked(two_way=True, use_first=True), "-1, --use-first"),
    (Asked(two_way=True, templates=("a", "b")), "second -T"),
    (Asked(two_way=True, xid_offsets=(1, 2)), "second -X"),
    (Asked(two_way=True, random_offsets=(4, 5)), "second -O"),
    (Asked(two_way=True, elapsed_offset=0), "-E, --elapsed-offset"),
    (Asked(two_way=True, server_id_offset=1), "-S, --server-id-offset"),
    (Asked(two_way=True, address_offset=1), "-I, --address-offset"),
    (Asked(two_way=True, rate_pps=9, renew_rate=1), "-f, --renew-rate is for"),
    (Asked(two_way=True, rate_pps=9, release_rate=1), "-F, --release-rate is for"),
    (replace(SIX, rapid_commit=True), "--rapid-commit needs -i"),
    (Asked(rate_pps=9, renew_rate=5, release_rate=5), "more than -r"),
    (Asked(renew_rate=1), "--renew-rate needs -r"),
    (Asked(release_rate=1), "--release-rate needs -r"),
    (Asked(xid_offsets=(4,)), "-X, --xid-offset"),
    (Asked(random_offsets=(4,)), "-O, --random-offset"),
    (Asked(templates=("a",), elapsed_offset=0), "-E, --elapsed-offset is an offset in the second"),
    (Asked(templates=("a",), server_id_offset=4), "-S, --server-id-offset is an offset in the second"),
    (Asked(templates=("a",), address_offset=4), "-I, --address-offset is an offset in the second"),
    (Asked(mac_list="m", bases=(Base("mac=", mac=bytes(6)),)), "-M, --mac-list and -b"),
    (Asked(elapsed_for_s=1), "-y, --elapsed-for needs"),
    (Asked(elapsed_from_s=0), "-Y, --elapsed-from needs"),
    (Asked(relay_options=(HexOption(18, b"", 1),)), "--or is for DHCPv6"),
]


@pytest.mark.parametrize(("request_", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_each_rule_is_told_in_one_line(request_: Asked, words: str) -> None:
    with pytest.raises(FlagError) as refused:
        check(request_, native=True)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_rule_has_a_request_that_breaks_it() -> None:
    assert [rule.text for rule in RULES if not any(rule.broken(request) for request, _ in BROKEN)] == []


@pytest.mark.parametrize(
    "request_",
    [
        Asked(),
        Asked(two_way=True, drop_times_s=(2, 1)),
        Asked(rate_pps=9, renew_rate=5, release_rate=4),
        Asked(two_way=True, templates=("a",), xid_offsets=(4,), random_offsets=(35,)),
        replace(SECOND, elapsed_offset=0, server_id_offset=9, address_offset=9, xid_offsets=(4, 4)),
        replace(SIX, two_way=True, rapid_commit=True, lease_type="address-and-prefix", encapsulation=1),
        Asked(scenario="avalanche", clients=2),
        Asked(elapsed_from_s=0, elapsed_for_s=1),
    ],
)
def test_what_goes_together(request_: Asked) -> None:
    check(request_, native=True)
    check(request_, native=False)


def test_an_avalanche_needs_clients_and_takes_no_flag_that_it_would_leave_out() -> None:
    for native in (True, False):
        with pytest.raises(FlagError, match="avalanche"):
            check(Asked(scenario="avalanche"), native=native)
    one = Asked(scenario="avalanche", clients=5)
    for given in (
        replace(one, requests=(1,)), replace(one, period_s=1), replace(one, rate_pps=1),
        replace(one, drop_times_s=(2,)),
        replace(one, max_drops=(Drops(1),)), replace(one, interval_s=1), replace(one, preload=1),
        replace(one, wrapped="true"),
    ):  # fmt: skip  # a flag each
        check(given, native=False)
        with pytest.raises(FlagError, match="has no meaning in --scenario avalanche"):
            check(given, native=True)


def test_a_separator_separates_lines_of_an_interval() -> None:
    check(Asked(separator=","), native=False)
    with pytest.raises(FlagError, match="-C, --separator needs"):
        check(Asked(separator=","), native=True)


def test_the_place_before_the_last_rule() -> None:
    seen: list[str] = []
    with pytest.raises(FlagError):
        check(Asked(scenario="avalanche"), native=False, last=lambda: seen.append("here"))
    assert seen == ["here"]
