from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator

from dhcptools.dump.record import Packet
from dhcptools.dump.summary import Summary
from dhcptools.measure.latency import Latency
from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_summary_json import summary_json, summary_object
from support.summaries import gathered
from support.talks import dora, four, sarr, six

VALIDATOR = Draft202012Validator(
    json.loads(files("dhcptools.schemas").joinpath("dump-summary-1.schema.json").read_text())
)


def test_everything_is_as_the_schema_says() -> None:
    vendor = four("discover", 0, RawOption(60, b"MSFT\xff"), xid=3, relay="192.0.2.3")
    told = json.loads(summary_json(gathered([*dora(), *sarr(relays=1), vendor, four("nak"), six("reply", status=2)])))
    VALIDATOR.validate(told)
    assert {each["id"] for each in told["servers"]} == {"192.0.2.1", "0003000102005e00aa01"}
    assert told["vendors"] == [{"vendor": "MSFT\\xff", "hex": "4d534654ff", "requests": 1}]
    assert told["clients"]["dhcp6"] == 1
    times = told["exchanges"]["discover_offer"]["response_ms"]
    assert (times["count"], times["min"], times["max"]) == (1, 1.0, 1.0)
    kept = Latency.restore(times["histogram"], 1_000_000, 1_000_000, 1e6, 0.0)
    assert kept.count == 1


def test_nothing_and_packets_without_time() -> None:
    empty = Summary()
    empty.end()
    VALIDATOR.validate(summary_object(empty))
    timeless = [Packet(1, None, "x", 1, each.octets, each.length) for each in dora()]
    told = summary_object(gathered(timeless))
    VALIDATOR.validate(told)
    assert told["exchanges"]["request_ack"] == {"answered": 1, "response_ms": None}
