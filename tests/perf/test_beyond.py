from __future__ import annotations

import pytest

from dhcptools.perf import beyond
from dhcptools.perf.asked import Asked
from dhcptools.perf.beyond import Beyond, check_beyond
from dhcptools.perf.flag_kinds import Drops, FlagError
from dhcptools.perf.workload import Phase, Share

STAGES = (Phase(1.0, 10.0),)
MIX = (Share("dora", 1.0), Share("renew", 1.0))
TIMED = Asked(server="192.0.2.1", period_s=1.0, max_drops=(Drops(1),))
RATED = Asked(server="192.0.2.1", period_s=1.0, rate_pps=10)


@pytest.mark.parametrize(
    ("request_", "more"),
    [
        (TIMED, Beyond(window=4)),
        (Asked(server="192.0.2.1"), Beyond(phases=STAGES, ramp=True, mix=MIX, strict_rate=True)),
        (RATED, Beyond(mix=MIX, retransmit=True, strict_rate=True)),
        (Asked(requests=(5,)), Beyond()),
        (Asked(scenario="avalanche"), Beyond(check_addresses=True)),
        (RATED, Beyond(check_addresses=True, subnets=("192.0.2.0/24",))),
        (Asked(family=6, two_way=True, rapid_commit=True, period_s=1.0), Beyond(check_addresses=True)),
        (TIMED, Beyond(window=4, processes=4)),
        (Asked(period_s=1.0), Beyond(frames=True, interface="eth0", vlan=7)),
    ],
)
def test_what_goes_together(request_: Asked, more: Beyond) -> None:
    check_beyond(request_, more)


@pytest.mark.parametrize(
    ("request_", "more", "words"),
    [
        (RATED, Beyond(window=4), "--window and -r, --rate exclude"),
        (TIMED, Beyond(window=4, phases=STAGES), "--window and --stages exclude"),
        (RATED, Beyond(phases=STAGES), "--stages and -r, --rate exclude"),
        (TIMED, Beyond(phases=STAGES), "--stages and -p, --period exclude"),
        (RATED, Beyond(ramp=True), "--ramp needs --stages"),
        (Asked(two_way=True, period_s=1.0), Beyond(mix=MIX), "--mix and -i, --two-way exclude"),
        (Asked(rate_pps=9, renew_rate=1, period_s=1.0), Beyond(mix=MIX), "-f, --renew-rate and -F"),
        (Asked(two_way=True, period_s=1.0), Beyond(check_addresses=True), "-i, --two-way gets none"),
        (RATED, Beyond(subnets=("192.0.2.0/24",)), "--subnet needs --check-addresses"),
        (RATED, Beyond(check_addresses=True, subnets=("2001:db8::/32",)), "other family"),
        (TIMED, Beyond(strict_rate=True), "--strict-rate needs"),
        (TIMED, Beyond(window=2, processes=4), "less than --processes"),
        (Asked(server="x", period_s=1.0, preload=1), Beyond(processes=2), "-P, --preload exclude"),
        (Asked(server="x", period_s=1.0, unique=True), Beyond(processes=2), "would not be seen"),
        (RATED, Beyond(processes=2, check_addresses=True), "would not be seen"),
        (Asked(server="x", period_s=1.0, diagnostics="l"), Beyond(processes=2), "exclude each other"),
        (Asked(period_s=1.0), Beyond(frames=True), "--l2 needs"),
        (Asked(period_s=1.0), Beyond(interface="eth0"), "--interface needs --l2"),
        (Asked(period_s=1.0), Beyond(vlan=1), "--vlan needs --l2"),
        (Asked(period_s=1.0, local="x"), Beyond(frames=True, interface="eth0"), "without -l, --local"),
        (Asked(period_s=1.0, local_port=9), Beyond(frames=True, interface="eth0"), "without --local-port"),
        (Asked(family=6, period_s=1.0, encapsulation=1), Beyond(frames=True, interface="eth0"), "no relay"),
        (Asked(period_s=1.0), Beyond(frames=True, interface="eth0", processes=2), "--l2 and --processes"),
        (TIMED, Beyond(frames=True, interface="eth0"), "without a SERVER"),
        (Asked(rate_pps=1), Beyond(), "must say when to end"),
        (Asked(scenario="avalanche", clients=9), Beyond(window=4), "--window has no meaning in --scenario avalanche"),
        (Asked(scenario="avalanche", clients=9), Beyond(retransmit=True), "--retransmit has no meaning"),
    ],
)
def test_what_does_not(request_: Asked, more: Beyond, words: str) -> None:
    with pytest.raises(FlagError, match=words):
        check_beyond(request_, more)


def test_values_are_read() -> None:
    assert beyond.phases("10s@1000,1m@5k") == (Phase(10.0, 1000.0), Phase(60.0, 5000.0))
    assert beyond.mix("dora=70,renew=30") == (Share("dora", 70.0), Share("renew", 30.0))
    assert beyond.interface("eth0.7") == "eth0.7"
    assert (beyond.processes("8"), beyond.vlan("4094"), beyond.subnet("192.0.2.0/24")) == (8, 4094, "192.0.2.0/24")


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (beyond.phases, "10s"), (beyond.mix, "dora"), (beyond.processes, "3"), (beyond.processes, "128"),
        (beyond.vlan, "0"), (beyond.vlan, "4095"), (beyond.vlan, "²"), (beyond.subnet, "192.0.2.1/24"),
        (beyond.interface, "sixteen-octets-x"), (beyond.interface, "a/b"),
    ],
)  # fmt: skip  # pairs
def test_what_is_no_value(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(FlagError, match=text.replace(".", r"\.")):
        read(text)
    with pytest.raises(FlagError, match="''"):
        read("")
