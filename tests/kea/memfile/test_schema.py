"""Headers of every schema version, and those that Kea refuses."""

from __future__ import annotations

import pytest

from dhcptools.kea.memfile.schema import (
    NEWEST4,
    NEWEST6,
    SCHEMAS4,
    SCHEMAS6,
    HeaderError,
    Schema,
    find_schema,
    read_header,
)


@pytest.mark.parametrize("schema", [*SCHEMAS4, *SCHEMAS6], ids=lambda schema: f"v{schema.family}-{schema.version}")
def test_every_version_is_known_by_its_header(schema: Schema) -> None:
    layout = read_header(schema.header.rstrip())
    assert (layout.family, layout.version, layout.known) == (schema.family, schema.version, len(schema.columns))
    assert find_schema(schema.family, schema.version) is schema


def test_there_are_ten_versions_and_each_goes_on_from_the_last() -> None:
    assert [len(schema.columns) for schema in SCHEMAS4] == [9, 10, 11, 12]
    assert [len(schema.columns) for schema in SCHEMAS6] == [12, 13, 14, 15, 17, 18]
    assert find_schema(4) is NEWEST4
    assert find_schema(6) is NEWEST6
    with pytest.raises(KeyError):
        find_schema(4, "9.9")


def test_a_header_between_two_versions_counts_as_the_older() -> None:
    layout = read_header(b",".join(NEWEST6.header.rstrip().split(b",")[:16]))
    assert layout.version == "3.1"


def test_missing_columns_get_defaults() -> None:
    layout = read_header(SCHEMAS4[0].header.rstrip())
    short = b"10.0.0.1,02:00,,600,1999999999,1,0,0,h".split(b",")
    assert layout.complete(short) == [*short, b"0", b"", b"0"]
    assert layout.complete([*short, b"1"]) == [*short, b"1", b"", b"0"]
    assert layout.complete(short[:-1]) == short[:-1]


def test_unknown_columns_are_dropped() -> None:
    layout = read_header(SCHEMAS4[2].header.rstrip() + b",colour,\xff")
    assert layout.extra == ("colour", "\\xff")
    assert layout.complete([b"x"] * 13) == [b"x"] * 11 + [b"0"]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (SCHEMAS4[2].header.replace(b"hwaddr,client_id", b"client_id,hwaddr"), "'client_id' where 'hwaddr'"),
        (SCHEMAS6[4].header.replace(b"duid,valid", b"duid,Valid"), "'Valid_lifetime' where 'valid_lifetime'"),
        (SCHEMAS4[2].header.replace(b"address,", b'"address",'), "where 'address'"),
        (b"address,hwaddr,client_id\n", "only 3 valid"),
        (SCHEMAS4[1].header.rstrip() + b",pool_id\n", "'pool_id' is not where"),
        (b"\n", "where 'address'"),
        (SCHEMAS4[2].header.rstrip() + b"\r|", "end in CR LF"),
    ],
)
def test_refused_with_the_column(header: bytes, reason: str) -> None:
    with pytest.raises(HeaderError, match=reason):
        read_header(header.rstrip().removesuffix(b"|"))


def test_a_family_that_is_asked_for_must_be_there() -> None:
    with pytest.raises(HeaderError, match="'duid' where 'hwaddr'"):
        read_header(NEWEST6.header.rstrip(), 4)
