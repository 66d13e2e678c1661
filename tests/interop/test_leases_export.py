"""What we export Kea reads: kea-lfc takes every row, from Kea's files and from those of dhcpd and dnsmasq."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.command import dhcptool
from support.peers import need

DATA = Path(__file__).resolve().parents[1] / "data"
ISC = "".join(
    f"lease 10.0.0.{last} {{ starts epoch 1795237000; ends {'never' if last % 2 else 'epoch 1795237600'}; "
    f'binding state {state}; hardware ethernet 02:00:00:00:00:01; uid "\\001}}\\"\\000"; '
    'client-hostname "a,b&c\\012d"; }\n'
    for last, state in enumerate(["active", "abandoned", "released", "expired", "free", "backup"])
)
DNSMASQ = (
    "0 02:00:00:00:00:01 10.0.0.1 * *\n1795237600 06-02:00:00:00:00:01 10.0.0.2 x,y ff:00\nduid 00:01:02\n"
    "1795237600 1 2001:db8::1 * 00:01:02\n1795237600 T2 2001:db8::2 * 00:01:02\n"
)


@pytest.mark.parametrize(
    ("source", "family", "count"),
    [("kea22-leases4.csv", 4, 14), ("kea22-leases6.csv", 6, 13), (ISC, 4, 4), (DNSMASQ, 4, 2), (DNSMASQ, 6, 2)],
    ids=["kea4", "kea6", "dhcpd", "dnsmasq4", "dnsmasq6"],
)
def test_kea_takes_every_row(source: str, family: int, count: int, tmp_path: Path) -> None:
    need("kea-lfc")
    path = DATA / "kea22" / source
    if "\n" in source:
        path = tmp_path / "source"
        path.write_text(source)
    copy = tmp_path / "x.1"
    ran = dhcptool(tmp_path, "leases", "export", str(path), f"-{family}", "--format", "kea-csv", "--output", str(copy))
    assert ran.returncode == 0
    program = shutil.which("kea-lfc", path=os.environ["PATH"] + ":/usr/sbin") or "kea-lfc"
    names = [
        f"-{flag}{tmp_path / name}" for flag, name in zip("xiofp", ["x.2", "x.1", "x.o", "x.f", "x.p"], strict=True)
    ]
    done = subprocess.run(
        [program, f"-{family}", "-d", *names, "-cx"],
        env=os.environ | {"KEA_PIDFILE_DIR": str(tmp_path), "KEA_LOCKFILE_DIR": str(tmp_path)},
        capture_output=True,
        check=True,
        timeout=30,
    )
    log = (done.stdout + done.stderr).decode(errors="replace")
    assert re.findall(r"LFC_READ_STATS Leases: (\d+), attempts: \d+, errors: (\d+)", log) == [(str(count), "0")]
    assert re.findall(r"LFC_WRITE_STATS Leases: (\d+)", log) == [str(count)]
