from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.exchanges import MOST_LINES, Exchange, Tracker
from dhcptools.dump.record import Packet
from dhcptools.dump.said import said
from dhcptools.dump.verdict import judge
from dhcptools.packet.raw import RawOption
from support.talks import CHOSEN, SERVER_DUID, dora, four, over6, sarr, six


def paired(packets: Iterable[Packet], tracker: Tracker | None = None) -> list[Exchange]:
    tracker = tracker or Tracker()
    found: list[Exchange] = []
    for packet in packets:
        each = said(packet)
        assert each is not None
        found += tracker.feed(each)[1]
    return found + tracker.rest()


def told(packets: Iterable[Packet]) -> list[tuple[Any, ...]]:
    return [(judge(each).kind, judge(each).outcome, judge(each).missing) for each in paired(packets)]


def test_dora_and_its_response_times() -> None:
    (exchange,) = paired(dora())
    assert [(line.answers, line.response_ns) for line in exchange.lines if line.answers] == [
        ("discover_offer", 1_000_000), ("request_ack", 1_000_000),
    ]  # fmt: skip  # name, time
    assert judge(exchange)[:5] == ("DORA", "granted", ("192.0.2.10",), 3600, "192.0.2.1")
    assert exchange.duration_ns == 3_000_000


def test_sarr_has_two_transaction_ids_and_is_found_inside_relay_messages() -> None:
    for relays in (0, 1, 3):
        (exchange,) = paired(sarr(relays=relays))
        assert judge(exchange)[:4] == ("SARR", "granted", ("2001:db8::10",), 200)
        assert list(exchange.xids) == [1, 2]


def test_dhcpv4_inside_dhcpv6_is_an_exchange_of_dhcpv4() -> None:
    for relays in (0, 1, 3):
        (exchange,) = paired(over6(each, relays=relays) for each in dora())
        assert judge(exchange)[:5] == ("DORA", "granted", ("192.0.2.10",), 3600, "192.0.2.1")
        assert [line.answers for line in exchange.lines if line.answers] == ["discover_offer", "request_ack"]


def test_every_kind_has_its_name() -> None:
    assert told([four("discover"), four("ack", 1, RawOption(80, b""))]) == [("rapid commit", "granted", ())]
    assert told([four("request", 0, CHOSEN[1]), four("nak", 1)]) == [("init-reboot", "refused", ())]
    assert told([four("request", ciaddr="192.0.2.10"), four("ack", 1)]) == [("renew", "granted", ())]
    assert told([four("release", 0, CHOSEN[0], ciaddr="192.0.2.10")]) == [("release", "sent", ())]
    assert told([four("decline", 0, *CHOSEN)]) == [("decline", "sent", ())]
    assert told([four("inform", ciaddr="192.0.2.9"), four("ack", 1, yiaddr="0.0.0.0")]) == [("inform", "answered", ())]
    assert told([four("leasequery", relay="192.0.2.3", mac=bytes(6)), four("leaseactive", 1, relay="192.0.2.3")]) == [
        ("leasequery", "answered", ())
    ]
    assert told([six("solicit", 0, RawOption(14, b"")), six("reply", 1, RawOption(14, b""))]) == [
        ("rapid commit", "granted", ())
    ]
    for kind in ("renew", "rebind"):
        assert told([six(kind), six("reply", 1)]) == [(kind, "granted", ())]
    for kind in ("confirm", "release", "decline", "information-request"):
        assert told([six(kind), six("reply", 1, address="")]) == [(kind, "answered", ())]
    assert told([six("leasequery"), six("leasequery-reply", 1, address="")]) == [("leasequery", "answered", ())]
    assert told([six("reconfigure")]) == [("reconfigure", "sent", ())]


def test_what_is_missing_is_named() -> None:
    discover, offer, request, ack = dora()
    assert told([discover, discover]) == [("DORA", "unanswered", ("no OFFER after 2 times DISCOVER",))]
    assert told([discover, offer]) == [("DORA", "abandoned", ("no REQUEST after OFFER",))]
    assert told([discover, offer, request]) == [("DORA", "unanswered", ("no ACK after REQUEST",))]
    assert told([request, ack]) == [("request", "granted", ("REQUEST without OFFER seen",))]
    assert told([ack]) == [("ACK alone", "unasked", ("ACK without its request seen",))]
    solicit, advertise, _, reply = sarr()
    assert told([solicit, advertise]) == [("SARR", "abandoned", ("no REQUEST after ADVERTISE",))]
    assert told([reply])[0][1:] == ("unasked", ("REPLY without its request seen",))
    assert told([six("solicit"), six("advertise", 1, status=2)]) == [("SARR", "refused", ())]


def test_a_response_counts_from_the_last_copy() -> None:
    (exchange,) = paired([four("discover"), four("discover", 4000), four("offer", 4001), four("offer", 4001.5)])
    assert exchange.retransmissions == 1
    assert [line.copy for line in exchange.lines] == [0, 1, 0, 0]
    assert [line.response_ns for line in exchange.lines][2:] == [1_000_000, 1_500_000]
    assert exchange.duplicates == 0  # two copies, two answers


def test_several_servers_and_duplicates() -> None:
    discover, offer, request, ack = dora()
    other = four("offer", 1.5, server="192.0.2.2", yiaddr="192.0.2.99")
    (exchange,) = paired([discover, offer, other, offer, request, other, ack, ack])
    assert exchange.duplicates == 3
    assert {each.identifier: (each.replies, each.duplicates) for each in exchange.servers.values()} == {
        "192.0.2.1": (4, 2), "192.0.2.2": (2, 1),
    }  # fmt: skip  # replies, of those duplicates
    assert judge(exchange)[1:3] == ("granted", ("192.0.2.10",))


def test_a_nak_has_its_words() -> None:
    (exchange,) = paired([four("request", 0, CHOSEN[1]), four("nak", 1, RawOption(56, b"no such\x1b lease"))])
    assert (exchange.naks, list(exchange.refusals)) == (1, ["no such\x1b lease"])


def test_an_exchange_closes_a_second_after_it_is_complete_and_70_after_silence() -> None:
    tracker = Tracker()
    for packet in dora():
        each = said(packet)
        assert each is not None
        assert tracker.feed(each)[1] == []
    last_ns = each.time_ns or 0
    assert tracker.tick(last_ns + 999_999_999) == []
    (exchange,) = tracker.tick(last_ns + 1_000_000_000)
    assert exchange.closed == "complete"
    first = said(four("discover", 10_000))
    assert first is not None
    tracker.feed(first)
    assert tracker.tick(last_ns) == []  # a clock that goes back
    (exchange,) = tracker.tick((first.time_ns or 0) + 70_000_000_000)
    assert (exchange.closed, len(tracker)) == ("silence", 0)


def test_the_same_transaction_id_starts_anew_after_the_end() -> None:
    renewal = [four("request", 10, ciaddr="192.0.2.10"), four("ack", 11)]
    assert [kind for kind, _, _ in told([*dora(), *renewal])] == ["DORA", "renew"]
    release = [four("release", at, CHOSEN[0], ciaddr="192.0.2.10") for at in (20, 21)]
    assert [kind for kind, _, _ in told(release)] == ["release", "release"]


def test_both_sides_of_a_relay_agent_are_two_exchanges() -> None:
    sides = [packet for pair in zip(dora(), dora(relay="192.0.2.3"), strict=True) for packet in pair]
    found = paired(sides)
    assert [each.retransmissions for each in found] == [0, 0]
    assert {each.first.relay for each in found} == {"", "192.0.2.3"}


def test_memory_is_bounded() -> None:
    tracker = Tracker(most_open=10)
    closed = []
    for number in range(1000):
        each = said(four("discover", number, xid=number))
        assert each is not None
        closed += tracker.feed(each)[1]
        assert len(tracker) <= 10
    assert {each.closed for each in closed} == {"crowded"}
    (exchange,) = paired([four("discover", at) for at in range(MOST_LINES + 5)])
    assert (len(exchange.lines), exchange.more) == (MOST_LINES, 5)


MESSAGES = st.sampled_from(
    [
        *dora(), *sarr(), *sarr(relays=2), four("nak", 3), four("inform", ciaddr="192.0.2.9"), four("release"),
        six("renew", 5, RawOption(2, SERVER_DUID)), six("reply", 6, status=3), six("information-request", duid=b""),
        four("leasequery"), four("offer", 2, server="192.0.2.2"), four("discover", xid=8), four("ack", xid=8),
    ]
)  # fmt: skip  # any of these


@settings(max_examples=200)
@given(st.lists(MESSAGES, max_size=30), st.integers(1, 5))
def test_any_interleaving_counts_every_message_once(packets: list[Packet], most: int) -> None:
    found = paired(packets, Tracker(most_open=most))
    assert sum(len(each.lines) + each.more for each in found) == len(packets)
    for each in found:
        judge(each)
        replies = [line for line in each.lines if not line.said.row.request]
        assert sum(server.replies for server in each.servers.values()) == len(replies)
        assert sum(line.duplicate for line in replies) == each.duplicates
        assert sum(line.copy > 0 for line in each.lines) == each.retransmissions
