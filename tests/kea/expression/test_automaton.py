from __future__ import annotations

import pytest

from dhcptools.kea.expression.automaton import tables


@pytest.mark.parametrize("target", [(2, 2), (2, 6), (3, 0), (3, 3)])
def test_every_state_can_do_something(target: tuple[int, ...]) -> None:
    table = tables(target)
    for shift, reduction in zip(table.shifts, table.reductions, strict=True):
        assert shift or reduction >= 0
    states = set(range(len(table.shifts)))
    assert {state for row in (*table.shifts, *table.gotos) for state in row.values()} <= states


def test_operators_that_bind_less_are_not_shifted() -> None:
    table = tables((2, 2))
    for state, reduction in enumerate(table.reductions):
        if table.rules[reduction].right[:1] == ("not",) and reduction >= 0:
            assert not table.shifts[state]  # "not a and b" is (not a) and b
