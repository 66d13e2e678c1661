"""Configurations that documents about Kea print, mistakes and all: what the linter says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.lint.engine import Settings, lint
from dhcptools.lint.finding import Finding
from dhcptools.lint.versions import TARGETS

DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents are kept beside the checkout, not in it")


def document(number: str) -> str:
    (path,) = DOCUMENTS.glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8")


def templates() -> list[str]:
    """The eight files of Kea's manual: two High Availability set-ups of two servers, with a Control Agent each."""
    return re.findall(r"^\| 1 2 3 [0-9 ]+\| (.*?)\|\s*$", document("004"), re.DOTALL | re.MULTILINE)


def findings(path: Path, text: str, target: str) -> tuple[Finding, ...]:
    path.write_text(text)
    (result,) = lint([str(path)], Settings(select=("ALL",), target=TARGETS[target]))
    return tuple(result.findings)


def test_the_templates_of_kea_s_manual(tmp_path: Path) -> None:
    files = templates()
    assert len(files) == 8
    for number, text in enumerate(files):
        path = tmp_path / f"{number}.conf"
        agent, tls = number % 2 == 0, number >= 4
        by_target = {
            target: Counter(each.rule for each in findings(path, text, target)) for target in ("2.2", "2.6", "3.0")
        }
        errors = [each for each in findings(path, text, "2.2") if each.severity == "error"]
        assert errors == []
        if agent:
            assert set(by_target["2.6"]) == {"KL119", "KL817"}
            assert set(by_target["3.0"]) == {"KL105", "KL107", "KL119", "KL817"}
            continue
        assert {"KL108", "KL119", "KL817"} <= set(by_target["2.6"])
        assert {"KL105", "KL108", "KL119", "KL817"} <= set(by_target["3.0"])
        # http:// in urls although TLS is on, and require-client-certs where nobody reads it
        assert (by_target["2.2"]["KL719"], by_target["2.2"]["KL714"]) == ((2, 2) if tls else (0, 0))


@pytest.mark.parametrize(("target", "expected"), [("2.2", 0), ("2.6", 1)])
def test_the_template_whose_agent_has_the_port_of_the_partner(target: str, expected: int, tmp_path: Path) -> None:
    """Since 2.3.7 kea-dhcp4 listens at its own url, which is the agent's too."""
    paths = []
    for number, text in enumerate(templates()[:2]):
        path = tmp_path / f"{number}.conf"
        path.write_text(text)
        paths.append(str(path))
    results = lint(paths, Settings(select=("KL957",), target=TARGETS[target]))
    assert sum(len(result.findings) for result in results) == expected


def snippets(number: str, marker: str) -> Iterator[str]:
    """The listings of a document that hold ``marker``, made whole files."""
    for body in re.findall(r"^```\w*\n(.*?)^```", document(number), re.DOTALL | re.MULTILINE):
        if marker in body:
            yield '{ "Dhcp4": ' + body + "}" if body.startswith("{") else '{ "Dhcp4": {\n' + body + "\n} }"


@pytest.mark.parametrize(
    ("marker", "rule", "message"),
    [
        ('"192.168.2.0.24"', "KL204", '"192.168.2.0.24" is not prefix/length; did you mean 192.168.2.0/24?'),
        ("options[60]", "KL515", 'unknown word "options" at 1:11; did you mean option[60]?'),
        ("only-if-required", "KL503", "is only-if-required but nothing requires it"),
    ],
)
def test_the_mistakes_of_a_course(marker: str, rule: str, message: str, tmp_path: Path) -> None:
    found = [
        each.message
        for text in snippets("000", marker)
        for each in findings(tmp_path / "a.conf", text, "2.2")
        if each.rule == rule
    ]
    assert any(message in each for each in found), found


def test_a_logging_section_is_told_where_to_go(tmp_path: Path) -> None:
    (text,) = [each for each in snippets("000", '"Logging"') if "syslog:user" in each][:1]
    whole = text.replace('{ "Dhcp4": {\n', '{ "Dhcp4": { "subnet4": [ ] },\n').removesuffix("} }") + "}"
    found = {each.rule for each in findings(tmp_path / "a.conf", whole, "2.2")}
    assert "KL106" in found


def test_lists_that_end_with_a_comma_and_quotes_of_a_word_processor(tmp_path: Path) -> None:
    rules: Counter[str] = Counter()
    for number in ("000", "003"):
        for body in re.findall(r"^```\w*\n(.*?)^```", document(number), re.DOTALL | re.MULTILINE):
            if '"' in body and "{" in body:
                rules.update(
                    each.rule for each in findings(tmp_path / "a.conf", '{ "Dhcp4": {\n' + body + "} }", "2.2")
                )
    assert rules["KL002"] >= 1
    assert rules["KL001"] >= 1
