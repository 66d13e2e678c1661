"""Identity associations: vectors, lossless round trips, every prefix of every vector, hostile values."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ia6 import INFINITY, IaAddr, IaNa, IaPd, IaPrefix, IaTa, StatusCode
from dhcptools.packet.raw import RawOption

ADDRESS = bytes.fromhex(
    "20010db8000000000000000000001001"  # address 2001:db8::1001
    "00000bb8"  # preferred_lifetime 3000
    "00000fa0"  # valid_lifetime 4000
)
NA = (
    bytes.fromhex(
        "0000002a"  # iaid 42
        "000003e8"  # t1 1000
        "000007d0"  # t2 2000
        "00050018"  # IAADDR, 24 octets
    )
    + ADDRESS
)
PREFIX = bytes.fromhex(
    "00000bb8"  # preferred_lifetime 3000
    "ffffffff"  # valid_lifetime for ever
    "38"  # prefix_length 56
    "20010db8000001000000000000000000"  # prefix 2001:db8:0:100::
)
PD = (
    bytes.fromhex(
        "00000007"  # iaid 7
        "00000000"  # t1: the client chooses
        "00000000"  # t2: the client chooses
        "001a0019"  # IAPREFIX, 25 octets
    )
    + PREFIX
)
TA = bytes.fromhex(
    "0000002b"  # iaid 43
    "000d0004"  # STATUS_CODE, 4 octets
    "00024e6f"  # 2 NoAddrsAvail, message "No"
)
STATUS = bytes.fromhex("0006") + b"no prefix"
VECTORS = [(IaAddr, ADDRESS), (IaNa, NA), (IaPrefix, PREFIX), (IaPd, PD), (IaTa, TA), (StatusCode, STATUS)]
CLASSES = [IaAddr, IaNa, IaPrefix, IaPd, IaTa, StatusCode]


def test_ia_na_fields_and_offsets() -> None:
    ia = IaNa.decode(NA, 100)
    assert (ia.iaid, ia.t1, ia.t2, ia.problems) == (42, 1000, 2000, ())
    assert [(option.code, option.offset) for option in ia.options] == [(5, 112)]
    (address,) = ia.addresses()
    assert address == IaAddr(IPv6Address("2001:db8::1001"), 3000, 4000)
    assert ia.status() is None
    assert ia.option() == RawOption(3, NA)


def test_ia_pd_fields() -> None:
    ia = IaPd.decode(PD)
    (prefix,) = ia.prefixes()
    assert (prefix.prefix, prefix.prefix_length, prefix.valid_lifetime) == (
        IPv6Address("2001:db8:0:100::"),
        56,
        INFINITY,
    )
    assert prefix.network() == IPv6Network("2001:db8:0:100::/56")
    assert ia.option() == RawOption(25, PD)


def test_ia_ta_status() -> None:
    ia = IaTa.decode(TA)
    assert (ia.iaid, ia.status(), ia.addresses()) == (43, StatusCode(2, "No"), ())


@pytest.mark.parametrize(("view", "vector"), VECTORS)
def test_every_prefix_of_a_vector_round_trips_or_says_where_it_ends(view: type[IaNa], vector: bytes) -> None:
    for stop in range(len(vector) + 1):
        try:
            value = view.decode(vector[:stop], 50)
        except DecodeError as error:
            assert error.offset == 50 + stop  # noqa: PT017  both outcomes are right, each has its own check
        else:
            assert value.encode() == vector[:stop]


@pytest.mark.parametrize("view", CLASSES)
@given(data=st.binary(max_size=80))
def test_any_octets(view: type[IaNa], data: bytes) -> None:
    try:
        value = view.decode(data)
    except DecodeError:
        return
    assert value.encode() == data


def test_prefix_length_over_128_is_kept_and_named() -> None:
    data = bytes(8) + b"\x81" + bytes(16)
    prefix = IaPrefix.decode(data, 10)
    assert prefix.prefix_length == 129
    assert prefix.network() is None
    assert [(problem.offset, problem.reason) for problem in prefix.problems] == [
        (18, "prefix length 129 is more than 128")
    ]
    assert prefix.encode() == data


def test_host_bits_are_kept_and_named() -> None:
    data = bytes(8) + b"\x40" + IPv6Address("2001:db8::1").packed
    prefix = IaPrefix.decode(data)
    assert prefix.prefix == IPv6Address("2001:db8::1")
    assert prefix.problems[0].offset == 9
    assert prefix.encode() == data


def test_times_out_of_order_are_named() -> None:
    assert IaNa.decode(IaNa(1, 20, 10).encode()).problems[0].offset == 4
    assert IaNa.decode(IaNa(1, 20, 0).encode()).problems == ()
    assert IaAddr.decode(IaAddr(valid_lifetime=1, preferred_lifetime=2).encode()).problems[0].offset == 16


def test_status_message_that_is_not_utf8_is_kept() -> None:
    assert StatusCode.decode(b"\0\1\xff\x1b").encode() == b"\0\1\xff\x1b"


def test_an_option_inside_that_runs_over_stays_in_tail() -> None:
    data = bytes(12) + bytes.fromhex("00050018ff")
    ia = IaNa.decode(data, 4)
    assert ia.tail == data[12:]
    assert ia.problems[0].offset == 16


def test_eighty_layers_cost_nothing() -> None:
    value = IaNa(iaid=0)
    for layer in range(80):
        value = IaNa(iaid=layer, options=(value.option(),))
    assert IaNa.decode(value.encode()).options[0].code == 3


@pytest.mark.parametrize(
    "value",
    [
        IaNa(iaid=1 << 32),
        IaPd(t1=-1),
        IaTa(iaid=-1),
        IaAddr(valid_lifetime=1 << 32),
        IaPrefix(prefix_length=256),
        IaPrefix(preferred_lifetime=-1),
        StatusCode(65536),
        StatusCode(0, "\ud800"),
    ],
)
def test_values_without_encoding(value: IaNa) -> None:
    with pytest.raises(EncodeError):
        value.encode()
