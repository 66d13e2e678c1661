"""Every template, as the installed Kea reads it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dhcptools.lint.peer import installed_version
from dhcptools.templates.catalogue import ROWS, files
from dhcptools.templates.settings import Settings
from support.peers import need
from support.templates import SECRET


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_kea_takes_it(name: str, tmp_path: Path) -> None:
    need("kea-dhcp4", "kea-dhcp6", "kea-dhcp-ddns")
    version = installed_version()
    assert version is not None
    for file in files(name, Settings(version, interface="lo", secret=SECRET)):
        path = tmp_path / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text)
        done = subprocess.run(
            [path.stem, "-t", str(path)],
            env={**os.environ, "KEA_LOCKFILE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
