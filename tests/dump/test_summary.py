from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dhcptools.dump import summary as module
from dhcptools.dump.columns import part_of, row_of
from dhcptools.dump.record import Packet
from dhcptools.dump.summary import Clients, Names, Summary, kind_name
from support.summaries import gathered
from support.talks import dora, four, sarr, six


def rows(packets: list[Packet]) -> list[Any]:
    return [(number, packet.time_ns, row_of(packet)) for number, packet in enumerate(packets)]


def test_what_exchanges_come_to() -> None:
    found = gathered([*dora(), *sarr(5), four("nak", 9, xid=3), six("reply", 2000, status=2, xid=4)])
    assert found.messages == 10
    assert found.kind_counts()[0] == (6, "REPLY", 2)
    assert (found.naks, found.status_counts()) == ({"no reason given": 1}, [("NoAddrsAvail", 1)])
    assert found.pairing.answered == {
        "discover_offer": 1, "request_ack": 1, "solicit_advertise": 1, "request_reply": 1,
    }  # fmt: skip  # one each
    assert (found.span_s, found.peak, len(found.clients)) == (2.0, 9, 2)
    assert [count for _, count in found.servers.most()] == [3, 3]


def test_names_are_bounded() -> None:
    names: Names[int] = Names()
    names.add(np.arange(1, 5001, dtype=np.uint64), lambda row: row)
    assert (len(names.counts), names.others) == (module.MOST_NAMES, 5000 - module.MOST_NAMES)
    names.add(np.array([1, 1, 0], np.uint64), lambda row: row)
    assert names.most()[0] == (0, 3)


def test_clients_are_bounded_and_the_busy_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CLIENTS", 10)
    clients = Clients()
    packets = [four("discover", mac=bytes((2, 0, 0, 0, 0, n % 40 if n < 60 else 7))) for n in range(100)]
    clients.add(part_of(rows(packets)))
    assert len(clients) == 5
    assert not clients.exact
    assert clients.most(1)[0].identity == bytes((2, 0, 0, 0, 0, 7))


def test_an_identity_is_known_again() -> None:
    clients = gathered([*sarr(), *dora()]).clients
    assert {(each.family, each.identity.hex()) for each in clients.most(9)} == {
        (4, "02005e005301"), (6, "0003000102005e005301"),
    }  # fmt: skip  # both of one machine


def test_it_goes_on_after_somebody_looked() -> None:
    whole, looked = Summary(), Summary()
    packets = [*dora(), *dora(10, xid=8)]
    whole.add([part_of(rows(packets))])
    for packet in packets:
        looked.add([part_of(rows([packet]))])
        looked.settle()
        assert len(looked.clients) == 1
    for each in (whole, looked):
        each.end()
    assert looked.pairing.answered == whole.pairing.answered == {"discover_offer": 2, "request_ack": 2}


def test_names_of_types() -> None:
    assert [kind_name(kind) for kind in (0x401, 0x4F1, 0x463, 0x607, 0x663)] == [
        "DHCPDISCOVER", "BOOTREQUEST", "type 99", "REPLY", "MESSAGE-99",
    ]  # fmt: skip  # known and unknown
