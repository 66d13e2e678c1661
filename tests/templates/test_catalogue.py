"""Every template, for every version: what is written has no finding, and is what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.lint.engine import Settings as LintSettings
from dhcptools.lint.engine import lint
from dhcptools.lint.versions import TARGETS
from dhcptools.templates.catalogue import ROWS, files, row
from dhcptools.templates.settings import Settings
from support.templates import SECRET


@pytest.mark.parametrize("target", list(TARGETS))
@pytest.mark.parametrize("name", [each.name for each in ROWS])
def test_no_rule_finds_anything(name: str, target: str, tmp_path: Path) -> None:
    paths = []
    for file in files(name, Settings(TARGETS[target], secret=SECRET)):
        path = tmp_path / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text)
        paths.append(str(path))
    results = lint(paths, LintSettings(select=("ALL",), target=TARGETS[target]))
    assert [f"{each.rule} {each.message}" for result in results for each in result.findings] == []


def test_a_name_that_is_none() -> None:
    with pytest.raises(KeyError):
        row("double")
