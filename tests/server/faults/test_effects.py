"""What can be done to a reply, one by one."""

from __future__ import annotations

from random import Random

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.faults.delays import Delay
from dhcpserver.faults.draft4 import Draft4
from dhcpserver.faults.draft6 import Draft6
from dhcpserver.faults.effects import (
    Corrupt,
    Drop,
    Duplicate,
    Effect,
    Field,
    HoldBack,
    Later,
    LeaseTime,
    Moment,
    Oversize,
    ServerId,
    SlowStart,
    Truncate,
    Waiting,
)
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6
from support.dialogue import LINK, LINK6, config4, discover, engine6, message6, na

MS = 1_000_000


def waiting(family: int = 4) -> Waiting:
    if family == 4:
        (four,) = Engine4(config4()).handle(discover(), LINK, 0)
        return Waiting(Draft4(four), 100)
    (six,) = engine6().handle(message6(1, na()), LINK6, 0)
    return Waiting(Draft6(six), 100)


def done(effect: Effect, family: int = 4, since_ns: int = 0) -> tuple[list[Waiting], str]:
    outcome = effect(waiting(family), Moment(0, since_ns, Random(1)))
    assert outcome is not None
    return outcome


def octets(effect: Effect, family: int = 4) -> bytes:
    (one,), _ = done(effect, family)
    return one.draft.finish().encode()


def plain(family: int = 4) -> bytes:
    return waiting(family).draft.finish().encode()


def test_times_and_numbers() -> None:
    assert done(Drop()) == ([], "dropped")
    (late,), words = done(Later(Delay("constant", 5 * MS)))
    assert (late.due_ns, words) == (100 + 5 * MS, "delayed by 5.000 ms")
    assert len(done(Duplicate(2))[0]) == 3
    (held,), _ = done(HoldBack(2, 7))
    assert (held.behind, held.due_ns) == (2, 107)
    slow = SlowStart(10, Delay("constant", 1000))
    assert done(slow, since_ns=4)[0][0].due_ns == 700
    assert slow(waiting(), Moment(0, 10, Random(1))) is None


@pytest.mark.parametrize("family", [4, 6])
def test_fields(family: int) -> None:
    for effect in (Field("xid"), Field("client"), ServerId(None), LeaseTime(5)):
        assert octets(effect, family) != plain(family)
    assert octets(Field("end" if family == 4 else "iaid"), family) != plain(family)
    assert Field("iaid" if family == 4 else "end")(waiting(family), Moment(0, 0, Random(1))) is None


@pytest.mark.parametrize("family", [4, 6])
def test_truncated(family: int) -> None:
    whole = plain(family)
    assert octets(Truncate(at=30), family) == whole[:30]
    assert 1 <= len(octets(Truncate(), family)) < len(whole)
    code = 51 if family == 4 else 3
    cut = octets(Truncate(option=code), family)
    assert whole.startswith(cut)
    problems = Message4.decode(cut).problems if family == 4 else decode6(cut).problems
    assert f"option {code} says" in problems[0].reason
    assert Truncate(option=250)(waiting(family), Moment(0, 0, Random(1))) is None


@pytest.mark.parametrize("family", [4, 6])
def test_corrupt(family: int) -> None:
    code = 51 if family == 4 else 2

    def value(effect: Effect) -> bytes:
        data = octets(effect, family)
        found = Message4.decode(data).first(code) if family == 4 else decode6(data).first(code)
        return found or b""

    whole = value(Oversize(600, padding=False))
    assert value(Corrupt("short", code)) == whole[:-1]
    assert value(Corrupt("long", code))[:-1] == whole
    other = value(Corrupt("value", code))
    assert (len(other), other != whole) == (len(whole), True)
    assert value(Corrupt("length", code)) == b""
    assert octets(Corrupt("length", None), family) != plain(family)
    assert Corrupt("value", 250)(waiting(family), Moment(0, 0, Random(1))) is None


def test_an_empty_value_gets_an_octet() -> None:
    one = waiting()
    one.draft.set_value(51, lambda _: b"")
    Corrupt("value", 51)(one, Moment(0, 0, Random(1)))
    assert len(Message4.decode(one.draft.finish().encode()).first(51) or b"") == 1


@pytest.mark.parametrize("family", [4, 6])
def test_oversize(family: int) -> None:
    assert len(octets(Oversize(1400, padding=False), family)) == 1400
    padded = octets(Oversize(1400, padding=True), family)
    assert (len(padded), padded.startswith(plain(family))) == (1400, True)
    assert Oversize(10, padding=False)(waiting(family), Moment(0, 0, Random(1))) is None
