from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.raw import RawOption
from dhcptools.packet.tables import dhcp4
from dhcptools.packet.v4 import Message4
from dhcptools.report.dump_tcpdump import DumpTcpdump
from support.dump_messages import option4
from support.dumped import DISCOVER, framed, packet


def shown(found: Packet) -> str:
    return DumpTcpdump(Setting()).lines(found)


def line(code: int, data: bytes) -> str:
    """What stands behind the length of one option."""
    text = shown(packet(DISCOVER.with_options(RawOption(code, data))))
    return text[text.index(f"({code}), length {len(data)}") :].partition(": ")[2].split("\n\t  [")[0].rstrip("\n")


def test_a_request() -> None:
    text = shown(packet(DISCOVER))
    assert " IP (tos 0x0, ttl 64, id 0, offset 0, flags [none], proto UDP (17), length 328)\n    0.0.0.0.68 > " in text
    assert "[udp sum ok] BOOTP/DHCP, Request from 02:00:5e:00:53:01, length 300, xid 0x11223344, Flags [none]" in text
    assert "\t    Parameter-Request (55), length 3: \n\t      Subnet-Mask (1), Default-Gateway (3), Domain-Name" in text
    assert '\t    Hostname (12), length 3: "pc1"\n' in text


@pytest.mark.parametrize(
    ("code", "data", "text"),
    [
        (12, b"a\x1b[31m", '"a\\x1b[31m"'),
        (119, b"\3eng\7example\0", "eng.example"),
        (61, b"\0name", '"name"'),
        (61, b"\xff\0\0", "hardware-type 255, 00:00"),
        (121, b"\0\xc0\0\2\1", "(default:192.0.2.1)"),
        (81, b"\4\0\1\3abc\0", '[E] 0/1 "abc."'),
        (81, b"\0\0\0abc", '"abc"'),
        (53, b"\x63", "Unknown (99)"),
        (46, b"\3", "#3"),
        (77, b"\3abc", '\n\t      instance#1: "abc", length 3'),
        (82, b"\1\1a", "\n\t      Circuit-ID SubOption 1, length 1: a"),
        (82, b"\5\4\xc0\0\2\0", "\n\t      link-selection SubOption 5, length 4: 192.0.2.0"),
        (82, b"\1\x09", "\n\t      [ERROR: octets that are no sub-option] 0x0109"),
        (51, b"\1", "0x01 [ERROR: uint32 needs 4 octets, has 1]"),
        (224, b"\1\2", "0102"),
    ],
)  # fmt: skip  # one option a row
def test_values(code: int, data: bytes, text: str) -> None:
    assert line(code, data) == text


def test_headers_that_are_rare() -> None:
    text = shown(packet(replace(DISCOVER, op=3, htype=6, secs=7, hops=2, xid=0, flags=0x8000)))
    assert "unknown (0x03), length 300, htype 6, hlen 6, hops 2, secs 7, Flags [Broadcast] (0x8000)" in text
    bootp = replace(DISCOVER, cookie=b"", options=(), tail=b"\1\2\0\0", ended=False)
    assert "Vendor-#0x1020000" in shown(packet(bootp))
    assert "(in file)" in shown(packet(Message4(options=(RawOption(52, b"\1"),), file=b"\x0c\1a\xff")))
    assert 'file "x"' in shown(packet(replace(DISCOVER, file=b"x")))


def test_checksums_and_what_is_cut() -> None:
    good = framed(DISCOVER)
    wrong = good[:40] + b"\1\2" + good[42:]
    right = int.from_bytes(good[40:42])
    assert f"[bad udp cksum 0x0102 -> 0x{right:04x}!]" in shown(Packet(1, 0, "x", 1, wrong, len(wrong)))
    bare = good[:40] + b"\0\0" + good[42:]
    assert "[no cksum]" in shown(Packet(1, 0, "x", 1, bare, len(bare)))
    assert "not checked" in shown(Packet(1, 0, "x", 1, good, len(good), checksums=False))
    assert "[|bootp]\n\t  [dhcp octet 5: " in shown(packet(b"hello"))
    assert "[|dhcp6]" in shown(packet(b"", family=6))
    message = DISCOVER.encode()
    assert "no IP BOOTP/DHCP" in shown(Packet(1, 0, "x", 1, message, len(message), bare=4))


@pytest.mark.parametrize("code", [code for code, *_ in dhcp4.ROWS])
def test_every_option_of_dhcpv4_has_a_typed_value(code: int) -> None:
    @settings(max_examples=5)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        option = data.draw(option4(code))
        text = shown(packet(DISCOVER.with_options(RawOption(53, b"\1"), option)))
        assert "Unknown (" not in text.split("Discover", 1)[1] or code in {53, 55}
        assert text.replace("\n", "").replace("\t", "").isprintable()

    check()


@given(st.binary(max_size=300), st.sampled_from([4, 6]))
def test_any_message_is_shown_and_harmless(octets: bytes, family: int) -> None:
    start = DISCOVER.encode(minimum=0)[:240] if family == 4 else b"\7\0\0\1"
    text = shown(packet(start + octets, family=family))
    assert text.replace("\n", "").replace("\t", "").isprintable()
