from __future__ import annotations

from ipaddress import IPv6Address
from itertools import count

import pytest

from dhcptools.exchange import messages4
from dhcptools.exchange.actions import Reason
from dhcptools.exchange.bindings6 import Binding6
from dhcptools.exchange.client6 import Exchange6
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.messages6 import Client6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.exchange.results import Lease6
from dhcptools.exchange.retransmit import SECOND_NS, Fixed
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ia6 import IaNa, IaPd, IaPrefix, IaTa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import RELAY_REPL, Message6, RelayMessage6
from support.playbook import OFFERED6, SERVER_DUID, Playbook, answer4, answer6, ia_na, status

DUID = bytes.fromhex("00030001020000000009")
CLIENT = Client6(DUID, (IaNa(1),))
BOUND = (Binding6(3, 1, OFFERED6, 128, 3600, 7200, 1800, 2880),)


def play6(exchange: str, client: Client6 = CLIENT, **more: object) -> Playbook:
    ids = count(100)
    return Playbook(Exchange6(exchange, client, transaction_ids=lambda: next(ids), **more))  # type: ignore[arg-type]  # any keyword


def lease_of(play: Playbook) -> Lease6:
    result = play.done.result
    assert isinstance(result, Lease6)
    return result


def elapsed(message: Message6) -> int:
    return int.from_bytes(message.first(8) or b"")


def test_sarr_collects_advertises_until_the_first_rt_ends() -> None:
    play = play6("sarr").start()
    solicit = play.sends6()
    assert (solicit.msg_type, play.destination, play.waits_s) == (1, "ff02::1:2", 1.05)
    assert play.pause(0.2).server_says(answer6(solicit, 2, ia_na())).heard == ()
    better = answer6(solicit, 2, ia_na(IPv6Address("2001:db8::5")), RawOption(7, b"\x05"), server=b"\0\x02better")
    assert play.pause(0.2).server_says(better).heard == ()

    request = play.timer_rings().sends6()
    assert (request.msg_type, request.transaction_id, request.first(2)) == (3, 101, b"\0\x02better")
    asked = IaNa.decode(request.first(3) or b"")
    assert [str(inner.address) for inner in asked.addresses()] == ["2001:db8::5"]

    reply = answer6(request, 7, ia_na(IPv6Address("2001:db8::5")), server=b"\0\x02better")
    lease = lease_of(play.pause(0.1).server_says(reply))
    assert (str(lease.address), lease.server_id) == ("2001:db8::5", b"\0\x02better")
    assert [(stage.name, stage.rtt_ns) for stage in lease.stages] == [
        ("solicit_advertise", 400_000_000),
        ("request_reply", 100_000_000),
    ]
    assert play.machine.state == "BOUND"


def test_preference_255_is_taken_at_once() -> None:
    play = play6("sarr").start()
    assert play.server_says(answer6(play.sends6(), 2, ia_na(), RawOption(7, b"\xff"))).sends6().msg_type == 3


def test_after_the_first_rt_the_first_advertise_is_taken() -> None:
    play = play6("sarr").start().timer_rings()
    solicit = play.sends6()
    assert elapsed(solicit) == 105
    assert play.server_says(answer6(solicit, 2, ia_na())).sends6().msg_type == 3


def test_a_probe_may_take_the_first_advertise() -> None:
    play = play6("sarr", accept_first=True).start()
    assert play.server_says(answer6(play.sends6(), 2, ia_na())).sends6().msg_type == 3


def test_an_advertise_without_address_is_ignored_and_remembered() -> None:
    play = play6("sarr", schedule=Fixed(SECOND_NS, 2)).start()
    refusal = answer6(play.sends6(), 2, status(2, "pool is empty"))
    assert play.server_says(refusal).ignored == "NoAddrsAvail (pool is empty)"
    failed = play.timer_rings().timer_rings().failed
    assert (failed.reason, failed.detail, failed.message) == (Reason.REFUSED, "NoAddrsAvail (pool is empty)", refusal)


def test_rfc9915_21_24_sol_max_rt_bounds_the_wait_even_in_an_ignored_advertise() -> None:
    play = play6("sarr").start()
    play.server_says(answer6(play.sends6(), 2, status(2), RawOption(82, (60).to_bytes(4))))
    for _ in range(10):
        play.timer_rings()
    assert play.waits_s == 60


def test_request_is_sent_ten_times() -> None:
    play = play6("sarr", accept_first=True).start()
    play.server_says(answer6(play.sends6(), 2, ia_na()))
    while not play.machine.over:
        play.timer_rings()
    assert play.failed.detail == "request was sent 10 times, nothing acceptable answered"


def test_rapid_commit_takes_the_short_way_or_the_long() -> None:
    play = play6("rapid-commit").start()
    solicit = play.sends6()
    assert solicit.first(14) == b""
    assert (
        play.server_says(answer6(solicit, 7, ia_na())).ignored
        == "a Reply to a Solicit without Rapid Commit (RFC 9915 §18.2.1)"
    )
    lease = lease_of(play.server_says(answer6(solicit, 7, ia_na(), RawOption(14, b""))))
    assert [stage.name for stage in lease.stages] == ["solicit_reply"]

    play = play6("rapid-commit").start()
    play.server_says(answer6(play.sends6(), 2, ia_na()))
    assert play.timer_rings().sends6().msg_type == 3


def test_na_ta_and_pd_in_one_exchange() -> None:
    client = Client6(DUID, (IaNa(1), IaTa(2), IaPd(3)))
    play = play6("sarr", client, accept_first=True).start()
    assert [option.code for option in play.sends6().options] == [1, 8, 6, 3, 4, 25]
    prefix = IaPd(3, 10, 20, (IaPrefix(30, 40, 56, IPv6Address("2001:db8:1::")).option(),)).option()
    request = play.server_says(answer6(play.sends6(), 2, ia_na(), prefix)).sends6()
    assert [option.code for option in request.options if option.code in (3, 4, 25)] == [3, 4, 25]
    lease = lease_of(play.server_says(answer6(request, 7, ia_na(), prefix, IaTa(2, (status(2),)).option())))
    assert [(b.ia, b.iaid, str(b.address), b.prefix_length) for b in lease.bindings] == [
        (3, 1, "2001:db8::77", 128),
        (25, 3, "2001:db8:1::", 56),
    ]
    assert [str(found) for found in lease.ia_statuses] == ["IA_TA 2: NoAddrsAvail"]


def test_a_reply_that_assigns_nothing_is_a_refusal() -> None:
    play = play6("sarr", accept_first=True).start()
    request = play.server_says(answer6(play.sends6(), 2, ia_na())).sends6()
    reply = answer6(request, 7, IaNa(1, 0, 0, (status(6, "none"),)).option(), status(1))
    failed = play.server_says(reply).failed
    assert (failed.reason, failed.detail) == (Reason.REFUSED, "UnspecFail; IA_NA 1: NoPrefixAvail (none)")


@pytest.mark.parametrize(
    ("exchange", "msg_type", "wait_s", "names_server"),
    [
        ("renew", 5, 10, True),
        ("rebind", 6, 10, False),
        ("release", 8, 1, True),
        ("decline", 9, 1, True),
        ("confirm", 4, 1, False),
    ],
)
def test_what_is_bound_is_named(exchange: str, msg_type: int, wait_s: float, names_server: bool) -> None:
    play = play6(exchange, bindings=BOUND, server_id=SERVER_DUID).start()
    message = play.sends6()
    assert (message.msg_type, play.waits_s, message.first(2)) == (
        msg_type,
        wait_s,
        SERVER_DUID if names_server else None,
    )
    ia = IaNa.decode(message.first(3) or b"")
    assert (ia.iaid, ia.t1, ia.t2) == (1, 0, 0)
    assert [(a.address, a.preferred_lifetime, a.valid_lifetime) for a in ia.addresses()] == [(OFFERED6, 0, 0)]
    result = lease_of(play.server_says(answer6(message, 7, ia_na())))
    assert result.stages[0].name == f"{exchange}_reply"


def test_renew_ends_at_t2_and_rebind_with_the_last_lifetime() -> None:
    play = play6("sarr", accept_first=True).start()
    request = play.server_says(answer6(play.sends6(), 2, ia_na())).sends6()
    lease = lease_of(play.server_says(answer6(request, 7, ia_na())))
    assert lease.renew_ns is not None
    for exchange, end_ns in (("renew", lease.rebind_ns), ("rebind", lease.expires_ns)):
        play = play6(exchange, lease=lease)
        play.now_ns = lease.renew_ns
        play.start()
        while not play.machine.over:
            play.timer_rings()
        assert play.now_ns == end_ns


def test_renew_without_binding_is_a_refusal() -> None:
    play = play6("renew", bindings=BOUND, server_id=SERVER_DUID).start()
    failed = play.server_says(answer6(play.sends6(), 7, IaNa(1, 0, 0, (status(3),)).option())).failed
    assert failed.detail == "IA_NA 1: NoBinding"


def test_release_is_done_whatever_the_status_says() -> None:
    play = play6("release", bindings=BOUND, server_id=SERVER_DUID).start()
    lease = lease_of(play.server_says(answer6(play.sends6(), 7, status(3, "who?"))))
    assert (lease.bindings, lease.status is not None and lease.status.message) == ((), "who?")


def test_confirm_keeps_what_the_client_has_or_learns_that_it_moved() -> None:
    play = play6("confirm", bindings=(*BOUND, Binding6(25, 2, OFFERED6, 56, 1, 2))).start()
    assert lease_of(play.server_says(answer6(play.sends6(), 7, status(0)))).bindings == BOUND
    play = play6("confirm", bindings=BOUND).start()
    assert play.server_says(answer6(play.sends6(), 7, status(4))).failed.detail == "NotOnLink"


def test_information_request_needs_no_duid_and_brings_a_refresh_time() -> None:
    play = play6("information-request", Client6(b"")).start()
    message = play.sends6()
    assert (message.msg_type, message.first(1), message.first(6)) == (11, None, bytes.fromhex("0017001800200053"))
    for data, refresh_s in ((None, 86400), (5, 600), (7200, 7200)):
        play = play6("information-request").start()
        options = () if data is None else (RawOption(32, data.to_bytes(4)),)
        assert lease_of(play.server_says(answer6(play.sends6(), 7, *options))).refresh_s == refresh_s


def test_solicit_alone_ends_with_the_advertise() -> None:
    play = play6("solicit").start()
    lease = lease_of(play.server_says(answer6(play.sends6(), 2, ia_na(), RawOption(7, b"\x09"))))
    assert (lease.address, lease.preference, play.machine.state) == (OFFERED6, 9, "DONE")


def test_elapsed_time_counts_from_the_first_transmission_of_each_message() -> None:
    play = play6("sarr", accept_first=True).start(delay_s=0.5).timer_rings()
    assert elapsed(play.sends6()) == 0
    assert elapsed(play.timer_rings().sends6()) == 105
    assert elapsed(play.server_says(answer6(play.sends6(), 2, ia_na())).sends6()) == 0


def test_a_users_own_options_are_sent_as_they_are_and_their_ias_count_as_asked() -> None:
    own = Client6(DUID, options=(RawOption(8, b"\x12\x34"), IaNa(5).option()))
    play = play6("solicit", own).start()
    assert elapsed(play.timer_rings().sends6()) == 0x1234
    assert lease_of(play.server_says(answer6(play.sends6(), 2, ia_na(iaid=5)))).address == OFFERED6


def test_through_relays() -> None:
    relays = (
        Relay6(IPv6Address("2001:db8:2::1"), IPv6Address("fe80::2"), source_port=True),
        Relay6(interface_id=b"eth0"),
    )
    play = play6("solicit", relays=relays, server=IPv6Address("::1")).start()
    send = play.sent[0]
    assert str(send.destination) == "::1"
    outer = send.message
    assert isinstance(outer, RelayMessage6)
    assert (outer.hop_count, outer.first(135), str(outer.link_address)) == (1, b"\0\0", "2001:db8:2::1")
    inner = outer.relayed()
    assert isinstance(inner, RelayMessage6)
    solicit = inner.relayed()
    assert isinstance(solicit, Message6)
    advertise = answer6(solicit, 2, ia_na())
    assert play.server_says(advertise).ignored == "message type 2 is not a Relay-reply"
    back = RelayMessage6(RELAY_REPL, 0, options=(RawOption(18, b"eth0"), RawOption(9, advertise.encode())))
    reply = RelayMessage6(RELAY_REPL, 1, outer.link_address, outer.peer_address, (RawOption(9, back.encode()),))
    assert lease_of(play.server_says(reply)).address == OFFERED6


def test_messages_of_others_are_ignored() -> None:
    play = play6("sarr")
    assert play.server_says(Message6(2)).ignored == "nothing was asked yet in INIT"
    play.start()
    assert play.server_says(answer4(messages4.discover(Client4(bytes(6), 1)), 2)).ignored == "a DHCPv4 message"


def test_what_is_missing_is_said_at_once() -> None:
    for exchange, more, what in (
        ("renew", {}, "bound"),
        ("release", {"bindings": BOUND}, "server identifier"),
        ("dora", {}, "called dora"),
        ("confirm", {"bindings": (Binding6(25, 1, OFFERED6, 56, 1, 1),)}, "IA_NA or IA_TA"),
        ("solicit", {"client": Client6(b"")}, "DUID"),
        ("solicit", {"relays": (Relay6(),) * 10}, "hop_count 9"),
    ):
        with pytest.raises(EncodeError, match=what):
            play6(exchange, **more)
