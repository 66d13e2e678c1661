from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.tuples import OPAQUE_TUPLES, TUPLE8, TUPLE16


@pytest.mark.parametrize("width", [1, 2])
@given(pieces=st.lists(st.binary(max_size=20), min_size=1, max_size=5))
def test_pieces_survive(width: int, pieces: list[bytes]) -> None:
    kind = OPAQUE_TUPLES(width)
    wire = b"".join(len(piece).to_bytes(width) + piece for piece in pieces)
    value = kind.decode(wire)
    assert kind.encode(value) == wire == kind.encode(pieces)
    assert kind.parse(kind.text(value)) == value
    assert kind.text(value).isprintable()


def test_boot_parameters() -> None:
    kind = OPAQUE_TUPLES(2)
    value = kind.decode(b"\0\6root=a\0\3b,c")
    assert value == ("root=a", "b,c")
    assert kind.text(value) == "root=a, (b,c)"
    assert kind.json(value) == ["root=a", "b,c"]


@pytest.mark.parametrize("wire", ["", "00", "000361", "000161ff"])
def test_lengths_that_say_too_much(wire: str) -> None:
    with pytest.raises(DecodeError):
        OPAQUE_TUPLES(2).decode(bytes.fromhex(wire))


def test_one_piece_alone() -> None:
    assert TUPLE8.decode(b"\2ab") == "ab"
    assert TUPLE16.encode("ab") == b"\0\2ab"
    assert TUPLE16.parse("ab") == "ab"
    with pytest.raises(DecodeError, match="1 octets after"):
        TUPLE8.decode(b"\1ab")
    with pytest.raises(EncodeError, match="too many"):
        TUPLE8.encode("a" * 256)
