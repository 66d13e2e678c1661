from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.exchange.actions import Reason
from dhcptools.exchange.client4 import Exchange4
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.relay4 import Relay4
from dhcptools.exchange.results import Lease4, Sent
from dhcptools.exchange.retransmit import SECOND_NS, Fixed
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6
from support.playbook import OFFERED4, SERVER4, Playbook, answer4

CLIENT = Client4(bytes.fromhex("020000000001"), 0x1234)


def dora(**more: object) -> Playbook:
    return Playbook(Exchange4("dora", CLIENT, **more))  # type: ignore[arg-type]  # any keyword of Exchange4


def bound() -> Lease4:
    play = dora().start()
    play.server_says(answer4(play.sends4(), 2))
    result = play.server_says(answer4(play.sends4(), 5)).done.result
    assert isinstance(result, Lease4)
    return result


def test_dora() -> None:
    play = dora().start()
    discover = play.sends4()
    assert (discover.message_type, play.destination, play.waits_s) == (1, "255.255.255.255", 4)

    request = play.pause(0.25).server_says(answer4(discover, 2)).sends4()
    assert (request.message_type, request.xid, request.first(50)) == (3, 0x1234, OFFERED4.packed)
    assert play.machine.state == "REQUESTING"

    lease = play.pause(0.5).server_says(answer4(request, 5)).done.result
    assert isinstance(lease, Lease4)
    assert (lease.address, lease.server_id, lease.lease_time_s) == (OFFERED4, SERVER4, 3600)
    assert [(stage.name, stage.rtt_ns) for stage in lease.stages] == [
        ("discover_offer", 250_000_000),
        ("request_ack", 500_000_000),
    ]
    assert lease.began_ns == 1_000 * SECOND_NS + 250_000_000
    assert (play.machine.state, play.machine.timer_ns, play.machine.over) == ("BOUND", None, True)


def test_silence_is_met_with_five_discovers_and_then_the_truth() -> None:
    play = dora().start()
    waited = [play.waits_s]
    for _ in range(4):
        play.timer_rings()
        waited.append(play.waits_s)
    failed = play.timer_rings().failed
    assert waited == [4, 8, 16, 32, 64]
    assert [send.message.secs for send in play.sent] == [0, 4, 12, 28, 60]  # type: ignore[union-attr]  # all are v4
    assert (failed.reason, failed.detail) == (
        Reason.NO_REPLY,
        "discover was sent 5 times, nothing acceptable answered",
    )
    assert failed.stages[0].transmissions == 5


def test_the_request_has_the_secs_of_the_discover_that_was_answered() -> None:
    play = dora().start().timer_rings()
    request = play.pause(2).server_says(answer4(play.sends4(), 2)).sends4()
    assert request.secs == 4
    assert play.timer_rings().sends4().secs == 4


def test_a_nak_ends_the_exchange_with_the_servers_words() -> None:
    play = dora().start()
    play.server_says(answer4(play.sends4(), 2))
    failed = play.server_says(answer4(play.sends4(), 6, RawOption(56, b"no such\xff"))).failed
    assert (failed.reason, failed.detail) == (Reason.NAK, r"no such\xff")
    assert failed.message is not None


def test_other_peoples_messages_are_ignored_and_named() -> None:
    play = dora().start()
    discover = play.sends4()
    assert play.server_says(answer4(discover, 5)).ignored.startswith("an acknowledgement of DHCPDISCOVER without")
    assert play.server_says(answer4(discover, 6)).ignored == "nak is not awaited in SELECTING"
    assert play.server_says(Message6(7)).ignored == "a DHCPv6 message"
    assert play.machine.state == "SELECTING"
    play.server_says(answer4(discover, 2))
    assert play.server_says(answer4(discover, 2, server=IPv4Address("192.0.2.9"))).ignored.startswith(
        "server identifier"
    )


def test_a_delayed_start_waits_first() -> None:
    play = dora()
    assert play.start(delay_s=3).waits_s == 3
    early = answer4(dora().start().sends4(), 2)
    assert play.server_says(early).ignored == "nothing was asked yet in WAITING"
    discover = play.timer_rings().sends4()
    assert discover.secs == 0


def test_rapid_commit_takes_the_short_way_or_the_long() -> None:
    play = Playbook(Exchange4("rapid-commit", CLIENT)).start()
    discover = play.sends4()
    assert discover.first(80) == b""
    lease = play.server_says(answer4(discover, 5, RawOption(80, b""))).done.result
    assert [stage.name for stage in lease.stages] == ["discover_ack"]

    play = Playbook(Exchange4("rapid-commit", CLIENT)).start()
    assert play.server_says(answer4(play.sends4(), 2)).sends4().message_type == 3


def test_discover_alone_ends_with_the_offer() -> None:
    play = Playbook(Exchange4("discover", CLIENT, address=OFFERED4)).start()
    assert play.sends4().first(50) == OFFERED4.packed
    lease = play.server_says(answer4(play.sends4(), 2)).done.result
    assert isinstance(lease, Lease4)
    assert (lease.exchange, lease.address) == ("discover", OFFERED4)


def test_init_reboot_asks_for_the_remembered_address() -> None:
    play = Playbook(Exchange4("init-reboot", CLIENT, address=OFFERED4)).start()
    request = play.sends4()
    assert (request.first(50), request.first(54), int(request.ciaddr)) == (OFFERED4.packed, None, 0)
    assert play.server_says(answer4(request, 6)).failed.reason is Reason.NAK


def test_renew_goes_to_the_server_and_halves_the_time_to_t2() -> None:
    lease = bound()
    play = Playbook(Exchange4("renew", CLIENT, lease=lease))
    assert lease.renew_ns is not None
    play.now_ns = lease.renew_ns
    request = play.start().sends4()
    assert (play.destination, request.ciaddr, request.first(50), request.first(54)) == (
        "192.0.2.1",
        OFFERED4,
        None,
        None,
    )
    assert play.waits_s == (3150 - 1800) / 2
    while not play.machine.over:
        play.timer_rings()
    assert play.failed.reason is Reason.NO_REPLY
    assert play.now_ns == lease.rebind_ns


def test_rebind_is_broadcast_until_the_lease_ends() -> None:
    lease = bound()
    play = Playbook(Exchange4("rebind", CLIENT, lease=lease)).start()
    assert play.destination == "255.255.255.255"
    other = answer4(play.sends4(), 5, server=IPv4Address("192.0.2.9"))
    result = play.server_says(other).done.result
    assert isinstance(result, Lease4)
    assert str(result.server_id) == "192.0.2.9"


@pytest.mark.parametrize(
    ("exchange", "kind", "destination"), [("release", 7, "192.0.2.1"), ("decline", 4, "255.255.255.255")]
)
def test_release_and_decline_are_told_and_not_answered(exchange: str, kind: int, destination: str) -> None:
    play = Playbook(Exchange4(exchange, CLIENT, address=OFFERED4, server_id=SERVER4)).start()
    assert (play.sends4().message_type, play.sends4().first(54), play.destination) == (
        kind,
        SERVER4.packed,
        destination,
    )
    assert isinstance(play.done.result, Sent)
    assert (play.machine.timer_ns, len(play.heard)) == (None, 2)
    assert play.server_says(answer4(play.sent[0].message, 5)).ignored == "the exchange is over"  # type: ignore[arg-type]  # it is v4


def test_inform_brings_options_and_no_lease() -> None:
    play = Playbook(Exchange4("inform", CLIENT, address=OFFERED4)).start()
    result = play.server_says(answer4(play.sends4(), 5)).done.result
    assert isinstance(result, Lease4)
    assert result.address == OFFERED4


def test_through_a_relay_to_one_server() -> None:
    relay = Relay4(IPv4Address("192.0.2.254"), source_port=True)
    play = dora(relay=relay, server=SERVER4).start()
    discover = play.sends4()
    assert (play.destination, str(discover.giaddr), discover.first(82)) == ("192.0.2.1", "192.0.2.254", b"\x13\x00")
    direct = dora().start().sends4()
    assert play.server_says(answer4(direct, 2)).ignored == "giaddr 0.0.0.0 is not 192.0.2.254"
    request = play.server_says(answer4(discover, 2)).sends4()
    assert request.hops == 1
    assert isinstance(play.server_says(answer4(request, 5)).done.result, Lease4)


def test_a_users_own_schedule() -> None:
    play = dora(schedule=Fixed(SECOND_NS, 1)).start()
    assert play.waits_s == 1
    assert play.timer_rings().failed.detail == "discover was sent once, nothing acceptable answered"


def test_jitter_is_the_callers() -> None:
    assert dora(jitter=lambda: -0.5).start().waits_s == 3.5


@pytest.mark.parametrize("exchange", ["init-reboot", "renew", "rebind", "release", "decline", "inform"])
def test_what_is_missing_is_said_at_once(exchange: str) -> None:
    with pytest.raises(EncodeError, match="address"):
        Exchange4(exchange, CLIENT)


def test_release_needs_a_server_and_an_exchange_its_name() -> None:
    with pytest.raises(EncodeError, match="server identifier"):
        Exchange4("release", CLIENT, address=OFFERED4)
    with pytest.raises(EncodeError, match="called sarr"):
        Exchange4("sarr", CLIENT)


@pytest.mark.parametrize("client", [Client4(bytes(17), 1), Client4(bytes(6), 2**32), Client4(bytes(6), 1, htype=300)])
def test_what_cannot_be_encoded_is_refused_before_anything_is_sent(client: Client4) -> None:
    with pytest.raises(EncodeError):
        Exchange4("dora", client)
