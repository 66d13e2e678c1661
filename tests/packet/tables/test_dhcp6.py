"""The DHCPv6 table against IANA's list, and one value of every option: octets, text, JSON, and every cut of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.tables.dhcp6 import ROWS

DATA = Path(__file__).resolve().parents[2] / "data"
MESSAGES = {9, 47, 87}  # their text is for reading; they are given as octets


def rows(name: str) -> list[dict[str, str]]:
    lines = (line for line in (DATA / name).read_text().splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


IANA = rows("iana-v6.tsv")
VECTORS = [(int(row["code"]), bytes.fromhex(row["octets"]), row["text"]) for row in rows("vectors-v6.tsv")]
SPACE = find_space("dhcp6")


def test_every_iana_code_once_and_no_other() -> None:
    codes = [code for code, *_ in ROWS]
    assert codes == [int(row["code"]) for row in IANA]
    assert len(codes) == len(set(codes)) == 148
    assert set(range(1, 151)) - set(codes) == {10, 35}


def test_every_reference_is_ianas() -> None:
    for row in IANA:
        assert SPACE.by_code(int(row["code"])).reference.startswith(row["reference"])


def test_names_are_unique_and_find_their_code() -> None:
    assert len({name for _, name, _, _ in ROWS}) == 148
    for code, name, _, _ in ROWS:
        assert SPACE.by_name(name).code == code


def test_every_option_has_a_vector() -> None:
    assert [code for code, _, _ in VECTORS] == [code for code, *_ in ROWS]


@pytest.mark.parametrize(
    ("code", "octets", "text"), VECTORS, ids=lambda value: str(value) if isinstance(value, int) else ""
)
def test_vector(code: int, octets: bytes, text: str) -> None:
    kind = SPACE.by_code(code).kind
    value = kind.decode(octets, 100)
    assert kind.encode(value) == octets
    assert kind.text(value) == text
    assert json.loads(json.dumps(kind.json(value))) == kind.json(value)
    typed = {9: octets.hex(), 47: f"2001:db8::1, {octets[16:].hex()}", 87: octets.hex()}.get(code, text)
    assert kind.encode(kind.parse(typed)) == octets


@pytest.mark.parametrize(
    ("code", "octets", "text"), VECTORS, ids=lambda value: str(value) if isinstance(value, int) else ""
)
def test_cut_and_stretched_vectors(code: int, octets: bytes, text: str) -> None:
    kind = SPACE.by_code(code).kind
    for data in [octets[:stop] for stop in range(len(octets))] + [octets + b"\0", octets + b"\xff" * 3]:
        try:
            value = kind.decode(data, 1000)
        except DecodeError as error:
            assert 1000 <= error.offset <= 1000 + len(data)  # noqa: PT017 - the other outcome is checked below
        else:
            assert kind.encode(value) == data
            assert kind.text(value).isprintable()
            json.dumps(kind.json(value))


@given(st.sampled_from([code for code, *_ in ROWS]), st.binary(max_size=120))
@settings(max_examples=600)
def test_any_octets(code: int, data: bytes) -> None:
    kind = SPACE.by_code(code).kind
    try:
        value = kind.decode(data, 5)
    except DecodeError as error:
        assert 5 <= error.offset <= 5 + len(data)  # noqa: PT017 - the other outcome is checked below
        return
    assert kind.encode(value) == data
    text = kind.text(value)
    assert text.isprintable()
    json.dumps(kind.json(value))
    if code not in MESSAGES:
        assert kind.encode(kind.parse(text)) == data


@given(st.sampled_from(VECTORS), st.data())
@settings(max_examples=400)
def test_changed_octets(vector: tuple[int, bytes, str], data: st.DataObject) -> None:
    code, octets, _ = vector
    changed = bytearray(octets)
    for _ in range(min(len(changed), 3)):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    kind = SPACE.by_code(code).kind
    try:
        value = kind.decode(bytes(changed))
    except DecodeError:
        return
    assert kind.encode(value) == changed
    assert kind.text(value).isprintable()
    if code not in MESSAGES:
        assert kind.encode(kind.parse(kind.text(value))) == changed


@given(st.sampled_from([code for code, *_ in ROWS]), st.text(max_size=40))
@settings(max_examples=600)
def test_any_text_parses_or_is_refused(code: int, text: str) -> None:
    kind = SPACE.by_code(code).kind
    try:
        octets = kind.encode(kind.parse(text))
    except EncodeError:
        return
    assert isinstance(octets, bytes)
