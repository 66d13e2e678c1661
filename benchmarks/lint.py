"""How long lint takes beside ``kea-dhcp4 -t``: one small file, and 10,000 subnets with 100,000 reservations.

Run it as ``python benchmarks/lint.py``. Times are of the processor (user and system), medians of three runs taken in
turn; memory is the largest that was resident. It exits 1 when the large file takes more than 2.5 times as long as Kea's
check or more than 1 GiB, or the small one, in a process of its own, more than 0.3 s.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

SUBNETS, RESERVATIONS = 10_000, 10
TIMES, MEMORY_MIB, SMALL_S = 2.5, 1024, 0.3
ROUNDS = 3


def large() -> str:
    """A configuration of 9 MB."""
    subnets = []
    for number in range(SUBNETS):
        net = f"10.{number >> 8}.{number & 255}"
        hosts = ",\n".join(
            f'          {{ "hw-address": "02:00:{number >> 8:02x}:{number & 255:02x}:00:{host:02x}", '
            f'"ip-address": "{net}.{host + 10}" }}'
            for host in range(RESERVATIONS)
        )
        subnets.append(
            f'      {{ "id": {number + 1}, "subnet": "{net}.0/24", "pools": [ {{ "pool": "{net}.100-{net}.200" }} ],\n'
            f'        "reservations": [\n{hosts} ] }}'
        )
    head = '{ "Dhcp4": { "lease-database": { "type": "memfile", "persist": false },\n    "subnet4": [\n'
    return head + ",\n".join(subnets) + "\n] } }\n"


def run(command: list[str]) -> tuple[float, float]:
    """Seconds of the processor and MiB of a process."""
    child = os.fork()
    if not child:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.execv(command[0], command)
    _, _, usage = os.wait4(child, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    kea = shutil.which("kea-dhcp4", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    lint = [sys.executable, "-m", "dhcptools.cli.main", "lint", "--target", "2.2", "--format", "concise"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        path.write_text(large())
        small = Path(folder) / "small.json"
        subnet = '{ "id": %d, "subnet": "10.0.%d.0/24", "pools": [ { "pool": "10.0.%d.100-10.0.%d.200" } ] }'
        subnets = ",\n".join(subnet % (number + 1, number, number, number) for number in range(200))
        small.write_text('{ "Dhcp4": { "subnet4": [\n' + subnets + "\n] } }\n")
        commands = {"lint, large": [*lint, str(path)], "lint, small": [*lint, str(small)]}
        if kea is not None:
            commands |= {"kea-dhcp4 -t, large": [kea, "-t", str(path)], "kea-dhcp4 -t, small": [kea, "-t", str(small)]}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                taken[name].append(run(command))
    medians = {name: statistics.median(seconds for seconds, _ in runs) for name, runs in taken.items()}
    print(f"{'':22}  seconds  MiB")
    for name, runs in taken.items():
        print(f"{name:22}  {medians[name]:7.2f}  {max(memory for _, memory in runs):.0f}")
    bad = medians["lint, small"] > SMALL_S or max(memory for _, memory in taken["lint, large"]) > MEMORY_MIB
    if kea is not None:
        ratio = medians["lint, large"] / medians["kea-dhcp4 -t, large"]
        print(f"lint takes {ratio:.2f} times as long as kea-dhcp4 -t")
        bad = bad or ratio > TIMES
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
