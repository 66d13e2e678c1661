from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv6Address

import pytest

from dhcptools.exchange.relay6 import Relay6, forward, open_reply, reject, wrap
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6, layers

SOLICIT = Message6(1, 7, (RawOption(8, b"\0\0"),))
ADVERTISE = Message6(2, 7)
RELAY = Relay6(
    IPv6Address("2001:db8::1"), IPv6Address("fe80::2"), interface_id=b"eth0", options=(RawOption(37, b"id"),)
)


def answer(request: RelayMessage6, inner: Message6 | RelayMessage6) -> RelayMessage6:
    kept = tuple(option for option in request.options if option.code == 18)
    return replace(request, msg_type=13, options=(*kept, RawOption(9, inner.encode())))


def test_forward_wraps_the_message_whole() -> None:
    message = forward(SOLICIT, RELAY)
    assert (message.hop_count, message.link_address, message.peer_address) == (
        0,
        RELAY.link_address,
        RELAY.peer_address,
    )
    assert [option.code for option in message.options] == [9, 18, 37]
    assert list(layers(decode6(message.encode())))[-1] == SOLICIT


def test_rfc8357_relay_source_port() -> None:
    assert forward(SOLICIT, Relay6(source_port=True)).first(135) == b"\0\0"
    assert forward(SOLICIT, Relay6(source_port=True, downstream_port=1547)).first(135) == (1547).to_bytes(2)
    assert forward(SOLICIT, RELAY).first(135) is None
    with pytest.raises(EncodeError, match="downstream_port"):
        forward(SOLICIT, Relay6(source_port=True, downstream_port=65536))


def test_hops_are_counted_up_to_the_limit() -> None:
    chain = wrap(SOLICIT, (RELAY,) * 9)
    assert isinstance(chain, RelayMessage6)
    assert chain.hop_count == 8
    with pytest.raises(EncodeError, match="hop_count 9"):
        forward(chain, RELAY)


def test_a_chain_is_opened_outermost_first() -> None:
    outer, inner = Relay6(IPv6Address("2001:db8::5")), RELAY
    request = wrap(SOLICIT, (outer, inner))
    assert isinstance(request, RelayMessage6)
    within = request.relayed()
    assert isinstance(within, RelayMessage6)
    reply = answer(request, answer(within, ADVERTISE))
    assert open_reply(reply, (outer, inner)) == (ADVERTISE, None)
    assert open_reply(reply, (inner, outer))[1] == "link-address 2001:db8::5 is not 2001:db8::1"


def test_reasons() -> None:
    request = forward(SOLICIT, RELAY)
    reply = answer(request, ADVERTISE)
    assert reject(reply, RELAY) is None
    assert reject(ADVERTISE, RELAY) == "message type 2 is not a Relay-reply"
    assert reject(request, RELAY) == "message type 12 is not a Relay-reply"
    assert reject(replace(reply, peer_address=IPv6Address(0)), RELAY) == "peer-address :: is not fe80::2"
    assert (
        reject(replace(reply, options=reply.options[1:]), RELAY)
        == "the interface identifier did not come back (RFC 9915 §19.3)"
    )
    broken = decode6(reply.encode() + b"\0")
    assert (reject(broken, RELAY) or "").startswith("malformed")
    empty = replace(reply, options=reply.options[:1])
    assert (
        open_reply(empty, (RELAY,))[1] == "a relay message without Relay Message option (RFC 9915 §9.1) (at octet 34)"
    )
