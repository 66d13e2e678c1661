from __future__ import annotations

import json
from importlib.resources import files
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import jsonschema
import pytest

from dhcptools.exchange import relay6
from dhcptools.exchange.relay6 import Relay6
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import RelayMessage6
from dhcptools.probe.channel import Datagram
from dhcptools.probe.compose import Wish4, Wish6, ia_na
from dhcptools.probe.judge import Reply, judge
from dhcptools.report.query_json import iso, reply_object
from support.queries import DUID, MAC, reply4, serve4, serve6

DISCOVER = Wish4(1, MAC, 7).message()
TIME_NS = 1_769_860_800_123_456_789


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("dhcptools.schemas").joinpath("query-1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def judged(datagram: Datagram, request: Any) -> Reply:
    found = judge(datagram, request)
    assert isinstance(found, Reply)
    return found


def test_an_answer_in_a_frame(schema: dict[str, Any]) -> None:
    octets = serve4(DISCOVER.encode())[0]
    source = Endpoint(b"\2" * 6, IPv4Address("192.0.2.1"), 67)
    frame = Frame.decode(encode_frame(octets, source, Endpoint(b"\xff" * 6, IPv4Address("255.255.255.255"), 68)))
    found = reply_object(judged(Datagram(octets, "192.0.2.1", 67, 0, b"\2" * 6, frame), DISCOVER), "eth0", 68, TIME_NS)
    jsonschema.validate(found, schema)
    assert found["time"] == "2026-01-31T12:00:00.123456Z"
    assert found["link"] == {
        "interface": "eth0", "source": "02:02:02:02:02:02", "destination": "ff:ff:ff:ff:ff:ff", "vlan": None,
    }  # fmt: skip  # one object
    assert found["ip"] == {"source": "192.0.2.1", "destination": "255.255.255.255"}
    assert found["udp"] == {"source_port": 67, "destination_port": 68}
    assert (found["dhcp"]["type"], found["good"], found["problems"]) == ("DHCPOFFER", True, [])


def test_a_refusal_and_a_doubt(schema: dict[str, Any]) -> None:
    octets = reply4(DISCOVER, 6, RawOption(56, b"no")).encode()
    found = reply_object(judged(Datagram(octets, "192.0.2.1", 67, 0), DISCOVER), None, 68, TIME_NS)
    jsonschema.validate(found, schema)
    assert (found["good"], found["refused"], found["link"]) == (False, "no", None)
    assert found["problems"][0]["message"] == "a DHCPNAK to a DHCPDISCOVER (RFC 2131 §3.1)"


def test_dhcpv6_with_and_without_a_relay(schema: dict[str, Any]) -> None:
    solicit = Wish6(1, 7, DUID, (ia_na("any", 1),)).message()
    inner = serve6(solicit.encode())[0]
    found = reply_object(judged(Datagram(inner, "fe80::1", 547, 0), solicit), "eth0", 546, TIME_NS)
    jsonschema.validate(found, schema)
    relay = Relay6(IPv6Address("2001:db8::2"), IPv6Address("2001:db8::2"))
    outer = RelayMessage6(13, 0, relay.link_address, relay.peer_address, (RawOption(9, inner),)).encode()
    request = relay6.wrap(solicit, (relay,))
    found = reply_object(judged(Datagram(outer, "2001:db8::1", 547, 0), request), None, 547, TIME_NS)
    jsonschema.validate(found, schema)
    assert found["dhcp"]["options"][0]["value"]["name"] == "ADVERTISE"


def test_times_are_utc() -> None:
    assert iso(0) == "1970-01-01T00:00:00.000000Z"
