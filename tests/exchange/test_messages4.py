from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.exchange import messages4
from dhcptools.exchange.messages4 import Client4
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4

MAC = bytes.fromhex("020000000001")
ADDRESS = IPv4Address("192.0.2.77")
SERVER = IPv4Address("192.0.2.1")
CLIENT = Client4(MAC, 0x1234, client_id=b"\x01" + MAC, broadcast=True, options=(RawOption(60, b"MSFT"),))
OFFER = Message4(yiaddr=ADDRESS, options=(RawOption(53, b"\x02"), RawOption(54, SERVER.packed)))

# RFC 2131 table 5, one row a message: secs, flags, ciaddr, and the codes of its options
TABLE5 = [
    ("DISCOVER", messages4.discover(CLIENT, 7), 7, 0x8000, "0.0.0.0", [53, 61, 55, 60]),
    ("DISCOVER hint", messages4.discover(CLIENT, 7, ADDRESS), 7, 0x8000, "0.0.0.0", [53, 50, 61, 55, 60]),
    ("SELECTING", messages4.request_selecting(CLIENT, OFFER, 7), 7, 0x8000, "0.0.0.0", [53, 50, 54, 61, 55, 60]),
    ("INIT-REBOOT", messages4.request_reboot(CLIENT, ADDRESS, 7), 7, 0x8000, "0.0.0.0", [53, 50, 61, 55, 60]),
    ("RENEWING", messages4.request_extend(CLIENT, ADDRESS, 7), 7, 0x8000, "192.0.2.77", [53, 61, 55, 60]),
    ("INFORM", messages4.inform(CLIENT, ADDRESS, 7), 7, 0x8000, "192.0.2.77", [53, 61, 55, 60]),
    ("RELEASE", messages4.release(CLIENT, ADDRESS, SERVER, "bye"), 0, 0, "192.0.2.77", [53, 54, 61, 56]),
    ("DECLINE", messages4.decline(CLIENT, ADDRESS, SERVER), 0, 0, "0.0.0.0", [53, 50, 54, 61]),
]


@pytest.mark.parametrize(
    ("name", "message", "secs", "flags", "ciaddr", "codes"), TABLE5, ids=[row[0] for row in TABLE5]
)
def test_table5(name: str, message: Message4, secs: int, flags: int, ciaddr: str, codes: list[int]) -> None:
    assert (message.secs, message.flags, str(message.ciaddr)) == (secs, flags, ciaddr)
    assert [option.code for option in message.options] == codes
    assert (message.op, message.htype, message.hlen, message.hops, message.xid) == (1, 1, 6, 0, 0x1234)
    assert message.hardware_address == MAC
    assert {int(message.yiaddr), int(message.siaddr), int(message.giaddr)} == {0}
    assert Message4.decode(message.encode(minimum=0)) == Message4.decode(
        message.encode()[: len(message.encode(minimum=0))]
    )


@pytest.mark.parametrize(
    ("message", "number"),
    [(row[1], number) for row, number in zip(TABLE5, (1, 1, 3, 3, 3, 8, 7, 4), strict=True)],
)
def test_message_types(message: Message4, number: int) -> None:
    assert message.message_type == number


def test_the_request_repeats_what_the_offer_said() -> None:
    message = messages4.request_selecting(CLIENT, OFFER)
    assert (message.first(50), message.first(54)) == (ADDRESS.packed, SERVER.packed)


def test_a_users_option_takes_the_place_of_ours() -> None:
    client = Client4(MAC, 1, options=(RawOption(55, b"\x2a"), RawOption(53, b"\x08")))
    message = messages4.discover(client)
    assert [(option.code, option.data) for option in message.options] == [(53, b"\x08"), (55, b"\x2a")]


def test_rapid_commit_is_an_empty_option_80() -> None:
    assert messages4.discover(CLIENT, rapid_commit=True).first(80) == b""


def test_secs_starts_where_the_client_says_and_stays_at_the_top() -> None:
    assert messages4.discover(Client4(MAC, 1, secs=100), 7).secs == 107
    assert messages4.discover(CLIENT, 10**9).secs == 0xFFFF


def test_an_offer_without_server_identifier_cannot_be_chosen() -> None:
    with pytest.raises(EncodeError, match="server identifier"):
        messages4.request_selecting(CLIENT, Message4(yiaddr=ADDRESS))


def test_a_hardware_address_over_16_octets_is_refused() -> None:
    with pytest.raises(EncodeError, match="17 octets"):
        messages4.discover(Client4(bytes(17), 1))
