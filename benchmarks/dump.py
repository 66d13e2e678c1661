"""Decode a capture of real exchanges beside tcpdump and tshark on the same file, in turns.

Every program reads the file and writes all it has to say to /dev/null. Counted is CPU time (user and system, children
included) and wall time, the median of the rounds; a claim is about the median of the ratios of wall times of one round.
Exit code 1 when a claim does not hold.

    python benchmarks/dump.py [--packets N] [--rounds N] [--only WORD] [--capture FILE]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from dump_traffic import write

PEERS = {
    "tcpdump -nvv": ["tcpdump", "-nvv", "-r"],
    "tshark -V": ["tshark", "-n", "-V", "-r"],
    "tshark -T ek": ["tshark", "-n", "-T", "ek", "-r"],
}
CLAIMS = (
    # what, our arguments, peer, how many times its speed
    ("json", ["--json"], "tshark -T ek", 4.0),
    ("default", [], "tcpdump -nvv", 2.0),
    ("default", [], "tshark -V", 2.0),
)
SUMMARY_PPS = 1_000_000
"""Of ``--summary``, beside the start of the program: what the file takes more than an empty one."""

MEMORY_MOST_MB = 150


class Run(NamedTuple):
    wall_s: float
    cpu_s: float
    memory_mb: float


def run(arguments: list[str]) -> Run:
    """Run a program to its end; what it wrote is gone."""
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr is not None else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: {errors.decode(errors='replace')}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--packets", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="claims with this word alone")
    parser.add_argument("--capture", type=Path, help="kept, and used when it is there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.capture or Path(folder) / "exchanges.pcap"
        if not path.exists():
            write(path, given.packets)
        claims = [claim for claim in CLAIMS if given.only in claim[0]]
        good = not claims or measure(path, given.packets, given.rounds, claims) == 0
        if given.only in "summary":
            good &= summary(path, given.packets, max(given.rounds, 5))
        return 0 if good else 1


def summary(path: Path, packets: int, rounds: int) -> bool:
    """Whether --summary counts as many packets a second as is claimed; start and work are told apart."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.pcap"
        with path.open("rb") as file:
            empty.write_bytes(file.read(24))
        ours = [sys.executable, "-m", "dhcptools.cli.main", "dump", "-q", "--summary", "-r"]
        pairs = [(run([*ours, str(empty)]), run([*ours, str(path)])) for _ in range(rounds)]
    start = statistics.median(first.wall_s for first, _ in pairs)
    whole = statistics.median(both.wall_s for _, both in pairs)
    cpu = statistics.median(both.cpu_s for _, both in pairs)
    work = statistics.median(both.wall_s - first.wall_s for first, both in pairs)
    memory = max(both.memory_mb for _, both in pairs)
    print(f"summary: {whole:.2f} s, of which start {start:.2f} s; CPU {cpu:.2f} s, {memory:.0f} MB a process")
    print(f"summary: {packets / whole:,.0f} packets/s with the start, {packets / work:,.0f} without it")
    holds = packets / work >= SUMMARY_PPS and memory < MEMORY_MOST_MB
    print(f"summary: at least {SUMMARY_PPS:,} packets/s: {'yes' if holds else 'NO'}")
    return holds


def measure(path: Path, packets: int, rounds: int, claims: list[tuple[str, list[str], str, float]]) -> int:
    ours = [sys.executable, "-m", "dhcptools.cli.main", "dump", "-r", str(path)]
    wanted = {peer for _, _, peer, _ in claims if shutil.which(PEERS[peer][0])}
    programs = {peer: [*PEERS[peer], str(path)] for peer in PEERS if peer in wanted}
    programs |= {f"dhcptool dump ({what})": [*ours, *arguments] for what, arguments, _, _ in claims}
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, arguments in programs.items():
            runs[name].append(run(arguments))
    print(f"{packets} packets, {path.stat().st_size / 1e6:.0f} MB, median of {rounds} rounds")
    print(f"{'program':<32}{'packets/s':>12}{'wall s':>9}{'CPU s':>9}{'MB':>7}")
    for name, found in runs.items():
        wall, cpu, memory = (statistics.median(values) for values in zip(*found, strict=True))
        print(f"{name:<32}{packets / wall:>12,.0f}{wall:>9.2f}{cpu:>9.2f}{memory:>7.0f}")
    good = True
    for what, _, peer, times in claims:
        own = runs[f"dhcptool dump ({what})"]
        memory = max(each.memory_mb for each in own)
        if peer not in runs:
            print(f"{what}: {peer} is not here")
            continue
        both = list(zip(runs[peer], own, strict=True))
        ratio = statistics.median(theirs.wall_s / ours.wall_s for theirs, ours in both)
        work = statistics.median(theirs.cpu_s / ours.cpu_s for theirs, ours in both)
        holds = ratio >= times and memory < MEMORY_MOST_MB
        good &= holds
        print(f"{what}: at least {times:g} times {peer}: {'yes' if holds else 'NO'} ({ratio:.1f}, by CPU {work:.1f})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
