from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import click
import pytest

from dhcptools.cli.query_build import (
    broadcast_flags,
    check,
    family_of,
    ias_of,
    identity,
    relay4_of,
    relays6_of,
    request_of,
    usage,
)
from dhcptools.cli.query_flags import Flags
from dhcptools.cli.query_open import Way
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ethernet import BROADCAST
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from dhcptools.probe.compose import Wish4
from support.captures import pcap
from support.queries import DUID, MAC, FakeChannel
from support.query_flags import flags

EVERYBODY = Way(FakeChannel(), IPv4Address("255.255.255.255"), 68)
ALONE = Way(FakeChannel(), IPv4Address("192.0.2.1"), 68)
GROUP6 = Way(FakeChannel(), IPv6Address("ff02::1:2"), 546)


def built(way: Way, *arguments: str) -> Message4 | AnyMessage6:
    found = flags(*arguments)
    family = 4 if way.destination.version == 4 else 6
    check(found, family)
    return request_of(found, family, identity(found, family), way)


def built4(*arguments: str, way: Way = EVERYBODY) -> Message4:
    message = built(way, *arguments)
    assert isinstance(message, Message4)
    return message


@pytest.mark.parametrize(
    ("arguments", "family"),
    [
        ((), 4),
        (("-6",), 6),
        (("solicit",), 6),
        (("discover",), 4),
        (("--sarr",), 6),
        (("--dora",), 4),
        (("--target", "2001:db8::1"), 6),
        (("--target", "192.0.2.1"), 4),
        (("-6", "request"), 6),
    ],
)
def test_the_family(arguments: tuple[str, ...], family: int) -> None:
    assert family_of(flags(*arguments)) == family


def test_octets_that_are_no_text_go_out_as_they_were_typed() -> None:
    message = built4("--sname", "\udcff\udcfe", "--file", "ä")
    assert (message.sname.rstrip(b"\0"), message.file.rstrip(b"\0")) == (b"\xff\xfe", "ä".encode())


def test_every_field_and_option() -> None:
    message = built4(
        "request", "--op", "2", "--htype", "6", "--hlen", "5", "--hops", "3", "--secs", "5", "--flags", "0x8001",
        "--ciaddr", "192.0.2.1", "--yiaddr", "192.0.2.2", "--siaddr", "192.0.2.3", "--giaddr", "192.0.2.4",
        "--sname", "s", "--file", "f", "--xid", "0x01020304", "--mac", "02:00:5e:00:53:01",
        "--option", "Vendor class=PXEClient", "--option", "82=circuit-id=foo,remote-id=bar",
        "--request", "43,6", "--client-id", "hex:0102",
    )  # fmt: skip  # one line of a shell
    assert (message.op, message.htype, message.hlen, message.hops, message.xid) == (2, 6, 5, 3, 0x01020304)
    assert (message.secs, message.flags, message.sname, message.file) == (5, 0x8001, b"s", b"f")
    assert [str(each) for each in (message.ciaddr, message.yiaddr, message.siaddr, message.giaddr)] == [
        "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4",
    ]  # fmt: skip  # four
    assert message.chaddr[:6] == MAC
    assert message.options == (
        RawOption(53, b"\3"), RawOption(61, b"\1\2"), RawOption(55, b"\x2b\6"), RawOption(60, b"PXEClient"),
        RawOption(82, b"\1\3foo\2\3bar"),
    )  # fmt: skip  # in order


def test_the_broadcast_flag_follows_the_way() -> None:
    assert broadcast_flags(flags(), EVERYBODY) == 0x8000
    assert broadcast_flags(flags(), ALONE) == 0
    assert broadcast_flags(flags("--broadcast"), ALONE) == 0x8000
    assert broadcast_flags(flags("--no-broadcast"), EVERYBODY) == 0
    assert broadcast_flags(flags("--flags", "1"), EVERYBODY) == 1


def test_the_default_takes_no_lease() -> None:
    assert built4().message_type == 1
    assert built4().first(80) is None
    assert built4("--rapid-commit").first(80) == b""
    solicit = built(GROUP6)
    assert isinstance(solicit, Message6)
    assert (solicit.msg_type, solicit.first(14)) == (1, None)
    assert len(solicit.all(3)) == 1


def test_a_random_client_each_time() -> None:
    first, second = built4(), built4()
    assert first.chaddr != second.chaddr
    assert first.xid != second.xid


def test_boot_firmware() -> None:
    options = {option.code: option.data for option in built4("--arch", "x64-uefi", "--option", "60=mine").options}
    assert {93, 94, 97} <= set(options)
    assert options[60] == b"mine"
    assert 67 in options[55]
    boot6 = built(GROUP6, "--arch", "x64-uefi")
    assert isinstance(boot6, Message6)
    assert boot6.first(61) == b"\0\7"


def test_identity_associations_are_numbered() -> None:
    ias = ias_of(flags("--ia-na", "any", "--ia-na", "2001:db8::5", "--ia-pd", "/56", "--iaid", "7"))
    assert [ia.iaid for ia in ias] == [7, 8, 7]
    message = built(GROUP6, "information-request")
    assert isinstance(message, Message6)
    assert message.all(3) == ()


def test_as_a_relay_agent() -> None:
    way = Way(FakeChannel(), IPv4Address("192.0.2.1"), 4000, IPv4Address("192.0.2.2"), True)
    message = built4(way=way)
    assert (str(message.giaddr), message.hops, message.first(82)) == ("192.0.2.2", 1, b"\x13\0")
    assert relay4_of(EVERYBODY) is None
    way6 = Way(FakeChannel(), IPv6Address("2001:db8::1"), 4000, IPv6Address("2001:db8::2"), True)
    outer = built(way6, "solicit")
    assert isinstance(outer, RelayMessage6)
    assert outer.first(135) == b"\0\0"
    assert relays6_of(GROUP6) == ()


def test_a_captured_packet(tmp_path: Path) -> None:
    sent = Wish4(1, MAC, 7).message()
    ends = Endpoint(MAC, IPv4Address(0), 68), Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 67)
    (tmp_path / "a.pcap").write_bytes(pcap([encode_frame(sent.encode(), *ends)]))
    again = built4("--replay", f"{tmp_path}/a.pcap#1", "--mac", "captured")
    assert again.xid != 7
    assert (again.chaddr, again.options) == (sent.chaddr, sent.options)
    other = built4("--replay", f"{tmp_path}/a.pcap#1")
    assert other.options == sent.options
    assert sent.chaddr != other.chaddr != built4("--replay", f"{tmp_path}/a.pcap#1", "--mac", "random").chaddr
    assert built4("--replay", f"{tmp_path}/a.pcap#1", "--mac", "02:00:00:00:00:09").chaddr[:6].hex() == "020000000009"
    assert family_of(flags("--replay", f"{tmp_path}/a.pcap")) == 4


def test_a_captured_packet_of_dhcpv6(tmp_path: Path) -> None:
    sent = Message6(1, 7, (RawOption(1, DUID), RawOption(8, b"\0\0")))
    ends = Endpoint(MAC, IPv6Address("fe80::2"), 546), Endpoint(BROADCAST, IPv6Address("ff02::1:2"), 547)
    (tmp_path / "a.pcap").write_bytes(pcap([encode_frame(sent.encode(), *ends)]))
    again = built(GROUP6, "-6", "--replay", f"{tmp_path}/a.pcap#1", "--mac", "captured")
    other = built(GROUP6, "-6", "--replay", f"{tmp_path}/a.pcap#1")
    assert isinstance(again, Message6)
    assert isinstance(other, Message6)
    assert again.options == sent.options
    assert other.first(1) != DUID


def checked(found: Flags) -> None:
    family = family_of(found)
    check(found, family)
    identity(found, family)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-4", "-6"), "exclude each other"),
        (("-6", "--dora"), "--dora is DHCPv4's"),
        (("-6", "--giaddr", "192.0.2.1"), "--giaddr: DHCPv6 has no such thing"),
        (("--duid", "0003"), "--duid: DHCPv4 has no such thing"),
        (("--dora", "--sarr"), "exclude each other"),
        (("--mac", "captured"), "--mac captured needs --replay"),
        (("--dora", "--hops", "1"), "--hops: a whole exchange"),
        (("--dora", "--wait"), "--wait: a whole exchange"),
        (("--dora", "discover"), "TYPE: a whole exchange"),
        (("--release",), "--release gives back"),
        (("--replay", "x.pcap", "-4", "--option", "1=2"), "--option: a captured packet"),
        (("--json", "--env"), "exclude each other"),
        (("--print-only", "6", "--style", "dhclient-debug"), "exclude each other"),
        (("-6", "--xid", "0x1000000"), "24 bits"),
        (("--target-mac", "02:00:5e:00:53:01"), "needs --raw"),
        (("--local", "eth0"), "needs --relay"),
        (("--option", "nosuch=1"), "nosuch"),
        (("--arch", "vax"), "vax"),
        (("nosuch",), "nosuch"),
        (("--mac", "own"), "--mac own needs -i"),
    ],
)
def test_flags_that_would_be_ignored_are_refused(arguments: tuple[str, ...], words: str) -> None:
    found = flags(*arguments)
    with pytest.raises(click.UsageError) as raised:
        checked(found)
    assert words in raised.value.message


def test_the_identity_of_dhcpv6() -> None:
    assert identity(flags("--duid", DUID.hex(":")), 6).duid == DUID
    assert identity(flags("--mac", MAC.hex(":")), 6).duid == b"\0\3\0\1" + MAC


def test_encode_errors_are_usage_errors() -> None:
    with pytest.raises(click.UsageError, match="too long"), usage():
        raise EncodeError("too long")
