"""How long a DHCPv4 server takes to start with a million leases in its file: ours beside Kea, the same leases.

Each has the file in the columns that it writes itself; Kea 2.2 reads ours too, and ours reads and converts Kea's.

usage: start.py [LEASES]     needs root and kea-dhcp4; half a minute; exits 1 when ours takes more than a fifth
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from ipaddress import IPv4Address
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.command import command, environment
from support.namespaces import Namespace
from support.peers import Kea, Program

SUBNET = "10.0.0.0/8"
SHARE = 0.2
READY_S = 90
HEADER = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context"


def write(path: Path, leases: int, *, newest: bool) -> None:
    expire = int(time.time()) + 86_400
    more = ",0" if newest else ""
    with path.open("w") as out:
        out.write(HEADER + (",pool_id" if newest else "") + "\n")
        for number in range(1, leases + 1):
            mac = f"{0x020000000000 + number:012x}"
            octets = ":".join(mac[at : at + 2] for at in range(0, 12, 2))
            out.write(f"{IPv4Address(0x0A000000 + number)},{octets},01:{octets},86400,{expire},1,0,0,,0,{more}\n")


def kea_s(place: Namespace, file: Path, folder: Path) -> tuple[float, float]:
    configuration = {
        "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
        "lease-database": {"type": "memfile", "persist": True, "name": str(file), "lfc-interval": 0},
        "subnet4": [{"id": 1, "subnet": SUBNET, "pools": [{"pool": SUBNET}]}],
    }
    began = time.monotonic()
    with Kea(place, 4, configuration, folder, ready_s=READY_S) as kea:
        return time.monotonic() - began, cpu_s(kea)


def ours_s(place: Namespace, file: Path, folder: Path) -> tuple[float, float]:
    arguments = command("serve", "--listen", "127.0.0.1", "--pool", SUBNET, "--lease-file", str(file))
    began = time.monotonic()
    with Program(place, arguments, folder / "ours.log", environment(folder)) as server:
        server.wait_for("serving", seconds=READY_S)
        return time.monotonic() - began, cpu_s(server)


def cpu_s(program: Program) -> float:
    """The processor time, user and system, that a program has taken so far (proc(5))."""
    fields = Path(f"/proc/{program.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    leases = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name, Namespace() as place:
        folder = Path(name)
        times: dict[str, tuple[float, float]] = {}
        for who, start in (("dhcptool serve", ours_s), ("kea-dhcp4", kea_s)):
            file = folder / f"{start.__name__}.csv"
            write(file, leases, newest=start is ours_s)
            times[who] = start(place, file, folder)
            wall, cpu = times[who]
            print(f"{who:15} {wall:6.2f} s, {cpu:.2f} s of a processor, with {leases:,} leases", flush=True)
    wall, cpu = (ours / kea for ours, kea in zip(times["dhcptool serve"], times["kea-dhcp4"], strict=True))
    print(f"ours takes {wall:.2f} of Kea's time and {cpu:.2f} of its processor time; at most {SHARE} is wished for")
    return 0 if wall <= SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
