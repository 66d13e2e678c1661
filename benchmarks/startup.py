"""How long the command takes to say something, beside the interpreter alone: medians of wall times.

Run it as ``python benchmarks/startup.py``; the commands run in turn, round after round, so that a change of the
machine's load meets all of them. It exits 1 when ``dhcptool --help`` takes more than four times as long as
``python -c pass``, or ``dhcptool ping`` of a server on loopback, with its answer, more than six times.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from dhcpserver.embedded import Embedded

ROUNDS = 20
LIMITS = {"dhcptool --help": 4.0, "dhcptool ping -c 1": 6.0}


def console_script() -> list[str]:
    """The installed script beside this interpreter, or the module when it is not installed."""
    script = shutil.which("dhcptool", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "dhcptools.cli.main"]


def wall_ms(arguments: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


def main() -> int:
    with Embedded(4) as server:
        return measure(["ping", "-s", server.address, "-N", str(server.port), "-c", "1"])


def measure(ping: list[str]) -> int:
    ours = console_script()
    runs = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "dhcptool --help": [*ours, "--help"],
        "dhcptool --version": [*ours, "--version"],
        "dhcptool perf --help": [*ours, "perf", "--help"],
        "dhcptool ping -c 1": [*ours, *ping],
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    for arguments in runs.values():
        wall_ms(arguments)
    for _ in range(ROUNDS):
        for name, arguments in runs.items():
            times[name].append(wall_ms(arguments))
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = medians["python -c pass"]
    print(f"median of {ROUNDS} runs; {' '.join(ours)}; Python {sys.version.split()[0]}")
    for name, median in medians.items():
        print(f"{name:26} {median:7.2f} ms  {median / base:5.2f} x")
    return 0 if all(medians[name] <= limit * base for name, limit in LIMITS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
