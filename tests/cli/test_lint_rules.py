from __future__ import annotations

import json
from pathlib import Path

from dhcptools.lint.rule import identifiers
from support.command import dhcptool


def test_the_list(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "lint", "rules")
    assert len(done.stdout.splitlines()) == len(identifiers()) + 1
    done = dhcptool(tmp_path, "lint", "rules", "--select", "KL0", "--format", "json")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["rule"] for each in objects] == [each for each in identifiers() if each.startswith("KL0")]
    assert all(len(each["explanation"]) > 300 for each in objects)
