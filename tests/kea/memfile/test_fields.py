"""Single values: each verdict is one that kea-lfc 2.2 gave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile import fields
from dhcptools.kea.memfile.fields import RowError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"0", 0), (b"4294967295", 0xFFFFFFFF), (b"+5", 5), (b"00005", 5), (b"-1", 0xFFFFFFFF), (b"-0", 0),
        (b"-4294967295", 1), (b"5\x00x", 5), (b"0" * 30 + b"7", 7),
    ],
)  # fmt: skip  # many small ones
def test_unsigned(text: bytes, value: int) -> None:
    assert fields.unsigned(text, 32) == value


@pytest.mark.parametrize(
    "text",
    [b"", b" 5", b"5 ", b"1.0", b"0x5", b"1e3", b"4294967296", b"-4294967296", b"+", b"--1", b"\xd9\xa3", b"9" * 5000],
)
def test_no_number(text: bytes) -> None:
    with pytest.raises(RowError, match="bad lexical cast"):
        fields.unsigned(text, 32)
    with pytest.raises(RowError, match="bad lexical cast"):
        fields.signed32(text)


def test_wider_and_signed_numbers() -> None:
    assert fields.unsigned(b"18446744073709551615", 64) == (1 << 64) - 1
    assert fields.unsigned(b"-600", 64) == (1 << 64) - 600
    assert fields.unsigned(b"-1", 16) == 0xFFFF
    assert fields.signed32(b"-2147483648") == -(1 << 31)
    for text in (b"18446744073709551616", b"99999999999999999999"):
        with pytest.raises(RowError):
            fields.unsigned(text, 64)
    with pytest.raises(RowError):
        fields.signed32(b"2147483648")


@pytest.mark.parametrize(("text", "value"), [(b"0", 0), (b"1", 1), (b"01", 1), (b"-0", 0), (b"+1", 1), (b"00", 0)])
def test_flag(text: bytes, value: int) -> None:
    assert fields.flag(text) is bool(value)


@pytest.mark.parametrize("text", [b"-1", b"2", b"", b" 1", b"true", b"1 ", b"+", b"11", b"10", b"--0"])
def test_no_flag(text: bytes) -> None:
    with pytest.raises(RowError, match="bad lexical cast"):
        fields.flag(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"10.0.0.1", "10.0.0.1"), (b"1.2.3.5\x00x", "1.2.3.5"), (b"FE80::A", "fe80::a"),
        (b"2001:0db8:0:0:0:0:0:9", "2001:db8::9"), (b"fe80::1%lo", "fe80::1%lo"), (b"2001:db8::1%lo", "2001:db8::1"),
        (b"::ffff:1.2.3.9", "::ffff:1.2.3.9"), (b"2001:db8::1%0", "2001:db8::1"),
    ],
)  # fmt: skip  # many small ones
def test_address(text: bytes, value: str) -> None:
    assert fields.address(text) == value


@pytest.mark.parametrize(
    "text", [b"", b"1.2.3", b"01.2.3.4", b"1.2.3.256", b" 1.2.3.4", b"1::2::3", b"\xff", b"1.2.3.4%lo"]
)
def test_no_address(text: bytes) -> None:
    with pytest.raises(RowError, match=r"Failed to convert string to address '.*': Invalid argument"):
        fields.address(text)


def test_hardware_address() -> None:
    assert fields.hwaddr(b"02:00:00:00:00:0A") == bytes.fromhex("02000000000a")
    assert fields.hwaddr(b"2:0") == b"\x02\x00"
    assert fields.hwaddr(b"7") == b"\x07"
    assert fields.hwaddr(b"") == b""
    assert len(fields.hwaddr(b":".join([b"00"] * 20))) == 20


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"0102", "invalid format of the decoded string '0102'"),
        (b"0x", "'x' is not a valid hexadecimal digit in decoded string '0x'"),
        (b":", "two consecutive separators (':') specified in a decoded string ':'"),
        (b"02::03", "two consecutive separators (':') specified in a decoded string '02::03'"),
        (b"zz:00:00:00:00:03", "'z' is not a valid hexadecimal digit in decoded string 'zz:00:00:00:00:03'"),
        (b":".join([b"00"] * 21), "address vector size exceeds MAX_HWADDR_LEN"),
    ],
)
def test_no_hardware_address(text: bytes, reason: str) -> None:
    with pytest.raises(RowError) as error:
        fields.hwaddr(text)
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("text", "octets"),
    [(b"", ""), (b"0102", "0102"), (b"01:02", "0102"), (b"0x0102", "0102"), (b"102", "0102"), (b"1 2", "0102")],
)
def test_client_id(text: bytes, octets: str) -> None:
    assert fields.client_id(text).hex() == octets


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"01", "client-id is too short (1), at least 2 is required"),
        (b"0x0", "client-id is too short (1), at least 2 is required"),
        (b"zz", "'zz' is not a valid string of hexadecimal digits"),
        (b"01:02 ", "invalid format of the decoded string '01:02 '"),
        (b"00" * 256, "client-id size is 256 bytes, exceeds maximum of 255"),
    ],
)
def test_no_client_id(text: bytes, reason: str) -> None:
    with pytest.raises(RowError) as error:
        fields.client_id(text)
    assert str(error.value) == reason


def test_duid() -> None:
    assert fields.duid(b"00") == b"\0"
    assert fields.duid(b"0x01") == b"\x01"
    assert len(fields.duid(b"00" * 130)) == 130
    for text, reason in ((b"", "Empty DUIDs"), (b"00" * 131, "131 bytes"), (b"zz", "not a valid string")):
        with pytest.raises(RowError, match=reason):
            fields.duid(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (b"a&#x2cb", b"a,b"), (b"&#x4Ab", b"Jb"), (b"&#x2", b"\x002"), (b"a&#x", b"a\x00"), (b"&#x4g", b"&#x4g"),
        (b"&#X41", b"&#X41"), (b"&#x26#x41", b"&#x41"), (b"&#x&#x41", b"&#xA"), (b"&&#x41", b"&A"), (b"x", b"x"),
    ],
)  # fmt: skip  # many small ones
def test_unescape(text: bytes, plain: bytes) -> None:
    assert fields.unescape(text) == plain


@given(st.binary())
def test_escaping_can_be_undone_and_never_breaks_a_row(raw: bytes) -> None:
    escaped = fields.escape(raw)
    assert fields.unescape(escaped) == raw
    assert not set(escaped) & set(b",\n\r\x00\x1b")


def test_escape_is_what_kea_writes() -> None:
    assert fields.escape(b'printer, 2nd floor & "lab" \xe9') == b'printer&#x2c 2nd floor &#x26 "lab" \xe9'


def test_state_names() -> None:
    assert [fields.state_name(state) for state in (0, 1, 2, 77)] == [
        "default", "declined", "expired-reclaimed", "unknown (77)",
    ]  # fmt: skip  # one row


@given(st.binary(max_size=20))
def test_any_octets_are_a_value_or_a_row_error(text: bytes) -> None:
    for reads in (fields.address, fields.hwaddr, fields.client_id, fields.duid, fields.flag, fields.signed32):
        try:
            reads(text)
        except RowError as error:
            assert str(error)  # noqa: PT017  # either outcome is right
