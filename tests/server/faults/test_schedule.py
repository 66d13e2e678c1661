"""What waits, and in which order it leaves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.faults.schedule import Schedule


def test_by_time_and_then_by_arrival() -> None:
    schedule: Schedule[str] = Schedule()
    for due, item in ((5, "c"), (3, "a"), (3, "b"), (9, "d")):
        assert schedule.push(due, item)
    assert (schedule.next_ns, schedule.pop(2)) == (3, [])
    assert schedule.pop(5) == ["a", "b", "c"]
    assert (schedule.next_ns, len(schedule)) == (9, 1)


def test_held_back_until_others_have_left() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.push(100, "held", 2)
    assert schedule.pop(0) == []
    for number in (1, 2, 3):
        schedule.push(number, str(number))
    assert schedule.pop(3) == ["1", "2", "held", "3"]
    assert (schedule.next_ns, schedule.pop(100)) == (None, [])


def test_held_back_no_longer_than_its_time() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.push(10, "held", 5)
    assert schedule.pop(10) == ["held"]
    schedule.push(11, "next")
    assert schedule.pop(11) == ["next"]


def test_one_that_leaves_counts_for_the_others() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.push(100, "a", 1)
    schedule.push(100, "b", 2)
    schedule.push(1, "go")
    assert schedule.pop(1) == ["go", "a", "b"]


def test_it_is_bounded() -> None:
    schedule: Schedule[int] = Schedule(most=2)
    assert [schedule.push(1, number) for number in range(3)] == [True, True, False]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), max_size=40))
def test_everything_leaves_once(items: list[tuple[int, int]]) -> None:
    schedule: Schedule[int] = Schedule()
    for number, (due, behind) in enumerate(items):
        schedule.push(due, number, behind)
    left = [item for now in range(51) for item in schedule.pop(now)]
    assert sorted(left) == list(range(len(items)))
    assert schedule.next_ns is None
