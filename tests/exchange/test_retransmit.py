from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.exchange import retransmit
from dhcptools.exchange.retransmit import (
    SCHEDULE4,
    SCHEDULES6,
    SECOND_NS,
    Doubling4,
    Exponential6,
    Fixed,
    Halving4,
    Progress,
    Schedule,
)


def waits(schedule: Schedule, jitter: float, most: int = 50) -> list[float]:
    """Every wait in seconds, transmission after transmission, until the schedule ends."""
    found: list[float] = []
    now_ns = previous_ns = 0
    for transmissions in range(1, most + 1):
        previous_ns = schedule.wait_ns(Progress(transmissions, 0, now_ns, previous_ns), jitter)
        found.append(previous_ns / SECOND_NS)
        now_ns += previous_ns
        if not schedule.may_send(Progress(transmissions, 0, now_ns, previous_ns)):
            break
    return found


def test_rfc2131_section_4_1_doubles_from_4_to_64_seconds() -> None:
    assert waits(SCHEDULE4, 0.0) == [4, 8, 16, 32, 64]


def test_rfc2131_section_4_1_moves_each_wait_by_at_most_a_second() -> None:
    assert waits(SCHEDULE4, 1.0) == [5, 9, 17, 33, 65]
    assert waits(SCHEDULE4, -1.0) == [3, 7, 15, 31, 63]


def test_rfc2131_stays_at_64_without_a_bound() -> None:
    assert waits(Doubling4(tries=0), 0.0, most=8) == [4, 8, 16, 32, 64, 64, 64, 64]


def test_rfc2131_section_4_4_5_halves_down_to_a_minute() -> None:
    assert waits(Halving4(600 * SECOND_NS), 0.5) == [300, 150, 75, 60, 15]


def test_rfc9915_section_7_6_constants() -> None:
    found = {name: getattr(retransmit, name) for name in PARAMETERS}
    assert found == PARAMETERS
    assert retransmit.RAND == 0.1


PARAMETERS = {
    "SOL_MAX_DELAY": 1, "SOL_TIMEOUT": 1, "SOL_MAX_RT": 3600,
    "REQ_TIMEOUT": 1, "REQ_MAX_RT": 30, "REQ_MAX_RC": 10,
    "CNF_MAX_DELAY": 1, "CNF_TIMEOUT": 1, "CNF_MAX_RT": 4, "CNF_MAX_RD": 10,
    "REN_TIMEOUT": 10, "REN_MAX_RT": 600,
    "REB_TIMEOUT": 10, "REB_MAX_RT": 600,
    "INF_MAX_DELAY": 1, "INF_TIMEOUT": 1, "INF_MAX_RT": 3600,
    "REL_TIMEOUT": 1, "REL_MAX_RC": 4,
    "DEC_TIMEOUT": 1, "DEC_MAX_RC": 4,
    "REC_TIMEOUT": 2, "REC_MAX_RC": 8,
    "IRT_DEFAULT": 86400, "IRT_MINIMUM": 600, "MAX_WAIT_TIME": 60,
}  # fmt: skip


def test_rfc9915_request_ends_after_ten_transmissions() -> None:
    assert waits(SCHEDULES6["request"], 0.0) == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30]


def test_rfc9915_release_and_decline_end_after_four_transmissions() -> None:
    assert waits(SCHEDULES6["release"], 0.0) == [1, 2, 4, 8]
    assert waits(SCHEDULES6["decline"], 0.0) == [1, 2, 4, 8]


def test_rfc9915_confirm_ends_after_ten_seconds() -> None:
    assert waits(SCHEDULES6["confirm"], 0.0) == [1, 2, 4, 3]


def test_rfc9915_solicit_never_ends_and_stays_at_an_hour() -> None:
    found = waits(SCHEDULES6["solicit"], -1.0, most=30)
    assert len(found) == 30
    assert found[-1] == 3600 * 0.9


def test_rfc9915_first_rand_of_solicit_is_strictly_positive() -> None:
    schedule = SCHEDULES6["solicit"]
    first = [schedule.wait_ns(Progress(1, 0, 0), jitter) for jitter in (-1.0, 0.0, 1.0)]
    assert first == [SECOND_NS + 1, SECOND_NS + 50_000_000, SECOND_NS + 100_000_000]


def test_rfc9915_renew_and_rebind_go_from_10_to_600_seconds() -> None:
    for name in ("renew", "rebind"):
        assert waits(SCHEDULES6[name], 0.0, most=8) == [10, 20, 40, 80, 160, 320, 600, 600]


def test_a_users_own_tries() -> None:
    assert waits(Fixed(SECOND_NS // 2, 3), 0.7) == [0.5, 0.5, 0.5]
    assert len(waits(Fixed(SECOND_NS, 0), 0.0, most=20)) == 20


SCHEDULES = st.one_of(
    st.builds(Doubling4, st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 20)),
    st.builds(Halving4, st.integers(-(10**12), 10**13)),
    st.builds(Exponential6, *[st.integers(0, 1000)] * 4, st.booleans()),
    st.builds(Fixed, st.integers(-5, 10**12), st.integers(0, 20)),
)


@given(
    SCHEDULES,
    st.integers(1, 10**6),
    st.integers(0, 10**15),
    st.integers(0, 10**15),
    st.integers(0, 10**13),
    st.floats(),
)
def test_every_wait_is_positive_whatever_the_jitter(
    schedule: Schedule, transmissions: int, first_ns: int, passed_ns: int, previous_ns: int, jitter: float
) -> None:
    progress = Progress(transmissions, first_ns, first_ns + passed_ns, previous_ns)
    assert schedule.wait_ns(progress, jitter) >= 1
    assert schedule.may_send(progress) in (True, False)
