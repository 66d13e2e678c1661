"""`leases show` and `leases stats` on a lease file of Kea, beside mawk that only keeps the last line of each address,
and beside kea-lfc, which cleans the file up.

    python benchmarks/leases.py [ROWS [MORE]]          1,000,000 unless told, and 4,000,000 to see that cost is linear

The file is that of benchmarks/memfile.py. Every command is a process of its own, from its start to its end, in turns
with mawk; the best of three rounds counts, kea-lfc runs once. CPU is user and system time: it is what is left of a
machine that others use too. Exits 1 when a claim does not hold: 1.5 times mawk, an eighth of kea-lfc, 350 MB for a
million rows, and as much for each of more rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from memfile import MAWK, ROUNDS, rows

from dhcptools.kea.memfile.schema import find_schema

NOW = ("--now", "1795238000")
COMMANDS = {
    "stats": ("stats",),
    "show --limit 20": ("show", "--limit", "20"),
    "show --sort expires": ("show", "--sort", "expires", "--limit", "20"),
    "show --sort hostname": ("show", "--sort", "hostname", "--limit", "20"),
    "show --mac": ("show", "--mac", "02:00:00:00:00:07"),
    "show --hostname": ("show", "--hostname", "host-77.*"),
}
CLAIMED = ("stats", "show --limit 20")
OF_MAWK = 1.5
OF_LFC = 1 / 8
MEGABYTES = 350
LINEAR = 1.25


class Cost(NamedTuple):
    """What a process took: CPU and wall time in seconds, peak memory in MB."""

    cpu: float
    wall: float
    megabytes: int


def cost(command: list[str], environment: dict[str, str] | None = None) -> Cost:
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | (environment or {})
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss // 1024)


def ours(path: Path, words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "dhcptools.cli.main", "leases", words[0], str(path), *NOW, *words[1:]]


def write(path: Path, count: int) -> None:
    with path.open("w") as file:
        file.write(find_schema(4, "2.1").header.decode())
        file.writelines(rows(count, 4))


def clean_up(path: Path, folder: Path) -> Cost | None:
    """kea-lfc on a copy."""
    program = shutil.which("kea-lfc", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        return None
    shutil.copy(path, folder / "x.1")
    names = [f"-{flag}{folder / name}" for flag, name in zip("xiofp", ["x.2", "x.1", "x.o", "x.f", "x.p"], strict=True)]
    places = {"KEA_PIDFILE_DIR": str(folder), "KEA_LOCKFILE_DIR": str(folder)}
    return cost([program, "-4", "-d", *names, "-cx"], places)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    more = int(sys.argv[2]) if len(sys.argv) > 2 else 4 * count
    failed = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "leases4.csv"
        write(path, count)
        programs = {"mawk, last line of each": ["mawk", "-F,", MAWK, str(path)]}
        programs |= {command: ours(path, words) for command, words in COMMANDS.items()}
        taken: dict[str, list[Cost]] = {command: [] for command in programs}
        for _ in range(ROUNDS):
            for command, arguments in programs.items():
                taken[command].append(cost(arguments))
        best = {command: min(rounds) for command, rounds in taken.items()}
        mawk = best["mawk, last line of each"]
        lfc = clean_up(path, folder)
        if lfc is not None:
            best["kea-lfc"] = lfc
        print(f"{count:,} rows of DHCPv4{'':8}CPU s   wall s  CPU of mawk      MB")
        for command, found in best.items():
            print(
                f"{command:28} {found.cpu:7.2f}  {found.wall:7.2f}  {found.cpu / mawk.cpu:10.2f}x  {found.megabytes:6}"
            )
        for command in CLAIMED:
            if best[command].cpu > OF_MAWK * mawk.cpu:
                failed.append(f"{command} takes more than {OF_MAWK} times what mawk takes")
            if lfc is not None and best[command].cpu > OF_LFC * lfc.cpu:
                failed.append(f"{command} takes more than an eighth of what kea-lfc takes")
            if count == 1_000_000 and best[command].megabytes > MEGABYTES:
                failed.append(f"{command} takes more than {MEGABYTES} MB")
        if more > count:
            write(path, more)
            for command in CLAIMED:
                found = min(cost(ours(path, COMMANDS[command])) for _ in range(2))
                times = found.cpu / best[command].cpu / (more / count)
                print(
                    f"{more:,} rows: {command:15} {found.cpu:7.2f}  {found.wall:7.2f}  {times:.2f} times a row"
                    f"  {found.megabytes:6}"
                )
                if times > LINEAR:
                    failed.append(f"{command} takes more for each of {more:,} rows")
    print(*failed, sep="\n", end="\n" if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
