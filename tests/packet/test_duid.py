"""DUIDs: the four types from octets with comments, unknown and cut ones, text, limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.duid import Duid, decode, en, ll, llt, parse, uuid
from dhcptools.packet.errors import DecodeError, EncodeError

MAC = bytes.fromhex("02005e000002")
LLT = bytes.fromhex(
    "0001"  # type 1
    "0001"  # hardware type Ethernet
    "3293fd63"  # 848559459 seconds after 2000-01-01
    "02005e000002"  # link-layer address
)
EN = bytes.fromhex(
    "0002"  # type 2
    "000009bf"  # enterprise 2495
    "01020304"  # identifier
)
LL = bytes.fromhex(
    "0003"  # type 3
    "0001"  # hardware type Ethernet
    "02005e000002"  # link-layer address
)
UUID = bytes.fromhex(
    "0004"  # type 4
    "f81d4fae7dec11d0a76500a0c91e6bf6"  # UUID
)


def test_llt() -> None:
    duid = decode(LLT)
    assert (duid.duid_type, duid.hardware_type, duid.time_s, duid.link_layer_address) == (1, 1, 0x3293FD63, MAC)
    assert (duid.enterprise, duid.identifier, duid.problem) == (None, None, None)
    assert llt(MAC, 0x3293FD63) == duid
    assert duid.describe() == "DUID-LLT 1 02:00:5e:00:00:02 time 848559459"


def test_llt_time_wraps_as_the_rfc_says() -> None:
    assert llt(MAC, (1 << 32) + 5).time_s == 5


def test_en() -> None:
    duid = decode(EN)
    assert (duid.enterprise, duid.identifier, duid.time_s) == (2495, b"\1\2\3\4", None)
    assert en(2495, b"\1\2\3\4") == duid
    assert duid.describe() == "DUID-EN 2495 01020304"


def test_ll() -> None:
    duid = decode(LL)
    assert (duid.hardware_type, duid.link_layer_address, duid.time_s) == (1, MAC, None)
    assert ll(MAC) == duid
    assert str(duid) == "00:03:00:01:02:00:5e:00:00:02"


def test_uuid() -> None:
    duid = decode(UUID)
    assert duid.describe() == "DUID-UUID f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    assert uuid(UUID[2:]) == duid


def test_unknown_type_keeps_everything() -> None:
    duid = decode(b"\x12\x34\x05")
    assert (duid.type_name, duid.identifier, duid.problem) == ("DUID-4660", b"\x05", None)


@pytest.mark.parametrize("data", [b"\0", LLT[:8], EN[:6], LL[:4], UUID[:17], UUID + b"\0", b"\0\x09"])
def test_a_cut_duid_is_kept_and_named(data: bytes) -> None:
    duid = decode(data)
    assert duid.problem
    assert duid.link_layer_address is duid.enterprise is duid.hardware_type is None
    assert duid.describe().endswith(data.hex(":"))
    assert duid.encode() == data


@pytest.mark.parametrize(("octets", "offset"), [(0, 7), (131, 137), (70000, 137)])
def test_lengths_outside_the_rfc(octets: int, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes(octets), 7)
    assert caught.value.offset == offset


@given(st.binary(min_size=1, max_size=130))
def test_any_octets_round_trip(data: bytes) -> None:
    duid = decode(data)
    assert duid.encode() == data
    assert parse(str(duid)) == duid
    assert duid.describe()


@pytest.mark.parametrize(
    "text", ["00:03:00:01:02:00:5e:00:00:02", "0003000102005e000002", "0x0003000102005e000002", "0-3-0-1-2-0-5e-0-0-2"]
)
def test_parse(text: str) -> None:
    assert parse(text) == Duid(LL)


@pytest.mark.parametrize("text", ["", "zz", "00:", "000:1", "0x", "1:2:g", "00" * 131])
def test_parse_refuses(text: str) -> None:
    with pytest.raises(EncodeError):
        parse(text)


def test_values_without_encoding() -> None:
    for make in (
        lambda: en(1 << 32, b"x"),
        lambda: ll(MAC, 65536),
        lambda: ll(b""),
        lambda: uuid(bytes(15)),
        lambda: en(1, bytes(125)),
        lambda: Duid(b"").encode(),
    ):
        with pytest.raises(EncodeError):
            make()
