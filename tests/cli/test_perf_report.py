from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dhcptools.report.perf_json import document
from support.command import ROOT, dhcptool
from support.perf_runs import exchange, run, timed


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("runs") / "run.json"
    path.write_text(json.dumps(document(timed(4, 200, lost=2), passed=False)))
    return str(path)


def valid(text: str) -> Any:
    got = json.loads(text)
    Draft202012Validator(json.loads((ROOT / "dhcptools/schemas/perf-1.schema.json").read_text())).validate(got)
    return got


def test_text_is_what_perf_prints(tmp_path: Path, kept: str) -> None:
    ran = dhcptool(tmp_path, "perf", "report", kept)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "***Statistics for: REQUEST-ACK***\nsent packets: 800\nreceived packets: 792\ndrops: 8\n" in ran.stdout
    assert "***Latency in ms" in ran.stdout


@pytest.mark.parametrize("style", [("--json",), ("--format", "json")])
def test_json_is_the_same_object_again(tmp_path: Path, kept: str, style: tuple[str, ...]) -> None:
    ran = dhcptool(tmp_path, "perf", "report", *style, kept)
    assert valid(ran.stdout) == json.loads(Path(kept).read_text())


def test_two_files_are_one_run(tmp_path: Path, kept: str) -> None:
    got = valid(dhcptool(tmp_path, "perf", "report", "--json", kept, kept).stdout)
    assert (got["exchanges"]["request_ack"]["sent"], got["configured"]["rate_pps"]) == (1600, 400)


def test_csv_html_and_hgrm(tmp_path: Path, kept: str) -> None:
    rows = list(csv.DictReader(io.StringIO(dhcptool(tmp_path, "perf", "report", "--format", "csv", kept).stdout)))
    assert len(rows) == 8
    page = tmp_path / "run.html"
    ran = dhcptool(tmp_path, "perf", "report", "--format", "html", "--output", str(page), kept)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert page.read_text().count("<svg") > 5
    ran = dhcptool(tmp_path, "perf", "report", "--format", "hgrm", kept)
    assert "percentiles of request_ack" in ran.stderr
    assert ran.stdout.startswith("       Value     Percentile TotalCount 1/(1-Percentile)\n")
    assert "Total count    =          792]" in ran.stdout
    other = dhcptool(tmp_path, "perf", "report", "--format", "hgrm", "--exchange", "discover_offer", kept)
    assert other.stderr == ""
    assert other.stdout != ran.stdout


def test_thresholds_judge_a_kept_run(tmp_path: Path, kept: str) -> None:
    ran = dhcptool(tmp_path, "perf", "report", "--threshold", "p99<1s", "--threshold", "lost<=1%", "--json", kept)
    got = valid(ran.stdout)
    assert (ran.returncode, got["verdict"]) == (0, "pass")
    assert got["thresholds"][1] == {"expression": "lost<=1%", "value": 1.0, "ok": True}
    ran = dhcptool(tmp_path, "perf", "report", "--threshold", "lost==0", kept)
    assert ran.returncode == 3
    assert ran.stdout.endswith("***Limits***\nlost==0  16  missed\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Missing argument 'FILE...'"),
        (("--json", "--format", "csv", "x"), "exclude each other"),
        (("--exchange", "request_ack", "x"), "for --format hgrm"),
        (("--threshold", "p99<5", "x"), "p99 is a time; add a unit"),
        (("--format", "pdf", "x"), "'pdf' is not one of"),
    ],
)
def test_refusals_say_why(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = dhcptool(tmp_path, "perf", "report", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr
    assert ran.stderr.endswith("fix: 'dhcptool perf report --help' lists what it takes\n")


def test_an_exchange_that_the_run_lacks(tmp_path: Path, kept: str) -> None:
    ran = dhcptool(tmp_path, "perf", "report", "--format", "hgrm", "--exchange", "renew_ack", kept)
    assert ran.returncode == 2
    assert "the run has discover_offer, request_ack" in ran.stderr


def test_files_that_cannot_be_read_or_written(tmp_path: Path, kept: str) -> None:
    ran = dhcptool(tmp_path, "perf", "report", str(tmp_path / "none.json"))
    assert (ran.returncode, ran.stdout) == (5, "")
    assert ran.stderr.splitlines()[1:] == [
        "  why: No such file or directory",
        "  fix: name a file that 'dhcptool perf --output FILE' or '--json' wrote",
    ]
    six = tmp_path / "six.json"
    six.write_text(json.dumps(document(run(exchange("solicit_advertise", [1.0]), family=6), passed=True)))
    ran = dhcptool(tmp_path, "perf", "report", kept, str(six))
    assert ran.returncode == 5
    assert "cannot be added" in ran.stderr
    assert dhcptool(tmp_path, "perf", "report", kept, "--output", str(tmp_path / "no" / "x")).returncode == 4


def test_defaults_come_from_the_file_and_the_environment(tmp_path: Path, kept: str) -> None:
    folder = tmp_path / "config" / "dhcptool"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('["perf report"]\nformat = "csv"\n')
    assert dhcptool(tmp_path, "perf", "report", kept).stdout.startswith("time,start_s")
    by_name = dhcptool(tmp_path, "perf", "report", kept, DHCPTOOL_PERF_REPORT_FORMAT="json")
    assert by_name.stdout.startswith('{"schema"')
