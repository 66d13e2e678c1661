from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from dhcptools.probe.changes import Watch
from dhcptools.probe.expect import Expectations, ExpectedServer, judge
from dhcptools.report.discover_json import document, event
from support.sightings import ROGUE_MAC, advertise, census, nak, nothing6, offer

AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)
VALIDATOR = Draft202012Validator(json.loads(files("dhcptools.schemas").joinpath("discover-1.schema.json").read_text()))


def checked(made: dict[str, object]) -> dict[str, Any]:
    whole = json.loads(json.dumps(made, allow_nan=False))
    VALIDATOR.validate(whole)
    return dict(whole)


def test_a_look() -> None:
    found = census(offer(), offer(), offer("192.0.2.2", ROGUE_MAC), advertise(), nak("192.0.2.3"), "another hour")
    wanted = Expectations((ExpectedServer.parse("192.0.2.1"), ExpectedServer.parse("192.0.2.9")))
    whole = checked(document("eth0", found, judge(found, wanted), AT))
    assert next(iter(whole)) == "schema"
    assert (whole["time"], whole["interface"]) == ("2026-01-02T03:04:05.678Z", "eth0")
    first, second, third = whole["servers"]
    kept = ("server_id", "source", "source_mac", "offered", "rtt_ms", "duplicates", "expected", "lease_s")
    assert [first[key] for key in kept] == [
        "192.0.2.1", "192.0.2.1", "02:00:5e:00:53:01", "192.0.2.100", 2.5, 1, True, 3600,
    ]  # fmt: skip  # in the order above
    assert second["expected"] is False
    assert (third["offered"], third["prefixes"]) == ("2001:db8::5", ["2001:db8:1::/56"])
    assert whole["other_answers"][0]["answers"] == ["DHCPNAK"]
    assert (whole["missing"], whole["offers"], whole["verdict"]) == (["192.0.2.9"], 3, "unexpected")
    assert whole["ignored"] == {"another hour": 1}


def test_nobody_and_nothing() -> None:
    assert checked(document("eth0", census(), judge(census(), Expectations()), AT))["verdict"] == "none"
    found = census(advertise(nothing6()))
    (server,) = checked(document("eth0", found, judge(found, Expectations()), AT))["servers"]
    assert (server["offered"], server["addresses"], server["expected"]) == (None, [], None)


def test_changes() -> None:
    watch = Watch()
    list(watch.changes(census(offer())))
    changes = list(watch.changes(census(offer(yiaddr="192.0.2.7"), advertise())))
    first, second = (checked(event("eth0", change, None, AT)) for change in changes)
    assert (first["change"], first["server"]["offered"]) == ("changed", "192.0.2.7")
    assert first["differences"] == [{"name": "offered", "before": "192.0.2.100", "after": "192.0.2.7"}]
    assert (second["change"], second["answers"], second["differences"]) == ("appeared", True, [])
