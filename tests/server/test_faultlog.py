"""The log of a scenario."""

from __future__ import annotations

import io
import json

from dhcpserver.faultlog import FaultLog
from dhcpserver.limiter import Limiter
from dhcpserver.scenario import Act

SECOND = 1_000_000_000


def act(time_ns: int) -> Act:
    return Act(time_ns, 2, "drop", "offer", "02:00:00:00:00:01", 0x1234, "dropped")


def test_text() -> None:
    out = io.StringIO()
    FaultLog(out, as_json=False)(act(0))
    assert out.getvalue() == "fault 2 drop: offer 02:00:00:00:00:01 xid 0x00001234 dropped\n"


def test_json() -> None:
    out = io.StringIO()
    FaultLog(out, as_json=True)(act(5))
    assert json.loads(out.getvalue()) == {
        "schema": "dhcptool.serve/1", "event": "fault", "time_ns": 5, "rule": 2, "action": "drop", "type": "offer",
        "client": "02:00:00:00:00:01", "xid": "00001234", "done": "dropped",
    }  # fmt: skip  # keys by meaning


def test_a_flood_is_a_few_lines_and_the_number_of_the_rest() -> None:
    for as_json in (False, True):
        out = io.StringIO()
        log = FaultLog(out, as_json=as_json, limiter=Limiter(rate=1, burst=2))
        for _ in range(10_000):
            log(act(0))
        log(act(SECOND))
        lines = out.getvalue().splitlines()
        assert len(lines) == 4
        assert "9998" in lines[2]


def test_a_closed_pipe_is_no_error() -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    FaultLog(Closed(), as_json=False)(act(0))
