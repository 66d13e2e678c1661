from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from dhcptools.exchange.bindings6 import Binding6
from dhcptools.exchange.results import SECOND_NS, Lease4, Lease6, Stage
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6

LEASE4 = Lease4("dora", IPv4Address("192.0.2.7"), None, 1000, None, None, 2 * SECOND_NS, SECOND_NS, Message4(), ())
LEASE6 = Lease6("sarr", b"s", (), (), None, 0, None, SECOND_NS, Message6(7), ())


def binding(preferred: int, valid: int, t1: int = 0, t2: int = 0) -> Binding6:
    return Binding6(3, 1, IPv6Address("2001:db8::1"), 128, preferred, valid, t1, t2)


def test_a_stage_has_its_times() -> None:
    open_stage = Stage("discover", 100, 400, 2)
    assert (open_stage.name, open_stage.rtt_ns, open_stage.elapsed_ns) == ("discover", None, None)
    answered = open_stage._replace(reply="offer", replied_ns=450)
    assert (answered.name, answered.rtt_ns, answered.elapsed_ns) == ("discover_offer", 50, 350)


def test_rfc2131_4_4_5_default_times_count_from_the_request() -> None:
    found = [LEASE4.renew_ns, LEASE4.rebind_ns, LEASE4.expires_ns]
    assert found == [501 * SECOND_NS, 876 * SECOND_NS, 1001 * SECOND_NS]


def test_stated_times_count_instead() -> None:
    lease = LEASE4._replace(t1_s=10, t2_s=20)
    assert (lease.renew_ns, lease.rebind_ns) == (11 * SECOND_NS, 21 * SECOND_NS)


def test_an_infinite_lease_and_no_lease_have_no_times() -> None:
    for lease_time_s in (None, 0xFFFFFFFF):
        lease = LEASE4._replace(lease_time_s=lease_time_s)
        assert (lease.renew_ns, lease.rebind_ns, lease.expires_ns) == (None, None, None)


def test_v6_times_are_the_least_of_all_bindings() -> None:
    lease = LEASE6._replace(bindings=(binding(100, 200, 50, 80), binding(60, 300)))
    assert (lease.renew_ns, lease.rebind_ns, lease.expires_ns) == (31 * SECOND_NS, 49 * SECOND_NS, 301 * SECOND_NS)
    assert lease.address == IPv6Address("2001:db8::1")


def test_v6_infinity_is_never() -> None:
    for t1_and_t2 in (0, 0xFFFFFFFF):
        lease = LEASE6._replace(bindings=(binding(0xFFFFFFFF, 0xFFFFFFFF, t1_and_t2, t1_and_t2),))
        assert (lease.renew_ns, lease.rebind_ns, lease.expires_ns) == (None, None, None)
    assert (LEASE6.renew_ns, LEASE6.expires_ns, LEASE6.address) == (None, None, None)
