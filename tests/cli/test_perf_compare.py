from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dhcptools.measure.result import Run
from dhcptools.report.perf_json import document
from support.command import ROOT, dhcptool
from support.perf_runs import exchange, run, timed


def keep(folder: Path, name: str, made: Run) -> str:
    path = folder / name
    path.write_text(json.dumps(document(made, passed=True)))
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    slow = timed(10, 500, delay_ms=2, lost=50)
    return keep(tmp_path, "before.json", timed(10, 500)), keep(tmp_path, "after.json", slow)


def test_what_is_worse_is_said_and_ends_with_1(tmp_path: Path, files: tuple[str, str]) -> None:
    ran = dhcptool(tmp_path, "perf", "compare", *files)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "four-way rate" in ran.stdout
    assert "worse by 10 %" in ran.stdout


def test_what_is_better_or_the_same_is_no_failure(tmp_path: Path, files: tuple[str, str]) -> None:
    assert dhcptool(tmp_path, "perf", "compare", files[1], files[0]).returncode == 0
    ran = dhcptool(tmp_path, "perf", "compare", files[0], files[0])
    assert ran.returncode == 0
    assert "worse" not in ran.stdout


def test_json_follows_its_schema(tmp_path: Path, files: tuple[str, str]) -> None:
    got = json.loads(dhcptool(tmp_path, "perf", "compare", "--json", *files).stdout)
    Draft202012Validator(json.loads((ROOT / "dhcptools/schemas/perf-compare-1.schema.json").read_text())).validate(got)
    assert (got["before"], got["verdict"]) == (files[0], "worse")


def test_what_cannot_be_compared(tmp_path: Path, files: tuple[str, str]) -> None:
    six = keep(tmp_path, "six.json", run(exchange("solicit_advertise", [1.0]), family=6))
    for other, words in ((six, "no exchange in common"), (str(tmp_path / "x.json"), "No such file")):
        ran = dhcptool(tmp_path, "perf", "compare", files[0], other)
        assert (ran.returncode, ran.stdout) == (5, "")
        assert f"why: {words}" in ran.stderr or words in ran.stderr
    assert dhcptool(tmp_path, "perf", "compare", files[0]).returncode == 2
