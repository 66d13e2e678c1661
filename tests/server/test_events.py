"""What a server tells of messages, as text and as JSON that validates."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from ipaddress import IPv4Address
from typing import Any

from jsonschema import Draft202012Validator

from dhcpserver.engine4 import Engine4
from dhcpserver.events import Events
from support.dialogue import LINK, LINK6, SECOND, config4, discover, engine6, message6, na, opt4, pd, relay6

NOW = 1_700_000_000 * SECOND + 123_456_789


def validated(line: str) -> dict[str, Any]:
    schema = json.loads(files("dhcptools.schemas").joinpath("serve-1.schema.json").read_text("utf-8"))
    event: dict[str, Any] = json.loads(line)
    Draft202012Validator(schema).validate(event)
    return event


def told(*messages: Any, as_json: bool, engine: Any = None) -> list[str]:
    stream = io.StringIO()
    events = Events(stream, as_json=as_json)
    engine = engine or Engine4(config4())
    six = not isinstance(engine, Engine4)
    engine.observer = events.message6 if six else events.message4
    for message in messages:
        engine.handle(message, LINK6 if six else LINK, NOW)
    return stream.getvalue().splitlines()


def test_a_line_for_each_message_and_its_answer() -> None:
    relayed = discover(2, giaddr=IPv4Address("192.0.2.9"))
    time = "2023-11-14T22:13:20.123456Z"
    offer = "DHCPOFFER 192.0.2.10 for 7200 s to 192.0.2.10 port 68"
    through = "DHCPOFFER 192.0.2.11 for 7200 s to 192.0.2.9 port 67"
    assert told(discover(1), discover(1, op=2), relayed, as_json=False) == [
        f"{time} DHCPDISCOVER 02:00:00:00:00:01 on eth0: {offer}",
        f"{time} DHCPDISCOVER 02:00:00:00:00:01 on eth0: no answer",
        f"{time} DHCPDISCOVER 02:00:00:00:00:02 via 192.0.2.9: {through}",
    ]


def test_json_of_dhcpv4() -> None:
    event = validated(told(discover(1, opt4(61, b"\1abc")), as_json=True)[0])
    assert (event["type"], event["xid"], event["client_id"]) == ("DHCPDISCOVER", "00000001", "01616263")
    assert event["replies"] == [
        {"type": "DHCPOFFER", "leases": ["192.0.2.10"], "lifetime_s": 7200, "destination": "192.0.2.10", "port": 68}
    ]


def test_json_of_dhcpv6() -> None:
    lines = told(message6(1, na(), pd()), relay6(message6(1, na(2)), "2001:db8:1::9"), as_json=True, engine=engine6())
    direct, relayed = (validated(line) for line in lines)
    (reply,) = direct["replies"]
    assert (direct["type"], reply["type"]) == ("SOLICIT", "ADVERTISE")
    assert reply["leases"] == ["2001:db8:1::10", "2001:db8:100::/56"]
    assert (relayed["relay"], relayed["replies"][0]["port"]) == ("2001:db8:1::9", 547)
    broken = relay6(relay6(message6(1), "::"), "::")
    (line,) = told(type(broken)(12), as_json=True, engine=engine6())
    assert validated(line)["type"] == "UNREADABLE"


def test_start_and_counters() -> None:
    stream = io.StringIO()
    events = Events(stream, as_json=True)
    events.started(4, [("%eth0", 67)], NOW)
    events.counters("counters", {"pkt4-received": 0}, NOW)
    start, counters = (validated(line) for line in stream.getvalue().splitlines())
    assert start["listen"] == [{"address": "%eth0", "port": 67}]
    assert counters["counters"] == {"pkt4-received": 0}


def test_counters_as_text_leave_out_zeros() -> None:
    stream = io.StringIO()
    Events(stream, as_json=False).counters("stopped", {"pkt4-received": 2, "pkt4-sent": 0}, NOW)
    assert stream.getvalue() == "pkt4-received 2\n"
