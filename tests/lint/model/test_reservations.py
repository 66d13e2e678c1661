from __future__ import annotations

import pytest

from dhcptools.lint.model.reservations import identifier_octets
from dhcptools.lint.model.values import Prefix
from support.lint_contexts import context


def test_reservations() -> None:
    made = context("""{ "Dhcp4": { "reservations": [
        { "hw-address": "1a:1b", "duid": "01", "ip-address": "0.0.0.5", "hostname": "h", "client-classes": [ "c" ],
          "option-data": [ { "code": 6 } ] },
        { "ip-address": "x", "flex-id": "'a'" }, { } ] } }""")
    first, second, third = made.reservations
    assert [number for number, _ in first.addresses] == [5]
    assert (first.identifiers, first.identifier, first.octets) == (
        ["hw-address", "duid"],
        ("hw-address", "1a:1b"),
        b"\x1a\x1b",
    )
    assert (first.hostname, first.label, len(first.options)) == ("h", "0.0.0.5", 1)
    assert [item.text for item in first.classes] == ["c"]
    assert (second.addresses, second.octets, second.label) == ([], b"a", "x")
    assert (third.identifier, third.octets, third.label) == (None, None, "reservations[2]")


def test_reservations_of_ipv6() -> None:
    made = context("""{ "Dhcp6": { "subnet6": [ { "reservations": [
        { "duid": "01", "ip-addresses": [ "::5", "x" ], "prefixes": [ "::/8", "y" ] } ] } ] } }""")
    (only,) = made.reservations
    assert [number for number, _ in only.addresses] == [5]
    assert [prefix for prefix, _ in only.prefixes] == [Prefix(0, 8, 6)]
    assert not only.is_global


@pytest.mark.parametrize(
    ("text", "octets"),
    [("1:2", b"\1\2"), ("0x0102", b"\1\2"), ("102", b"\1\2"), ("'1:2'", b"1:2"), ("", None), ("1-2", None), ("x", None),
     ("1:345", None)],
)  # fmt: skip  # rows
def test_identifiers(text: str, octets: bytes | None) -> None:
    assert identifier_octets(text) == octets
