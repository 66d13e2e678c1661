"""perfdhcp and ours against the same Kea, in turns, in one run: what a load generator costs the server it measures.

Kea 4 keeps its leases in memory in a network namespace joined to that of the generators by a veth pair. Four claims:

- at 5,000/s: loss, delay (perfdhcp's average; our median, from the intended send time) and CPU of the generator;
- the highest rate at which no more than 0.1 % is lost, bracketed for each tool in turns, the median counts;
- goodput with a window of 64, beside a plain Python loop with the same window.

usage: perf_kea.py [--rounds N] [--seconds N]     needs root, kea-dhcp4 and perfdhcp
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.namespaces import Namespace, connect  # noqa: E402 - found through the path set above
from support.peers import Kea  # noqa: E402

LOCAL, SERVER = "10.0.0.2", "10.0.0.1"
CLIENTS = 500_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"}
KEA = {
    "interfaces-config": {"interfaces": ["vb"], "dhcp-socket-type": "udp"},
    "lease-database": {"type": "memfile", "persist": False},
    "subnet4": [{"subnet": "10.0.0.0/8", "pools": [{"pool": "10.1.0.0-10.60.255.255"}]}],
    "loggers": [
        {"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": "stdout"}]},
        {"name": "kea-dhcp4.leases", "severity": "WARN", "output_options": [{"output": "stdout"}]},
    ],
}


@dataclass(frozen=True)
class Outcome:
    started: int
    completed: int
    cpu: float
    delay_ms: float
    seconds: float

    @property
    def loss(self) -> float:
        """Share of the exchanges begun that were not completed."""
        return 1 - self.completed / max(1, self.started)


Tool = Callable[[Namespace, int, int, int], Outcome]


def perfdhcp(space: Namespace, rate: int, seconds: int, first: int) -> Outcome:
    base = f"mac=00:0c:{first >> 8 & 255:02x}:{first & 255:02x}:00:00"
    command = ["perfdhcp", "-4", "-l", LOCAL, "-r", str(rate), "-p", str(seconds), "-R", str(CLIENTS), "-b", base]
    line = 'TIMEFORMAT="cpu %R %U %S"; time "$0" "$@"'
    done = space.run(["bash", "-c", line, *command, "-W", "500000", SERVER], check=False, timeout=60)
    sent = [int(number) for number in re.findall(r"sent packets: (\d+)", done.stdout)]
    received = [int(number) for number in re.findall(r"received packets: (\d+)", done.stdout)]
    delays = [float(number) for number in re.findall(r"avg delay: ([\d.]+) ms", done.stdout)]
    cpu = re.search(r"cpu ([\d.]+) ([\d.]+) ([\d.]+)", done.stderr)
    if len(sent) < 2 or len(received) < 2 or cpu is None:
        sys.exit(f"perfdhcp said nothing that can be read:\n{done.stdout}{done.stderr}")
    whole, user, system = (float(number) for number in cpu.groups())
    return Outcome(sent[0], received[1], (user + system) / whole, delays[0] if delays else float("nan"), whole)


def ours(space: Namespace, rate: int, seconds: int, first: int) -> Outcome:
    command = [sys.executable, __file__, "--generate", str(rate), str(seconds), str(first)]
    return Outcome(**json.loads(space.run(command, env=ENVIRONMENT, timeout=60).stdout))


def generate(rate: int, seconds: int, first: int) -> None:
    """One run of our engine in this process; rate 0 is a window of 64."""
    from dhcptools.perf.engine import run  # noqa: PLC0415 - only the generating process needs it
    from dhcptools.perf.plan import Plan  # noqa: PLC0415

    base = bytes((0, 12, first >> 8 & 255, first & 255, 0, 0))
    plan = Plan(
        SERVER, LOCAL, local_port=67, rate_pps=rate or None, window=None if rate else 64, period_s=seconds,
        clients=CLIENTS, base_mac=base,
    )  # fmt: skip
    cpu, clock = time.process_time(), time.monotonic()
    result = run(plan, stop=lambda: False)
    cpu, clock = time.process_time() - cpu, time.monotonic() - clock
    offers, acks = result.exchanges.values()
    p50 = (offers.latency.percentile_ns(50) or 0) / 1e6
    print(json.dumps(asdict(Outcome(offers.sent, acks.received, cpu / clock, p50, result.duration_s))))


def loop(seconds: int, first: int, window: int = 64) -> None:
    """The plain loop: one socket, one datagram at a time, no library of ours."""
    import socket  # noqa: PLC0415

    cookie = bytes.fromhex("63825363")
    relay = socket.inet_aton(LOCAL)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.bind((LOCAL, 67))
    sock.connect((SERVER, 67))
    sock.settimeout(0.5)

    def message(xid: int, options: bytes) -> bytes:
        mac = bytes((0, 12, first >> 8 & 255, first & 255)) + (xid & 0xFFFF).to_bytes(2)
        head = bytes((1, 1, 6, 1)) + xid.to_bytes(4) + bytes(16) + relay + mac + bytes(10 + 192)
        return head + cookie + options + b"\x3d\x07\x01" + mac + b"\x37\x07\x01\x1c\x02\x03\x0f\x06\x0c\xff"

    xid = done = 0
    begin = time.monotonic()
    for _ in range(window):
        sock.send(message(xid, b"\x35\x01\x01"))
        xid += 1
    while time.monotonic() - begin < seconds:
        try:
            reply = sock.recv(2048)
        except TimeoutError:
            break
        number = int.from_bytes(reply[4:8])
        if reply[242] == 2:
            at = reply.index(b"\x36\x04", 240)
            sock.send(message(number, b"\x35\x01\x03\x32\x04" + reply[16:20] + reply[at : at + 6]))
        else:
            done += 1
            sock.send(message(xid, b"\x35\x01\x01"))
            xid += 1
    print(json.dumps(done / (time.monotonic() - begin)))


def best(tool: Tool, space: Namespace, begin: int, seconds: int, first: int) -> int:
    """The highest rate at which at most 0.1 % is lost and 98 % of what was asked is started."""

    def clean(rate: int) -> bool:
        for attempt in range(2):
            outcome = tool(space, rate, seconds, first + attempt)
            if outcome.loss <= 0.001 and outcome.started >= 0.98 * rate * seconds:
                return True
        return False

    low, high = begin, begin
    while not clean(low):
        low, high = int(low / 1.3), low
    while high == low or clean(high):
        low, high = high, int(high * 1.3)
    while high > low * 1.05:
        middle = (low + high) // 2
        low, high = (middle, high) if clean(middle) else (low, middle)
    return low


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="times that each is measured (3)")
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement (3)")
    parser.add_argument("--skip-best", action="store_true", help="do not look for the highest rates")
    parser.add_argument("--generate", nargs=3, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--loop", nargs=2, type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.generate:
        generate(*chosen.generate)
        return 0
    if chosen.loop:
        loop(*chosen.loop)
        return 0
    with tempfile.TemporaryDirectory() as folder, Namespace() as space, Namespace(beside=space) as other:
        connect(space, other, [f"{LOCAL}/8"], [f"{SERVER}/8"])
        device = other.run(["ip", "-o", "-4", "addr", "show", "to", SERVER]).stdout.split()[1].partition("@")[0]
        KEA["interfaces-config"]["interfaces"] = [device]
        with Kea(other, 4, KEA, Path(folder)):
            compare(space, chosen.rounds, chosen.seconds, search=not chosen.skip_best)
    return 0


def compare(space: Namespace, rounds: int, seconds: int, *, search: bool) -> None:
    first = 0
    for rate in (1000, 5000):
        for _ in range(rounds):
            cells = []
            for name, tool in (("perfdhcp", perfdhcp), ("dhcptool", ours)):
                outcome = tool(space, rate, seconds, first := first + 1)
                cells.append(f"{name} loss {outcome.loss:6.2%} delay {outcome.delay_ms:.3f} ms CPU {outcome.cpu:4.0%}")
            print(f"{rate}/s   {'   '.join(cells)}", flush=True)
    rates: list[tuple[float, float]] = []
    for _ in range(rounds):
        command = [sys.executable, __file__, "--loop", str(seconds), str(first := first + 1)]
        plain = json.loads(space.run(command, env=ENVIRONMENT, timeout=60).stdout)
        outcome = ours(space, 0, seconds, first := first + 1)
        rates.append((plain, outcome.completed / seconds))
        print(f"window 64   loop {plain:.0f}/s   dhcptool {rates[-1][1]:.0f}/s, CPU {outcome.cpu:.0%}", flush=True)
    loops, own = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"window 64   ratio of medians {own / loops:.2f}")
    if search:
        for _ in range(rounds):
            found = [best(tool, space, 6000, seconds, first := first + 3) for tool in (perfdhcp, ours)]
            print(f"at most 0.1 % lost   perfdhcp {found[0]}/s   dhcptool {found[1]}/s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
