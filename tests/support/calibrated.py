"""A DHCPv4 server in a process of its own whose faults are known to the packet: a run's result is held against it.

Each request is answered after a delay that goes round a list in a fixed shuffled order, so replies overtake each other
and any 100 in a row have the whole distribution. Every so many DISCOVERs one gets no answer or two, every so many
REQUESTs one gets a NAK. After ``stall_at`` requests it does nothing at all for ``stall_s`` seconds.
"""

from __future__ import annotations

import contextlib
import heapq
import json
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35


@dataclass
class Faults:
    """0 is never. ``delays_ms`` are those of one round."""

    delays_ms: list[float] = field(default_factory=lambda: [0.0])
    lose_every: int = 0
    double_every: int = 0
    nak_every: int = 0
    stall_at: int = 0
    stall_s: float = 0.0


@dataclass
class Truth:
    """What the server did; ``took_ms`` are times from a request's arrival to its answer's leaving, by message type."""

    port: int = 0
    discovers: int = 0
    requests: int = 0
    lost: int = 0
    doubled: int = 0
    naks: int = 0
    took_ms: dict[str, list[float]] = field(default_factory=lambda: {"1": [], "3": []})


@contextlib.contextmanager
def calibrated(faults: Faults) -> Iterator[Truth]:
    """The server's port in a Truth whose other fields are right once the block is left."""
    command = [sys.executable, __file__, json.dumps(asdict(faults))]
    truth = Truth()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        truth.port = int(process.stdout.readline())
        try:
            yield truth
        finally:
            process.stdin.close()
            told = json.loads(process.stdout.readline())
            for name, value in told.items():
                setattr(truth, name, value)


def serve(faults: Faults) -> Truth:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from dhcptools.packet.v4 import Message4
    from support.scripted import answer4, nak4

    truth = Truth()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        # The kernel says when a request came: on a busy machine this process reads it later.
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        truth.port = sock.getsockname()[1]
        sys.stdout.write(f"{truth.port}\n")
        sys.stdout.flush()
        waiting: list[tuple[float, int, float, int, bytes, tuple[str, int], int]] = []
        number = 0
        while True:
            now = time.monotonic()
            while waiting and waiting[0][0] <= now:
                _, _, read, kind, octets, peer, copies = heapq.heappop(waiting)
                for _ in range(copies):
                    sock.sendto(octets, peer)
                now = time.monotonic()
                truth.took_ms[str(kind)].append((now - read) * 1000)
            rest = max(0.0, waiting[0][0] - time.monotonic() - 0.0002) if waiting else None
            # The last moments are waited for awake: a timer's slack would show.
            ready, _, _ = select.select([sock, sys.stdin], [], [], 0 if rest is not None and rest < 0.0003 else rest)
            if sys.stdin in ready:
                return truth
            if sock not in ready:
                continue
            octets, control, _, peer = sock.recvmsg(2048, 64)
            seconds, nanoseconds = struct.unpack("=qq", control[0][2])
            read = time.monotonic() - (time.time() - seconds - nanoseconds / 1e9)
            number += 1
            if number == faults.stall_at:
                time.sleep(faults.stall_s)
            request = Message4.decode(octets)
            kind, copies = request.message_type or 0, 1
            if kind == 1:
                place = truth.discovers
                truth.discovers += 1
                if faults.lose_every and place % faults.lose_every == 1:
                    truth.lost += 1
                    continue
                if faults.double_every and place % faults.double_every == 2:
                    truth.doubled += 1
                    copies = 2
                reply = answer4(request)
            else:
                place = truth.requests
                truth.requests += 1
                refuse = bool(faults.nak_every) and place % faults.nak_every == 1
                truth.naks += refuse
                reply = nak4(request) if refuse else answer4(request)
            delay_ms = faults.delays_ms[place * 37 % len(faults.delays_ms)]
            heapq.heappush(waiting, (read + delay_ms / 1000, number, read, kind, reply.encode(), peer, copies))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(serve(Faults(**json.loads(sys.argv[1]))))) + "\n")
