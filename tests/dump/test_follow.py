from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.follow import Change, Event, Follower
from dhcptools.dump.record import Packet
from dhcptools.packet.raw import RawOption
from support.talks import DUID, MAC, dora, four, sarr, six

OTHER = bytes.fromhex("02005e005399")


def story(packets: list[Packet], identity: bytes = MAC) -> list[Event]:
    follower = Follower(identity)
    return [event for packet in packets for event in follower.feed(packet)] + follower.rest()


def kinds(packets: list[Packet], identity: bytes = MAC) -> list[str]:
    return [event.kind for event in story(packets, identity)]


def test_only_the_packets_of_one_client() -> None:
    assert kinds([*dora(), *dora(10, mac=OTHER, xid=9)]) == ["asks", "told", "asks", "granted"]
    assert kinds(dora(), OTHER) == []


def test_one_name_finds_the_others() -> None:
    named = four("discover", 0, RawOption(61, b"\0client-7"))
    assert kinds([named, *dora(1)[1:]], b"\0client-7") == ["asks", "told", "asks", "granted"]
    foreign = b"\0\2\0\0\0\11abcdef"
    assert kinds([six("solicit", duid=foreign), six("reply", 1, RawOption(14, b""), duid=foreign)]) == [
        "asks",
        "granted",
    ]
    assert kinds(sarr(relays=2), DUID) == ["asks", "told", "asks", "granted"]


def test_what_changed_at_a_grant() -> None:
    lease = RawOption(51, (7200).to_bytes(4))
    later = [
        four("request", 100, ciaddr="192.0.2.10", xid=9),
        four("ack", 101, lease, server="192.0.2.2", yiaddr="192.0.2.77", xid=9),
    ]
    assert story([*dora(), *later])[-1].changes == (
        Change("address", "192.0.2.10", "192.0.2.77"), Change("lifetime", 3600, 7200),
        Change("server", "192.0.2.1", "192.0.2.2"),
    )  # fmt: skip  # all three
    assert story([*dora(), *dora(9, xid=9)])[-1].changes == ()


def test_silence_and_a_lease_that_ran_out() -> None:
    events = story([*dora(), four("discover", 3_700_000, xid=9), four("offer", 3_700_001, xid=9)])
    assert [event.kind for event in events[4:]] == ["expired", "silence", "asks", "told", "unanswered"]
    assert events[4].addresses == ("192.0.2.10",)
    assert (events[4].time_ns or 0) == (dora()[3].time_ns or 0) + 3600 * 10**9
    assert events[5].lasted_ns == 3_699_997_000_000
    assert events[-1].missing == ("no REQUEST after OFFER",)
    released = [*dora(), four("release", 50, ciaddr="192.0.2.10", xid=8), four("discover", 3_700_000, xid=9)]
    assert "expired" not in kinds(released)


def test_copies_duplicates_refusals_and_no_answer() -> None:
    discover, offer, request, _ = dora()
    nak = four("nak", 9)
    assert kinds([discover, discover, offer, offer, offer, request, nak]) == [
        "asks", "repeats", "told", "told", "duplicate", "asks", "refused",
    ]  # fmt: skip  # in their order
    follower = Follower(MAC)
    follower.feed(discover)
    (event,) = follower.tick((discover.time_ns or 0) + 71 * 10**9)
    assert event.missing == ("no OFFER after DISCOVER",)


ANY = st.sampled_from([*dora(), *dora(mac=OTHER), *sarr(), *sarr(relays=1), four("nak"), six("reply", status=3)])


@settings(max_examples=100)
@given(st.lists(ANY, max_size=30))
def test_every_packet_of_the_client_brings_one_event(packets: list[Packet]) -> None:
    mine = [packet for packet in packets if MAC in packet.octets]
    assert sum(event.line is not None for event in story(packets)) == len(mine)
