from __future__ import annotations

import pytest

from dhcptools.perf.plan import Exchange, Plan, PlanError


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
    ("rate", "period", "most", "starts"),
    [
        (1000, 5.0, None, 5000),
        (1000, 5.0, 7, 7),
        (3, 0.5, None, 2),
        (7, 0.1, None, 1),
        (10, 0.3, None, 3),
        (5, None, 9, 9),
    ],
)
def test_starts_are_those_due_before_the_period_ends(
    rate: int, period: float | None, most: int | None, starts: int
) -> None:
    assert plan(rate_pps=rate, period_s=period, max_starts=most).starts == starts


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
