"""Rows read, written and read again."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.fields import RowError
from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6, line4, octets, parse_row, text_of, type_name
from dhcptools.kea.memfile.schema import NEWEST4, NEWEST6, SCHEMAS4, SCHEMAS6, read_header

DATA = Path(__file__).resolve().parents[2] / "data" / "kea22"
LAYOUT4 = read_header(NEWEST4.header.rstrip())
LAYOUT6 = read_header(NEWEST6.header.rstrip())

U32 = st.integers(0, 0xFFFFFFFF)
ADDRESSES4 = st.ip_addresses(v=4).map(str)
TEXTS = st.binary(max_size=20).map(text_of)
CONTEXTS = st.sampled_from(["", "{ }", '{ "a": "x, y & z" }', '{ "a": "\udce9" }'])
ROWS4 = st.builds(
    LeaseRow4, ADDRESSES4, st.binary(min_size=1, max_size=20), st.just(b"") | st.binary(min_size=2, max_size=255), U32,
    st.integers(0, (1 << 64) - 1), U32, st.booleans(), st.booleans(),
    TEXTS.map(lambda name: text_of(octets(name).lower())), U32, CONTEXTS, U32,
)  # fmt: skip  # in Kea's order
HARDWARE = st.none() | st.tuples(st.binary(min_size=1, max_size=20), st.integers(0, 0xFFFF), U32)


@st.composite
def rows6(draw: st.DrawFn) -> LeaseRow6:
    hardware = draw(HARDWARE) or (b"", None, None)
    valid_lifetime = draw(U32)
    address = socket.inet_ntop(socket.AF_INET6, draw(st.binary(min_size=16, max_size=16)))
    return LeaseRow6(
        address, draw(st.binary(min_size=2, max_size=130)), valid_lifetime, valid_lifetime + draw(U32),
        draw(U32), draw(U32), draw(st.integers(-5, 5)), draw(U32), draw(st.integers(0, 255)), draw(st.booleans()),
        draw(st.booleans()), draw(TEXTS), hardware[0], draw(U32), draw(CONTEXTS), hardware[1], hardware[2], draw(U32),
    )  # fmt: skip  # in Kea's order


@given(ROWS4)
def test_v4_round_trip(row: LeaseRow4) -> None:
    line = row.line()
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert parse_row(line[:-1], LAYOUT4) == row


@given(rows6())
def test_v6_round_trip(row: LeaseRow6) -> None:
    assert parse_row(row.line()[:-1], LAYOUT6) == row


@pytest.mark.parametrize("family", [4, 6])
def test_rows_of_kea_are_written_as_kea_wrote_them(family: int) -> None:
    """Octet for octet, with the columns of Kea 2.2."""
    lines = (DATA / f"kea22-leases{family}.csv").read_bytes().splitlines(keepends=True)
    layout = read_header(lines[0].rstrip(b"\n"))
    seen = 0
    for line in lines[1:]:
        try:
            row = parse_row(line[:-1], layout)
        except RowError:
            continue
        assert row.line(layout.known) == line
        seen += 1
    assert seen == {4: 32, 6: 16}[family]


def test_every_schema_reads_the_same_lease() -> None:
    row4 = LeaseRow4("10.0.0.1", b"\x02\0", b"", 600, 1999999999, 1, hostname="h")
    for schema in SCHEMAS4:
        width = len(schema.columns)
        assert parse_row(row4.line(width)[:-1], read_header(schema.header[:-1])) == row4
    row6 = LeaseRow6("2001:db8::1", b"\0\x01\x02", 600, 1999999999, 1, 400, 2, 7, 56, hostname="h")
    for schema in SCHEMAS6:
        assert parse_row(row6.line(len(schema.columns))[:-1], read_header(schema.header[:-1])) == row6


def test_hardware_of_an_old_v6_file_is_ethernet() -> None:
    row = LeaseRow6("2001:db8::1", b"\0\x01", 600, 609, 1, 4, 0, 1, hwaddr=b"\x02\0", hwtype=1, hwaddr_source=0)
    for schema in SCHEMAS6[1:]:
        assert parse_row(row.line(len(schema.columns))[:-1], read_header(schema.header[:-1])) == row


def test_unreadable_hardware_in_v6_costs_only_itself() -> None:
    line = b"2001:db8::1,00:01,600,9,1,4,0,1,128,0,0,,zz,0,,1,0,0"
    row = parse_row(line, LAYOUT6)
    assert isinstance(row, LeaseRow6)
    assert (row.hwaddr, row.hwtype, row.hwaddr_source) == (b"", None, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"10.0.0.1,02:00", "value index '2' of the CSV row is out of bounds; maximal index is '1'"),
        (b"10.0.0.1,,,600,9,1,0,0,,2,,0", "Lease4: 10.0.0.1, state: expired-reclaimed has neither hardware address"),
        (b"10.0.0.1,zz,01,600,9,1,0,0,,x,{,0", "client-id is too short"),
        (b"10.0.0.1,02:00,,600,9,1,0,0,,0,{,0", "Unterminated map"),
        (b"10.0.0.1,02:00,,600,9,1,0,0,,0,,", "bad lexical cast"),
    ],
)
def test_the_first_fault_in_kea_order_is_named(line: bytes, reason: str) -> None:
    with pytest.raises(RowError, match=reason.replace("(", "\\(")):
        parse_row(line, LAYOUT4)


def test_an_empty_duid_is_for_declined_leases() -> None:
    line = b"2001:db8::1,00,600,9,1,4,0,1,128,0,0,,,%d,,,,0"
    assert isinstance(parse_row(line % 1, LAYOUT6), LeaseRow6)
    with pytest.raises(RowError, match="The Empty DUID is only valid for declined leases"):
        parse_row(line % 0, LAYOUT6)


def test_times() -> None:
    row = LeaseRow4("10.0.0.1", b"\x02", b"", 600, 1600, 1)
    assert row.cltt == 1000
    assert row.active(1600)
    assert not row.active(1601)
    infinite = LeaseRow4("10.0.0.1", b"\x02", b"", 0xFFFFFFFF, 5, 1)
    assert infinite.infinite
    assert infinite.active(1 << 40)
    assert not LeaseRow4("10.0.0.1", b"", b"", 600, 1600, 1, state=1).active(1000)
    assert LeaseRow4("10.0.0.1", b"\x02", b"", 0, 1600, 1).removed
    assert not LeaseRow4("10.0.0.1", b"\x02", b"", 0, 1600, 1).active(1)


def test_context_and_packed() -> None:
    row = LeaseRow4("10.0.0.1", b"\x02", b"", 1, 2, 3, user_context='{ "n": 1, "o": "bob, it" }')
    assert row.context == {"n": 1, "o": "bob, it"}
    assert row.packed == b"\x0a\0\0\1"
    odd = LeaseRow4("fe80::1%lo", b"\x02", b"", 1, 2, 3, user_context='{"a":01}')
    assert odd.context is None
    assert odd.packed is None
    assert LeaseRow4("2001:db8::1", b"\x02", b"", 1, 2, 3).context is None


def test_a_line_needs_no_row() -> None:
    row = LeaseRow4("10.0.0.1", b"\x02\x03", b"\x01\x02", 600, 1600, 1, True, False, "a,b", 0, "", 0)
    assert line4("10.0.0.1", b"\x02\x03", b"\x01\x02", 600, 1600, 1, True, False, "a,b") == row.line()
    assert row.line(9) == b"10.0.0.1,02:03,01:02,600,1600,1,1,0,a&#x2cb\n"
    assert type_name(2) == "IA_PD"
