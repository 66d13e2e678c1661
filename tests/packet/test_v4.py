from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import HEADER_OCTETS, MAGIC_COOKIE, OPTIONS_OFFSET, Message4, split_long
from dhcptools.packet.view4 import view

options = st.lists(
    st.builds(RawOption, st.integers(1, 254).filter(lambda code: code != 52), st.binary(max_size=40)), max_size=12
).map(tuple)
addresses = st.integers(0, 0xFFFFFFFF).map(IPv4Address)
messages = st.builds(
    Message4,
    op=st.integers(0, 255),
    htype=st.integers(0, 255),
    hlen=st.integers(0, 255),
    hops=st.integers(0, 255),
    xid=st.integers(0, 0xFFFFFFFF),
    secs=st.integers(0, 0xFFFF),
    flags=st.integers(0, 0xFFFF),
    ciaddr=addresses,
    yiaddr=addresses,
    siaddr=addresses,
    giaddr=addresses,
    chaddr=st.binary(min_size=16, max_size=16),
    sname=st.binary(min_size=64, max_size=64),
    file=st.binary(min_size=128, max_size=128),
    options=options,
)
OFFER = Message4(
    op=2,
    xid=0x39A4C1F0,
    yiaddr=IPv4Address("192.0.2.100"),
    siaddr=IPv4Address("192.0.2.7"),
    chaddr=bytes.fromhex("02005e000001").ljust(16, b"\0"),
    options=(
        RawOption(53, b"\2"),
        RawOption(54, bytes((192, 0, 2, 1))),
        RawOption(51, (3600).to_bytes(4)),
        RawOption(1, bytes((255, 255, 255, 0))),
        RawOption(3, bytes((192, 0, 2, 1))),
        RawOption(15, b"example.org"),
    ),
)
VECTORS = {
    "offer": OFFER.encode(),
    "bootp": bytes((1, 1, 6, 0)) + bytes(232) + bytes(64),
    "no end": OFFER.encode(minimum=0)[:-1],
    "padding between": OFFER.encode(minimum=0)[:-1] + bytes.fromhex("0000 0c01 61 00 ff 0000 01"),
    "other cookie": bytes(236) + b"\1\2\3\4\xff",
    "overload": replace(OFFER, options=(*OFFER.options, RawOption(43, bytes(100)))).encode(maximum=300),
}


@given(messages)
def test_messages_survive_the_wire(message: Message4) -> None:
    octets = message.encode(minimum=0)
    again = Message4.decode(octets)
    assert replace(again, problems=()) == message
    assert again.encode(minimum=0) == octets


@given(st.binary(min_size=HEADER_OCTETS, max_size=HEADER_OCTETS), st.booleans(), st.binary(max_size=120))
def test_any_octets_behind_a_header_survive(header: bytes, dhcp: bool, rest: bytes) -> None:
    octets = header + (MAGIC_COOKIE if dhcp else b"") + rest
    assert Message4.decode(octets).encode(minimum=0) == octets


@given(st.binary(max_size=400))
def test_any_octets_raise_nothing_but_decode_errors(octets: bytes) -> None:
    if len(octets) >= HEADER_OCTETS:
        assert Message4.decode(octets).encode(minimum=0) == octets
        return
    with pytest.raises(DecodeError) as caught:
        Message4.decode(octets)
    assert caught.value.offset == len(octets)


@pytest.mark.parametrize("name", VECTORS)
def test_every_prefix_of_every_vector(name: str) -> None:
    octets = VECTORS[name]
    for length in range(len(octets) + 1):
        prefix = octets[:length]
        if length < HEADER_OCTETS:
            with pytest.raises(DecodeError):
                Message4.decode(prefix)
        else:
            message = Message4.decode(prefix)
            assert message.encode(minimum=0) == prefix
            view(message)


def test_fields_stand_where_rfc_2131_has_them() -> None:
    octets = OFFER.encode()
    assert len(octets) == 300
    assert octets[:4] == bytes((2, 1, 6, 0))
    assert octets[4:8] == bytes.fromhex("39a4c1f0")
    assert octets[16:20] == bytes((192, 0, 2, 100))
    assert octets[28:34] == bytes.fromhex("02005e000001")
    assert octets[236:243] == MAGIC_COOKIE + b"\x35\1\2"
    assert (OFFER.message_type, OFFER.hardware_address.hex(), OFFER.broadcast) == (2, "02005e000001", False)
    assert replace(OFFER, flags=0x8000).broadcast
    assert OFFER.first(99) is None


def test_scapy_reads_the_same_message() -> None:
    from scapy.layers.dhcp import BOOTP, DHCP

    packet = BOOTP(OFFER.encode())
    assert (packet.op, packet.xid, packet.yiaddr, packet.siaddr) == (2, 0x39A4C1F0, "192.0.2.100", "192.0.2.7")
    assert packet.chaddr == OFFER.chaddr
    found = [option for option in packet[DHCP].options if isinstance(option, tuple)]
    assert found == [
        ("message-type", 2),
        ("server_id", "192.0.2.1"),
        ("lease_time", 3600),
        ("subnet_mask", "255.255.255.0"),
        ("router", "192.0.2.1"),
        ("domain", b"example.org"),
    ]


def test_we_read_what_scapy_writes() -> None:
    from scapy.layers.dhcp import BOOTP, DHCP

    wire = bytes(
        BOOTP(op=1, xid=7, flags="B", giaddr="192.0.2.9", hops=1, secs=3, chaddr=b"\2\0\x5e\0\0\1")
        / DHCP(options=[("message-type", "discover"), ("hostname", "pc1"), ("param_req_list", [1, 3, 6]), "end"])
    )
    message = Message4.decode(wire)
    assert (message.op, message.xid, message.hops, message.secs, message.broadcast) == (1, 7, 1, 3, True)
    assert message.giaddr == IPv4Address("192.0.2.9")
    assert message.options == (RawOption(53, b"\1"), RawOption(12, b"pc1"), RawOption(55, b"\1\3\6"))
    assert message.ended
    assert message.problems == ()
    assert message.encode(minimum=0) == wire


@pytest.mark.parametrize(
    ("change", "reason", "offset"),
    [
        ({"hlen": 17}, "hlen 17 is more", 2),
        ({"ended": False}, "no END option", OPTIONS_OFFSET + 40),
        ({"ended": False, "tail": b"\x0c\x05a"}, "option 12 says 5 octets, 1 are left", OPTIONS_OFFSET + 40),
    ],
)
def test_problems_are_listed_not_raised(change: dict[str, int], reason: str, offset: int) -> None:
    message = Message4.decode(replace(OFFER, **change).encode(minimum=0))  # type: ignore[arg-type]  # cases mix types
    assert message.problems[0].reason.startswith(reason)
    assert message.problems[0].offset == offset
    assert len(message.hardware_address) <= 16
    assert message.options == OFFER.options


def test_plain_bootp_keeps_its_vendor_area() -> None:
    message = Message4.decode(VECTORS["bootp"])
    assert (message.cookie, message.options, message.tail, message.message_type) == (b"", (), bytes(64), None)


def test_values_over_255_octets_are_split() -> None:
    long = RawOption(43, bytes(range(256)) * 2)
    assert [len(part.data) for part in split_long((long,))] == [255, 255, 2]
    assert split_long(OFFER.options) is OFFER.options
    message = Message4.decode(replace(OFFER, options=(*OFFER.options, long)).encode())
    assert view(message).get(43) == long.data


@given(options, st.integers(300, 700))
def test_overload_moves_options_and_loses_none(extra: tuple[RawOption, ...], maximum: int) -> None:
    message = OFFER.with_options(RawOption(53, b"\2"), *(option for option in extra if option.code != 53))
    try:
        octets = message.encode(maximum=maximum)
    except EncodeError:
        assert len(message.encode(minimum=0)) > maximum
        return
    assert len(octets) <= maximum
    again = view(Message4.decode(octets))
    assert again.problems == ()
    wanted = {option.code: option.data for option in view(message).options}
    found = {option.code: option.data for option in again.options if option.code != 52}
    assert found == wanted
    assert octets[OPTIONS_OFFSET] == 53


def test_overload_leaves_a_boot_file_alone() -> None:
    message = replace(OFFER, file=b"pxelinux.0", options=(*OFFER.options, RawOption(43, bytes(50))))
    octets = message.encode(maximum=310)
    again = Message4.decode(octets)
    assert again.file.startswith(b"pxelinux.0")
    assert view(again).overload == 2
    assert view(again).get(43) == bytes(50)


def test_overload_keeps_options_that_stand_in_file_already() -> None:
    first = Message4.decode(VECTORS["overload"])
    assert view(first).overload in (1, 2, 3)
    more = replace(first, tail=b"", options=(*first.options, RawOption(12, bytes(40))))
    again = view(Message4.decode(more.encode(maximum=300)))
    assert again.overload == 3
    assert {option.code for option in again.options} == {option.code for option in view(first).options} | {12}
    assert again.get(43) == bytes(100)


def test_relay_agent_information_stays_where_relays_look() -> None:
    message = OFFER.with_options(RawOption(53, b"\2"), RawOption(43, bytes(60)), RawOption(82, bytes(30)))
    again = Message4.decode(message.encode(maximum=300))
    assert again.first(82) == bytes(30)
    assert again.first(43) is None
    assert view(again).get(43) == bytes(60)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(EncodeError, match="do not fit in 300 octets"):
        OFFER.with_options(*(RawOption(code, bytes(100)) for code in range(100, 110))).encode(maximum=300)


def test_a_tail_gives_way_to_the_maximum() -> None:
    assert len(replace(OFFER, tail=bytes(500)).encode(maximum=400)) == 300


@pytest.mark.parametrize(
    "change", [{"xid": 1 << 32}, {"op": 256}, {"chaddr": bytes(17)}, {"sname": bytes(65)}, {"file": bytes(129)}]
)
def test_fields_out_of_range(change: dict[str, int]) -> None:
    with pytest.raises(EncodeError):
        replace(OFFER, **change).encode()  # type: ignore[arg-type]  # cases mix types
