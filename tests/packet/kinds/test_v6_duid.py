"""The DUID kind: octets, Kea's text, and the fields as JSON."""

from __future__ import annotations

import pytest

from dhcptools.packet.duid import Duid, en, ll, llt, uuid
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.v6_duid import DUID

MAC = bytes.fromhex("02005e000002")


def test_text_is_keas() -> None:
    value = DUID.decode(bytes.fromhex("0003000102005e000002"))  # DUID-LL, Ethernet, address
    assert value == ll(MAC)
    assert DUID.text(value) == "00:03:00:01:02:00:5e:00:00:02"
    assert DUID.parse(DUID.text(value)) == value == DUID.parse("0003000102005e000002")


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (llt(MAC, 5), {"type": "DUID-LLT", "hardware_type": 1, "time_s": 5, "link_layer_address": "02:00:5e:00:00:02"}),
        (ll(MAC), {"type": "DUID-LL", "hardware_type": 1, "link_layer_address": "02:00:5e:00:00:02"}),
        (en(9, b"\1"), {"type": "DUID-EN", "enterprise": 9, "identifier": "01"}),
        (uuid(bytes(16)), {"type": "DUID-UUID", "identifier": "00" * 16}),
        (Duid(b"\0\x09\1"), {"type": "DUID-9", "identifier": "01"}),
        (Duid(b"\0\2\0"), {"type": "DUID-EN", "problem": "DUID-EN has at least 7 octets, this one 3"}),
    ],
)
def test_json(value: Duid, fields: dict[str, object]) -> None:
    assert DUID.json(value) == {"hex": value.octets.hex(), **fields}


@pytest.mark.parametrize("octets", [0, 131, 300])
def test_lengths(octets: int) -> None:
    with pytest.raises(DecodeError):
        DUID.decode(bytes(octets))


def test_encode() -> None:
    assert DUID.encode(b"\1") == DUID.encode(Duid(b"\1")) == b"\1"
    for value in ("00:01", 1, b""):
        with pytest.raises(EncodeError):
            DUID.encode(value)
