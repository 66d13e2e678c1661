from __future__ import annotations

import json
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.definitions import STANDARD, Definition
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.scalar import UINT16
from dhcptools.packet.raw import RawOption
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.packet.view4 import view


def typed4(*options: RawOption, **fields: bytes) -> tuple[TypedOption, ...]:
    message = Message4(options=options, **fields)  # type: ignore[arg-type]  # sname and file
    return options4(Message4.decode(message.encode(minimum=0)))


def test_options_have_names_values_and_places() -> None:
    message_type, routers, unknown = typed4(
        RawOption(53, b"\2"), RawOption(3, bytes((192, 0, 2, 1, 192, 0, 2, 2))), RawOption(230, b"\1")
    )
    assert (message_type.code, message_type.name, message_type.offset) == (53, "dhcp-message-type", 240)
    assert routers.value == (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2"))
    assert (routers.name, routers.text, routers.source) == ("routers", "192.0.2.1, 192.0.2.2", "options")
    assert routers.json() == {
        "code": 3,
        "name": "routers",
        "value": ["192.0.2.1", "192.0.2.2"],
        "hex": "c0000201c0000202",
        "offset": 243,
        "source": "options",
    }
    assert (unknown.name, unknown.text) == ("option-230", "hex:01")


def test_overload_is_followed() -> None:
    found = typed4(RawOption(52, b"\1"), file=b"\x0c\3pc1\xff")
    assert [(item.name, item.text, item.source, item.offset) for item in found[1:]] == [
        ("host-name", "pc1", "file", 108)
    ]


def test_split_values_are_one_option_with_its_parts() -> None:
    whole = typed4(RawOption(67, b"a" * 200), RawOption(12, b"x"), RawOption(67, b"b" * 100))[0]
    assert whole.text == "a" * 200 + "b" * 100
    assert [len(part.data) for part in whole.parts] == [200, 100]
    assert whole.note == ""


def test_repeated_values_that_do_not_join_stay_apart() -> None:
    found = typed4(RawOption(53, b"\1"), RawOption(53, b"\2"))
    assert [(item.value, item.offset, item.problem) for item in found] == [(1, 240, None), (2, 243, None)]
    assert found[1].note == "instance 2 of 2: they decode one by one, not joined (RFC 3396)"
    assert found[1].json()["note"] == found[1].note


def test_problems_name_the_octet_even_in_a_later_part() -> None:
    (routes,) = typed4(RawOption(121, bytes((8, 10, 192, 0))), RawOption(121, bytes((2, 1, 33))))
    assert routes.problem is not None
    assert routes.problem.offset == 240 + 6 + 2 + 2
    assert routes.json()["problem"] == str(routes.problem)
    assert routes.json()["value"] is None
    assert routes.text == "hex:080ac000020121"


def test_a_bad_option_does_not_hide_the_next() -> None:
    lease, name = typed4(RawOption(51, b"\0\0\x0e"), RawOption(12, b"pc1"))
    assert lease.problem == DecodeError("uint32 needs 4 octets, has 3", 242)
    assert (name.name, name.value) == ("host-name", "pc1")


def test_a_users_definitions() -> None:
    catalogue = STANDARD.with_definitions("dhcp4", [Definition(230, "mine", UINT16)])
    message = Message4(options=(RawOption(230, b"\0\7"),))
    assert options4(message, catalogue)[0].text == "7"
    assert options4(message, catalogue, view(message))[0].name == "mine"


def test_version_6_keeps_every_instance() -> None:
    address = IPv6Address("2001:db8::1").packed
    message = Message6(
        1, 0, (RawOption(23, address), RawOption(23, address), RawOption(8, b"\0\1"), RawOption(999, b""))
    )
    found = options6(decode6(message.encode()))
    assert [(item.name, item.offset) for item in found] == [
        ("dns-servers", 4),
        ("dns-servers", 24),
        ("elapsed-time", 44),
        ("option-999", 50),
    ]
    assert found[0].value == (IPv6Address("2001:db8::1"),)


def test_relay_messages_too() -> None:
    relay = RelayMessage6(options=(RawOption(18, b"eth0"), RawOption(9, Message6(1, 7).encode())))
    assert [(item.code, item.source) for item in options6(decode6(relay.encode()))] == [(18, "options"), (9, "options")]


@pytest.mark.parametrize("family", [4, 6])
@given(data=st.data())
def test_any_options_have_text_and_json_and_encode_to_their_octets(family: int, data: st.DataObject) -> None:
    codes = st.one_of(st.integers(1, 254) if family == 4 else st.integers(0, 160), st.sampled_from([43, 82, 119, 121]))
    raw = data.draw(st.lists(st.builds(RawOption, codes, st.binary(max_size=60)), max_size=6).map(tuple))
    if family == 4:
        found = options4(Message4.decode(Message4(options=raw).encode(minimum=0)))
    else:
        found = options6(decode6(Message6(1, 0, raw).encode()))
    for item in found:
        assert item.text.isprintable()
        json.dumps(item.json()).encode()
        if item.problem is None:
            assert item.kind.encode(item.value) == item.data, item
