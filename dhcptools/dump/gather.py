"""Packets one by one into a summary, in lots; the way of everything that is no plain pcap file."""

from __future__ import annotations

from typing import Final

from dhcptools.dump.columns import Row, part_of, row_of
from dhcptools.dump.record import Packet
from dhcptools.dump.summary import Summary

_LOT: Final = 1024


class Gatherer:
    """Takes packets into ``summary``."""

    def __init__(self) -> None:
        self.summary = Summary()
        self._rows: list[tuple[int, int | None, Row]] = []
        self._taken = 0

    def again(self) -> None:
        """Nothing was taken yet."""
        self.summary, self._rows, self._taken = Summary(), [], 0

    def take(self, packet: Packet) -> None:
        """Count a packet, now or later."""
        row = row_of(packet)
        if row is None:
            return
        self._taken += 1
        self._rows.append((self._taken, packet.time_ns, row))
        if len(self._rows) >= _LOT:
            self.settle()

    def settle(self) -> Summary:
        """Everything that was taken is counted; the summary as it is now."""
        if self._rows:
            self.summary.add([part_of(self._rows)])
            self._rows = []
        self.summary.settle()
        return self.summary

    def end(self) -> Summary:
        """Nothing more will come."""
        self.settle()
        self.summary.end()
        return self.summary
