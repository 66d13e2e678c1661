"""``dhcptool dump`` beside the programs whose layouts it has."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.report.dump_dhcpdump import SEPARATOR, DumpDhcpdump
from dhcptools.report.dump_dhcpdump_names import ADDRESSES, CHOICES, NAMES4, NUMBERS, STRINGS, TIMES
from support.command import command
from support.dump_peers import listened
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
