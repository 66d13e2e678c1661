"""What a server says unasked."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from dhcpserver.limiter import Limiter
from dhcpserver.log import Log
from dhcpserver.scenario import Act
from dhcptools.packet.errors import DecodeError

SECOND = 1_000_000_000


def act(time_ns: int) -> Act:
    return Act(time_ns, 2, "drop", "offer", "02:00:00:00:00:01", 0x1234, "dropped")


def test_text() -> None:
    out = io.StringIO()
    Log(out, as_json=False).fault(act(0))
    assert out.getvalue() == "fault 2 drop: offer 02:00:00:00:00:01 xid 0x00001234 dropped\n"


def validated(line: str) -> dict[str, Any]:
    schema = json.loads(files("dhcptools.schemas").joinpath("serve-1.schema.json").read_text("utf-8"))
    event: dict[str, Any] = json.loads(line)
    Draft202012Validator(schema).validate(event)
    return event


def test_json() -> None:
    out = io.StringIO()
    log = Log(out, as_json=True)
    log.fault(act(5000))
    log.fault(Act(0, 1, "status", "solicit", "00:03", 0x1234, "answered with NoBinding", 6))
    log.malformed(6, "fe80::1", DecodeError("an empty message"), 0)
    four, six, bad = (validated(line) for line in out.getvalue().splitlines())
    assert (four["time"], four["type"], four["xid"]) == ("1970-01-01T00:00:00.000005Z", "DHCPOFFER", "00001234")
    assert (six["type"], six["client"], six["xid"]) == ("SOLICIT", "0003", "001234")
    assert bad["reason"] == "an empty message (at octet 0)"


def test_a_flood_is_a_few_lines_and_the_number_of_the_rest() -> None:
    for as_json in (False, True):
        out = io.StringIO()
        log = Log(out, as_json=as_json, limiter=Limiter(rate=1, burst=2))
        for _ in range(10_000):
            log.fault(act(0))
        log.malformed(4, "192.0.2.9", DecodeError("too short"), SECOND)
        lines = out.getvalue().splitlines()
        assert len(lines) == 4
        assert "9998" in lines[2]
        assert "192.0.2.9" in lines[3]
        if as_json:
            assert [validated(line)["event"] for line in lines[2:]] == ["left-out", "malformed"]


def test_a_closed_pipe_is_no_error() -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    Log(Closed(), as_json=False).fault(act(0))
