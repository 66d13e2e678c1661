from __future__ import annotations

import json
from pathlib import Path

from support.command import dhcptool


def test_a_page(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "lint", "rule", "kl302")
    assert done.returncode == 0
    for heading in (
        "# KL302: reservation-in-pool",
        "## Why is this bad",
        "## Example",
        "## Use instead",
        "## Kea versions",
    ):
        assert f"{heading}\n" in done.stdout


def test_pages_for_programs_and_rules_that_are_none(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "lint", "rule", "KL302", "KL201", "--json")
    assert [json.loads(line)["rule"] for line in done.stdout.splitlines()] == ["KL302", "KL201"]
    assert dhcptool(tmp_path, "lint", "rule", "KL000").returncode == 2
