from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from support.command import command, dhcptool, environment

POOL = ("--listen", "127.0.0.1:0", "--subnet", "127.0.0.0/8", "--pool", "127.10.0.1-127.10.0.9")
KEA = """
{
  "Dhcp4": {  // as Kea writes it
    "interfaces-config": { "interfaces": [ "lo/127.0.0.1" ] },
    "subnet4": [ { "id": 1, "subnet": "127.0.0.0/8", "pools": [ { "pool": "127.10.0.1 - 127.10.0.9" } ] } ]
  }
}
"""


def served(home: Path, *arguments: str) -> tuple[int, str, str]:
    """Start a server, load it with five exchanges, end it; its exit code and what it said."""
    with subprocess.Popen(
        command("serve", *arguments),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        line = running.stderr.readline()
        found = re.search(r"serving DHCPv4 on 127\.0\.0\.1 port (\d+)", line)
        assert found, line + running.stderr.read()
        load = dhcptool(home, "perf", "-r", "100", "-n", "5", "-R", "5", "-N", found[1], "-l", "127.0.0.1", "127.0.0.1")
        assert load.returncode == 0, load.stdout + load.stderr
        running.send_signal(signal.SIGTERM)
        out, errors = running.communicate(timeout=20)
    return running.returncode, out, errors


def test_counters_come_at_the_end(tmp_path: Path) -> None:
    code, out, errors = served(tmp_path, *POOL, "--json")
    assert (code, errors) == (0, "")
    got = json.loads(out)
    assert (got["schema"], got["event"]) == ("dhcptool.serve/1", "stopped")
    assert (got["counters"]["pkt4-discover-received"], got["counters"]["pkt4-ack-sent"]) == (5, 5)


def test_a_kea_file_with_another_address(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    path.write_text(KEA)
    assert served(tmp_path, "--config", str(path), "--listen", "127.0.0.1:0")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-4", "-6", *POOL), "-4 and -6 exclude each other"),
        (("--config", "x", "--pool", "y"), "--config says it all"),
        (("-6", "--router", "192.0.2.1"), "--router is of DHCPv4"),
        (("--prefix6", "2001:db8::/32/56"), "--prefix6 needs -6"),
        (("--listen", "127.0.0.1:0"), "no pool"),
        (("--pool", "192.0.2.1-192.0.2.9"), "nowhere to listen"),
        ((*POOL, "--option", "no-such-option=1"), "no-such-option"),
    ],
)
def test_refusals_are_usage_errors(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = dhcptool(tmp_path, "serve", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr


@pytest.mark.parametrize(
    ("text", "words"), [("{ not json", "no Kea configuration"), ('{"Dhcp4": {"subnet4": 1}}', "k.conf:")]
)
def test_files_that_cannot_be_served_are_unreadable(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "k.conf"
    path.write_text(text)
    ran = dhcptool(tmp_path, "serve", "--config", str(path), "--listen", "127.0.0.1:0")
    assert (ran.returncode, ran.stdout) == (5, "")
    assert words in ran.stderr


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "serve", "--config", str(tmp_path / "none"))
    assert ran.returncode == 5
    assert "No such file" in ran.stderr


def test_a_busy_port_is_of_the_environment(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as busy:
        busy.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{busy.getsockname()[1]}"
        ran = dhcptool(tmp_path, "serve", "--listen", listen, "--pool", "127.10.0.1-127.10.0.9")
    assert ran.returncode == 4
    assert "Address already in use" in ran.stderr
