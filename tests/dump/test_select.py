from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.dump import select
from dhcptools.dump.record import Packet
from dump.test_fields import ACK, RELAYED
from support.dumped import DISCOVER, SOLICIT, TIME_NS, packet


def test_each_condition() -> None:
    assert select.by_family(4)(ACK)
    assert not select.by_family(6)(ACK)
    assert select.by_types(["nak,ack"])(ACK)
    assert select.by_types(["5"])(ACK)
    assert not select.by_types(["offer", "nak"])(ACK)
    assert select.by_types(["request"])(RELAYED)
    assert select.by_mac(["0200.5e00.5301"])(ACK)
    assert select.by_mac(["02:00:5e:00:53:01", "02:00:00:00:00:00"])(RELAYED)
    assert not select.by_mac(["02:00:00:00:00:00"])(packet(DISCOVER))
    assert select.by_xid(["11223344"])(ACK)
    assert select.by_xid(["0xabcdef"])(packet(SOLICIT))
    assert not select.by_xid(["1"])(ACK)
    assert select.by_server(["192.0.2.1"])(ACK)
    assert select.by_server(["00:03:00:01:02:02:02:02:02:02"])(RELAYED)
    assert not select.by_server(["192.0.2.2"])(ACK)


def test_times() -> None:
    assert select.by_time(TIME_NS, TIME_NS + 1)(ACK)
    assert select.by_time(None, TIME_NS + 1)(ACK)
    assert not select.by_time(TIME_NS + 1, None)(ACK)
    assert not select.by_time(None, TIME_NS)(ACK)
    assert not select.by_time(0, None)(Packet(1, None, "x", 1, b"", 0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T12:00:00.123456Z", TIME_NS), ("2026-01-31T13:00:00.123456+01:00", TIME_NS),
        ("1769860800", TIME_NS // 10**9 * 10**9), ("1769860800.123456", TIME_NS), ("0.000000001", 1),
    ],
)  # fmt: skip  # spellings of one moment
def test_moments(text: str, expected: int) -> None:
    assert select.moment_ns(text) == expected


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (select.moment_ns, "yesterday"), (select.moment_ns, ""), (select.octets_of, "02:0"), (select.octets_of, ""),
        (lambda text: select.by_xid([text]), "xyz"), (lambda text: select.by_types([text]), "ofer"),
        (lambda text: select.by_mac([text]), "pc1"), (lambda text: select.by_server([text]), "server1"),
    ],
)  # fmt: skip  # short ones
def test_what_is_wrong_is_told(make: object, text: str) -> None:
    with pytest.raises(ValueError, match=repr(text)):
        make(text)  # type: ignore[operator]  # one of some functions


def test_octets() -> None:
    assert select.octets_of("0x02-00") == b"\2\0"
    assert int(IPv4Address(select.octets_of("c0.00.02.01"))) == 0xC0000201
