"""Scenarios end to end, without sockets: an engine, faults, and what leaves when."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.engine4 import Engine4
from dhcpserver.faults.refusals import Identity
from dhcpserver.faults.subject import AnyContext, AnyMessage, AnyReply, read_subject
from dhcpserver.faults.words import ScenarioError
from dhcpserver.leases import State
from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.reply6 import Context6
from dhcpserver.scenario import Act, Outgoing, Scenario
from dhcptools.packet.ia6 import IaNa
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.dialogue import (
    LINK,
    LINK6,
    SECOND,
    SERVER_DUID,
    UNICAST,
    config4,
    discover,
    engine6,
    message4,
    message6,
    na,
    opt4,
    pd,
    relay6,
    select4,
)

MS = 1_000_000


class Server:
    """An engine behind a scenario."""

    def __init__(self, *faults: str, family: int = 4, seed: int = 1) -> None:
        self.scenario = Scenario.from_lines(faults, family, seed)
        self.engine = Engine4(config4({"pools": [{"pool": "192.0.2.10-192.0.2.200"}]}))
        self.six = engine6()
        self.scenario.identity = Identity(frozenset((int(LINK.local),)), SERVER_DUID)
        self.acts: list[Act] = []
        self.scenario.journal = self.acts.append
        self.scenario.start(0)

    def tell(self, message: AnyMessage, now: int = 0, context: AnyContext | None = None) -> list[Outgoing]:
        context = context or (LINK if isinstance(message, Message4) else LINK6)
        subject = read_subject(message, context)
        admission = self.scenario.admit(subject, now)
        replies: Sequence[AnyReply] = admission.answer or ()
        if admission.answer is None and isinstance(message, Message4) and isinstance(context, Context4):
            replies = self.engine.handle(message, context, now)
        elif admission.answer is None and isinstance(context, Context6) and not isinstance(message, Message4):
            replies = self.six.handle(message, context, now)
        return self.scenario.apply(subject, replies, now, admission.before)

    def kinds(self, message: AnyMessage, now: int = 0, context: AnyContext | None = None) -> list[int | None]:
        return [kind(out) for out in self.tell(message, now, context)]


def octets(out: Outgoing) -> bytes:
    return out.reply.encode()


def kind(out: Outgoing) -> int | None:
    data = octets(out)
    return Message4.decode(data).message_type if isinstance(out.reply, Reply4) else decode6(data).msg_type


def offered(out: Outgoing) -> Message4:
    return Message4.decode(octets(out))


def answer(out: Outgoing) -> Message6:
    message = decode6(octets(out))
    assert isinstance(message, Message6)
    return message


# Who is meant, how often, when.


def test_without_rules_replies_leave_as_they_are() -> None:
    server = Server()
    (out,) = server.tell(discover(), 5)
    (plain,) = Engine4(config4({"pools": [{"pool": "192.0.2.10-192.0.2.200"}]})).handle(discover(), LINK, 5)
    assert (out.due_ns, octets(out), server.acts) == (5, plain.encode(), [])


def test_a_dropped_reply_has_been_made_and_a_dropped_request_was_never_seen() -> None:
    reply, request = Server("drop type=offer"), Server("drop type=discover")
    assert reply.tell(discover()) == request.tell(discover()) == []
    assert (reply.engine.counters["pkt4-offer-sent"], request.engine.counters["pkt4-received"]) == (1, 0)
    assert [(act.kind, act.words) for act in reply.acts] == [("offer", "dropped")]
    assert [(act.kind, act.words) for act in request.acts] == [("discover", "not answered")]


def test_first_after_and_every() -> None:
    def sent(*faults: str) -> list[int]:
        server = Server(*faults)
        return [number for number in range(1, 10) if server.tell(discover(number))]

    assert sent("drop first=3") == [4, 5, 6, 7, 8, 9]
    assert sent("drop every=3") == [1, 2, 4, 5, 7, 8]
    assert sent("drop after=6") == [1, 2, 3, 4, 5, 6]
    assert sent("drop after=2 every=2 first=2") == [1, 2, 3, 5, 7, 8, 9]


def test_per_client_counts_each_client_alone() -> None:
    server = Server("drop type=discover first=1 per=client")
    assert [len(server.tell(discover(client))) for client in (1, 2, 1, 2)] == [0, 0, 1, 1]


def test_a_window_of_time() -> None:
    server = Server("drop from=2s until=4s")
    assert [len(server.tell(discover(), at * SECOND)) for at in (0, 1, 2, 3, 4)] == [1, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("02:00:00:00:00:0?", [1, 2]),
        ("02:00:00:00:00:01,02:00:00:00:00:11", [1, 17]),
        ("02:00:00:00:00:00/44", [1, 2]),
        ("02:00:00:00:00:01/ff:ff:ff:ff:ff:0f", [1, 17]),
    ],
)
def test_clients_by_pattern_and_mask(pattern: str, meant: list[int]) -> None:
    server = Server(f"drop client={pattern}")
    assert [client for client in (1, 2, 17) if not server.tell(discover(client))] == meant


def test_clients_by_duid_and_by_the_address_in_it() -> None:
    for pattern in ("00:03:00:01:*", "02:00:00:00:00:01"):
        assert Server(f"drop client={pattern}", family=6).tell(message6(1, na())) == []


def test_relays() -> None:
    def through(fault: str) -> tuple[int, int]:
        server = Server(fault)
        return len(server.tell(discover(1, giaddr=IPv4Address("192.0.2.1")))), len(server.tell(discover(2)))

    assert through("drop relay=192.0.2.0/24") == (0, 1)
    assert through("drop relay=198.51.100.1") == (1, 1)
    assert through("drop relay=any") == (0, 1)
    assert through("drop relay=none") == (1, 0)


def test_pass_exempts_a_client_from_later_rules() -> None:
    server = Server("pass client=02:00:00:00:00:01 type=discover", "drop")
    assert [len(server.tell(discover(client))) for client in (1, 2)] == [1, 0]
    server = Server("pass type=offer", "drop")
    (offer,) = server.tell(discover())
    assert server.tell(select4(offered(offer))) == []


@given(seed=st.integers(0, 1 << 32))
def test_the_same_seed_gives_the_same_run(seed: int) -> None:
    def run() -> list[tuple[int, bytes]]:
        faults = ("drop probability=0.3", "delay 1ms..9ms", "duplicate probability=0.5", "corrupt probability=0.5",
                  "truncate probability=0.2", "wrong-xid probability=50%")  # fmt: skip  # a list of faults
        server = Server(*faults, seed=seed)
        return [(out.due_ns, octets(out)) for client in range(20) for out in server.tell(discover(client), client)]

    assert run() == run()


def test_chance_keeps_its_promise_about() -> None:
    server = Server("drop probability=0.25")
    assert 200 < sum(not server.tell(discover(1)) for _ in range(1000)) < 300


# When replies leave.


def test_delays_add_up() -> None:
    (out,) = Server("delay 5ms", "delay 2ms").tell(discover(), 7)
    assert out.due_ns == 7 + 7 * MS


def test_duplicates_and_later_rules_meet_each_copy() -> None:
    server = Server("duplicate 2", "delay 1ms first=1")
    assert [out.due_ns for out in server.tell(discover())] == [MS, 0, 0]


def test_a_reply_held_back() -> None:
    (out,) = Server("reorder 3 within=2s").tell(discover(), 5)
    assert (out.behind, out.due_ns) == (3, 5 + 2 * SECOND)


def test_a_stall_keeps_what_arrives_until_its_end() -> None:
    server = Server("stall 5s from=10s")
    due = [server.tell(discover(at), at * SECOND)[0].due_ns // SECOND for at in (9, 11, 12, 15, 16, 17)]
    assert due == [9, 16, 16, 16, 16, 17]


def test_a_stall_that_loses_what_arrives() -> None:
    server = Server("stall from=2s until=4s queue=drop")
    assert [len(server.tell(discover(at), at * SECOND)) for at in (1, 2, 3, 4, 5)] == [1, 0, 0, 1, 1]
    assert server.scenario.counters["fault-stall"] == 2


def test_a_slow_start_gets_faster() -> None:
    server = Server("slow-start 10s delay=100ms")
    due = [server.tell(discover(at), at * SECOND)[0].due_ns - at * SECOND for at in (0, 5, 9, 10, 11)]
    assert due == [100 * MS, 50 * MS, 10 * MS, 0, 0]


# What they hold.


def test_nak_for_a_request_alone_and_only_when_it_is_ours() -> None:
    server = Server("nak message=go")
    (offer,) = server.tell(discover())
    (nak,) = server.tell(select4(offered(offer)))
    reply = offered(nak)
    assert (reply.message_type, reply.first(56), reply.first(54)) == (6, b"go", LINK.local.packed)
    lease = server.engine.book.at(int(offered(offer).yiaddr))
    assert lease is not None
    assert lease.state is State.OFFERED  # the engine has not heard of the request
    assert server.engine.counters["pkt4-request-received"] == 0
    other = message4(3, 1, opt4(50, "192.0.2.10"), opt4(54, "192.0.2.99"))
    assert server.tell(other) == []


def test_an_offer_without_ack() -> None:
    server = Server("offer-without-ack")
    (offer,) = server.tell(discover())
    assert kind(offer) == 2
    assert server.tell(select4(offered(offer))) == []


def test_an_exhausted_pool_renews_what_it_has_given() -> None:
    server = Server("exhausted from=1s")
    (offer,) = server.tell(discover())
    (ack,) = server.tell(select4(offered(offer)))
    assert server.tell(discover(2), SECOND) == []
    renew = message4(3, 1, ciaddr=offered(ack).yiaddr)
    assert server.kinds(renew, SECOND, UNICAST) == [5]
    assert server.kinds(select4(offered(offer), 2), SECOND) == [6]


def test_an_exhausted_dhcpv6_server() -> None:
    server = Server("exhausted", family=6)
    reply = answer(server.tell(message6(1, na(7), pd(8)))[0])
    assert reply.msg_type == 2
    inside = [IaNa.decode(option.data).status() for option in reply.options if option.code in {3, 25}]
    assert [status.status_code for status in inside if status is not None] == [2, 6]


@pytest.mark.parametrize(("status", "in_ia"), [("NoBinding", True), ("UseMulticast", False), ("unspecfail", False)])
def test_status_codes_stand_where_they_belong(status: str, in_ia: bool) -> None:
    server = Server(f"status {status} type=request,renew", family=6)
    reply = answer(server.tell(message6(5, na(), server=SERVER_DUID))[0])
    assert (reply.msg_type, reply.first(2)) == (7, SERVER_DUID)
    found = IaNa.decode(reply.first(3) or b"").status() is not None if in_ia else reply.first(13) is not None
    assert found
    assert server.tell(message6(3, na(), server=b"\0\3\0\1other")) == []  # another server's


def test_faults_reach_the_message_inside_relays() -> None:
    server = Server("wrong-xid", "wrong-iaid", family=6)
    (out,) = server.tell(relay6(relay6(message6(1, na(1)), "2001:db8:1::1"), "::", hops=1))
    outer = decode6(octets(out))
    assert isinstance(outer, RelayMessage6)
    inner = outer.relayed()
    assert isinstance(inner, RelayMessage6)
    reply = inner.relayed()
    assert isinstance(reply, Message6)
    assert (reply.msg_type, reply.transaction_id != 0x123456) == (2, True)
    assert IaNa.decode(reply.first(3) or b"").iaid != 1


def test_two_servers_at_once() -> None:
    server = Server("second-server pool=198.51.100.10-198.51.100.20 server-id=203.0.113.9 delay=5ms")
    ours, theirs = server.tell(discover())
    assert [str(offered(out).yiaddr) for out in (ours, theirs)] == ["192.0.2.10", "198.51.100.10"]
    assert (theirs.due_ns, offered(theirs).first(54)) == (5 * MS, IPv4Address("203.0.113.9").packed)
    assert [out.due_ns for out in server.tell(select4(offered(ours)))] == [0]
    (ack,) = server.tell(select4(offered(theirs)))
    assert (kind(ack), str(offered(ack).yiaddr)) == (5, "198.51.100.10")


def test_two_dhcpv6_servers_at_once() -> None:
    server = Server("second-server pool=2001:db8:9::10-2001:db8:9::20", family=6)
    ours, theirs = (answer(out) for out in server.tell(message6(1, na())))
    assert ours.first(2) != theirs.first(2)
    renew = message6(3, na(), server=theirs.first(2) or b"")
    (reply,) = server.tell(renew)
    assert "2001:db8:9::10" in str(IaNa.decode(answer(reply).first(3) or b"").addresses())


def test_faults_that_leave_nothing_to_work_on_do_nothing() -> None:
    server = Server("corrupt option=3 bad=short", "corrupt option=3 bad=short", "lease-time 1s", family=6)
    short = message6(11)
    (out,) = server.tell(short)
    assert answer(out).msg_type == 7
    assert server.acts == []


def test_a_fault_that_cannot_be_sent_is_counted() -> None:
    server = Server("oversize 65000", family=6)
    (out,) = server.tell(message6(1, na()))
    assert len(octets(out)) == 65_000
    assert server.tell(relay6(relay6(message6(1, na()), "2001:db8:1::1"), "::")) != []
    server = Server("oversize 65507", family=6)
    assert server.tell(relay6(message6(1, na()), "2001:db8:1::1")) != []


# Files.

FILE = """\
seed = 7

[[fault]]
action = "drop"
type = "offer"
first = 2

[[fault]]
action = "delay 5ms..20ms"
probability = 0.5
"""


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(FILE)
    scenario = Scenario.from_file(str(path), 4)
    assert [(rule.number, rule.action) for rule in scenario.rules] == [(1, "drop"), (2, "delay")]
    more = scenario.with_lines(["duplicate"], 4, seed=3)
    assert [rule.action for rule in more.rules] == ["drop", "delay", "duplicate"]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("seed = \n", "f:1", "not TOML"),
        ("seed = 1.5", "f:1", "no whole number"),
        ("a = 1", "f:1", "unknown key 'a'"),
        ("fault = 3", "f:1", "no list of tables"),
        (FILE + "typ = 'x'\n", "f:11", "knows no 'typ'"),
        (FILE.replace('"offer"', '"ofer"'), "f:5", "no message 'ofer'"),
        (FILE.replace("first = 2", "first = [2]"), "f:6", "no plain value"),
        (FILE.replace('"drop"', '"dorp"'), "f:4", "no action 'dorp'"),
        (FILE.replace('action = "drop"', ""), "f:3", "no action"),
    ],
)
def test_a_wrong_file_says_where(text: str, where: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(text, 4, "f")
    assert caught.value.where == where
    assert words in caught.value.what
    assert caught.value.fix


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        Scenario.from_file(str(path), 4)
