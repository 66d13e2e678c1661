"""How each server did: its replies, and its latencies once there is more than one server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.measure.latency import Latency
from dhcptools.perf.dialogue import Dialogue
from dhcptools.perf.flow import Flow

_SERVERS_MOST: Final = 1024
_LATENCIES_MOST: Final = 64


class PerServer:
    """Counts by server identifier; those of more servers than there is room for are left out."""

    def __init__(self, dialogue: Dialogue, flows: Sequence[Flow]) -> None:
        self._dialogue = dialogue
        self._flows = flows
        self._replies: dict[bytes, int] = {}
        self._latencies: dict[bytes, Latency] = {}

    def saw(self, lines: Integers) -> None:
        """Replies of the dialogue's batch, at lines (n,); to be told before their requests count as answered."""
        for name, count in self._dialogue.servers(lines).items():
            if name in self._replies:
                self._replies[name] += count
            elif len(self._replies) < _SERVERS_MOST:
                if len(self._replies) == 1:
                    # Until now everything came from the one server.
                    self._latencies[next(iter(self._replies))] = self._all()
                self._replies[name] = count

    @property
    def several(self) -> bool:
        """Whether there is more than one server, so that ``granted`` is worth telling."""
        return len(self._replies) > 1

    def granted(self, lines: Integers, latency_ns: Integers) -> None:
        """These replies, at lines (n,), have granted requests of that latency (n,)."""
        none = np.zeros(len(lines), np.int64)
        numbers = self._dialogue.leases(lines, none, none).server
        for number in np.unique(numbers):
            mine = numbers == number
            (name,) = self._dialogue.servers(lines[mine][:1])
            if name in self._latencies or len(self._latencies) < _LATENCIES_MOST:
                self._latencies.setdefault(name, Latency()).record(latency_ns[mine])

    def _all(self) -> Latency:
        whole = Latency()
        for flow in self._flows:
            for stage in flow.tracker.stages:
                stage.samples.flush()
                whole.merge(stage.result.latency)
        return whole

    @property
    def replies(self) -> dict[str, int]:
        """Replies by server, as people write it."""
        return {self._dialogue.server_name(name): count for name, count in self._replies.items()}

    @property
    def latencies(self) -> dict[str, Latency]:
        """Latencies of granted requests by server; empty with one server, whose latencies are those of the whole."""
        return {self._dialogue.server_name(name): latency for name, latency in self._latencies.items()}
