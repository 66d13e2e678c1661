"""Results of lint for the tests of its renderers."""

from __future__ import annotations

from pathlib import Path

from dhcptools.lint.engine import Result, Settings, lint

TEXT = """\
{ "Dhcp4": { "subnet4": [
\t{ "id": 1, "subnet": "192.0.2.5/24", "comment": "é", "valid-lifetime": -5,
    "pools": [ { "pool": "192.0.2.1-192.0.2.9" }, ],
    "reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.3" } ] } ] } }
"""
RULES = ("KL002", "KL201", "KL302", "KL605")


def results(folder: Path, *texts: str) -> list[Result]:
    """What a few rules find in files of these texts, or of one that has a finding of each severity."""
    paths = []
    for number, text in enumerate(texts or (TEXT,)):
        path = folder / f"k{number}.json"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return lint(paths, Settings(select=RULES))
