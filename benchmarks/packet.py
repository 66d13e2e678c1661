"""Decode a typical OFFER to ordered raw options, beside scapy's BOOTP layer on the same octets.

Rounds alternate, so that whatever else the machine does falls on both; the claim is on the median of the ratios of
neighbouring rounds. Exit code 1 when it does not hold.

    python benchmarks/packet.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from scapy.layers.dhcp import BOOTP, DHCP

from dhcptools.packet.typed import options4
from dhcptools.packet.v4 import Message4

CLAIM = 5.0
DECODES = 1000  # of each, in one round

OFFER = bytes.fromhex(
    "0201060039a4c1f00000800000000000c0000264c0000207000000000"  # op … giaddr
    "2005e000001"
    + "00" * 10  # chaddr
    + "00" * 64  # sname
    + "7078656c696e75782e30".ljust(256, "0")  # file: pxelinux.0
    + "63825363"  # the cookie
    + "350102"  # message type: offer
    + "3604c0000201"  # server identifier
    + "330400000e10"  # lease time: one hour
    + "3a0400000708"  # T1
    + "3b0400000c4e"  # T2
    + "0104ffffff00"  # subnet mask
    + "1c04c00002ff"  # broadcast address
    + "0304c0000201"  # router
    + "0608c0000208ac100169"  # DNS servers
    + "0f0b6578616d706c652e6f7267"  # domain name
    + "2a04c0000209"  # NTP server
    + "520801066765302f3031"  # relay agent information
    + "ff"
    + "00" * 20
)


def ours() -> int:
    return len(Message4.decode(OFFER).options)


def ours_typed() -> int:
    return len(options4(Message4.decode(OFFER)))


def scapys() -> int:
    return sum(isinstance(option, tuple) for option in BOOTP(OFFER)[DHCP].options)


def nanoseconds(work: Callable[[], int], times: int) -> float:
    start = time.perf_counter_ns()
    for _ in range(times):
        work()
    return (time.perf_counter_ns() - start) / times


def main(rounds: int = 15) -> int:
    assert ours() == ours_typed() == scapys() == 12
    raw, typed, peer = [], [], []
    for _ in range(rounds):
        raw.append(nanoseconds(ours, DECODES))
        peer.append(nanoseconds(scapys, DECODES // 5))
        typed.append(nanoseconds(ours_typed, DECODES // 2))
    print(f"{len(OFFER)} octets, 12 options, {rounds} rounds, median of rounds")
    print(f"{'decoder':<34}{'µs a message':>14}{'messages/s':>14}{'times scapy':>14}")
    for name, times in (("dhcptools, raw options", raw), ("dhcptools, typed values", typed), ("scapy BOOTP", peer)):
        ratio = statistics.median(theirs / own for own, theirs in zip(times, peer, strict=True))
        middle = statistics.median(times)
        print(f"{name:<34}{middle / 1000:>14.1f}{1e9 / middle:>14,.0f}{ratio:>14.1f}")
    reached = statistics.median(theirs / own for own, theirs in zip(raw, peer, strict=True))
    holds = reached >= CLAIM
    print(f"raw options at least {CLAIM:g}x scapy: {'yes' if holds else 'NO'} ({reached:.1f}x)")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
