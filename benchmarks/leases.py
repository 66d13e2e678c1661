"""`leases show` and `leases stats` on a lease file of Kea, beside mawk that only keeps the last line of each address.

    python benchmarks/leases.py [ROWS]          1,000,000 unless told

The file is that of benchmarks/memfile.py. Every command is a process of its own, from its start to its end, in turns
with mawk; the best of three rounds counts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from memfile import MAWK, ROUNDS, measure, rows

from dhcptools.kea.memfile.schema import find_schema

NOW = ("--now", "1795238000")
COMMANDS = {
    "show --limit 20": ("show", "--limit", "20"),
    "show --sort expires": ("show", "--sort", "expires", "--limit", "20"),
    "show --sort hostname": ("show", "--sort", "hostname", "--limit", "20"),
    "show --mac": ("show", "--mac", "02:00:00:00:00:07"),
    "show --hostname": ("show", "--hostname", "host-77.*"),
    "stats": ("stats",),
}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leases4.csv"
        with path.open("w") as file:
            file.write(find_schema(4, "2.1").header.decode())
            file.writelines(rows(count, 4))
        programs = {"mawk, last line of each": ["mawk", "-F,", MAWK, str(path)]}
        for name, arguments in COMMANDS.items():
            words = ["leases", arguments[0], str(path), *NOW, *arguments[1:]]
            programs[name] = [sys.executable, "-m", "dhcptools.cli.main", *words]
        taken: dict[str, list[tuple[float, int]]] = {name: [] for name in programs}
        for _ in range(ROUNDS):
            for name, command in programs.items():
                taken[name].append(measure(command)[:2])
    mawk = min(taken["mawk, last line of each"])[0]
    print(f"{count:,} rows of DHCPv4{'':4}seconds  of mawk      MB")
    for name, rounds in taken.items():
        seconds, megabytes = min(rounds)
        print(f"{name:26} {seconds:7.2f}  {seconds / mawk:6.2f}x  {megabytes:6}")


if __name__ == "__main__":
    main()
