"""Whether listening keeps up: exchanges at a fixed rate over a veth pair, and how many the kernel had to drop.

Needs root; everything happens in a network namespace that is gone afterwards. Exit code 1 when a packet was dropped or
not seen at the rate of the claim.

    python benchmarks/dump_live.py [--rate N] [--seconds N]
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np
from dump_traffic import Traffic

from dhcptools.net.linkbatch import BatchLink

CLAIM_PPS = 50_000
WAYS = {"-w": ["-w", "FILE"], "--json": ["--json"], "default": []}
FRAMES = 20_000  # different ones
BATCH = 64


def frames() -> tuple[np.ndarray, np.ndarray]:
    """Rows uint8 (FRAMES, 1600) and their lengths int32 (FRAMES,)."""
    rows, lengths = np.zeros((FRAMES, 1600), np.uint8), np.zeros(FRAMES, np.int32)
    for index, (_, octets) in enumerate(islice(Traffic().frames(), FRAMES)):
        rows[index, : len(octets)] = np.frombuffer(octets, np.uint8)
        lengths[index] = len(octets)
    return rows, lengths


def send(rate: int, seconds: float, rows: np.ndarray, lengths: np.ndarray) -> tuple[int, float]:
    """Send at a rate; how many left, and in which time."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sock:
        sock.bind(("va", 0))
        link = BatchLink(sock)
        sent, began = 0, time.perf_counter()
        while (now := time.perf_counter() - began) < seconds:
            due = int(now * rate) - sent
            if due < BATCH:
                time.sleep(0.0002)
                continue
            at = sent % (FRAMES - BATCH)
            sent += link.send(rows[at : at + BATCH], lengths[at : at + BATCH])
        return sent, time.perf_counter() - began


def measure(name: str, arguments: list[str], rate: int, seconds: float, given: tuple[np.ndarray, np.ndarray]) -> bool:
    """One consumer; whether it saw everything."""
    command = [sys.executable, "-m", "dhcptools.cli.main", "dump", "-i", "vb", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    process.stderr.readline()  # it listens
    sent, took = send(rate, seconds, *given)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    errors = process.stderr.read()
    usage = os.wait4(process.pid, 0)[2]
    found = re.search(r"(\d+) packets captured, \d+ matched, (\d+) dropped", errors)
    captured, dropped = (int(part) for part in found.groups()) if found else (0, -1)
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"{name:<10}{sent / took:>12,.0f}{sent:>10}{captured:>10}{dropped:>10}{cpu:>9.2f}{usage.ru_maxrss / 1024:>7.0f}"
    )
    return captured == sent and dropped == 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=CLAIM_PPS)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    if os.environ.get("DHCPTOOL_IN_NAMESPACE") is None:
        environment = {**os.environ, "DHCPTOOL_IN_NAMESPACE": "1"}
        return subprocess.run(["unshare", "--net", sys.executable, *sys.argv], env=environment, check=False).returncode
    for words in ("add va type veth peer name vb", "set va up", "set vb up"):
        subprocess.run(["ip", "link", *words.split()], check=True)
    rows = frames()
    print(f"{'consumer':<10}{'packets/s':>12}{'sent':>10}{'captured':>10}{'dropped':>10}{'CPU s':>9}{'MB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        good = [
            measure(name, [str(Path(folder, "out.pcap")) if word == "FILE" else word for word in words],
                    given.rate, given.seconds, rows)
            for name, words in WAYS.items()
        ]  # fmt: skip  # one after the other
    return 0 if good[0] else 1


if __name__ == "__main__":
    sys.exit(main())
