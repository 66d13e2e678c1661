from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from dhcptools.dump.record import Packet, Setting
from dhcptools.report.dump_pair_json import PairJson
from support.talks import dora, four, sarr, six

VALIDATOR = Draft202012Validator(json.loads(files("dhcptools.schemas").joinpath("dump-pair-1.schema.json").read_text()))


def objects(packets: list[Packet]) -> list[dict[str, Any]]:
    style = PairJson(Setting())
    text = "".join(map(style.lines, packets)) + style.rest()
    found = [json.loads(line) for line in text.splitlines()]
    for each in found:
        VALIDATOR.validate(each)
    return found


def test_an_exchange() -> None:
    (told,) = objects(dora())
    assert (told["schema"], told["exchange"], told["outcome"]) == ("dhcptool.dump-pair/1", "DORA", "granted")
    assert told["responses"] == [
        {"exchange": "discover_offer", "response_ms": 1.0, "server": "192.0.2.1"},
        {"exchange": "request_ack", "response_ms": 1.0, "server": "192.0.2.1"},
    ]
    assert [each["from"] for each in told["messages"]] == ["client", "server"] * 2


def test_whatever_happens_is_as_the_schema_says() -> None:
    odd = [four("offer"), four("release"), four("forcerenew"), six("information-request", duid=b""), four("nak", xid=3)]
    bare = Packet(9, None, "x", 1, odd[0].octets, len(odd[0].octets))
    told = objects([*odd, *sarr(relays=2), six("solicit", 9, xid=5), bare])
    assert {each["outcome"] for each in told} == {"unasked", "sent", "unanswered", "granted"}
    (sent,) = [each for each in told if each["exchange"] == "forcerenew"]
    assert sent["messages"][0]["from"] == "server"
