from __future__ import annotations

import numpy as np
import pytest

from dhcptools.dump.buffer import Buffer
from dhcptools.dump.outer import OUTER, inside
from dhcptools.dump.record import Packet
from support.talks import MAC, four, relinked, six, tagged

FOUR, SIX = four("discover"), six("solicit")


def of(*packets: Packet) -> tuple[list[bool], list[bool], list[bool], list[int], list[bytes] | None]:
    """What is found of packets, places counted from the start of each."""
    buffer = Buffer(1 << 14)
    at = np.cumsum([0, *(len(each.octets) for each in packets)])[:-1]
    buffer.data[: sum(len(each.octets) for each in packets)] = b"".join(each.octets for each in packets)
    found = inside(buffer, OUTER[packets[0].link_type], at)
    macs = None if found.mac is None else [buffer.octets(place, 6) for place in found.mac]
    return found.four.tolist(), found.six.tolist(), found.foreign.tolist(), (found.ip - at).tolist(), macs


@pytest.mark.parametrize(("link_type", "ip"), [(1, 14), (113, 16), (276, 20)])
def test_link_types_with_hardware_addresses(link_type: int, ip: int) -> None:
    found = of(relinked(FOUR, link_type), relinked(SIX, link_type))
    assert found == ([True, False], [False, True], [False, False], [ip, ip], [MAC, MAC])


def test_raw_ip() -> None:
    assert of(relinked(FOUR, 101), relinked(SIX, 101)) == ([True, False], [False, True], [False, False], [0, 0], None)


def test_tags() -> None:
    packets = tagged(FOUR, 0x8100), tagged(SIX, 0x88A8), tagged(FOUR, 0x8100, 0x8100), tagged(FOUR, 0x0806)
    four, six, foreign, ip, macs = of(*packets, FOUR)
    assert four == [True, False, False, False, True]
    assert six == [False, True, False, False, False]
    assert foreign == [False, False, False, True, False]
    assert (ip[:2], ip[4]) == ([18, 18], 14)
    assert macs == [MAC] * 5


@pytest.mark.parametrize("link_type", [113, 276])
def test_hardware_addresses_of_other_lengths_are_left(link_type: int) -> None:
    four, six, foreign, _, _ = of(relinked(FOUR, link_type, address=b""), relinked(SIX, link_type, address=b"\2" * 8))
    assert not any((*four, *six, *foreign))
