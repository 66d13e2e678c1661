from __future__ import annotations

import pytest

from dhcptools.perf.plan import Exchange, Plan, PlanError
from dhcptools.perf.workload import Phase, Share, parse_phases


def plan(**values: object) -> Plan:
    return Plan(**{"server": "192.0.2.1", "local": "192.0.2.2", "max_starts": 5, **values})  # type: ignore[arg-type]


def test_ports_and_the_relay_source_port() -> None:
    assert plan().server_port == 67
    assert plan().asks_relay_port
    assert not plan(local_port=67).asks_relay_port
    assert plan(local_port=67, relay_port=True).asks_relay_port
    six = Plan("2001:db8::1", "fe80::1%lo", Exchange.SARR, max_starts=1, local_port=547)
    assert (six.family, six.server_port, six.asks_relay_port) == (6, 547, False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"phases": (Phase(1, 0),)}, "no stage has a rate"),
        ({"phases": (Phase(0, 5),)}, "no positive time"),
        ({"phases": (Phase(1, 5),), "window": 4}, "give one of them"),
        ({"ramp": True}, "needs stages"),
        ({"window": 0}, "window 0 is less than 1"),
        ({"renew_rate_pps": 800, "release_rate_pps": 300}, "may not be more than the rate"),
        ({"renew_rate_pps": 1, "rate_pps": None}, "may not be more than the rate"),
        ({"renew_rate_pps": 1, "exchange": Exchange.DO}, "two-way exchanges get none"),
        ({"mix": (Share("renew", 1),)}, "needs dora or sarr"),
        ({"mix": (Share("dora", 1), Share("bogus", 1))}, "'bogus' in the mix is none of"),
        ({"mix": (Share("dora", 1), Share("renew", 0))}, "is not above 0"),
        ({"mix": (Share("dora", 1), Share("dora", 1))}, "twice"),
        ({"mix": (Share("dora", 1),), "renew_rate_pps": 1}, "do not go with it"),
        ({"preload": -1}, "preload -1 is negative"),
        ({"shares": 3}, "3 processes"),
        ({"share": 2, "shares": 2}, "share 2 of 2"),
        ({"vlan": 5}, "no interface is given"),
        ({"interface": "eth0"}, "content.relays must be 0"),
        ({"subnets": ("10.0.0.1/8",)}, "is no network"),
        ({"interval_s": 0.0}, "interval_s 0.0 is not a positive time"),
        ({"period_s": 1e300}, "period_s 1e\\+300 is not a positive time of at most 1e\\+09 s"),
        ({"drop_time_s": float("nan")}, "drop_time_s nan is not a positive time"),
        ({"phases": (Phase(1e300, 5),)}, "a stage of 1e\\+300 s has no positive time of at most"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(values: dict[str, object], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        plan(**{"period_s": 5.0, **values})


def test_the_rate_and_time_of_stages() -> None:
    made = plan(phases=parse_phases("10s@100,5s@700"), max_starts=None, period_s=None)
    assert (made.most_pps, made.lasts_s) == (700, 15)
    assert plan(window=4, period_s=3.0).most_pps is None


def test_drop_times() -> None:
    assert plan().drop_times_ns == (1_000_000_000, 1_000_000_000)
    assert plan(drop_time_s=0.5, request_drop_time_s=2.0).drop_times_ns == (500_000_000, 2_000_000_000)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"server": "2001:db8::1"}, "server"),
        ({"local": "eth0"}, "local"),
        ({"local_port": 65536}, "local_port"),
        ({"server_port": -1}, "server_port"),
        ({"rate_pps": 0}, "rate_pps"),
        ({"rate_pps": 10_000_000}, "requests open"),
        ({"max_starts": None}, "never end"),
        ({"max_starts": 0}, "max_starts"),
        ({"period_s": 0.0}, "period_s"),
        ({"drop_time_s": float("inf")}, "drop_time_s"),
        ({"request_drop_time_s": -1.0}, "request_drop_time_s"),
        ({"clients": 0}, "clients"),
        ({"base_mac": b"\0"}, "base_mac"),
        ({"seed_xid": 1 << 32}, "seed_xid"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(PlanError, match=words):
        plan(**values)
