from __future__ import annotations

import gzip
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest

from dhcptools.exchange import relay6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.net.capture import CaptureError
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ethernet import BROADCAST
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.probe.compose import Wish4, Wish6
from dhcptools.probe.replay import captured_request, renewed4, renewed6
from support.captures import pcap
from support.queries import DUID, MAC, reply4

DISCOVER = Wish4(1, MAC, 7).message()
SOLICIT = Wish6(1, 7, DUID).message()


def frame(payload: bytes, client: int = 68, server: int = 67) -> bytes:
    v6 = server == 547
    source, to = (IPv6Address("fe80::1"), IPv6Address("ff02::1:2")) if v6 else (IPv4Address(0), IPv4Address(0xFFFFFFFF))
    return encode_frame(payload, Endpoint(MAC, source, client), Endpoint(BROADCAST, to, server))


@pytest.fixture
def file(tmp_path: Path) -> str:
    packets = [
        b"arp or so" * 3,
        frame(DISCOVER.encode()),
        frame(reply4(DISCOVER, 2).encode(), 67, 68),
        frame(SOLICIT.encode(), 546, 547),
        frame(b"x"),
        frame(b"dns", 4000, 53),
    ]
    (tmp_path / "a.pcap").write_bytes(pcap(packets))
    return str(tmp_path / "a.pcap")


def test_a_packet_by_its_number(file: str) -> None:
    message = captured_request(f"{file}#2")
    assert isinstance(message, Message4)
    assert message.encode() == DISCOVER.encode()
    assert captured_request(f"{file}#4") == SOLICIT


def test_a_packed_file(file: str, tmp_path: Path) -> None:
    (tmp_path / "b.pcap.gz").write_bytes(gzip.compress(Path(file).read_bytes()))
    assert captured_request(f"{tmp_path}/b.pcap.gz#4") == SOLICIT


@pytest.mark.parametrize(
    ("number", "words"),
    [("1", "no UDP"), ("", "no UDP"), ("3", "a reply"), ("5", "236 octets"), ("6", "not DHCP"), ("7", "no packet 7")],
)
def test_packets_that_cannot_be_sent_again(file: str, number: str, words: str) -> None:
    with pytest.raises(CaptureError, match=words):
        captured_request(f"{file}#{number}" if number else file)


@pytest.mark.parametrize("text", ["#1", "a.pcap#x", "a.pcap#0", "a.pcap#9999999999"])
def test_texts_that_name_no_packet(text: str) -> None:
    with pytest.raises(EncodeError, match="FILE#N"):
        captured_request(text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="No such file"):
        captured_request(f"{tmp_path}/nosuch#1")
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b\0\0broken")
    with pytest.raises(CaptureError, match="after packet 0"):
        captured_request(f"{tmp_path}/bad.gz#1")


def test_only_the_transaction_and_what_was_wished_change() -> None:
    again = renewed4(DISCOVER, 9)
    assert (again.xid, again.chaddr, again.options) == (9, DISCOVER.chaddr, DISCOVER.options)
    assert renewed4(DISCOVER, 9, b"\2" * 6).hardware_address == b"\2" * 6


def test_a_client_identifier_made_of_the_mac_follows_it() -> None:
    old, new = DISCOVER.hardware_address, bytes.fromhex("0200000000ff")
    for client_id, wanted in (
        (b"\1" + old, b"\1" + new),
        (b"\xff\0\0\0\1\0\3\0\1" + old, b"\xff\0\0\0\1\0\3\0\1" + new),  # RFC 4361 with a DUID-LL
        (b"\0name", b"\0name"),
    ):
        given = replace(DISCOVER, options=(*DISCOVER.options, RawOption(61, client_id)))
        assert renewed4(given, 9, new).first(61) == wanted
        assert renewed4(given, 9).first(61) == client_id


def test_the_message_inside_relay_messages_is_renewed() -> None:
    relay = Relay6(IPv6Address("2001:db8::2"), IPv6Address("2001:db8::2"))
    again = renewed6(relay6.wrap(SOLICIT, (relay, relay)), 9, b"\0\3\0\1x")
    assert isinstance(again, RelayMessage6)
    middle = again.relayed()
    assert isinstance(middle, RelayMessage6)
    inner = middle.relayed()
    assert isinstance(inner, Message6)
    assert (inner.transaction_id, inner.first(1)) == (9, b"\0\3\0\1x")
    with pytest.raises(EncodeError, match="holds no message"):
        renewed6(RelayMessage6(options=(again.options[0].__class__(9, b"\1"),)), 9)
