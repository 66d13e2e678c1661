from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from dhcptools.cli import complete
from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.tree import dhcptool as tree
from dhcptools.lint.rule import identifiers
from support.command import command, dhcptool, environment


def asked(home: Path, line: str) -> list[str]:
    """What bash is told for a line whose last word, empty after a space, is to be completed."""
    words = line.split(" ")
    variables = {"_DHCPTOOL_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    ran = dhcptool(home, **variables)
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dhcptool perf f", ["plain,find-max"]),
        ("dhcptool perf -r 5 f", []),
        ("dhcptool perf re", ["plain,report"]),
        ("dhcptool lint ru", ["file,ru", "plain,rule", "plain,rules"]),
        ("dhcptool lint kea", ["file,kea"]),
        ("dhcptool dump -r x", ["file,x"]),
        ("dhcptool dump -r a.pcap x", ["file,x"]),
        ("dhcptool dump --type off", ["plain,offer"]),
        ("dhcptool leases show ", ["file,"]),
        ("dhcptool leases diff a.csv ", ["file,"]),
        ("dhcptool leases show --state dec", ["plain,declined"]),
        ("dhcptool leases show --sort hostn", ["plain,hostname"]),
        ("dhcptool leases export --schema 2", []),
        ("dhcptool lint --target 3.0", ["plain,3.0"]),
        ("dhcptool lint --host-facts no", ["file,no", "plain,none"]),
        ("dhcptool perf -l l", ["plain,lo"]),
        ("dhcptool perf report ", ["file,"]),
        ("dhcptool perf compare a.json ", ["file,"]),
        ("dhcptool init ha-t", ["plain,ha-tls"]),
        ("dhcptool init --output ", ["dir,"]),
        ("dhcptool query discover -i l", ["plain,lo"]),
        ("dhcptool query --arch x64-uefi-h", ["plain,x64-uefi-http"]),
        ("dhcptool query --print-only host-", ["plain,host-name"]),
        ("dhcptool options captive", []),
        ("dhcptool options v4-cap", ["plain,v4-captive-portal"]),
        ("dhcptool class test --packet ", ["file,"]),
        ("dhcptool ping -s ", []),
    ],
)  # fmt: skip
def test_values_complete(tmp_path: Path, line: str, expected: list[str]) -> None:
    assert asked(tmp_path, line) == expected


def test_rules_complete_by_their_ids(tmp_path: Path) -> None:
    found = asked(tmp_path, "dhcptool lint rule KL5")
    assert found == [f"plain,{each}" for each in identifiers() if each.startswith("KL5")] != []


def test_every_option_that_takes_a_file_completes_files() -> None:
    with tree.make_context("dhcptool", [], resilient_parsing=True) as context:
        for name, _, _ in COMMANDS:
            command = tree.get_command(context, name)
            assert command is not None
            complete.teach(name, command)
            for parameter in command.params:
                if "FILE" in (parameter.metavar or ""):
                    kinds = [each.type for each in parameter.shell_complete(context, "nothing-begins-so")]
                    assert kinds == ["file"], (name, parameter.opts)


def test_it_is_quick(tmp_path: Path) -> None:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        asked(tmp_path, "dhcptool query --request ")
        times.append(time.perf_counter() - began)
    assert min(times) < 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [("dhcptool lint capt", "captured.conf"), ("dhcptool perf find", "find-max"), ("dhcptool dump --sty", "--style")],
)
def test_bash_completes(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "captured.conf").touch()
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "dhcptool"
    script.write_text(f'#!/bin/sh\nexec {" ".join(command())} "$@"\n')
    script.chmod(0o755)
    variables = environment(tmp_path, INPUTRC="/dev/null", TERM="dumb", PATH=f"{folder}:{os.environ['PATH']}")
    typed = f'eval "$(dhcptool completion bash)"\n{line}\t\x01echo "got: \x05"\nexit\n'  # to its start, to its end
    ran = subprocess.run(
        ["script", "-qec", "bash --norc -i", "/dev/null"],
        input=typed, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert f"got: {line.rpartition(' ')[0]} {expected}" in ran.stdout
