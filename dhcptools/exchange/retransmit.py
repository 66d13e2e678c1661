"""When to send again: RFC 2131 §4.1 and §4.4.5, RFC 9915 §15, and what a user's ``--timeout`` and ``--tries`` ask for.

Schedules are values, named tuples since those load fastest. They know no clock and no random: ``jitter`` is the
caller's number in [-1, 1], which scales to the spread that the RFC allows. Every wait is at least one nanosecond, so
timers always move forward.
"""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol

SECOND_NS: Final = 1_000_000_000

# RFC 9915 §7.6, in seconds where the RFC has seconds.
SOL_MAX_DELAY: Final = 1
SOL_TIMEOUT: Final = 1
SOL_MAX_RT: Final = 3600
REQ_TIMEOUT: Final = 1
REQ_MAX_RT: Final = 30
REQ_MAX_RC: Final = 10
CNF_MAX_DELAY: Final = 1
CNF_TIMEOUT: Final = 1
CNF_MAX_RT: Final = 4
CNF_MAX_RD: Final = 10
REN_TIMEOUT: Final = 10
REN_MAX_RT: Final = 600
REB_TIMEOUT: Final = 10
REB_MAX_RT: Final = 600
INF_MAX_DELAY: Final = 1
INF_TIMEOUT: Final = 1
INF_MAX_RT: Final = 3600
REL_TIMEOUT: Final = 1
REL_MAX_RC: Final = 4
DEC_TIMEOUT: Final = 1
DEC_MAX_RC: Final = 4
REC_TIMEOUT: Final = 2
REC_MAX_RC: Final = 8
IRT_DEFAULT: Final = 86400
IRT_MINIMUM: Final = 600
MAX_WAIT_TIME: Final = 60

RAND: Final = 0.1  # RFC 9915 §15: RAND is uniform in -0.1..+0.1
MAX_RT_LEAST: Final = 60  # RFC 9915 §21.24 and §21.25: SOL_MAX_RT and INF_MAX_RT options outside 60..86400 are ignored
MAX_RT_MOST: Final = 86400


class Progress(NamedTuple):
    """Where a request stands. ``previous_ns`` is the wait before the last transmission, 0 for the first."""

    transmissions: int
    first_sent_ns: int
    now_ns: int
    previous_ns: int = 0


class Schedule(Protocol):
    """When to retransmit one request."""

    def wait_ns(self, progress: Progress, jitter: float) -> int:
        """How long to wait after the transmission just made; at least 1."""
        raise NotImplementedError  # abstract

    def may_send(self, progress: Progress) -> bool:
        """Whether another transmission may follow now that the wait is over."""
        raise NotImplementedError  # abstract


class Doubling4(NamedTuple):
    """RFC 2131 §4.1: 4, 8, 16, 32, 64, 64… seconds, each ±1 s. ``tries`` counts transmissions; 0 for no bound.

    §3.1 gives the five of the default: one and four retransmissions.
    """

    first_s: int = 4
    most_s: int = 64
    spread_s: int = 1
    tries: int = 5

    def wait_ns(self, progress: Progress, jitter: float) -> int:
        """Doubled with each transmission up to the bound, then moved by the jitter."""
        base_s = min(self.first_s << min(progress.transmissions - 1, 32), self.most_s)
        return max(1, base_s * SECOND_NS + int(_clamped(jitter) * self.spread_s * SECOND_NS))

    def may_send(self, progress: Progress) -> bool:
        """Until ``tries`` transmissions were made."""
        return self.tries == 0 or progress.transmissions < self.tries


class Halving4(NamedTuple):
    """RFC 2131 §4.4.5: in RENEWING and REBINDING wait half of the time left, but at least 60 s, until ``until_ns``."""

    until_ns: int
    least_s: int = 60

    def wait_ns(self, progress: Progress, jitter: float) -> int:
        """Half of what is left, never past the end. The RFC spreads nothing here, so the jitter has no part."""
        del jitter
        left = self.until_ns - progress.now_ns
        return max(1, min(left, max(left // 2, self.least_s * SECOND_NS)))

    def may_send(self, progress: Progress) -> bool:
        """Until the end of the state."""
        return progress.now_ns < self.until_ns


class Exponential6(NamedTuple):
    """RFC 9915 §15 with its variables in seconds; 0 for no bound.

    RT = IRT + RAND·IRT first, then RT = 2·RTprev + RAND·RTprev, and MRT + RAND·MRT once past MRT. ``first_positive`` is
    §18.2.1: the first RAND of a Solicit is strictly greater than 0.
    """

    irt_s: int
    mrt_s: int = 0
    mrc: int = 0
    mrd_s: int = 0
    first_positive: bool = False

    def wait_ns(self, progress: Progress, jitter: float) -> int:
        """The next RT, cut at the end of MRD."""
        rand = RAND * _clamped(jitter)
        if progress.transmissions <= 1 or progress.previous_ns <= 0:
            irt_ns = self.irt_s * SECOND_NS
            if self.first_positive:
                wait = irt_ns + max(1, int((RAND + rand) / 2 * irt_ns))
            else:
                wait = irt_ns + int(rand * irt_ns)
        else:
            wait = 2 * progress.previous_ns + int(rand * progress.previous_ns)
        if self.mrt_s and wait > self.mrt_s * SECOND_NS:
            wait = self.mrt_s * SECOND_NS + int(rand * self.mrt_s * SECOND_NS)
        if self.mrd_s:
            wait = min(wait, progress.first_sent_ns + self.mrd_s * SECOND_NS - progress.now_ns)
        return max(1, wait)

    def may_send(self, progress: Progress) -> bool:
        """Until MRC transmissions were made or MRD has passed, whichever comes first."""
        if self.mrc and progress.transmissions >= self.mrc:
            return False
        return not (self.mrd_s and progress.now_ns - progress.first_sent_ns >= self.mrd_s * SECOND_NS)


class Fixed(NamedTuple):
    """A user's own: ``tries`` transmissions, ``wait`` nanoseconds after each; 0 tries for no bound."""

    every_ns: int
    tries: int = 1

    def wait_ns(self, progress: Progress, jitter: float) -> int:
        """Always the same."""
        del progress, jitter
        return max(1, self.every_ns)

    def may_send(self, progress: Progress) -> bool:
        """Until ``tries`` transmissions were made."""
        return self.tries == 0 or progress.transmissions < self.tries


SCHEDULE4: Final = Doubling4()

# RFC 9915 §18.2.1 to §18.2.8. The MRD of Renew and Rebind comes from the lease: T2, the last valid lifetime.
SCHEDULES6: Final[dict[str, Exponential6]] = {
    "solicit": Exponential6(SOL_TIMEOUT, SOL_MAX_RT, 0, 0, first_positive=True),
    "request": Exponential6(REQ_TIMEOUT, REQ_MAX_RT, REQ_MAX_RC, 0),
    "confirm": Exponential6(CNF_TIMEOUT, CNF_MAX_RT, 0, CNF_MAX_RD),
    "renew": Exponential6(REN_TIMEOUT, REN_MAX_RT, 0, 0),
    "rebind": Exponential6(REB_TIMEOUT, REB_MAX_RT, 0, 0),
    "information_request": Exponential6(INF_TIMEOUT, INF_MAX_RT, 0, 0),
    "release": Exponential6(REL_TIMEOUT, 0, REL_MAX_RC, 0),
    "decline": Exponential6(DEC_TIMEOUT, 0, DEC_MAX_RC, 0),
}


def _clamped(jitter: float) -> float:
    return 0.0 if jitter != jitter else min(1.0, max(-1.0, jitter))  # noqa: PLR0124  # NaN is not equal to itself
