"""What drafts of both families have in common."""

from __future__ import annotations

from random import Random

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.faults.draft import Draft
from dhcpserver.faults.draft4 import Draft4
from dhcpserver.faults.draft6 import Draft6
from support.dialogue import LINK, LINK6, config4, discover, engine6, message6, na


def draft(family: int) -> Draft:
    if family == 4:
        (four,) = Engine4(config4()).handle(discover(), LINK, 0)
        return Draft4(four)
    (six,) = engine6().handle(message6(1, na()), LINK6, 0)
    return Draft6(six)


@pytest.fixture(params=[4, 6])
def made(request: pytest.FixtureRequest) -> Draft:
    return draft(request.param)


def test_untouched_it_is_the_very_reply(made: Draft) -> None:
    assert made.finish() is made.finish()
    assert made.kind in {"offer", "advertise"}


def test_a_copy_goes_its_own_way(made: Draft) -> None:
    plain = made.finish().encode()
    other = made.copy()
    other.wrong_xid(Random(1))
    other.edits += (lambda data: data[:50],)
    assert made.finish().encode() == plain
    assert other.copy().finish().encode() == other.finish().encode() != plain[:50]


def test_octets_change_after_fields(made: Draft) -> None:
    made.edits += (lambda data: data[:20],)
    before = made.finish().encode()
    made.wrong_xid(Random(1))
    after = made.finish().encode()
    assert (len(before), len(after)) == (20, 20)
    assert before != after


def test_a_value_that_is_not_there_stays_away(made: Draft) -> None:
    codes = made.codes()
    made.set_value(222, lambda data: data + b"x")
    assert made.codes() == codes
