from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.exchange import relay6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.packet.ia6 import IaNa, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.probe.channel import Datagram
from dhcptools.probe.compose import Wish4, Wish6
from dhcptools.probe.judge import Reply, judge
from support.queries import DUID, MAC, reply4, serve6

DISCOVER = Wish4(1, MAC, 7).message()
REQUEST = Wish4(3, MAC, 7, options=(RawOption(50, b"\xc0\0\2\x0a"),)).message()
SOLICIT = Wish6(1, 7, DUID, (IaNa(1),)).message()


def judged(octets: bytes, request: Message4 | Message6 | RelayMessage6) -> Reply | str:
    return judge(Datagram(octets, "192.0.2.1", 67, 0), request)


def reply(octets: bytes, request: Message4 | Message6 | RelayMessage6) -> Reply:
    found = judged(octets, request)
    assert isinstance(found, Reply), found
    return found


def test_an_offer_is_good() -> None:
    found = reply(reply4(DISCOVER, 2).encode(), DISCOVER)
    assert found.good
    assert found.message == Message4.decode(reply4(DISCOVER, 2).encode())


def test_another_transaction_or_client_is_none_of_ours() -> None:
    assert "xid" in str(judged(reply4(DISCOVER, 2, xid=8).encode(), DISCOVER))
    assert "chaddr" in str(judged(reply4(DISCOVER, 2, chaddr=bytes(16)).encode(), DISCOVER))
    assert "op is 1" in str(judged(DISCOVER.encode(), DISCOVER))
    assert "236 octets" in str(judged(b"hello", DISCOVER))


def test_a_nak_is_an_answer_and_no_success() -> None:
    found = reply(reply4(REQUEST, 6, RawOption(56, b"not yours")).encode(), REQUEST)
    assert (found.good, found.refused, found.doubt) == (False, "not yours", None)
    assert reply(reply4(REQUEST, 6).encode(), REQUEST).refused == "DHCPNAK"


def test_a_nak_or_ack_to_a_discover_and_an_offer_to_a_request_are_in_doubt() -> None:
    assert "Rapid Commit" in (reply(reply4(DISCOVER, 5).encode(), DISCOVER).doubt or "")
    assert "DHCPNAK to a DHCPDISCOVER" in (reply(reply4(DISCOVER, 6).encode(), DISCOVER).doubt or "")
    assert "DHCPOFFER to something" in (reply(reply4(REQUEST, 2).encode(), REQUEST).doubt or "")
    rapid = Wish4(1, MAC, 7, options=(RawOption(80, b""),)).message()
    assert reply(reply4(rapid, 5, RawOption(80, b"")).encode(), rapid).good


def test_a_leasequery_may_tell_of_another_client() -> None:
    query = Wish4(10, bytes(6), 7, ciaddr=IPv4Address("192.0.2.10")).message()
    assert reply(reply4(query, 13, chaddr=MAC.ljust(16, b"\0")).encode(), query).good


def test_an_advertise_is_good_and_a_status_refuses() -> None:
    assert reply(serve6(SOLICIT.encode())[0], SOLICIT).good
    ids = (RawOption(1, DUID), RawOption(2, b"\0\3\0\1\2\3"))
    for refusing in (
        (*ids, StatusCode(1, "go away").option()),
        (*ids, IaNa(1, options=(StatusCode(2, "go away").option(),)).option()),
    ):
        found = reply(Message6(2, 7, refusing).encode(), SOLICIT)
        assert "go away" in (found.refused or "")
        assert not found.good


def test_relayed_answers_are_opened_and_strange_ones_refused() -> None:
    relay = Relay6(IPv6Address("2001:db8::2"), IPv6Address("2001:db8::2"))
    request = relay6.wrap(SOLICIT, (relay,))
    inner = serve6(SOLICIT.encode())[0]
    outer = RelayMessage6(13, 0, relay.link_address, relay.peer_address, (RawOption(9, inner),))
    found = reply(outer.encode(), request)
    assert found.good
    assert isinstance(found.message, Message6)
    assert found.outer == outer
    assert "Relay-reply" in str(judged(inner, request))
    assert "relay message" in str(judged(outer.encode(), SOLICIT))
    assert "transaction-id" in str(judged(Message6(2, 9).encode(), SOLICIT))


@given(st.binary(max_size=400))
def test_no_octets_raise(octets: bytes) -> None:
    for request in (DISCOVER, SOLICIT):
        assert isinstance(judged(octets, request), Reply | str)


@given(st.binary(max_size=60))
def test_no_options_of_a_matching_answer_raise(options: bytes) -> None:
    head = reply4(DISCOVER, 2).encode(minimum=0)[:240]
    assert isinstance(judged(head + options, DISCOVER), Reply)
    assert isinstance(judged(b"\x02\0\0\x07" + options, SOLICIT), Reply)
