"""Faults in the fields of DHCPv4 replies."""

from __future__ import annotations

from ipaddress import IPv4Address
from random import Random
from typing import Any

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.faults.draft4 import Draft4
from dhcptools.packet.v4 import Message4
from support.dialogue import LINK, config4, discover, opt4

TIMED: dict[str, Any] = {"renew-timer": 900, "rebind-timer": 1800}


def draft() -> Draft4:
    query = discover(1, opt4(82, b"\1\1x"), giaddr=IPv4Address("192.0.2.1"))
    (reply,) = Engine4(config4(**TIMED)).handle(query, LINK, 0)
    return Draft4(reply)


def decoded(made: Draft4) -> Message4:
    return Message4.decode(made.finish().encode())


def test_identities() -> None:
    made, random = draft(), Random(1)
    made.wrong_xid(random)
    made.wrong_client(random)
    made.wrong_server_id(None, random)
    reply = decoded(made)
    assert reply.xid != 1
    assert reply.hardware_address != bytes.fromhex("020000000001")
    assert reply.hardware_address.startswith(bytes.fromhex("020000"))
    assert (reply.first(54) or b"").startswith(bytes((203, 0, 113)))
    assert made.wrong_server_id(b"\1\2\3\4", random) == "server-id is 1.2.3.4"
    assert made.wrong_iaid(random) is None


def test_lease_time() -> None:
    made = draft()
    assert made.lease_time(8) == "lease time is 8 s"
    reply = decoded(made)
    assert [int.from_bytes(reply.first(code) or b"") for code in (51, 58, 59)] == [8, 4, 7]


def test_no_end() -> None:
    made = draft()
    made.without_end()
    assert not decoded(made).ended


@pytest.mark.parametrize("octets", [400, 577, 578, 579, 1500, 9000])
def test_oversize_to_the_octet(octets: int) -> None:
    made = draft()
    assert made.oversize(octets) == f"{octets} octets"
    data = made.finish().encode()
    reply = Message4.decode(data)
    assert (len(data), reply.ended, reply.problems) == (octets, True, ())
    assert reply.options[-1].code == 82
    assert made.oversize(300) is None


def test_what_a_nak_has_not() -> None:
    made = draft()
    made.message = made.message.with_options()
    assert made.lease_time(1) is made.wrong_server_id(None, Random(1)) is None
