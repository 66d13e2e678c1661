from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Kind
from dhcptools.packet.kinds.scalar import UINT16
from dhcptools.packet.kinds.string import BINARY


def test_deeper_keeps_the_rest_of_the_context() -> None:
    inside = Context(b"PXEClient").deeper()
    assert (inside.vendor_class, inside.depth, inside.catalogue) == (b"PXEClient", 1, None)
    assert NOTHING.depth == 0


def test_a_fixed_kind_takes_its_octets_and_leaves_the_rest() -> None:
    assert UINT16.take(b"\1\2\3") == (0x0102, 2)
    with pytest.raises(DecodeError, match="uint16 needs 2 octets, 1 are here") as caught:
        UINT16.take(b"\1", 9)
    assert caught.value.offset == 9


def test_a_kind_without_length_takes_all() -> None:
    assert BINARY.take(b"\1\2\3") == (b"\1\2\3", 3)


def test_json_of_the_values_that_need_no_care() -> None:
    kind = Kind()
    assert kind.json((1, True, None, "a", b"\xff", IPv4Address("192.0.2.1"))) == [1, True, None, "a", "ff", "192.0.2.1"]
    assert kind.json(1.5) == "1.5"
    assert kind.text(7) == "7"
