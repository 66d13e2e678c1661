"""Packets of Ethernet in a buffer, as those who read columns find them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dhcptools.dump.buffer import Buffer
from dhcptools.dump.record import Packet


def laid(packets: Sequence[Packet]) -> tuple[Buffer, NDArray[np.int64]]:
    """A buffer, and where in it each packet starts."""
    buffer = Buffer(1 << 16)
    octets = b"".join(packet.octets for packet in packets)
    buffer.data[: len(octets)] = octets
    return buffer, np.cumsum([0, *(len(packet.octets) for packet in packets)])[:-1]
