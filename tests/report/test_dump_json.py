from __future__ import annotations

import json
from importlib.resources import files
from ipaddress import IPv4Address
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.definitions import Definition, find_space
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.report.dump_json import DumpJson
from dhcptools.report.dump_time import iso_time
from support.dumped import DISCOVER, MAC, SOLICIT, framed, packet
from support.values4 import values
from support.vectors6 import VECTORS6


@pytest.fixture(scope="module")
def schema() -> Any:
    found = json.loads(files("dhcptools.schemas").joinpath("dump-1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def shown(found: Packet) -> dict[str, Any]:
    line = DumpJson(Setting()).lines(found)
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    out: dict[str, Any] = json.loads(line)
    return out


def test_a_packet(schema: Any) -> None:
    found = shown(packet(DISCOVER, tags=(VlanTag(7), VlanTag(8))))
    schema.validate(found)
    assert next(iter(found)) == "schema"
    assert found["time"] == "2026-01-31T12:00:00.123456Z"
    assert found["link"] == {
        "type": "ethernet", "number": 1,
        "source": "02:00:5e:00:53:01", "destination": "ff:ff:ff:ff:ff:ff", "vlan": [7, 8],
    }  # fmt: skip  # on one line
    assert found["ip"]["source"] == "0.0.0.0"
    assert found["udp"] == {"source_port": 68, "destination_port": 67, "length": 308, "checksum": "right"}
    assert found["dhcp"]["type"] == "DHCPDISCOVER"
    assert [(option["code"], option["value"]) for option in found["dhcp"]["options"]][2] == (12, "pc1")
    assert bytes.fromhex(found["dhcp"]["hex"]) == DISCOVER.encode()
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("link", "octets"),
    [
        (1, framed(SOLICIT)),
        (1, framed(RelayMessage6(options=(RawOption(9, SOLICIT.encode()),)))),
        (113, bytes(14) + b"\x08\0" + framed(DISCOVER)[14:]),
        (276, b"\x08\0" + bytes(18) + framed(DISCOVER)[14:]),
        (101, framed(DISCOVER)[14:60]),
        (1, bytes(60)),
        (1, b""),
        (195, bytes(60)),
    ],
)
def test_every_link_and_family(schema: Any, link: int, octets: bytes) -> None:
    schema.validate(shown(Packet(1, None, "x", link, octets, len(octets))))


@given(st.binary(max_size=400), st.booleans())
def test_any_message(octets: bytes, old: bool) -> None:
    payload = DISCOVER.encode()[:240] + octets if old else octets
    shown(packet(payload, family=4 if old else 6))


def test_octets_are_encoded_again_to_the_same_packet() -> None:
    found = shown(packet(DISCOVER))
    frame = Frame.decode(framed(bytes.fromhex(found["dhcp"]["hex"])))
    assert frame.payload == DISCOVER.encode()


def test_times() -> None:
    assert iso_time(1_000_000_001) == "1970-01-01T00:00:01.000000001Z"
    assert iso_time(None) is None
    assert iso_time(1 << 80) is None


@pytest.mark.parametrize(("code", "octets"), VECTORS6, ids=str)
def test_every_option_of_dhcpv6_has_a_value_and_its_octets(schema: Any, code: int, octets: bytes) -> None:
    message = Message6(1, 7, (RawOption(code, octets),))
    found = shown(packet(message))
    schema.validate(found)
    (told,) = found["dhcp"]["options"]
    assert "problem" not in told
    assert (told["code"], bytes.fromhex(told["hex"])) == (code, octets)
    assert not told["name"].startswith("option-")
    assert decode6(bytes.fromhex(found["dhcp"]["hex"])) == message


OPTIONS4 = [each for each in find_space("dhcp4", 4).definitions if each.code not in {52, 53}]


@pytest.mark.parametrize("definition", OPTIONS4, ids=lambda each: each.name)
@settings(max_examples=10)
@given(data=st.data())
def test_every_option_of_dhcpv4_has_a_value_and_the_message_is_made_again_from_it(
    schema: Any, definition: Definition, data: st.DataObject
) -> None:
    octets = definition.kind.encode(data.draw(values(definition.kind)))
    xid = data.draw(st.integers(0, 0xFFFFFFFF))
    options = (RawOption(53, b"\1"), RawOption(definition.code, octets[:255]), RawOption(12, b"pc1"))
    message = Message4(xid=xid, chaddr=MAC, sname=b"boot", options=options[: 2 + (definition.code != 12)])
    found = shown(packet(message))
    schema.validate(found)
    told = found["dhcp"]
    assert len(octets) > 255 or "problem" not in told["options"][1]
    fields = {name: told[name] for name in ("op", "htype", "hlen", "hops", "xid", "secs", "flags")}
    addresses = {name: IPv4Address(told[name]) for name in ("ciaddr", "yiaddr", "siaddr", "giaddr")}
    made = Message4(
        **fields, **addresses, chaddr=bytes.fromhex(told["chaddr"].replace(":", "")),
        sname=told["sname"].encode(), file=told["file"].encode(),
        options=tuple(RawOption(each["code"], bytes.fromhex(each["hex"])) for each in told["options"]),
    )  # fmt: skip  # numbers, addresses, octets
    assert made.encode() == message.encode() == bytes.fromhex(told["hex"])
