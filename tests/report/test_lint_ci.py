from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from dhcptools.report.lint_ci import github, gitlab, junit
from support.lint_results import TEXT, results


def test_github(tmp_path: Path) -> None:
    lines = list(github(results(tmp_path)))
    path = tmp_path / "k0.json"
    assert lines[1].startswith(f"::error file={path},line=2,endLine=2,col=74,endColumn=75,title=KL605 lifetime-wraps::")
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::error", "::warning", "::notice"]


def test_gitlab_s_fingerprints_do_not_know_lines(tmp_path: Path) -> None:
    first = gitlab(results(tmp_path))
    moved = gitlab(results(tmp_path, "\n\n" + TEXT))
    assert {each["fingerprint"] for each in first} == {each["fingerprint"] for each in moved}
    assert len({each["fingerprint"] for each in first}) == 4
    assert [each["severity"] for each in first] == ["minor", "major", "minor", "info"]
    assert moved[0]["location"]["positions"]["begin"] == {"line": 4, "column": 23}


def test_junit(tmp_path: Path) -> None:
    root = ElementTree.fromstring("".join(junit(results(tmp_path, TEXT, '{ "Dhcp4": { "comment": "<&" } }'))))
    assert (root.get("tests"), root.get("failures")) == ("5", "4")
    bad, good = root.findall("testsuite")
    assert len(bad.findall("testcase/failure")) == 4
    assert [case.get("name") for case in good] == ["no findings"]
