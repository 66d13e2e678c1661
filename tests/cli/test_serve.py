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


def served(home: Path, *arguments: str, end: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
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
        running.send_signal(end)
        out, errors = running.communicate(timeout=20)
    return running.returncode, out, errors


@pytest.mark.parametrize(("end", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_counters_come_at_the_end(tmp_path: Path, end: signal.Signals, status: int) -> None:
    code, out, errors = served(tmp_path, *POOL, "--json", end=end)
    assert (code, errors) == (status, "")
    got = json.loads(out)
    assert (got["schema"], got["event"]) == ("dhcptool.serve/1", "stopped")
    assert (got["counters"]["pkt4-discover-received"], got["counters"]["pkt4-ack-sent"]) == (5, 5)


def test_faults_are_made_logged_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text('[[fault]]\naction = "duplicate"\ntype = "offer"\nfirst = 2\n')
    code, out, errors = served(tmp_path, *POOL, "--scenario", str(path), "--fault", "delay 1ms type=ack", "--seed", "3")
    assert code == 0
    lines = errors.splitlines()
    assert len([line for line in lines if line.startswith("fault 1 duplicate: offer ")]) == 2
    assert len([line for line in lines if line.endswith("delayed by 1.000 ms")]) == 5
    assert "fault-duplicate 2\n" in out


def test_faults_as_json(tmp_path: Path) -> None:
    _, out, errors = served(tmp_path, *POOL, "--json", "--fault", "delay 1ms type=ack first=1")
    first, last = (json.loads(line) for line in out.splitlines())
    assert (first["event"], first["action"], first["type"]) == ("fault", "delay", "DHCPACK")
    assert (last["counters"]["fault-delay"], errors) == (1, "")


def test_scenarios_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text('seed = 1\n[[fault]]\naction = "dorp"\n')
    wrong = dhcptool(tmp_path, "serve", *POOL, "--scenario", str(path))
    assert (wrong.returncode, f"{path}:3: there is no action 'dorp'" in wrong.stderr) == (5, True)
    assert "did you mean drop?" in wrong.stderr
    missing = dhcptool(tmp_path, "serve", *POOL, "--scenario", str(tmp_path / "none"))
    assert (missing.returncode, "No such file" in missing.stderr) == (5, True)
    flag = dhcptool(tmp_path, "serve", *POOL, "--fault", "drop type=ofer")
    assert (flag.returncode, "DHCPv4 has no message 'ofer'" in flag.stderr) == (2, True)


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


def test_verbose_tells_each_message(tmp_path: Path) -> None:
    code, out, _ = served(tmp_path, *POOL, "--verbose")
    assert code == 0
    lines = out.splitlines()
    assert len([line for line in lines if " DHCPDISCOVER " in line and ": DHCPOFFER 127.10.0." in line]) == 5
    assert len([line for line in lines if " DHCPREQUEST " in line and ": DHCPACK 127.10.0." in line]) == 5
    assert "pkt4-ack-sent 5" in lines


def test_a_user_that_does_not_exist(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "serve", *POOL, "--user", "no-such-user")
    assert done.returncode == 4
    assert "cannot become no-such-user" in done.stderr
