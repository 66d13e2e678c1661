"""Octets that crashed, misled or silenced other readers of DHCP: nothing raises, and good options after them show."""

from __future__ import annotations

import json
from ipaddress import IPv6Address

import pytest

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import MAX_LAYERS, Message6, RelayMessage6, decode6, layers
from dhcptools.packet.view4 import view

GOOD4 = RawOption(12, b"still-here")
GOOD6 = RawOption(8, b"\0\7")


def option4(code: int, octets: str) -> RawOption:
    return RawOption(code, bytes.fromhex(octets))


# One option each, of a code and octets (hex); whether it must be named as wrong.
OPTIONS4 = [
    pytest.param(81, "", True, id="fqdn of no octets: aborted dhcpdump"),
    pytest.param(81, "00", True, id="fqdn of one octet"),
    pytest.param(81, "0000", True, id="fqdn of two octets"),
    pytest.param(81, "04ffff40" + "61" * 64, True, id="fqdn with a label over 63 (CVE-2022-2929)"),
    pytest.param(81, "04ffff00", False, id="fqdn reduced to the root (CVE-2025-11232)"),
    pytest.param(53, "0101", True, id="message type of two octets"),
    pytest.param(53, "13", False, id="message type nobody knows"),
    pytest.param(1, "ffffff", True, id="subnet mask of three octets"),
    pytest.param(1, "ffffff00" * 8, True, id="subnet mask of 32 octets (CVE-2009-0692, CVE-2026-44815)"),
    pytest.param(51, "000e10", True, id="lease time of three octets"),
    pytest.param(57, "02", True, id="maximum message size of one octet"),
    pytest.param(61, "", True, id="client identifier of no octets (CVE-2010-2156)"),
    pytest.param(61, "01", True, id="client identifier of one octet (CVE-2012-3571)"),
    pytest.param(61, "ff" * 255, False, id="client identifier as long as it can be (CVE-2019-6472)"),
    pytest.param(82, "01ff61", False, id="agent information that overruns"),
    pytest.param(82, "01", False, id="agent information with a dangling code"),
    pytest.param(121, "21c0000201c0000201", True, id="route with a mask of 33"),
    pytest.param(121, "18c000", True, id="route cut short"),
    pytest.param(119, "c000", True, id="search list that points to itself (CVE-2019-0547)"),
    pytest.param(119, "c002c000", True, id="search list of mutual pointers (CVE-2020-7461)"),
    pytest.param(119, "0161c0ff", True, id="search list that points out of range"),
    pytest.param(119, "016100c00" + "0", False, id="search list that points back"),
    pytest.param(12, "1b5d303b68690a", False, id="host name that talks to the terminal"),
    pytest.param(12, "2428696429", False, id="host name for a shell (CVE-2011-0997, CVE-2018-1111)"),
    pytest.param(212, "2081" + "00" * 16 + "c0000201", True, id="6rd prefix of 129 bits (CVE-2016-2148)"),
    pytest.param(212, "0000", True, id="6rd cut short"),
    pytest.param(52, "ff", True, id="overload that says nothing"),
    pytest.param(43, "01ff", False, id="vendor options that overrun"),
    pytest.param(125, "00001197ff", True, id="vendor information that overruns"),
    pytest.param(124, "00001197", True, id="vendor class without its data"),
    pytest.param(90, "01", True, id="authentication cut short"),
    pytest.param(3, "c00002", True, id="router of three octets"),
    pytest.param(162, "0001", True, id="encrypted DNS cut short"),
    pytest.param(120, "00ff", True, id="SIP servers that overrun"),
    pytest.param(97, "", True, id="machine identifier of no octets"),
]
OPTIONS6 = [
    pytest.param(1, "", True, id="DUID of no octets (CVE-2012-3571)"),
    pytest.param(1, "00", False, id="DUID of one octet"),
    pytest.param(1, "0002" + "ff" * 300, True, id="DUID over 128 octets (CVE-2019-6472, CVE-2012-3570)"),
    pytest.param(2, "0002" + "41" * 60000, True, id="server identifier as huge as it can be (CVE-2023-45230)"),
    pytest.param(3, "00000001", True, id="IA_NA cut short"),
    pytest.param(3, "00" * 12 + "0005ffff00", False, id="IA_NA whose address overruns"),
    pytest.param(25, "00" * 12 + "001a0019" + "00" * 8 + "ff" + "00" * 16, False, id="prefix length of 255"),
    pytest.param(26, "00" * 8 + "81" + "00" * 16, True, id="prefix length of 129"),
    pytest.param(39, "", True, id="client FQDN of no octets"),
    pytest.param(39, "00" + "40" + "61" * 64, True, id="client FQDN with a label over 63"),
    pytest.param(24, "c000", True, id="search list that points to itself"),
    pytest.param(24, "ff" * 20, True, id="search list of length octets"),
    pytest.param(23, "20010db8", True, id="DNS server of four octets (CVE-2023-45231)"),
    pytest.param(9, "01", True, id="relay message cut short"),
    pytest.param(15, "ffff00", True, id="user class that overruns"),
    pytest.param(16, "0000", True, id="vendor class without its enterprise"),
    pytest.param(17, "0000", True, id="vendor options without their enterprise"),
    pytest.param(13, "00", True, id="status code of one octet"),
    pytest.param(56, "0001ffff", False, id="NTP sub-option that overruns"),
    pytest.param(87, "01020304", True, id="DHCPv4 message cut short"),
    pytest.param(94, "0059ffff", False, id="softwire container that overruns"),
    pytest.param(144, "0001ffff", True, id="encrypted DNS that overruns"),
    pytest.param(60, "ffff", True, id="boot parameter that overruns"),
]


def shown(found: tuple[TypedOption, ...], name: str, text: str) -> None:
    """Every option prints without control characters, and the good one is there."""
    for option in found:
        assert option.text.isprintable()
        json.dumps(option.json()).encode()
    assert [option.text for option in found if option.name == name][-1] == text


@pytest.mark.parametrize(("code", "octets", "wrong"), OPTIONS4)
def test_hostile_options_of_version_4(code: int, octets: str, wrong: bool) -> None:
    message = Message4(options=(RawOption(60, b"PXEClient"), option4(code, octets), GOOD4))
    if code == GOOD4.code:
        message = message.with_options(option4(code, octets))
        (found,) = options4(Message4.decode(message.encode()))
        assert found.text.isprintable()
        return
    wire = message.encode()
    again = Message4.decode(wire)
    found4 = options4(again)
    shown(found4, "host-name", "still-here")
    bad = [option for option in found4 if option.code == code]
    problem = bad[0].problem
    assert (problem is not None or bool(view(again).problems)) == wrong
    if problem is not None:
        assert bad[0].offset < problem.offset <= bad[0].offset + 2 + len(octets) // 2
    assert again.encode() == wire


@pytest.mark.parametrize(("code", "octets", "wrong"), OPTIONS6)
def test_hostile_options_of_version_6(code: int, octets: str, wrong: bool) -> None:
    wire = Message6(1, 7, (option4(code, octets), GOOD6)).encode()
    found = options6(decode6(wire))
    shown(found, "elapsed-time", "7")
    assert (found[0].problem is not None) == wrong
    if found[0].problem is not None:
        assert 4 < found[0].problem.offset <= 8 + len(octets) // 2
    assert decode6(wire).encode() == wire


HEADER = Message4().encode(minimum=0)[:240]
# Whole messages of version 4; the names of the options that must show.
MESSAGES4 = [
    pytest.param(HEADER + b"\x0c\1a\x33\xff\0", ["host-name"], id="length past the end"),
    pytest.param(HEADER + b"\x0c\1a", ["host-name"], id="no END"),
    pytest.param(HEADER + b"\x0c\1a\x33", ["host-name"], id="code at the end"),
    pytest.param(HEADER + b"\x0c\1a\xff\x33\1\0", ["host-name"], id="options after END"),
    pytest.param(HEADER + b"\xff", [], id="nothing but END"),
    pytest.param(HEADER, [], id="a cookie and nothing"),
    pytest.param(HEADER[:236] + bytes(64), [], id="BOOTP without a cookie"),
    pytest.param(HEADER[:236], [], id="a header and nothing"),
    pytest.param(HEADER[:2] + b"\xff" + HEADER[3:] + b"\x0c\1a\xff", ["host-name"], id="hlen 255"),
    pytest.param(HEADER[:44] + b"\xff" * 192 + HEADER[236:] + b"\x0c\1a\xff", ["host-name"], id="fields without NUL"),
    pytest.param(
        HEADER[:44] + b"\x0c\xffa" + bytes(189) + HEADER[236:] + b"\x34\1\3\x0f\1a\xff",
        ["dhcp-option-overload", "domain-name"],
        id="overload past the field (CVE-2019-11579)",
    ),
    pytest.param(
        HEADER[:44]
        + b"\x34\1\3\xff"
        + bytes(60)
        + b"\x34\1\3\xff"
        + bytes(124)
        + HEADER[236:]
        + b"\x34\1\3\x0c\1a\xff",
        ["dhcp-option-overload", "dhcp-option-overload", "dhcp-option-overload", "host-name"],
        id="overload inside overload (CVE-2014-6060)",
    ),
    pytest.param(
        HEADER + b"\x51\0" * 20000 + b"\x0c\1a\xff", ["fqdn"] * 20000 + ["host-name"], id="one option 20000 times"
    ),
    pytest.param(HEADER + bytes(60000) + b"\x0c\1a\xff", ["host-name"], id="padding 60000 times"),
    pytest.param(HEADER + b"\x77\2\xc0\0" * 10000 + b"\x0c\1a\xff", None, id="search list of 10000 pointers"),
    pytest.param(HEADER + b"\x52\xff" + b"\1\0" * 127 + b"\1\xff", None, id="127 sub-options"),
]


@pytest.mark.parametrize(("wire", "names"), MESSAGES4)
def test_hostile_messages_of_version_4(wire: bytes, names: list[str] | None) -> None:
    message = Message4.decode(wire)
    found = options4(message)
    assert all(option.text.isprintable() for option in found)
    if names is not None:
        assert sorted({option.name for option in found}) == sorted(set(names))
    assert message.encode(minimum=0) == wire


@pytest.mark.parametrize("length", [0, 1, 5, 8, 235])
def test_datagrams_too_short_for_a_header(length: int) -> None:
    with pytest.raises(DecodeError) as caught:
        Message4.decode(b"hello"[:length].ljust(length, b"\1"))
    assert caught.value.offset == length


def nested(code: int, fixed: int, depth: int) -> bytes:
    """An option of DHCPv6 inside itself."""
    octets = b""
    for _ in range(depth):
        octets = code.to_bytes(2) + (fixed + len(octets)).to_bytes(2) + bytes(fixed) + octets
    return octets


MESSAGES6 = [
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7\0\1\xff\xff\0", id="length past the end"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7\0\1\0", id="a tail of three octets"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7" + nested(3, 12, 80), id="IA_NA 80 deep"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7" + nested(5, 24, 80), id="IAADDR 80 deep"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7" + nested(25, 12, 500), id="IA_PD 500 deep"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7" + nested(45, 0, 1000), id="client data 1000 deep"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7" + nested(66, 0, 1000), id="relay-supplied options 1000 deep"),
    pytest.param(b"\1\0\0\7\0\x08\0\2\0\7" + b"\0\x0d\0\0" * 10000, id="one option 10000 times (CVE-2018-5733)"),
    pytest.param(b"\xff\0\0\7\0\x08\0\2\0\7", id="message type nobody knows"),
]


@pytest.mark.parametrize("wire", MESSAGES6)
def test_hostile_messages_of_version_6(wire: bytes) -> None:
    message = decode6(wire)
    found = options6(message)
    assert all(option.text.isprintable() for option in found)
    assert (found[0].name, found[0].text) == ("elapsed-time", "7")
    assert message.encode() == wire


@pytest.mark.parametrize("length", [0, 1, 3])
def test_datagrams_too_short_for_version_6(length: int) -> None:
    with pytest.raises(DecodeError):
        decode6(b"\1\2\3"[:length])
    with pytest.raises(DecodeError):
        decode6(b"\x0c\0".ljust(length + 10, b"\0"))


@pytest.mark.parametrize("depth", [33, 60, MAX_LAYERS + 1, 900])
def test_relays_in_relays(depth: int) -> None:
    wire = Message6(1, 7, (GOOD6,)).encode()
    for _ in range(depth):
        wire = RelayMessage6(peer_address=IPv6Address(1), options=(RawOption(9, wire),)).encode()
    found = options6(decode6(wire))
    assert found[0].text.isprintable()
    json.dumps(found[0].json())
    if depth < MAX_LAYERS:
        assert len(list(layers(decode6(wire)))) == depth + 1
        return
    with pytest.raises(DecodeError, match="more than"):
        list(layers(decode6(wire)))
