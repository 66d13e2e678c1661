"""Reading a lease file of Kea: ours beside mawk keeping the last line of each address, and kea-lfc cleaning it up.

    python benchmarks/memfile.py [ROWS]          1,000,000 unless told; 10,000,000 shows that the cost is linear

The file has 70 % of its rows as addresses and the others as renewals; 1 % are removed, 0.5 % declined, 1.5 % reclaimed,
0.1 % infinite, 20 % have a user context and 70 % a host name. Every reader is a process of its own, page cache warm.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dhcptools.kea.memfile.schema import find_schema

ROUNDS = 3
MAWK = "{a[$1]=$0} END{for(k in a) n++; print n}"
OURS = (
    "import sys; from dhcptools.kea.memfile.columns import read_columns\n"
    "with read_columns(sys.argv[1], siblings=False) as found: print(len(found))"
)


def rows(count: int, family: int) -> Iterator[str]:
    dice = random.Random(7)
    addresses = count * 7 // 10
    for number in range(count):
        key = number if number < addresses else dice.randrange(addresses)
        mac = f"02:00:{key >> 24 & 255:02x}:{key >> 16 & 255:02x}:{key >> 8 & 255:02x}:{key & 255:02x}"
        client, state, valid = f"01:{mac}", 0, 3600
        expire = 1795237162 + dice.randrange(3600)
        name = f"host-{key}.example.org." if dice.random() < 0.7 else ""
        kind = dice.random()
        if kind < 0.01 and number >= addresses:
            valid = 0
        elif kind < 0.015:
            state, valid, mac, client, name = 1, 86400, "", "", ""
        elif kind < 0.03:
            state, name = 2, ""
        elif kind < 0.031:
            valid, expire = 0xFFFFFFFF, expire + 0xFFFFFFFF
        context = f'{{ "ISC": {{ "relay-agent-info": "0x0104{key:08X}0204DEADBEEF" }} }}' if dice.random() < 0.2 else ""
        if family == 4:
            address = f"{10 + (key >> 24)}.{key >> 16 & 255}.{key >> 8 & 255}.{key & 255}"
            yield f"{address},{mac},{client},{valid},{expire},{1 + (key >> 12)},0,0,{name},{state},{context}\n"
        else:
            duid = f"00:03:00:01:{mac}" if mac else "00:00:00"
            network = f"2001:db8:{key >> 16:x}:{key & 0xFFFF:x}"
            where, kind, length = (f"{network}::", 2, 56) if key % 4 == 0 else (f"{network}::{key % 9999:x}", 0, 128)
            yield (
                f"{where},{duid},{valid},{expire},{1 + (key >> 12)},2400,{kind},1,{length},0,0,{name},{mac},{state},"
                f"{context},{'1,2' if mac else ','}\n"
            )


def measure(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, int, str]:
    """Wall seconds, peak memory in MB, and what it said."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | (environment or {})
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.perf_counter() - started, usage.ru_maxrss // 1024, said.strip()


def compare(path: Path, family: int, folder: Path) -> None:
    results: dict[str, list[tuple[float, int, str]]] = {"mawk": [], "ours": []}
    for _ in range(ROUNDS):  # in turns, so that a busy moment hits both
        results["mawk"].append(measure(["mawk", "-F,", MAWK, str(path)]))
        results["ours"].append(measure([sys.executable, "-c", OURS, str(path)]))
    lfc = shutil.which("kea-lfc", path=os.environ["PATH"] + ":/usr/sbin")
    if lfc is not None:
        shutil.copy(path, folder / "x.1")
        names = [
            f"-{flag}{folder / name}" for flag, name in zip("xiofp", ["x.2", "x.1", "x.o", "x.f", "x.p"], strict=True)
        ]
        places = {"KEA_PIDFILE_DIR": str(folder), "KEA_LOCKFILE_DIR": str(folder)}
        results["kea-lfc"] = [measure([lfc, f"-{family}", "-d", *names, "-cx"], places)]
        with (folder / "x.2").open("rb") as written:
            results["kea-lfc"][0] = (*results["kea-lfc"][0][:2], str(sum(1 for _ in written) - 1))
    ours = min(results["ours"])[0]
    print(f"\nDHCPv{family}, {path.stat().st_size / 1e6:.1f} MB")
    print(f"{'reader':10}{'seconds':>9}{'MB':>6}{'leases':>12}{'time / ours':>13}")
    for name, rounds in results.items():
        seconds, memory, said = min(rounds)
        print(f"{name:10}{seconds:9.2f}{memory:6}{said:>12}{seconds / ours:13.2f}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{count:,} rows, best of {ROUNDS} (kea-lfc once)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for family in (4, 6):
            path = folder / "leases.csv"
            with path.open("wb") as file:
                file.write(find_schema(family, "2.1" if family == 4 else "4.0").header)
                file.writelines(row.encode() for row in rows(count, family))
            with tempfile.TemporaryDirectory(dir=folder) as work:
                compare(path, family, Path(work))
            path.unlink()


if __name__ == "__main__":
    main()
