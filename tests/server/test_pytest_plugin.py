"""The plugin as other projects load it: in a pytest of its own."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

from dhcpserver import pytest_plugin

ROOT = Path(__file__).resolve().parents[2]
MORE = """
def test_without_marker(dhcp_server):
    assert MyClient(dhcp_server.address, dhcp_server.port).get_lease() == "192.0.2.10"


def test_several(dhcp_servers):
    servers = [dhcp_servers(pool=f"198.51.100.{last}") for last in (1, 2)]
    found = [MyClient(server.address, server.port).get_lease() for server in servers]
    assert found == ["198.51.100.1", "198.51.100.2"]
"""


def test_the_example_of_the_docstring_passes(tmp_path: Path) -> None:
    example = re.search(r"\n\n((?:    .*\n|\n)+)", pytest_plugin.__doc__ or "")
    assert example
    text = "import pytest\nfrom support.client import MyClient\n\n" + textwrap.dedent(example[1]) + MORE
    (tmp_path / "test_mine.py").write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n")
    path = os.pathsep.join(entry for entry in sys.path if entry)
    plugin = ["-p", "no:dhcpserver", "-p", "dhcpserver.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, "test_mine.py"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip  # one process
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_the_entry_point_names_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert importlib.import_module(project["entry-points"]["pytest11"]["dhcpserver"]) is pytest_plugin
