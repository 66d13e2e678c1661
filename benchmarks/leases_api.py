"""What `leases show unix:` costs the clients of a server with many leases, beside a tool that asks for all at once.

    python benchmarks/leases_api.py [LEASES]     690,000 unless told; needs root, kea-dhcp4 with hooks, perfdhcp

perfdhcp does 200 exchanges a second with Kea 4 while its leases are read: by `leases show` page by page, then by one
lease4-get-all, as most wrappers do. Holds when our reading drops nothing and delays stay below 5 ms on average;
one drop is perfdhcp's own, which leaves when its last request has left.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.command import command, environment  # noqa: E402 - found through the path set above
from support.namespaces import Namespace  # noqa: E402
from support.peers import Kea  # noqa: E402

HOOK = "/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_lease_cmds.so"
HEADER = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n"
SECONDS = {"dhcptool leases show": 30, "lease4-get-all": 60}


def configuration(folder: Path, count: int) -> dict[str, Any]:
    parts = ((number >> 16, number >> 8 & 255, number & 255) for number in range(count))
    path = folder / "leases.csv"
    with path.open("w") as file:
        file.write(HEADER)
        for high, middle, low in parts:
            mac = f"02:00:00:{high:02x}:{middle:02x}:{low:02x}"
            file.write(f"127.{30 + high}.{middle}.{low},{mac},,86400,4000000000,1,0,0,pc{low},0,\n")
    return {
        "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
        "lease-database": {"type": "memfile", "name": str(path), "lfc-interval": 0},
        "hooks-libraries": [{"library": HOOK}],
        "subnet4": [{"id": 1, "subnet": "127.0.0.0/8", "pools": [{"pool": "127.10.0.0-127.20.255.255"}]}],
    }


def show(kea: Kea, folder: Path) -> int:
    words = command("leases", "show", f"unix:{kea.control}", "--json")
    return subprocess.run(words, env=environment(folder), capture_output=True, check=True).stdout.count(b"\n")


def get_all(kea: Kea, _: Path) -> int:
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect(str(kea.control))
        channel.sendall(b'{"command": "lease4-get-all"}')
        answer = bytearray()
        while chunk := channel.recv(1 << 18):
            answer += chunk
    return len(json.loads(answer)["arguments"]["leases"])


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 690_000
    readers: dict[str, Callable[[Kea, Path], int]] = {"dhcptool leases show": show, "lease4-get-all": get_all}
    held = True
    print(f"{count:,} leases{'':14}seconds  exchanges  dropped  mean ms   max ms")
    for name, reader in readers.items():
        with tempfile.TemporaryDirectory() as temporary, Namespace("127.0.0.2/8") as place:
            folder = Path(temporary)
            with Kea(place, 4, configuration(folder, count), folder, ready_s=120) as kea:
                words = ["perfdhcp", "-4", "-r", "200", "-R", "1000", "-l", "127.0.0.2"]
                load = place.popen([*words, "-p", str(SECONDS[name]), "127.0.0.1"])
                begun = time.monotonic()
                leases = reader(kea, folder)
                seconds = time.monotonic() - begun
                output, _ = load.communicate(timeout=120)
        sent, drops = (sum(map(int, re.findall(rf"{what}: (\d+)", output))) for what in ("sent packets", "drops"))
        mean, longest = (
            max(map(float, re.findall(rf"{what} delay: ([\d.]+) ms", output)), default=float("nan"))
            for what in ("avg", "max")
        )
        print(f"{name:28} {seconds:7.1f}  {sent:9}  {drops:7}  {mean:7.2f}  {longest:7.1f}")
        if leases < count:
            print(f"{name} told {leases} leases only")
        held = held and leases >= count and (reader is get_all or (drops <= 1 and mean < 5))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
