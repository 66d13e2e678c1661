"""How fast datagrams leave and arrive on loopback: Python's own calls, sendmmsg/recvmmsg, UDP_SEGMENT and UDP_GRO.

Every round sends the same rows by every way in turn, so that the ways share whatever else the machine does; the table
shows medians over the rounds. Receiving is timed on datagrams that wait in the socket's buffer already.
Run: python benchmarks/mmsg.py [--json]
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import time
from collections.abc import Callable

import numpy as np

from dhcptools.net.mmsg import BatchSocket

ROWS = 1000
OCTETS = 262  # a DISCOVER of perfdhcp
ROUNDS = 60


def bound() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def drain(batch: BatchSocket) -> int:
    count = 0
    while (received := batch.receive()) is not None:
        count += len(received.rows)
    return count


def drain_plainly(sock: socket.socket) -> int:
    count = 0
    try:
        while True:
            sock.recvfrom(1536)
            count += 1
    except BlockingIOError:
        return count


def timed(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    count = work()
    return time.perf_counter() - start, count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    rows = np.random.default_rng(1).integers(0, 256, (ROWS, OCTETS), np.uint8)

    # Sending: to a receiver that takes each datagram apart from the others (what a DHCP server is), and to one with
    # UDP_GRO. What was sent is drained between the timed calls.
    plain_in = BatchSocket(bound(), gro=False, timestamps=False)
    gro_in = BatchSocket(bound(), timestamps=False)
    stamped_in = BatchSocket(bound(), gro=False)
    stamped_gro_in = BatchSocket(bound())
    plain_out = BatchSocket(bound(), segment=False)
    cutting_out = BatchSocket(bound())
    loop_out = bound()
    packets = [row.tobytes() for row in rows]

    def sendto_loop(to: tuple[str, int]) -> int:
        for packet in packets:
            loop_out.sendto(packet, to)
        return len(packets)

    to_plain = plain_in.socket.getsockname()
    to_gro = gro_in.socket.getsockname()
    sending: dict[str, tuple[Callable[[], int], BatchSocket]] = {
        "sendto loop": (lambda: sendto_loop(to_plain), plain_in),
        "sendmmsg": (lambda: plain_out.send(rows, OCTETS, to_plain), plain_in),
        "UDP_SEGMENT": (lambda: cutting_out.send(rows, OCTETS, to_plain), plain_in),
        "sendmmsg to UDP_GRO": (lambda: plain_out.send(rows, OCTETS, to_gro), gro_in),
        "UDP_SEGMENT to UDP_GRO": (lambda: cutting_out.send(rows, OCTETS, to_gro), gro_in),
    }
    to_stamped = stamped_in.socket.getsockname()
    to_stamped_gro = stamped_gro_in.socket.getsockname()
    receiving: dict[str, tuple[Callable[[], int], tuple[str, int]]] = {
        "recvfrom loop": (lambda: drain_plainly(plain_in.socket), to_plain),
        "recvmmsg": (lambda: drain(plain_in), to_plain),
        "recvmmsg, time stamps": (lambda: drain(stamped_in), to_stamped),
        "UDP_GRO": (lambda: drain(gro_in), to_gro),
        "UDP_GRO, time stamps": (lambda: drain(stamped_gro_in), to_stamped_gro),
    }

    took: dict[str, list[float]] = {name: [] for name in (*sending, *receiving, "receive, nothing there")}
    for _ in range(ROUNDS):
        for name, (send, receiver) in sending.items():
            seconds, count = timed(send)
            if count != ROWS or drain(receiver) != ROWS:
                raise SystemExit(
                    f"{name}: datagrams were lost; as root, or with a larger net.core.rmem_max, the buffers hold them"
                )
            took[name].append(seconds / ROWS)
        for name, (receive, to) in receiving.items():
            cutting_out.send(rows, OCTETS, to)
            seconds, count = timed(receive)
            if count != ROWS:
                raise SystemExit(f"{name}: {count} of {ROWS} arrived")
            took[name].append(seconds / ROWS)
        seconds, _ = timed(lambda: sum(stamped_gro_in.receive() is None for _ in range(100)))
        took["receive, nothing there"].append(seconds / 100)

    medians = {name: statistics.median(values) for name, values in took.items()}
    if as_json:
        print(json.dumps({name: round(seconds * 1e9, 1) for name, seconds in medians.items()}))
        return
    print(f"{ROWS} datagrams of {OCTETS} octets a call, medians of {ROUNDS} rounds\n")
    print("| way | ns a datagram | datagrams/s | against the loop |\n| --- | ---: | ---: | ---: |")
    for names, base in ((sending, "sendto loop"), (receiving, "recvfrom loop")):
        for name in names:
            seconds = medians[name]
            print(f"| {name} | {seconds * 1e9:,.0f} | {1 / seconds:,.0f} | {medians[base] / seconds:.1f} x |")
    print(f"\nUDP_SEGMENT to UDP_GRO against sendmmsg: {medians['sendmmsg'] / medians['UDP_SEGMENT to UDP_GRO']:.1f} x")
    print(f"UDP_SEGMENT against sendmmsg: {medians['sendmmsg'] / medians['UDP_SEGMENT']:.1f} x")
    print(f"A call that finds nothing: {medians['receive, nothing there'] * 1e6:.2f} µs")


if __name__ == "__main__":
    main()
