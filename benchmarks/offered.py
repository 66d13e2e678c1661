"""How many DISCOVERs a second a load generator can offer while nobody answers: perfdhcp and ours, with and without
UDP_SEGMENT, in turns, in one run.

The server's side is a bound socket that nobody reads, in a network namespace joined by a veth pair, so that what is
measured is the generator. Ours is asked for more and more until it cannot keep up: the highest rate at which every
DISCOVER that was asked for left within 2 % of the time given.

usage: offered.py [--rounds N]     needs root and perfdhcp; ends with 1 below 12 times perfdhcp's, 4 without UDP_SEGMENT
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.namespaces import Namespace, connect  # noqa: E402 - found through the path set above

LOCAL, SERVER = "192.0.2.1", "192.0.2.2"
PERIOD_S = 2
CLIENTS = 1_000_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"}
SINK = """
import socket, sys, time
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.bind((sys.argv[1], 67))
    print("ready", flush=True)
    time.sleep(900)
"""


def perfdhcp(space: Namespace) -> float:
    command = ["perfdhcp", "-4", "-i", "-l", LOCAL, "-r", "1000000", "-p", str(PERIOD_S), "-R", str(CLIENTS), SERVER]
    done = space.run(command, check=False, timeout=60)
    sent = re.search(r"sent packets: (\d+)", done.stdout)
    if sent is None:
        sys.exit(f"perfdhcp said nothing that can be read:\n{done.stdout}{done.stderr}")
    return int(sent[1]) / PERIOD_S


def ours(space: Namespace, rate: int, *, segment: bool) -> float | None:
    """The rate really offered, None when that is not what was asked for."""
    command = [sys.executable, __file__, "--generate", str(rate), str(int(segment))]
    sent, duration_s = json.loads(space.run(command, env=ENVIRONMENT, timeout=60).stdout)
    kept = sent >= 0.999 * rate * PERIOD_S and duration_s <= 1.02 * PERIOD_S
    return sent / duration_s if kept else None


def generate(rate: int, segment: int) -> None:
    """One run of our engine, in this process."""
    from dhcptools.net.mmsg import BatchSocket  # noqa: PLC0415 - only the generating process needs it
    from dhcptools.perf.clock import no_collections, sharp_timers  # noqa: PLC0415
    from dhcptools.perf.dialogue import MOST_ROWS  # noqa: PLC0415
    from dhcptools.perf.engine import Engine  # noqa: PLC0415
    from dhcptools.perf.plan import Exchange, Plan  # noqa: PLC0415

    plan = Plan(
        SERVER, LOCAL, Exchange.DO, local_port=67, rate_pps=rate, period_s=PERIOD_S, clients=CLIENTS, drop_time_s=0.5
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, sharp_timers(), no_collections():
        sock.bind((LOCAL, 67))
        sock.connect((SERVER, 67))
        batches = BatchSocket(sock, rows=MOST_ROWS, gro=None, segment=bool(segment))
        result = Engine(plan, batches, lambda: False).run()
    (offers,) = result.exchanges.values()
    print(json.dumps([offers.sent, result.duration_s]))


def best(space: Namespace, begin: int, *, segment: bool) -> float:
    """Steps of a fifth upwards from ``begin``; one of two tries is enough, the machine may stumble."""
    found, rate = 0.0, begin
    while True:
        kept = ours(space, rate, segment=segment) or ours(space, rate, segment=segment)
        if kept is None:
            return found
        found, rate = kept, rate * 6 // 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2, help="times that each is measured, the median counts (2)")
    parser.add_argument("--generate", nargs=2, type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.generate:
        generate(*chosen.generate)
        return 0
    columns: dict[str, list[float]] = {"perfdhcp": [], "dhcptool": [], "dhcptool without UDP_SEGMENT": []}
    with Namespace() as space, Namespace(beside=space) as other:
        connect(space, other, [f"{LOCAL}/24"], [f"{SERVER}/24"])
        sink = other.popen([sys.executable, "-c", SINK, SERVER])
        assert sink.stdout is not None
        sink.stdout.readline()
        for _ in range(chosen.rounds):
            columns["perfdhcp"].append(perfdhcp(space))
            columns["dhcptool"].append(best(space, 800_000, segment=True))
            columns["dhcptool without UDP_SEGMENT"].append(best(space, 200_000, segment=False))
    medians = {name: statistics.median(found) for name, found in columns.items()}
    for name, found in columns.items():
        ratio = medians[name] / medians["perfdhcp"]
        print(f"{name:<30} {' '.join(f'{each:,.0f}' for each in found)} DISCOVERs/s   {ratio:.1f}x", flush=True)
    peer, cut, plain = medians.values()
    return 0 if cut >= 12 * peer and plain >= 4 * peer else 1


if __name__ == "__main__":
    sys.exit(main())
