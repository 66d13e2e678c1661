from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import (
    MAX_LAYERS,
    OPTION_RELAY_MSG,
    RELAY_HEADER_OCTETS,
    RELAY_REPL,
    AnyMessage6,
    Message6,
    RelayMessage6,
    decode6,
    layers,
)

options = st.lists(st.builds(RawOption, st.integers(0, 65535), st.binary(max_size=40)), max_size=8).map(tuple)
messages = st.builds(
    Message6, st.integers(0, 255).filter(lambda kind: kind not in (12, 13)), st.integers(0, 0xFFFFFF), options
)
relays = st.builds(
    RelayMessage6,
    st.sampled_from([12, 13]),
    st.integers(0, 255),
    st.integers(0, (1 << 128) - 1).map(IPv6Address),
    st.integers(0, (1 << 128) - 1).map(IPv6Address),
    options,
)
SOLICIT = Message6(
    1,
    0x1A2B3C,
    (
        RawOption(1, bytes.fromhex("00030001 02005e000001")),
        RawOption(6, bytes.fromhex("0017 0018")),
        RawOption(8, b"\0\0"),
        RawOption(3, bytes.fromhex("00000001 00000000 00000000")),
    ),
)


def relayed(depth: int, inner: AnyMessage6 = SOLICIT) -> AnyMessage6:
    for hop in range(depth):
        link, peer = IPv6Address("2001:db8::1"), IPv6Address("fe80::1")
        interface = RawOption(18, b"eth0")
        inner = RelayMessage6(12, hop, link, peer, (interface, RawOption(OPTION_RELAY_MSG, inner.encode())))
    return inner


VECTORS = {
    "solicit": SOLICIT.encode(),
    "relayed twice": relayed(2).encode(),
    "three octets over": SOLICIT.encode() + b"\0\1\0",
    "length past the end": SOLICIT.encode() + bytes.fromhex("0001ffff00"),
}


@given(st.one_of(messages, relays))
def test_messages_survive_the_wire(message: AnyMessage6) -> None:
    octets = message.encode()
    assert decode6(octets) == message
    assert decode6(octets).problems == ()


@given(st.binary(max_size=200))
def test_any_octets_survive_or_are_refused(octets: bytes) -> None:
    need = RELAY_HEADER_OCTETS if octets[:1] in (b"\x0c", b"\x0d") else 4
    if len(octets) >= need:
        assert decode6(octets).encode() == octets
        return
    with pytest.raises(DecodeError) as caught:
        decode6(octets)
    assert caught.value.offset == len(octets)


@pytest.mark.parametrize("name", VECTORS)
def test_every_prefix_of_every_vector(name: str) -> None:
    octets = VECTORS[name]
    for length in range(len(octets) + 1):
        try:
            message = decode6(octets[:length])
        except DecodeError:
            assert length < (4 if octets[0] == 1 else RELAY_HEADER_OCTETS)
            continue
        assert message.encode() == octets[:length]
        assert bool(message.problems) == bool(message.tail)


def test_fields_stand_where_rfc_9915_has_them() -> None:
    octets = relayed(1).encode()
    assert octets[:2] == b"\x0c\0"
    assert octets[2:18] == IPv6Address("2001:db8::1").packed
    assert octets[18:34] == IPv6Address("fe80::1").packed
    assert octets[34:42] == bytes.fromhex("0012 0004") + b"eth0"
    assert octets[42:46] == bytes.fromhex("0009") + len(SOLICIT.encode()).to_bytes(2)
    assert octets[46:50] == bytes.fromhex("01 1a2b3c")


def test_offsets_count_from_the_outermost_message() -> None:
    octets = relayed(2).encode()
    for layer in layers(decode6(octets)):
        for option in layer.options:
            assert octets[option.offset : option.offset + 2] == option.code.to_bytes(2)


def test_scapy_reads_the_same_message() -> None:
    from scapy.layers.dhcp6 import DHCP6_RelayForward, DHCP6_Solicit, DHCP6OptClientId, DHCP6OptIA_NA

    packet = DHCP6_Solicit(SOLICIT.encode())
    assert packet.trid == 0x1A2B3C
    assert packet[DHCP6OptClientId].duid.lladdr == "02:00:5e:00:00:01"
    assert packet[DHCP6OptIA_NA].iaid == 1
    relay = DHCP6_RelayForward(relayed(1).encode())
    assert (relay.hopcount, relay.linkaddr, relay.peeraddr) == (0, "2001:db8::1", "fe80::1")


def test_we_read_what_scapy_writes() -> None:
    from scapy.layers.dhcp6 import DHCP6_Request, DHCP6OptElapsedTime, DHCP6OptStatusCode

    wire = bytes(DHCP6_Request(trid=5) / DHCP6OptElapsedTime(elapsedtime=7) / DHCP6OptStatusCode(statuscode=2))
    message = decode6(wire)
    assert message == Message6(3, 5, (RawOption(8, b"\0\7"), RawOption(13, b"\0\2")))
    assert message.encode() == wire


def test_options_are_found_by_code() -> None:
    message = replace(SOLICIT, options=(RawOption(3, b"a"), RawOption(1, b"b"), RawOption(3, b"c")))
    assert (message.first(3), message.first(9)) == (b"a", None)
    assert [option.data for option in message.all(3)] == [b"a", b"c"]
    relay = RelayMessage6(options=(RawOption(18, b"x"),))
    assert (relay.first(18), relay.first(9), len(relay.all(18))) == (b"x", None, 1)


@pytest.mark.parametrize("depth", [1, 8, MAX_LAYERS - 1])
def test_layers_are_followed(depth: int) -> None:
    found = list(layers(decode6(relayed(depth).encode())))
    assert len(found) == depth + 1
    assert found[-1] == SOLICIT


def test_nesting_is_bounded() -> None:
    with pytest.raises(DecodeError, match=f"more than {MAX_LAYERS} relay layers"):
        list(layers(decode6(relayed(MAX_LAYERS + 5).encode())))


def test_relays_without_a_message() -> None:
    with pytest.raises(DecodeError, match="without Relay Message option"):
        list(layers(RelayMessage6()))
    with pytest.raises(DecodeError, match="the header has 4 octets, 2 are here") as caught:
        decode6(RelayMessage6(options=(RawOption(9, b"\1\2"),)).encode()).relayed()  # type: ignore[union-attr]  # a relay
    assert caught.value.offset == 40


@pytest.mark.parametrize(
    "message",
    [
        Message6(256),
        Message6(1, 1 << 24),
        Message6(1, 0, (RawOption(1, bytes(65536)),)),
        RelayMessage6(1),
        RelayMessage6(RELAY_REPL, 256),
    ],
)
def test_fields_out_of_range(message: AnyMessage6) -> None:
    with pytest.raises(EncodeError):
        message.encode()
