from __future__ import annotations

from pathlib import Path

import click
import pytest

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.leases_source import moment, open_results, parsed, skipped, tell, write
from dhcptools.leases.faults import Fault

DATA = Path(__file__).resolve().parents[1] / "data"


def test_times() -> None:
    assert moment("2026-11-21T05:01:40Z") == 1795237300
    assert moment(None) > 1_700_000_000
    with pytest.raises(click.BadParameter, match="yesterday"):
        moment("yesterday")
    with pytest.raises(click.BadParameter, match="invalid literal"):
        parsed(int, "x", "--limit")


def test_a_source_that_cannot_be_read_exits_5(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        open_results(str(tmp_path / "absent"), None)
    assert caught.value.code is Exit.UNREADABLE


def test_families() -> None:
    folder = str(DATA / "kea22")
    with open_results(folder, None, only6=True) as results:
        assert [reading.families for reading in results.readings] == [{6}]


def test_bad_rows_are_named_but_not_a_million(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.csv"
    header = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname\n"
    path.write_text(header + "\x1b[2J\n" * 150)
    with open_results(str(path), None) as results:
        tell(results)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 101
    assert lines[0].startswith(f"dhcptool: skipped {path}:2: row 1: ")
    assert lines[-1] == "dhcptool: skipped 50 more rows"
    assert "\x1b" not in "".join(lines)


def test_output_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    write(f"{number}\n" for number in range(50_000))
    assert capsys.readouterr().out.split() == [str(number) for number in range(50_000)]
    write([])
    assert capsys.readouterr().out == ""


def test_a_row_of_many_octets_is_named_in_few() -> None:
    assert skipped(Fault("a.csv", 2, "Number overflow")) == "skipped a.csv:2: Number overflow"
    assert skipped(Fault("a.csv", 2, "\x1b")) == "skipped a.csv:2: \\x1b"
    assert len(skipped(Fault("a.csv", 2, "9" * 5000))) == 501
