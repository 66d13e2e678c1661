"""What starts at once must load little."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.command import environment
from support.malformed import capture

HEAVY = {"numpy", "scapy", "pyroute2", "rich", "hdrh", "asyncio", "importlib.metadata", "jsonschema"}
DISCOVER = "01010600" + "00" * 232 + "63825363350101ff"
SCRIPT = """
import sys
from dhcptools.cli.main import main
sys.argv = ["dhcptool", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


def loaded(home: Path, *arguments: str, **variables: str) -> set[str]:
    # Coverage measures subprocesses too, by loading itself into them: not into these, whose modules are counted.
    without = {name: value for name, value in environment(home, **variables).items() if "COVERAGE" not in name}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        env=without,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout
    return set(ran.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"]])
def test_help_and_version_do_not_even_load_click(tmp_path: Path, arguments: list[str]) -> None:
    modules = loaded(tmp_path, *arguments)
    assert not modules & (HEAVY | {"click", "inspect", "typing"})
    assert {name for name in modules if name.startswith("dhcp")} == {
        "dhcptools", "dhcptools.cli", "dhcptools.cli.commands", "dhcptools.cli.main",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["perf", "--help"],
        ["perf", "report", "--help"],
        ["serve", "--help"],
        ["discover", "--help"],
        ["query", "--help"],
        ["dump", "--help"],
        ["dump", "--json", "--hex", DISCOVER],
        ["options", "82"],
        ["completion", "bash"],
    ],
)
def test_help_of_a_command_loads_click_and_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    modules = loaded(tmp_path, *arguments)
    assert "click" in modules
    assert not modules & HEAVY


def test_completion_loads_nothing_heavy(tmp_path: Path) -> None:
    words = {"_DHCPTOOL_COMPLETE": "bash_complete", "COMP_WORDS": "dhcptool perf --", "COMP_CWORD": "2"}
    assert not loaded(tmp_path, **words) & HEAVY


def test_a_summary_as_text_loads_no_decoder_of_single_packets(tmp_path: Path) -> None:
    (tmp_path / "some.pcap").write_bytes(capture())
    modules = loaded(tmp_path, "dump", "--summary", "-r", str(tmp_path / "some.pcap"))
    assert "dhcptools.report.dump_summary" in modules
    assert not {
        name for name in modules if name.startswith(("dhcptools.report.dump_json", "dhcptools.report.dump_quick"))
    }
    assert not modules & {"scapy", "pyroute2", "rich", "hdrh", "numpy.ma"}
