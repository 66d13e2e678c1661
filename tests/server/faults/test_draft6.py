"""Faults in the fields of DHCPv6 replies."""

from __future__ import annotations

from random import Random

from dhcpserver.faults.draft6 import Draft6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.dialogue import DUID, LINK6, SERVER_DUID, engine6, ia_na, ia_pd, message6, na, pd, relay6


def draft(*options: RawOption) -> Draft6:
    (reply,) = engine6().handle(message6(1, *options), LINK6, 0)
    return Draft6(reply)


def decoded(made: Draft6) -> Message6:
    message = decode6(made.finish().encode())
    assert isinstance(message, Message6)
    return message


def test_identities() -> None:
    made, random = draft(na(1), pd(2)), Random(1)
    made.wrong_xid(random)
    made.wrong_client(random)
    made.wrong_server_id(None, random)
    made.wrong_iaid(random)
    reply = decoded(made)
    assert reply.transaction_id != 0x123456
    assert reply.first(1) not in {None, DUID}
    assert reply.first(2) not in {None, SERVER_DUID}
    assert ia_na(reply).iaid != 1
    assert ia_pd(reply).iaid != 2
    made.wrong_server_id(b"\0\2\0\0\0\1x", random)
    assert decoded(made).first(2) == b"\0\2\0\0\0\1x"


def test_lease_time() -> None:
    made = draft(na(1), pd(2))
    made.lease_time(10)
    reply = decoded(made)
    (address,), (prefix,) = ia_na(reply).addresses(), ia_pd(reply).prefixes()
    assert (ia_na(reply).t1, ia_pd(reply).t2) == (5, 8)
    assert {address.preferred_lifetime, address.valid_lifetime, prefix.valid_lifetime} == {10}


def test_nothing_to_do() -> None:
    made = draft()
    assert made.lease_time(1) is made.wrong_iaid(Random(1)) is made.without_end() is made.oversize(10) is None
    made.message = Message6(2)
    assert made.wrong_client(Random(1)) is None


def test_oversize_to_the_octet_inside_relays() -> None:
    (reply,) = engine6().handle(relay6(message6(1, na()), "2001:db8:1::1", RawOption(18, b"x")), LINK6, 0)
    made = Draft6(reply)
    made.oversize(1500)
    outer = decode6(made.finish().encode())
    assert isinstance(outer, RelayMessage6)
    assert outer.first(18) == b"x"
    assert len(outer.first(9) or b"") == 1500
    assert not outer.relayed().problems
