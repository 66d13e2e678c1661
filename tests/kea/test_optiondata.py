"""option-data and option-def: from Kea's words to octets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.model import OptionData
from dhcptools.kea.optiondata import encode_option, read_definitions, read_options
from dhcptools.kea.reader import ConfigError, Reader
from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import EncodeError


def options(
    data: list[dict[str, Any]], definitions: list[dict[str, Any]] | None = None, family: int = 4
) -> list[OptionData]:
    text = json.dumps({"option-data": data, "option-def": definitions or []})
    reader = Reader(parse(text.encode(), "f").root, "Dhcp4")
    return list(read_options(reader, read_definitions(reader, family)))


@pytest.mark.parametrize(
    ("entry", "code", "octets"),
    [
        ({"name": "routers", "data": "192.0.2.1, 192.0.2.2"}, 3, "c0000201c0000202"),
        ({"code": 3, "data": "192.0.2.1"}, 3, "c0000201"),
        ({"code": 3, "name": "routers", "data": "192.0.2.1"}, 3, "c0000201"),
        ({"name": "domain-name", "data": "example.org"}, 15, b"example.org".hex()),
        ({"name": "domain-name", "csv-format": False, "data": "65 78"}, 15, "6578"),
        ({"name": "domain-name", "csv-format": False, "data": "0x6578"}, 15, "6578"),
        ({"name": "interface-mtu", "data": "1500"}, 26, "05dc"),
        ({"code": 230, "data": "AB:CD"}, 230, "abcd"),
        ({"name": "domain-search", "data": "a.example"}, 119, "0161076578616d706c6500"),
    ],
)
def test_values_become_octets(entry: dict[str, Any], code: int, octets: str) -> None:
    (option,) = options([entry])
    assert (option.code, option.data.hex(), option.always_send) == (code, octets, False)


def test_always_send_is_kept() -> None:
    (option,) = options([{"name": "routers", "data": "192.0.2.1", "always-send": True}])
    assert option.always_send


def test_a_definition_of_the_user_gives_name_and_kind() -> None:
    definition = {"name": "motd", "code": 222, "type": "record", "record-types": "uint16, string"}
    (option,) = options([{"name": "motd", "data": "7, hello"}], [definition])
    assert (option.code, option.data) == (222, b"\0\7hello")


def test_vendor_options_are_packed_into_their_carriers() -> None:
    definition = {"name": "server", "code": 1, "space": "vendor-encapsulated-options-space", "type": "ipv4-address"}
    entry = {"name": "server", "space": "vendor-encapsulated-options-space", "data": "192.0.2.9"}
    (option,) = options([entry], [definition])
    assert (option.code, option.data.hex()) == (43, "0104c0000209")
    (option,) = options([{"code": 2, "space": "vendor-4491", "csv-format": False, "data": "c0000209"}])
    assert (option.code, option.data.hex()) == (125, "0000118b060204c0000209")
    (option,) = options([{"code": 2, "space": "vendor-9999", "data": "0102"}], family=6)
    assert (option.code, option.data.hex()) == (17, "0000270f000200020102")


def test_a_space_of_the_user_is_carried_by_the_option_that_encapsulates_it() -> None:
    definitions = [
        {"name": "box", "code": 223, "type": "empty", "encapsulate": "inner"},
        {"name": "item", "code": 5, "space": "inner", "type": "uint8"},
    ]
    (option,) = options([{"name": "item", "space": "inner", "data": "9"}], definitions)
    assert (option.code, option.data) == (223, b"\5\1\x09")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"name": "router", "data": "192.0.2.1"}, "no definition for the option 'router'"),
        ({"name": "routers", "code": 4, "data": "192.0.2.1"}, "do not belong together"),
        ({"name": "routers", "data": "192.0.2"}, "bad data for option routers"),
        ({"code": 230, "data": "xyz"}, "bad data for option"),
        ({"data": "x"}, "neither name nor code"),
        ({"code": 300, "data": "00"}, "out of range"),
        ({"code": 1, "space": "nowhere", "data": "00"}, "unknown option space"),
    ],
)
def test_faults_say_where(entry: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match="f:1:") as caught:
        options([entry])
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "definition",
    [
        {"name": "x", "code": 222, "type": "uint7"},
        {"name": "x", "code": 222, "type": "record"},
        {"name": "x", "type": "uint8"},
        {"code": 222, "type": "uint8"},
        {"name": "x", "code": 222},
    ],
)
def test_bad_definitions_are_refused(definition: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        options([], [definition])


def test_encode_option_takes_names_and_codes() -> None:
    assert encode_option(find_space("dhcp4", 4), "routers", "192.0.2.1").data == bytes((192, 0, 2, 1))
    with pytest.raises(EncodeError, match="nosuch"):
        encode_option(find_space("dhcp4", 4), "nosuch", "1")
