"""Strategies for messages and frames as a dump meets them: good ones, bad ones, and octets that were turned over."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

from hypothesis import strategies as st

from dhcptools.packet.definitions import find_space
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.tables import dhcp4
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from support.dumped import CLIENT4, CLIENT6, EVERYBODY4, EVERYBODY6, MAC
from support.values4 import values
from support.vectors6 import VECTORS6

SPACE4 = find_space("dhcp4", 4)
SERVER4 = Endpoint(bytes.fromhex("02005e005309"), IPv4Address("192.0.2.1"), 67)
CODES4 = [code for code, *_ in dhcp4.ROWS]
ADDRESSES4 = st.just(IPv4Address(0)) | st.ip_addresses(v=4)
TEXTS = st.sampled_from([b"", b"pc1", b"pc-2", b"a b", b"\x1b[31m", b"-", b"\xff", b"h\xc3\xa9"])
IDENTIFIERS = st.sampled_from([b"\1" + MAC, b"\0name", b"\xff\0\0\0\1\0\3\0\1" + MAC, b"\1\2", b"\7" + MAC, b"\1"])


def option4(code: int) -> Any:
    """An option of this code with a good value."""
    kind = SPACE4.by_code(code).kind
    return (
        values(kind)
        .map(lambda value: RawOption(code, kind.encode(value)))
        .filter(lambda option: len(option.data) <= 255)
    )


@st.composite
def options4(draw: Any) -> tuple[RawOption, ...]:
    """Options as they are sent, in any order, perhaps with one that is doubled, cut or unknown."""
    out = [
        RawOption(53, bytes([draw(st.integers(1, 19))])),
        *draw(st.lists(st.sampled_from(CODES4).flatmap(option4), max_size=4)),
        *draw(st.lists(st.builds(RawOption, st.just(12) | st.just(56), TEXTS), max_size=2)),
        *draw(st.lists(st.builds(RawOption, st.just(61), IDENTIFIERS), max_size=1)),
        *draw(st.lists(st.builds(RawOption, st.sampled_from([50, 51, 54, 43, 60, 82, 224]), st.binary(max_size=6)))),
        *draw(st.lists(st.builds(RawOption, st.just(60), st.sampled_from([b"PXEClient", b"MSFT 5.0"])), max_size=1)),
    ]
    return tuple(draw(st.permutations(out)))


MESSAGES4 = st.builds(
    Message4,
    op=st.integers(0, 3),
    htype=st.sampled_from([1, 6, 32, 200]),
    hlen=st.sampled_from([0, 6, 16, 17]),
    hops=st.integers(0, 2),
    xid=st.integers(0, 0xFFFFFFFF),
    secs=st.integers(0, 3),
    flags=st.sampled_from([0, 0x8000, 1]),
    ciaddr=ADDRESSES4,
    yiaddr=ADDRESSES4,
    siaddr=ADDRESSES4,
    giaddr=ADDRESSES4,
    chaddr=st.just(MAC),
    sname=st.just(b"") | TEXTS,
    file=st.sampled_from([b"", b"pxelinux.0", b"x\0y", b"\x1b"]),
    options=options4(),
    ended=st.sampled_from([True, True, True, False]),
    tail=st.sampled_from([b"", b"", bytes(9), b"\0\0x"]),
)


@st.composite
def frames4(draw: Any) -> bytes:
    """A frame of one of these messages, perhaps with a tag, perhaps with an octet that was changed on its way."""
    payload = draw(MESSAGES4).encode(minimum=draw(st.sampled_from([0, 300])))
    ends = draw(st.sampled_from([(CLIENT4, EVERYBODY4), (SERVER4, CLIENT4)]))
    tags = draw(st.sampled_from([(), (), (), (VlanTag(7),)]))
    octets = bytearray(encode_frame(payload, *ends, tags=tags))
    if draw(st.integers(0, 9)) == 0:
        octets[draw(st.integers(0, len(octets) - 1))] ^= draw(st.integers(1, 255))
    elif draw(st.integers(0, 9)) == 0:
        octets += bytes(4)
    return bytes(octets)


OPTIONS6 = st.sampled_from([RawOption(code, octets) for code, octets in VECTORS6 if code != 9]) | st.builds(
    RawOption,
    st.sampled_from([1, 2, 3, 5, 8, 13, 16, 25, 39, 200]),
    st.binary(max_size=44),
)
IA_NA = st.builds(
    lambda iaid, times, inside: RawOption(3, iaid.to_bytes(4) + times + inside),
    st.integers(0, 9),
    st.just(bytes(8)) | st.binary(min_size=8, max_size=8),
    st.just(b"") | st.binary(min_size=24, max_size=24).map(lambda body: b"\0\5\0\x18" + body),
)
DUIDS = st.sampled_from(
    [
        b"\0\1\0\1\x29\xb9\x27\0" + MAC,
        b"\0\3\0\1" + MAC,
        b"\0\1\0\6\x29\xb9\x27\0" + MAC,
        b"\0\2\0\0\0\x09\1",
        b"\0\4" + bytes(16),
        b"\0\1",
    ]
).map(lambda octets: RawOption(1, octets))
MESSAGES6 = st.builds(
    Message6,
    st.integers(1, 40).filter(lambda msg_type: msg_type not in {12, 13}),
    st.integers(0, 0xFFFFFF),
    st.lists(OPTIONS6 | IA_NA | DUIDS, max_size=5).map(tuple),
    st.sampled_from([b"", b"", b"", b"\0\1"]),
)


@st.composite
def relayed(draw: Any) -> AnyMessage6:
    """A message as a client or server sends it, or behind some relay agents."""
    message: AnyMessage6 = draw(MESSAGES6)
    for hop in range(draw(st.sampled_from([0, 0, 1, 2, 9]))):
        before = draw(st.lists(OPTIONS6, max_size=2))
        inner = [RawOption(9, message.encode())] if draw(st.integers(0, 9)) else []
        after = draw(st.lists(OPTIONS6 | st.just(RawOption(9, b"\1\0\0\1")), max_size=1))
        link = draw(st.just(IPv6Address(0)) | st.ip_addresses(v=6))
        message = RelayMessage6(
            draw(st.sampled_from([12, 13])), hop, link, IPv6Address("fe80::1"), (*before, *inner, *after)
        )
    return message


@st.composite
def frames6(draw: Any) -> bytes:
    """A frame of one of these messages, perhaps with a tag, perhaps with an octet that was changed on its way."""
    tags = draw(st.sampled_from([(), (), (), (VlanTag(7),)]))
    octets = bytearray(encode_frame(draw(relayed()).encode(), CLIENT6, EVERYBODY6, tags=tags))
    if draw(st.integers(0, 9)) == 0:
        octets[draw(st.integers(0, len(octets) - 1))] ^= draw(st.integers(1, 255))
    return bytes(octets)
