from __future__ import annotations

from ipaddress import IPv6Address

import numpy as np
import pytest

from dhcptools.packet.frame import Frame
from dhcptools.perf.content import Content
from dhcptools.perf.l2_family import OnLink4, OnLink6
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.plan import Exchange, Plan

LISTED = tuple(bytes((2, 0, 0, 0, 1, last)) for last in (9, 7, 5))


def plan6(clients: int = 300, **content: object) -> Plan:
    values = Content(relays=0, **content)  # type: ignore[arg-type]
    return Plan("ff02::1:2", "::", Exchange.SARR, max_starts=1, clients=clients, interface="eth0", content=values)


def frames(plan: Plan, numbers: int) -> tuple[OnLink6, list[Frame]]:
    """The frames of so many Solicits."""
    rows, lengths = Dialogue6(plan, ("solicit", "request")).message("solicit", np.arange(numbers))
    assert isinstance(lengths, int)
    clients = OnLink6(plan)
    template = clients.template(lengths, ())
    made = template.rows(numbers)
    template.stamp_octets(made, "message", rows[:numbers, :lengths])
    clients.stamp(template, made, rows[:numbers, :lengths])
    template.seal(made)
    found = [Frame.decode(row.tobytes()) for row in made]
    for frame, row in zip(found, rows, strict=False):
        assert not frame.problems
        assert frame.payload == row[:lengths].tobytes()
    return clients, found


def macs(found: list[Frame]) -> list[str]:
    return [frame.ethernet.source.hex() for frame in found if frame.ethernet]


def test_a_solicit_is_sent_as_its_client_would() -> None:
    _, found = frames(plan6(), 260)
    assert macs(found)[:2] == ["000c01020304", "000c01020305"]
    assert len(set(macs(found))) == 260
    for frame in (found[0], found[-1]):
        assert frame.ethernet is not None
        assert frame.ip is not None
        assert frame.udp is not None
        mac = frame.ethernet.source
        assert frame.ethernet.destination.hex() == "333300010002"
        assert str(frame.ip.destination) == "ff02::1:2"
        own = b"\xfe\x80" + bytes(6) + bytes((mac[0] ^ 2,)) + mac[1:3] + b"\xff\xfe" + mac[3:]
        assert frame.ip.source == IPv6Address(own)
        assert (frame.udp.source_port, frame.udp.destination_port) == (546, 547)
        assert frame.payload[8:22].endswith(mac)  # the DUID-LLT names it too


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (plan6(clients=1, base_duid=bytes(range(8))), ["000c01020304"] * 3),  # sent as it is
        (plan6(base_duid=bytes(range(8))), ["000c01020304", "000c01020305", "000c01020306"]),
        (plan6(macs=LISTED), None),
    ],
)
def test_its_address_is_that_of_its_number(plan: Plan, expected: list[str] | None) -> None:
    clients, found = frames(plan, 3)
    assert expected is None or macs(found) == expected
    assert set(macs(found)) <= {mac.hex() for mac in LISTED} | set(expected or ())
    assert clients.has(np.array([int(mac, 16) for mac in macs(found)], np.uint64)).all()
    assert not clients.has(np.array([1], np.uint64)).any()


SOLICIT = bytes.fromhex(
    "01000000 0001000e 0001000100000000 020000000000 00080002 0000 0003000c 00000001 00000e10 00001518"
)


def test_templates_differ_in_low_octets_alone() -> None:
    clients, found = frames(plan6(clients=3, templates=(SOLICIT,)), 4)
    assert macs(found) == ["000c01020304", "000c01020305", "000c01020306", "000c01020304"]
    assert clients.has(np.array([0x000C01020306, 0x000C01020307], np.uint64)).tolist() == [True, False]
    listed, found = frames(plan6(macs=LISTED, templates=(SOLICIT,)), 20)
    assert set(macs(found)) == {"000c01020309", "000c01020307", "000c01020305"}
    assert listed.has(np.array([0x000C01020305, 0x020000000105], np.uint64)).tolist() == [True, False]


def test_nobody_is_asked_for_in_dhcpv4() -> None:
    clients = OnLink4(68, 67)
    assert not clients.has(np.array([0x000C01020304], np.uint64)).any()
