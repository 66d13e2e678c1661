"""``dhcptool dump`` beside the programs whose layouts it has."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from dhcptools.report.dump_dhcpdump import SEPARATOR, DumpDhcpdump
from dhcptools.report.dump_dhcpdump_names import ADDRESSES, CHOICES, NAMES4, NUMBERS, STRINGS, TIMES
from support.command import command, dhcptool
from support.dump_peers import listened, read
from support.peers import need

SERVER = Endpoint(bytes.fromhex("02005e000001"), IPv4Address("192.0.2.1"), 67)
CLIENT = Endpoint(bytes.fromhex("02005e000002"), IPv4Address("192.0.2.50"), 68)
PROBE_XID, LAST_XID = 0xDEADBEEF, 0xCAFEF00D
REPLY = Message4(
    op=2, xid=0x1A25016B, flags=0x8000, ciaddr=CLIENT.address, yiaddr=CLIENT.address, siaddr=SERVER.address,
    chaddr=CLIENT.mac, hops=1, secs=7, file=b"pxelinux.0", sname=b"boot",
)  # fmt: skip  # header


def frame(message: Message4) -> bytes:
    return encode_frame(message.encode(), SERVER, CLIENT)


def options(*rows: tuple[int, bytes], **fields: int) -> bytes:
    made = tuple(RawOption(code, data) for code, data in rows)
    return frame(replace(REPLY, options=(RawOption(53, b"\5"), *made), **fields))


def frames_for_dhcpdump() -> list[bytes]:
    """Packets of which 1.8 prints nothing insane: every option it knows, with a good value."""
    good = {
        1: b"\xff\xff\xff\0", 3: b"\xc0\0\2\1", 21: b"\x0a\0\0\0\xff\0\0\0" * 2, 33: b"\x0a\0\0\1\xc0\0\2\1" * 2,
        25: b"\0D\1(", 46: b"\x08", 55: bytes([1, 28, 3, 6, 15, 119, 121, 252, 249, 254]), 61: b"\1" + CLIENT.mac,
        43: b"\6\1\x08\x08\7\x80\x80\0\x15", 81: b"\1\0\0host.example.com", 82: b"\1\4ge-1\2\4\1\2\3\4",
        119: b"\3eng\7example\3org\0", 121: b"\x18\x0a\1\2\xc0\0\2\1", 77: b"\3abc", 97: bytes(17), 2: b"\0\0\x0e\x10",
    }  # fmt: skip  # one row an option
    for code in NAMES4:
        if code in good or code in {0, 52, 53, 255} or len(NAMES4[code]) >= 26:
            continue
        if code in ADDRESSES:
            single = code in {16, 28, 32, 50, 54}
            good[code] = b"\xc0\0\2\x08" if single else b"\xc0\0\2\x08\xac\x10\1\x69"
        elif code in STRINGS:
            good[code] = b"example"
        elif code in CHOICES:
            good[code] = b"\1"
        elif code in NUMBERS or code in TIMES:
            good[code] = (1800).to_bytes(4)[-(NUMBERS.get(code) or TIMES[code]) :]
    out = [options((code, data)) for code, data in good.items()]
    out += [options((51, seconds.to_bytes(4))) for seconds in (0, 60, 61, 3600, 3661, 86400, 90061, 604800, 31536000)]
    out += [options(htype=kind, hlen=kind, op=kind % 3) for kind in range(16)]
    return [*out, options(*good.items()), options(xid=LAST_XID)]


def test_the_style_is_that_of_dhcpdump(tmp_path: Path) -> None:
    need("dhcpdump")
    frames = frames_for_dhcpdump()
    probe = options(xid=PROBE_XID)
    theirs = listened(["dhcpdump", "-i", "eth0"], probe, frames, f"{LAST_XID:x}", tmp_path / "log")
    style = DumpDhcpdump(Setting(), typed=False)
    ours = "".join(style.lines(Packet(1, 0, "eth0", 1, octets, len(octets))) for octets in frames)
    same(theirs, ours)
    live = [*command("compat", "dhcpdump"), "-i", "eth0"]
    same(listened(live, probe, frames, f"{LAST_XID:x}", tmp_path / "ours"), ours)


def same(listened: str, shown: str) -> None:
    """The packets that a program listened to are those shown; its last need not be whole when it is ended."""
    heard, known = packets_of(listened), packets_of(shown)
    assert heard == known[: len(heard)]
    assert len(known) - len(heard) <= 1


def packets_of(text: str) -> list[list[str]]:
    """The lines of each packet but those of its time, without packets of the probe."""
    out = []
    for packet in text.split(SEPARATOR + "\n\n")[:-1]:
        lines = [line for line in packet.split("\n") if not line.startswith("  TIME:")]
        if f"   XID: {PROBE_XID:x}" not in lines:
            out.append(lines)
    return out


def exchange6(message: AnyMessage6) -> bytes:
    asker = Endpoint(CLIENT.mac, IPv6Address("fe80::1"), 546)
    return encode_frame(message.encode(), asker, Endpoint(bytes.fromhex("333300010002"), IPv6Address("ff02::1:2"), 547))


def frames_for_tcpdump() -> list[bytes]:
    """Ordinary exchanges: what tcpdump decodes whole and names as the RFCs do."""
    asked = bytes([1, 28, 2, 3, 15, 6, 12, 44, 47, 26, 121, 42, 249])
    request = replace(REPLY, op=1, ciaddr=IPv4Address(0), yiaddr=IPv4Address(0), siaddr=IPv4Address(0), file=b"")
    identity = RawOption(61, b"\1" + CLIENT.mac)
    granted = (
        RawOption(54, b"\xc0\0\2\1"), RawOption(51, (3600).to_bytes(4)), RawOption(58, (1800).to_bytes(4)),
        RawOption(59, (3150).to_bytes(4)), RawOption(1, b"\xff\xff\xff\0"), RawOption(3, b"\xc0\0\2\1\xc0\0\2\2"),
        RawOption(6, b"\xc0\0\2\x08\xac\x10\1\x69"), RawOption(15, b"example.org"), RawOption(28, b"\xc0\0\2\xff"),
        RawOption(26, b"\5\xdc"), RawOption(42, b"\xc0\0\2\x09"), RawOption(44, b"\xc0\0\2\x07"),
        RawOption(46, b"\x08"),
        RawOption(121, b"\x18\x0a\1\2\xc0\0\2\1\0\xc0\0\2\1"), RawOption(66, b"boot"), RawOption(67, b"pxelinux.0"),
        RawOption(2, (-3600).to_bytes(4, signed=True)), RawOption(33, b"\x0a\0\0\1\xc0\0\2\1"),
        RawOption(19, b"\1"), identity,
        RawOption(82, b"\1\4eth0\2\6remote"), RawOption(161, b"https://mud.example/"),
    )  # fmt: skip  # of a generous server
    four = [
        replace(request, options=(RawOption(53, b"\1"), identity, RawOption(12, b"pc1"), RawOption(55, asked))),
        replace(REPLY, options=(RawOption(53, b"\2"), *granted)),
        replace(request, options=(RawOption(53, b"\3"), RawOption(50, b"\xc0\0\2\x32"), RawOption(60, b"MSFT 5.0"))),
        replace(REPLY, options=(RawOption(53, b"\5"), *granted), flags=0),
        replace(request, options=(RawOption(53, b"\7"), RawOption(81, b"\1\0\0pc1.example.org"))),
        replace(REPLY, options=(RawOption(53, b"\6"), RawOption(56, b"no such lease"))),
        replace(REPLY, options=(RawOption(53, b"\x0d"), RawOption(92, b"\xc0\0\2\x32"), RawOption(91, bytes(4)))),
    ]
    duid, server = RawOption(1, b"\0\1\0\1\x2a\x3b\x4c\x5d" + CLIENT.mac), RawOption(2, b"\0\3\0\1" + SERVER.mac)
    times = (1000).to_bytes(4) + (2000).to_bytes(4)
    address = IPv6Address("2001:db8::1").packed + times
    prefix = times + b"\x38" + IPv6Address("2001:db8:8000::").packed
    ia = RawOption(3, b"\0\0\0\7" + times + b"\0\5\0\x18" + address)
    pd = RawOption(25, b"\0\0\0\x08" + times + b"\0\x1a\0\x19" + prefix)
    solicit = Message6(
        1,
        0xAB7C67,
        (duid, RawOption(3, bytes(12)), RawOption(6, b"\0\x17\0\x18"), RawOption(8, b"\0\x0a"), RawOption(14, b"")),
    )
    reply = Message6(
        7, 0xAB7C67,
        (duid, server, ia, pd, RawOption(7, b"\xff"), RawOption(23, address[:16] * 2),
         RawOption(24, b"\7example\3org\0"), RawOption(32, (86400).to_bytes(4)), RawOption(13, b"\0\0"),
         RawOption(20, b"")),
    )  # fmt: skip  # type, transaction, options
    relayed = RelayMessage6(
        12, 0, IPv6Address("2001:db8::2"), IPv6Address("fe80::1"), (RawOption(9, solicit.encode()),)
    )
    again = RelayMessage6(12, 1, IPv6Address("2001:db8::3"), IPv6Address("fe80::2"), (RawOption(9, relayed.encode()),))
    return [*map(frame, four), *map(exchange6, (solicit, replace(solicit, msg_type=11), reply, relayed, again))]


def test_the_style_is_that_of_tcpdump(tmp_path: Path) -> None:
    need("tcpdump")
    path = tmp_path / "exchanges.pcap"
    theirs = read(["tcpdump", "-nvv", "-r"], frames_for_tcpdump(), path)
    ours = dhcptool(tmp_path, "dump", "-r", str(path), "--style", "tcpdump", TZ="UTC")
    assert ours.stdout.splitlines() == theirs.splitlines()


def test_tshark_agrees_on_addresses_times_and_names(tmp_path: Path) -> None:
    need("tshark")
    frames = [
        options((51, (3600).to_bytes(4)), (58, (90061).to_bytes(4)), (3, b"\xc0\0\2\1\xc0\0\2\2"), (12, b"pc1")),
        options((82, b"\5\4\xc0\0\2\0\x0b\4\xc0\0\2\1"), (121, b"\x18\x0a\1\2\xc0\0\2\1"), (252, b"http://wpad/")),
        exchange6(Message6(1, 7, (RawOption(1, b"\0\4" + bytes(range(16))), RawOption(82, (60).to_bytes(4))))),
    ]  # fmt: skip  # a frame a line
    theirs = read(["tshark", "-n", "-V", "-r"], frames, tmp_path / "some.pcap")
    ours = dhcptool(tmp_path, "dump", "-r", str(tmp_path / "some.pcap")).stdout
    both = {
        "(3600s) 1 hour": "dhcp-lease-time             1h\n",
        "Router: 192.0.2.2": "routers                     192.0.2.1, 192.0.2.2\n",
        "Host Name: pc1": 'host-name                   "pc1"\n',
        "Link selection (192.0.2.0)": "link-selection          192.0.2.0\n",
        "Server ID Override (192.0.2.1)": "server-id-override      192.0.2.1\n",
        "10.1.2.0/24-192.0.2.1": "10.1.2.0/24 - 192.0.2.1\n",
        "Private/Proxy autodiscovery": '"http://wpad/"\n',
        "DUID Type: Universally Unique IDentifier (UUID) (4)": "DUID-UUID 00010203-0405-0607-0809-0a0b0c0d0e0f",
    }
    assert [found for found in both if found not in theirs] == []
    assert [found for found in both.values() if found not in ours] == []
