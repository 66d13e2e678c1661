"""When unanswered requests are sent again, for a whole ring of them at once.

The waits are those of :mod:`dhcptools.exchange.retransmit`, as columns: RFC 2131 §4.1 doubles from 4 s to 64 s, each
±1 s; RFC 9915 §15 doubles from IRT to MRT, each ±10 %, and ends after MRC transmissions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers
from dhcptools.exchange import retransmit as rfc

_SECOND_NS: Final = 1_000_000_000
_EVER: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Waits:
    """The first wait, the longest one (0: no bound), each ± ``spread_s`` and ± ``share`` of itself, and how many sends.

    ``most`` 0 is without end.
    """

    first_s: float
    longest_s: float
    spread_s: float
    share: float
    most: int

    def after(self, tries: NDArray[np.uint8], random: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds to wait after ``tries`` (n,) transmissions; ``random`` (n,) is in -1…1."""
        base = self.first_s * np.exp2(np.minimum(tries.astype(np.float64) - 1, 32))
        if self.longest_s:
            base = np.minimum(base, self.longest_s)
        waits: NDArray[np.float64] = np.maximum(base * (1 + self.share * random) + self.spread_s * random, 0.001)
        return waits


def _six(first_s: int, longest_s: int, most: int = 0) -> Waits:
    return Waits(first_s, longest_s, 0, rfc.RAND, most)


WAITS4: Final = {kind: Waits(4, 64, 1, 0, 5) for kind in ("discover", "request", "reboot", "inform")} | {
    kind: Waits(60, 0, 0, 0, 0)
    for kind in ("renew", "rebind")  # RFC 2131 §4.4.5: not before 60 s
}
WAITS6: Final = {
    "solicit": _six(rfc.SOL_TIMEOUT, rfc.SOL_MAX_RT),
    "request": _six(rfc.REQ_TIMEOUT, rfc.REQ_MAX_RT, rfc.REQ_MAX_RC),
    "confirm": _six(rfc.CNF_TIMEOUT, rfc.CNF_MAX_RT),
    "renew": _six(rfc.REN_TIMEOUT, rfc.REN_MAX_RT),
    "rebind": _six(rfc.REB_TIMEOUT, rfc.REB_MAX_RT),
    "information_request": _six(rfc.INF_TIMEOUT, rfc.INF_MAX_RT),
    "release": _six(rfc.REL_TIMEOUT, 0, rfc.REL_MAX_RC),
    "decline": _six(rfc.DEC_TIMEOUT, 0, rfc.DEC_MAX_RC),
}
AVALANCHE: Final = Waits(1, 64, 1, 0, 0)
"""perfdhcp: 2^k seconds, at most 64, each ±1 s, until an answer comes."""


class Resends:
    """The next transmission of each request of one stage, by its slot; ``seed`` fixes the jitter."""

    def __init__(self, waits: Waits, capacity: int, seed: int) -> None:
        self._waits = waits
        self._next_ns = np.full(capacity, _EVER, np.int64)
        self._tries = np.zeros(capacity, np.uint8)
        self._random = np.random.default_rng(seed)

    def sent(self, slots: Integers, now_ns: int, *, again: bool) -> None:
        """The requests in these slots (n,) were sent, for the first time or ``again``."""
        tries = np.minimum(self._tries[slots], 254) + np.uint8(1) if again else np.ones(len(slots), np.uint8)
        self._tries[slots] = tries
        waits_s = self._waits.after(tries, self._random.uniform(-1, 1, len(slots)))
        next_ns = now_ns + (waits_s * _SECOND_NS).astype(np.int64)
        if self._waits.most:
            next_ns = np.where(tries >= self._waits.most, _EVER, next_ns)
        self._next_ns[slots] = next_ns

    def due(self, unanswered: Integers, now_ns: int) -> Integers:
        """Those of the ``unanswered`` slots whose wait is over."""
        found: Integers = unanswered[self._next_ns[unanswered] <= now_ns]
        return found
