from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_fqdn import CLIENT_FQDN, ClientFqdn, flag_text
from support.vectors import Vector, check, check_prefixes, check_wrong


def fqdn_json(flags: int, letters: str, name: str, rcode: int = 0) -> dict[str, object]:
    bits = {letter: letter in letters for letter in "soen"}
    return {"flags": flags, **bits, "rcode1": rcode, "rcode2": rcode, "name": name}


WIRE = Vector(
    bytes.fromhex("05ffff") + b"\x03pc1\x07example\x03org\x00",  # S and E, both codes 255, a whole name
    ClientFqdn(5, 255, 255, "pc1.example.org."),
    "flags=SE, rcode1=255, rcode2=255, name=pc1.example.org.",
    fqdn_json(5, "se", "pc1.example.org.", 255),
)
PARTIAL = Vector(
    bytes.fromhex("040000") + b"\x03pc1",  # E alone, no root label
    ClientFqdn(4, 0, 0, "pc1"),
    "flags=E, rcode1=0, rcode2=0, name=pc1",
    fqdn_json(4, "e", "pc1"),
)
TEXT = Vector(
    b"\x41\0\0pc1.example.org",  # S and a reserved bit, ASCII
    ClientFqdn(0x41, 0, 0, "pc1.example.org"),
    "flags=S+0x40, rcode1=0, rcode2=0, name=pc1.example.org",
    fqdn_json(0x41, "s", "pc1.example.org"),
)
EMPTY = Vector(b"\0\0\0", ClientFqdn(0, 0, 0, ""), "flags=0, rcode1=0, rcode2=0, name=", fqdn_json(0, "", ""))


@pytest.mark.parametrize("vector", [WIRE, PARTIAL, TEXT, EMPTY])
def test_client_fqdn(vector: Vector) -> None:
    check(CLIENT_FQDN, vector)
    check_prefixes(CLIENT_FQDN, vector.octets)


def test_kea_writes_four_fields() -> None:
    assert CLIENT_FQDN.parse("5, 255, 255, pc1.example.org.") == WIRE.value


@pytest.mark.parametrize("length", [0, 1, 2])
def test_lengths_that_crash_others(length: int) -> None:
    check_wrong(CLIENT_FQDN, bytes(length), 0, f"needs 3 octets, {length} are left")


def test_wrong_names_in_wire_form() -> None:
    check_wrong(CLIENT_FQDN, b"\4\0\0\x04pc1", 3, "label says 4 octets, 3 are left")
    check_wrong(CLIENT_FQDN, b"\4\0\0\x40" + bytes(64), 3, "over 63")
    check_wrong(CLIENT_FQDN, b"\4\0\0\xc0\0", 3, "compressed")
    check_wrong(CLIENT_FQDN, b"\4\0\0\x01a\0b", 6, "1 octets after the name")


def test_control_characters_do_not_reach_a_terminal() -> None:
    value = CLIENT_FQDN.decode(b"\0\0\0pc\x1b[31m")
    assert "\\x1b" in CLIENT_FQDN.text(value)
    assert CLIENT_FQDN.parse(CLIENT_FQDN.text(value)) == value


def test_what_has_no_encoding() -> None:
    for value in (b"", ClientFqdn(256, 0, 0, ""), ClientFqdn(4, 0, 0, "a" * 64)):
        with pytest.raises(EncodeError):
            CLIENT_FQDN.encode(value)
    for text in ("", "1, 2, 3", "flags=X, rcode1=0, rcode2=0, name=a", "flags=S, name=a"):
        with pytest.raises(EncodeError):
            CLIENT_FQDN.parse(text)


def test_flags_by_their_letters() -> None:
    assert [flag_text(flags) for flags in (0, 1, 10, 0x8F)] == ["0", "S", "ON", "SOEN+0x80"]
