"""Answers gathered until there are enough to be worth the arithmetic of histograms and timelines."""

from __future__ import annotations

from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.measure.result import ExchangeResult
from dhcptools.measure.series import Timeline

_SAMPLES: Final = 8192


class Samples:
    """What the answers to one request took, on their way to its result and its timeline."""

    def __init__(self, result: ExchangeResult, timeline: Timeline, drop_ns: int) -> None:
        self._result = result
        self._timeline = timeline
        self._drop_ns = drop_ns
        self._columns = np.empty((3, _SAMPLES), np.int64)
        self._count = 0

    def add(self, sent_ns: Integers, service_ns: Integers, latency_ns: Integers) -> None:
        """Keep when requests were sent and how long their answers took; arrays are (n,), in nanoseconds."""
        if self._count + len(sent_ns) > _SAMPLES:
            self.flush()
            if len(sent_ns) > _SAMPLES:
                self._record(sent_ns, service_ns, latency_ns)
                return
        columns = self._columns[:, self._count : self._count + len(sent_ns)]
        columns[0], columns[1], columns[2] = sent_ns, service_ns, latency_ns
        self._count += len(sent_ns)

    def flush(self) -> None:
        """Hand everything on."""
        self._record(*self._columns[:, : self._count])
        self._count = 0

    def _record(self, sent_ns: Integers, service_ns: Integers, latency_ns: Integers) -> None:
        self._result.latency.record(latency_ns)
        self._result.service.record(service_ns)
        late = np.flatnonzero(service_ns > self._drop_ns)
        self._timeline.note_answered(sent_ns, sent_ns + service_ns, latency_ns, late)
