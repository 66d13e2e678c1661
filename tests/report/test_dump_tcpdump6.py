from __future__ import annotations

from ipaddress import IPv6Address

import pytest

from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.raw import RawOption
from dhcptools.packet.typed import options6
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from dhcptools.report.dump_tcpdump6 import message6
from support.dumped import MAC, SOLICIT
from support.vectors6 import VECTORS6


def shown(message: AnyMessage6) -> str:
    return message6(message, options6(message), STANDARD)


def test_a_message() -> None:
    assert shown(SOLICIT) == f"solicit (xid=abcdef (client-ID hwaddr type 1 {MAC.hex()}) (elapsed-time 0))"
    assert shown(Message6(99, 1)) == "msgtype-99 (xid=1)"


def test_relayed_messages_are_inside() -> None:
    inner = RelayMessage6(12, 0, IPv6Address("2001:db8::1"), IPv6Address("fe80::1"), (RawOption(9, SOLICIT.encode()),))
    outer = shown(RelayMessage6(12, 1, options=(RawOption(18, b"eth0"), RawOption(9, inner.encode()))))
    assert outer.startswith(
        "relay-fwd (linkaddr=:: peeraddr=:: (interface-ID 65746830) (relay-message (dhcp6 relay-fwd ("
    )
    assert "(relay-message (dhcp6 solicit (xid=abcdef" in outer


@pytest.mark.parametrize(
    ("code", "octets", "text"),
    [
        (1, b"\0\1\0\1\0\0\0\7" + MAC, f"client-ID hwaddr/time type 1 time 7 {MAC.hex()}"),
        (2, b"\0\2\0\0\x09\xbf\1\2", "server-ID vid 000009bf0102"),
        (1, b"\0\4" + bytes(16), f"client-ID uuid {bytes(16).hex()}"),
        (1, b"\0\x09\1", "client-ID type 9 01"),
        (6, b"\0\x17\0\x52\xff\0", "option-request DNS-server solmax-rt opt_65280"),
        (13, b"\0\2\x1b", 'status-code NoAddrsAvail "\\x1b"'),
        (19, b"\5", "reconfigure-message for renew"),
        (37, b"\0\0\0\x09ab", "Remote-ID 9 6162"),
        (8, b"\0", "elapsed-time 0x00 [ERROR: uint16 needs 2 octets, has 1]"),
        (300, b"\1", "opt_300 01"),
        (14, b"", "rapid-commit"),
    ],
)
def test_values(code: int, octets: bytes, text: str) -> None:
    assert shown(Message6(7, 1, (RawOption(code, octets),))) == f"reply (xid=1 ({text}))"


@pytest.mark.parametrize(("code", "octets"), VECTORS6)
def test_every_option_has_a_name_and_a_value(code: int, octets: bytes) -> None:
    text = shown(Message6(7, 1, (RawOption(code, octets),)))
    assert text.isprintable()
    assert "opt_" not in text.replace("opt_65000", "")
    assert "ERROR" not in text
    assert not octets or " " in text.removeprefix("reply (xid=1 ")
