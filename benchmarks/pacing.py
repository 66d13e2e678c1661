"""How evenly first requests leave: the kernel's receive stamps at the other end of a veth pair, against the ideal.

usage: pacing.py [RATE…]     needs root; ends with 1 when a count is off by more than one or p99 by 2 ms or more
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.namespaces import Namespace, connect  # noqa: E402 - found through the path set above

SECONDS = 5
LOCAL, SERVER = "192.0.2.1", "192.0.2.2"
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'server'}"}


def listen(rate: int) -> None:
    """Take what comes until a second is silent, and hold it against the rate."""
    import select  # noqa: PLC0415
    import socket  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    from dhcptools.net.mmsg import BatchSocket  # noqa: PLC0415

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((SERVER, 67))
        batches = BatchSocket(sock, gro=False, receive_buffer=64 << 20)
        print("ready", flush=True)
        stamps: list[np.ndarray] = []
        while select.select([sock], [], [], 5.0 if not stamps else 1.0)[0]:
            received = batches.receive()
            if received is not None:
                stamps.append(received.arrived_ns.copy())
        times = np.concatenate(stamps)
        late_ms = (times - times[0] - np.arange(len(times)) * 1e9 / rate) / 1e6
        late_ms -= np.median(late_ms)
        gaps_ms = np.abs(np.diff(times) / 1e6 - 1000 / rate)
        print(
            f"{rate}/s: {len(times)} of {rate * SECONDS} sent, {batches.dropped} missed here; "
            f"gap off its ideal p50 {np.percentile(gaps_ms, 50):.3f} p99 {np.percentile(gaps_ms, 99):.3f} ms; "
            f"departure off its ideal p99 {np.percentile(np.abs(late_ms), 99):.3f} ms"
        )
        sys.exit(int(abs(len(times) - rate * SECONDS) > 1 or np.percentile(gaps_ms, 99) >= 2))


def generate(rate: int) -> None:
    """Send, and hear nothing."""
    from dhcptools.perf.engine import run  # noqa: PLC0415
    from dhcptools.perf.plan import Exchange, Plan  # noqa: PLC0415

    plan = Plan(
        SERVER, LOCAL, Exchange.DO, local_port=67, rate_pps=rate, period_s=SECONDS, clients=100_000, drop_time_s=0.2
    )
    run(plan, stop=lambda: False)


def main() -> int:
    if sys.argv[1:2] in (["--listen"], ["--generate"]):
        {"--listen": listen, "--generate": generate}[sys.argv[1]](int(sys.argv[2]))
        return 0
    bad = 0
    with Namespace() as space, Namespace(beside=space) as other:
        connect(space, other, [f"{LOCAL}/24"], [f"{SERVER}/24"])
        for rate in [int(text) for text in sys.argv[1:]] or [1000, 5000, 20_000]:
            command = [sys.executable, __file__, "--listen", str(rate)]
            listener = other.popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT)
            assert listener.stdout is not None
            listener.stdout.readline()
            space.run([sys.executable, __file__, "--generate", str(rate)], env=ENVIRONMENT, timeout=60)
            print(listener.stdout.read().strip(), flush=True)
            bad |= listener.wait()
    return bad


if __name__ == "__main__":
    sys.exit(main())
