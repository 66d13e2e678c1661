"""Strategies for messages and frames as a dump meets them: good ones, bad ones, and octets that were turned over."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from hypothesis import strategies as st

from dhcptools.packet.definitions import find_space
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.tables import dhcp4
from dhcptools.packet.v4 import Message4
from support.dumped import CLIENT4, EVERYBODY4, MAC
from support.values4 import values

SPACE4 = find_space("dhcp4", 4)
SERVER4 = Endpoint(bytes.fromhex("02005e005309"), IPv4Address("192.0.2.1"), 67)
CODES4 = [code for code, *_ in dhcp4.ROWS]
ADDRESSES4 = st.just(IPv4Address(0)) | st.ip_addresses(v=4)
TEXTS = st.sampled_from([b"", b"pc1", b"pc-2", b"a b", b"\x1b[31m", b"-", b"\xff", b"h\xc3\xa9"])
IDENTIFIERS = st.sampled_from([b"\1" + MAC, b"\0name", b"\xff\0\0\0\1\0\3\0\1" + MAC, b"\1\2", b"\7" + MAC, b"\1"])


def option4(code: int) -> Any:
    """An option of this code with a good value."""
    kind = SPACE4.by_code(code).kind
    return values(kind).map(lambda value: RawOption(code, kind.encode(value)[:255]))


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
