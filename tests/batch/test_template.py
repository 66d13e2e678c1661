from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.template import Inside, template4, template6
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ia6 import IaAddr
from dhcptools.packet.raw import RawOption, pack4, pack6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6, layers

REQUEST4 = Message4(
    hops=1,
    options=(
        RawOption(53, b"\x03"), RawOption(50, bytes(4)), RawOption(61, b"\1" + bytes(6)),
        RawOption(82, pack4([RawOption(1, b"eth0/0"), RawOption(2, bytes(8))])),
    ),
)  # fmt: skip
INSIDE4 = {
    "requested": Inside((50,), 0, 4),
    "mac": Inside((61,), 1, 6),
    "remote": Inside((82, 2), 0, 8),
    "port": Inside((82, 1), 5, 1),
}
REQUEST6 = Message6(
    3,
    1,
    (
        RawOption(8, bytes(2)),
        RawOption(1, bytes(14)),
        RawOption(3, bytes(12) + pack6([RawOption(5, IaAddr().encode())])),
    ),
)
INSIDE6 = {
    "elapsed": Inside((8,), 0, 2),
    "mac": Inside((1,), 8, 6),
    "iaid": Inside((3,), 0, 4),
    "address": Inside((3, 5), 0, 16),
}

u32, u48 = st.integers(0, 2**32 - 1), st.integers(0, 2**48 - 1)


@given(st.lists(st.tuples(u32, u48, u32, st.integers(0, 255), st.integers(0, 65535)), min_size=1, max_size=5))
def test_what_is_stamped_the_object_plane_decodes_v4(values: list[tuple[int, int, int, int, int]]) -> None:
    template = template4(REQUEST4, INSIDE4)
    rows = template.rows(len(values))
    xid, mac, address, port, secs = (np.array(column, np.uint64) for column in zip(*values, strict=True))
    for name, column in {
        "xid": xid, "chaddr": mac, "mac": mac, "requested": address, "giaddr": address, "remote": mac, "port": port,
        "secs": secs,
    }.items():  # fmt: skip
        template.stamp(rows, name, column)
    template.stamp(rows, "op", 2)
    for row, (x, m, a, p, s) in zip(rows, values, strict=True):
        message = Message4.decode(row.tobytes())
        assert (message.op, message.xid, message.secs, message.giaddr) == (2, x, s, IPv4Address(a))
        assert message.hardware_address == m.to_bytes(6)
        assert message.first(61) == b"\1" + m.to_bytes(6)
        assert message.first(50) == a.to_bytes(4)
        assert message.first(82) == pack4([RawOption(1, b"eth0/" + bytes((p,))), RawOption(2, m.to_bytes(8))])
        assert message.message_type == 3
        assert not message.problems


@given(st.lists(st.tuples(st.integers(0, 2**24 - 1), u48, u32), min_size=1, max_size=5), st.integers(0, 2))
def test_what_is_stamped_the_object_plane_decodes_v6(values: list[tuple[int, int, int]], depth: int) -> None:
    message: Message6 | RelayMessage6 = REQUEST6
    for _ in range(depth):
        message = RelayMessage6(options=(RawOption(135, bytes(2)), RawOption(9, message.encode())))
    template = template6(message, {n: Inside((9,) * depth + i.path, i.skip, i.width) for n, i in INSIDE6.items()})
    rows = template.rows(len(values))
    xid, mac, iaid = (np.array(column, np.uint64) for column in zip(*values, strict=True))
    template.stamp(rows, "header", xid | np.uint64(5 << 24))
    template.stamp(rows, "mac", mac)
    template.stamp(rows, "iaid", iaid)
    template.stamp(rows, "elapsed", 7)
    address = IPv6Address("2001:db8::99")
    template.stamp_octets(rows, "address", np.frombuffer(address.packed, np.uint8))
    for row, (x, m, i) in zip(rows, values, strict=True):
        inner = list(layers(decode6(row.tobytes())))[-1]
        assert isinstance(inner, Message6)
        assert (inner.msg_type, inner.transaction_id) == (5, x)
        assert inner.first(1) == bytes(8) + m.to_bytes(6)
        assert inner.first(8) == b"\0\7"
        assert inner.first(3) == i.to_bytes(4) + bytes(8) + pack6([RawOption(5, IaAddr(address).encode())])
        assert not inner.problems


def test_places_that_are_not_there_are_refused() -> None:
    with pytest.raises(EncodeError, match="no option 12"):
        template4(REQUEST4, {"name": Inside((12,), 0, 4)})
    with pytest.raises(EncodeError, match="ends before"):
        template4(REQUEST4, {"mac": Inside((61,), 2, 6)})
    with pytest.raises(EncodeError, match="no option 25"):
        template6(REQUEST6, {"prefix": Inside((25, 26), 0, 4)})
    template = template4(REQUEST4, {"three": Inside((50,), 0, 3)})
    with pytest.raises(EncodeError, match="3 octets"):
        template.stamp(template.rows(1), "three", 1)
