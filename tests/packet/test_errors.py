from __future__ import annotations

import pickle

from dhcptools.packet.errors import DecodeError, EncodeError


def test_a_decode_error_says_where() -> None:
    error = DecodeError("option 51 needs 4 octets, has 3", 246)
    assert str(error) == "option 51 needs 4 octets, has 3 (at octet 246)"
    assert (error.reason, error.offset) == ("option 51 needs 4 octets, has 3", 246)


def test_decode_errors_are_values() -> None:
    assert DecodeError("a", 1) == DecodeError("a", 1)
    assert DecodeError("a", 1) != DecodeError("a", 2)
    assert DecodeError("a", 1) != "a"
    assert len({DecodeError("a", 1), DecodeError("a", 1), DecodeError("b", 1)}) == 2


def test_errors_cross_processes() -> None:
    assert pickle.loads(pickle.dumps(DecodeError("a", 3))) == DecodeError("a", 3)
    assert pickle.loads(pickle.dumps(EncodeError("b"))).reason == "b"


def test_an_encode_error_says_what() -> None:
    assert str(EncodeError("256 is not in 0..255")) == "256 is not in 0..255"
