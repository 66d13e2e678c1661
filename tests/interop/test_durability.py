"""Servers that are killed under full load, a hundred times, and full disks: what a client was told, holds."""

from __future__ import annotations

import os
import random
import select
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dhcptools.kea.memfile.reader import Snapshot
from dhcptools.packet.v4 import Message4
from support.command import command, dhcptool, environment
from support.dialogue import message4, opt4
from support.namespaces import Namespace
from support.peers import Program, need
from support.zygote import Zygote

BURST = 64
HERE = bytes((127, 0, 0, 1))
PORT_OF_ITS_OWN = opt4(82, b"\x13\0")  # the relay source port of RFC 8357


def template(kind: int, *options: Any) -> bytes:
    """A relayed message; transaction id and hardware address are to be stamped."""
    message = Message4.decode(message4(kind, 0, *options, PORT_OF_ITS_OWN).encode())
    octets = bytearray(message.encode())
    octets[24:28] = HERE  # giaddr
    return bytes(octets)


DISCOVER = template(1)
REQUEST = template(3, opt4(50, bytes(4)), opt4(54, HERE))
REQUESTED_AT = REQUEST.index(b"\x32\4") + 2


def stamped(octets: bytes, client: int, address: bytes = b"") -> bytes:
    number = client.to_bytes(4)
    made = bytearray(octets)
    made[4:8] = number
    made[28:34] = b"\2\0" + number
    if address:
        made[REQUESTED_AT : REQUESTED_AT + 4] = address
    return bytes(made)


class Load:
    """Many clients at once, each of which asks for the next as soon as it has a lease."""

    def __init__(self) -> None:
        self.acked: dict[bytes, int] = {}  # address -> client
        self.next = 1
        self.naks = 0
        self.twice: list[tuple[bytes, int, int]] = []

    def run(self, port: int, seconds: float, silence_s: float = 0.05) -> int:
        """Until nobody has answered for a while, or the time is over; how many were told their address."""
        before = len(self.acked)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            sock.connect(("127.0.0.1", port))
            deadline = time.monotonic() + seconds
            for _ in range(BURST):
                self._ask(sock)
            while time.monotonic() < deadline and select.select([sock], [], [], silence_s)[0]:
                try:
                    self._take(sock, sock.recv(2000))
                except ConnectionRefusedError:
                    break
        return len(self.acked) - before

    def renew(self, port: int, count: int) -> dict[bytes, int]:
        """Some clients want to keep their addresses; what they are answered, by address: 5 or 6."""
        answers = {}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            sock.connect(("127.0.0.1", port))
            sock.settimeout(5)
            for address, client in random.Random(1).sample(sorted(self.acked.items()), count):
                sock.send(stamped(REQUEST, client, address))
                answers[address] = Message4.decode(sock.recv(2000)).message_type or 0
        return answers

    def _ask(self, sock: socket.socket) -> None:
        try:
            sock.send(stamped(DISCOVER, self.next))
        except ConnectionRefusedError:
            return
        self.next += 1

    def _take(self, sock: socket.socket, reply: bytes) -> None:
        client, address, kind = int.from_bytes(reply[4:8]), reply[16:20], reply[242]
        if kind == 2:
            sock.send(stamped(REQUEST, client, address))
            return
        if kind == 5:
            had = self.acked.setdefault(address, client)
            if had != client:
                self.twice.append((address, had, client))
        else:
            self.naks += 1
        self._ask(sock)


def order(path: Path, **more: Any) -> dict[str, Any]:
    return {
        "pools": ["127.1.0.1-127.31.255.254"], "subnet": "127.0.0.0/8", "listen": ["127.0.0.1:0"], "lifetime": 86_400,
        "lease_file": str(path), "fsync": "never", "batches": None, "interval_s": 3600, **more,
    }  # fmt: skip  # a server


def held(path: Path) -> dict[bytes, int]:
    """Client by address, as the files say."""
    rows = Snapshot(path)
    assert len(rows.bad) <= 1  # the one that was cut off
    found = {}
    for row in rows.values():
        assert row.packed is not None
        found[row.packed] = int.from_bytes(row.hwaddr[2:])
    return found


@pytest.mark.parametrize(
    ("kills", "batches", "fsync"), [(75, None, "never"), (20, False, "batch"), (5, None, "always")]
)
def test_killed_under_load(kills: int, batches: bool | None, fsync: str, tmp_path: Path) -> None:
    """No address that was acknowledged is missing, and none is given to two, however often the server is killed."""
    path, load, chance = tmp_path / "leases.csv", Load(), random.Random(kills)
    counts: Counter[str] = Counter()
    with Zygote() as zygote:
        for number in range(kills):
            pid, port = zygote.start(**order(path, batches=batches, fsync=fsync, interval_s=1))
            killer = threading.Timer(chance.uniform(0.005, 0.15), kill, (pid,))
            killer.start()
            counts["acked"] += load.run(port, 5)
            killer.join()
            if number % 10 == 0:
                assert load.acked.items() <= held(path).items()
        pid, port = zygote.start(**order(path, batches=batches))
        answers = load.renew(port, min(300, len(load.acked)))
        assert set(answers.values()) == {5}
        assert load.run(port, 0.2) > 0
        os.kill(pid, signal.SIGTERM)
    assert (load.twice, load.naks) == ([], 0)
    assert counts["acked"] > 20 * kills
    assert load.acked.items() <= held(path).items()


def kill(process: int) -> None:
    """End it as a loss of power would, and wait until it is gone."""
    descriptor = os.pidfd_open(process)
    try:
        os.kill(process, signal.SIGKILL)
        select.select([descriptor], [], [], 10)
    finally:
        os.close(descriptor)


DISK = """
mount -t tmpfs -o size=64k none {folder}
exec "$@"
"""


def test_a_full_disk_silences_the_server_until_there_is_room(tmp_path: Path) -> None:
    need("unshare", "mount")
    if os.geteuid():
        pytest.skip("a disk of its own needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    serve = command(
        "serve", "--listen", "127.0.0.1:0", "--pool", "127.1.0.1-127.31.255.254", "--subnet", "127.0.0.0/8",
        "--lease-file", str(folder / "leases.csv"),
    )  # fmt: skip  # the command line
    script = DISK.format(folder=folder)
    log = tmp_path / "serve.log"
    wrapped = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", script, "sh", *serve]
    with log.open("w") as out, subprocess.Popen(wrapped, stderr=out, env=environment(tmp_path)) as server:
        try:
            port = listening(log)
            inside = Path(f"/proc/{server.pid}/root{folder}")
            (inside / "ballast").write_bytes(bytes(32 << 10))
            load = Load()
            load.run(port, 20, silence_s=0.5)
            held_then = len(load.acked)
            assert 50 < held_then < 600
            assert load.run(port, 0.3, silence_s=0.2) == 0  # refused, and not only once
            assert log.read_text().count("cannot write leases") == 1
            (inside / "ballast").unlink()
            deadline = time.monotonic() + 10
            while "written again" not in log.read_text() and time.monotonic() < deadline:
                time.sleep(0.02)  # it tries once a second
            assert load.run(port, 0.1) > 0
            assert (load.twice, load.naks) == ([], 0)
            assert load.acked.items() <= held(inside / "leases.csv").items()
        finally:
            server.terminate()


def listening(log: Path) -> int:
    """The port, once the log says it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for line in log.read_text().splitlines():
            if line.startswith("serving"):
                return int(line.split()[-1])
        time.sleep(0.01)
    return pytest.fail(f"the server never said where it listens:\n{log.read_text()}")


def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "leases.csv")
    serve = command("serve", "--listen", "127.0.0.1:0", "--pool", "10.0.0.1-10.0.0.9", "--lease-file", path)
    with Namespace() as place, Program(place, serve, tmp_path / "one.log", environment(tmp_path)) as one:
        one.wait_for("serving")
        two = dhcptool(tmp_path, *serve[3:])
        assert two.returncode == 4
        assert f"cannot keep leases in {path}" in two.stderr
        assert "another server keeps its leases in this file" in two.stderr
