from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.exits import Exit
from dhcptools.cli.man import pages, write
from dhcptools.cli.tree import dhcptool
from support.command import ROOT

NAMES = {"dhcptool.1", *(f"dhcptool-{name.replace(' ', '-')}.1" for name, _, _ in COMMANDS)}


def test_there_is_a_page_for_the_tool_and_for_each_command(tmp_path: Path) -> None:
    write(tmp_path / "man")
    assert {path.name for path in (tmp_path / "man").iterdir()} == NAMES == set(pages())


def test_the_pages_in_the_tree_are_fresh() -> None:
    kept = {path.name: path.read_text("utf-8") for path in (ROOT / "man").glob("*.1")}
    assert kept == pages(), "run: python -m dhcptools.cli.man man"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_page_has_codes_environment_and_its_options(name: str) -> None:
    page = pages()[name]
    for heading in ("NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES"):
        assert f"\n.SH {heading}\n" in page
    for code in Exit:
        assert f".B {int(code)}\n{code.meaning}\n" in page
    assert r"\-\-color" in page
    assert "NO_COLOR" in page


def test_the_page_of_perf_has_its_own_matter() -> None:
    page = pages()["dhcptool-perf.1"]
    assert "DHCPTOOL_PERF_RATE" in page
    assert r"dhcptool perf \-r 1000 \-p 5" in page
    assert ".SH SIGNALS" in page
    assert r".B \-r, \-\-rate N" in page


def test_a_command_of_two_words_has_its_page_and_stands_beside_its_kin() -> None:
    page = pages()["dhcptool-perf-report.1"]
    assert page.startswith('.TH "DHCPTOOL\\-PERF\\-REPORT" 1')
    assert "\n.B dhcptool perf report\n" in page
    assert "DHCPTOOL_PERF_REPORT_THRESHOLD" in page
    assert "\n.B DHCPTOOL_PERF_REPORT_JSON\nValue of" in page  # by its name on the command line
    see_also = page.partition(".SH SEE ALSO\n")[2]
    kin = ("dhcptool", "dhcptool\\-perf", "dhcptool\\-perf\\-compare", "dhcptool\\-perf\\-find\\-max")
    assert see_also == ",\n".join(f".BR {name} (1)" for name in kin) + "\n"


def examples() -> list[str]:
    """Every command line of an EXAMPLES section that is one of ours and nothing else."""
    lines = [line for page in pages().values() for line in re.findall(r"\n\.nf\n\.RS\n(.*)\n\.RE\n", page)]
    plain = [line.replace(r"\-", "-").replace(r"\e", "\\").removeprefix("sudo ") for line in lines]
    return sorted(
        {
            line
            for line in plain
            if line.startswith("dhcptool ") and not line.startswith("dhcptool compat ") and " > " not in line
        }
    )


def test_there_are_examples() -> None:
    assert len(examples()) > 80


@pytest.mark.parametrize("line", examples())
def test_examples_parse(line: str) -> None:
    words = shlex.split(line)[1:]
    with dhcptool.make_context("dhcptool", [], resilient_parsing=True) as parent:
        name, command, arguments = dhcptool.resolve_command(parent, words)
        assert command is not None
        command.make_context(name, arguments, parent)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("name", sorted(NAMES))
def test_groff_has_nothing_to_complain_about(name: str) -> None:
    ran = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww"], input=pages()[name], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    assert "dhcptool 0." in ran.stdout
