from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.svcparams import json_of, parse_params, read_params, text_of, write_params

OCTETS = bytes.fromhex(
    "0000"
    "0004"
    "00010003"  # mandatory: alpn, port
    "0001"
    "0006"
    "026832026833"  # alpn: h2, h3
    "0002"
    "0000"  # no-default-alpn
    "0003"
    "0002"
    "0355"  # port 853
    "0004"
    "0004"
    "c0000201"  # ipv4hint
    "0006"
    "0010"
    "20010db8000000000000000000000001"  # ipv6hint
    "0007"
    "0007"
    "2f717b3f646e73"  # dohpath /q{?dns
    "ffff"
    "0002"
    "0102"  # a private key
)
TEXT = (
    "mandatory=alpn,port alpn=h2,h3 no-default-alpn port=853 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1 "
    "dohpath=/q{?dns key65535=0x0102"
)


def test_a_vector() -> None:
    params = read_params(OCTETS, 100)
    assert [key for key, _ in params] == [0, 1, 2, 3, 4, 6, 7, 65535]
    assert text_of(params) == TEXT
    assert parse_params(TEXT) == params
    assert write_params(params) == OCTETS
    assert json_of(params[3:4]) == [{"key": 3, "name": "port", "value": "853", "hex": "0355"}]


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("00030001ff", "key3=0xff"),
        ("000100020368", "key1=0x0368"),
        ("0002000100", "key2=0x00"),
        ("00010000", "key1=0x"),
    ],
)
def test_values_that_do_not_fit_their_key_are_kept_as_octets(octets: str, text: str) -> None:
    params = read_params(bytes.fromhex(octets))
    assert text_of(params) == text
    assert parse_params(text) == params


@pytest.mark.parametrize(
    ("octets", "offset", "reason"),
    [
        ("000300", 0, "needs 4 octets, 3 are left"),
        ("0003000203", 0, "says 2 octets, 1 are left"),
        ("0003000203550003000203ff", 6, "stands twice"),
    ],
)
def test_wrong_octets(octets: str, offset: int, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason) as caught:
        read_params(bytes.fromhex(octets), 50)
    assert caught.value.offset == 50 + offset


@pytest.mark.parametrize(
    "text",
    ["nokey", "port=x", "port=65536", "no-default-alpn=1", "ipv4hint=::1", "key65536=00", "alpn=", "port=1 port=2"],
)
def test_wrong_texts(text: str) -> None:
    with pytest.raises(EncodeError):
        parse_params(text)


def test_a_key_over_sixteen_bits_has_no_encoding() -> None:
    with pytest.raises(EncodeError):
        write_params(((65536, b""),))


@given(st.lists(st.tuples(st.integers(0, 12), st.binary(max_size=20)), unique_by=lambda pair: pair[0]))
def test_any_parameters_survive_octets_and_text(pairs: list[tuple[int, bytes]]) -> None:
    params = tuple(pairs)
    assert read_params(write_params(params)) == params
    assert parse_params(text_of(params)) == params
