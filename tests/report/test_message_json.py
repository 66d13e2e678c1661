from __future__ import annotations

import json
from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.exchange import relay6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.probe.compose import Wish4, Wish6
from dhcptools.report.message_json import message_object, problems
from support.queries import DUID, MAC, reply4

OFFER = reply4(
    Wish4(1, MAC, 7).message(), 2, RawOption(51, (60).to_bytes(4)), siaddr=IPv4Address("192.0.2.7"), file=b"boot"
)


def test_every_header_field_by_its_name() -> None:
    found = message_object(Message4.decode(OFFER.encode()))
    options = found.pop("options")
    assert found == {
        "family": 4, "type": "DHCPOFFER", "op": 2, "htype": 1, "hlen": 6, "hops": 0, "xid": 7, "secs": 0, "flags": 0,
        "ciaddr": "0.0.0.0", "yiaddr": "192.0.2.10", "siaddr": "192.0.2.7", "giaddr": "0.0.0.0",
        "chaddr": "02:00:5e:00:53:01", "sname": "", "file": "boot",
    }  # fmt: skip  # as RFC 2131 orders them
    assert [(option["code"], option["hex"], option["offset"]) for option in options] == [
        (53, "02", 240), (54, "c0000201", 243), (51, "0000003c", 249),
    ]  # fmt: skip  # in order


def test_repeated_options_of_dhcpv6_stay_apart_and_in_order() -> None:
    message = Message6(1, 7, (RawOption(3, bytes(12)), RawOption(1, DUID), RawOption(3, bytes(12))))
    found = message_object(message)
    assert (found["type"], found["msg_type"], found["transaction_id"]) == ("SOLICIT", 1, 7)
    assert [option["code"] for option in found["options"]] == [3, 1, 3]


def test_messages_inside_relay_messages() -> None:
    relay = Relay6(IPv6Address("2001:db8::1"), IPv6Address("fe80::1"))
    found = message_object(relay6.wrap(Wish6(1, 7, DUID).message(), (relay,)))
    assert (found["type"], found["hop_count"], found["link_address"]) == ("RELAY-FORW", 0, "2001:db8::1")
    assert found["options"][0]["value"]["transaction_id"] == 7


def test_fields_that_are_more_than_a_text_keep_their_octets() -> None:
    found = message_object(reply4(OFFER, 2, sname=b"\xff\0", file=b"boot\0junk"))
    assert (found["sname"], found["sname_hex"]) == ("\\xff", "ff00")
    assert (found["file"], found["file_hex"]) == ("boot", b"boot\0junk".hex())


def test_plain_bootp_has_no_type() -> None:
    assert message_object(Wish4(None, MAC, 7).message())["type"] is None


def test_problems_name_offset_option_and_rule() -> None:
    octets = reply4(OFFER, 2, RawOption(51, b"\1\2\3")).encode(minimum=0)[:-1] + b"\x03\xff"
    found = problems(Message4.decode(octets))
    assert found[0] == {"offset": 254, "option": None, "rule": "", "message": "option 3 says 255 octets, 0 are left"}
    assert found[1]["option"] == 51
    assert found[1]["rule"] == "RFC 2132 §9.2"
    assert problems(Message6(1, 7, (RawOption(7, b""),)))[0]["option"] == 7


@given(st.binary(max_size=120), st.binary(max_size=64))
def test_any_message_is_json(options: bytes, sname: bytes) -> None:
    octets = bytearray(OFFER.encode(minimum=0)[:240] + options)
    octets[44 : 44 + len(sname)] = sname
    message = Message4.decode(bytes(octets))
    text = json.dumps([message_object(message), problems(message)], allow_nan=False)
    text.encode("ascii")
    assert json.loads(text)[0]["xid"] == 7
