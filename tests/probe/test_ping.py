"""Sums of a run of questions, their rhythm, and who may answer."""

from __future__ import annotations

import pytest

from dhcptools.net.errors import NetError
from dhcptools.probe import ping
from dhcptools.probe.ask4 import Ask4
from dhcptools.probe.ask6 import Ask6
from dhcptools.probe.channel import Datagram, StoppedError, now_ns
from dhcptools.probe.ping import Answer, Summary, Target, asker, from_elsewhere, repeat
from support.pings import gathered as summary

MILLISECOND = 1_000_000


def test_times_are_summed_up_as_ping_does() -> None:
    done = summary(Answer(1, True, "DHCPOFFER", 1 * MILLISECOND), Answer(2, True, "DHCPOFFER", 3 * MILLISECOND))
    assert done.rtt_ms() == {"min": 1.0, "mean": 2.0, "max": 3.0, "mdev": 1.0}
    assert done.good


def test_without_answers_there_are_no_times() -> None:
    done = summary(Answer(1, False))
    assert done.rtt_ms() is None
    assert not done.good


def test_a_refusal_is_an_answer_but_not_a_good_one() -> None:
    done = summary(Answer(1, True, "DHCPACK", 1), Answer(2, False, "DHCPNAK", 1))
    assert (done.heard, done.refused) == (2, 1)
    assert done.refusal is not None
    assert done.refusal.kind == "DHCPNAK"
    assert not done.good


def test_an_unanswered_question_among_good_answers_is_forgiven() -> None:
    assert summary(Answer(1, True, "DHCPACK", 1), Answer(2, False)).good


class Slow:
    """An asker that notes when it was asked."""

    def __init__(self) -> None:
        self.at_ns: list[int] = []

    def ask(self, timeout_ns: int) -> Answer:
        self.at_ns.append(now_ns())
        return Answer(len(self.at_ns), True, "DHCPOFFER", 1)


def test_questions_keep_their_rhythm() -> None:
    slow = Slow()
    assert len(list(repeat(slow, Summary(), 4, 10 * MILLISECOND, 1))) == 4
    assert slow.at_ns[-1] - slow.at_ns[0] >= 30 * MILLISECOND


def test_without_a_count_it_goes_on() -> None:
    answers = repeat(Slow(), Summary(), None, 0, 1)
    assert [next(answers).sequence for _ in range(5)] == [1, 2, 3, 4, 5]


def test_answers_are_kept_only_when_somebody_wants_them() -> None:
    short, whole = Summary(), Summary(keep=True)
    list(repeat(Slow(), short, 3, 0, 1))
    list(repeat(Slow(), whole, 3, 0, 1))
    assert (short.asked, short.heard, short.answers) == (3, 3, [])
    assert len(whole.answers) == 3
    assert short.rtt_ms() == whole.rtt_ms() == {"min": 1e-6, "mean": 1e-6, "max": 1e-6, "mdev": 0.0}


def test_a_question_on_the_way_counts_and_a_pause_can_be_ended() -> None:
    class Interrupted:
        def ask(self, timeout_ns: int) -> Answer:
            raise StoppedError

    done = Summary()
    with pytest.raises(StoppedError):
        next(repeat(Interrupted(), done, None, 0, 1))
    assert (done.asked, done.heard) == (1, 0)
    answers = repeat(Slow(), done, None, 3_600_000 * MILLISECOND, 1, lambda: done.heard > 0)
    next(answers)
    with pytest.raises(StoppedError):
        next(answers)


def test_a_link_that_goes_down_ends_nothing_but_one_that_is_down_does() -> None:
    class Flapping(Slow):
        def ask(self, timeout_ns: int) -> Answer:
            if len(self.at_ns) in self.down:
                self.at_ns.append(now_ns())
                raise NetError("cannot reach it", "the link is down", "")
            return super().ask(timeout_ns)

        def __init__(self, *down: int) -> None:
            super().__init__()
            self.down = down

    found = list(repeat(Flapping(1, 2), Summary(), 4, 0, 1))
    assert [answer.unsent for answer in found] == [None, "cannot reach it", "cannot reach it", None]
    assert [answer.sequence for answer in found] == [1, 2, 3, 4]
    with pytest.raises(NetError):
        list(repeat(Flapping(0), Summary(), 4, 0, 1))


@pytest.mark.parametrize(
    ("target", "source", "reason"),
    [
        (Target(4, "192.0.2.1"), "192.0.2.1", None),
        (Target(4, "192.0.2.1"), "192.0.2.2", "it came from 192.0.2.2"),
        (Target(4, "255.255.255.255"), "192.0.2.2", None),
        (Target(6, "2001:db8::1"), "2001:DB8:0::1", None),
        (Target(6, "2001:db8::1"), "fe80::1", "it came from fe80::1"),
        (Target(6, "ff02::1:2"), "fe80::1", None),
    ],
)
def test_only_the_server_asked_counts(target: Target, source: str, reason: str | None) -> None:
    assert from_elsewhere(target, Datagram(b"", source, 67, 0)) == reason


def test_each_family_has_its_asker() -> None:
    class Channel:
        refused = 0

        def send(self, octets: bytes, destination: object) -> None: ...

        def receive(self, until_ns: int) -> None: ...

    assert isinstance(asker(Target(4, "192.0.2.1"), Channel(), lambda _: 1), Ask4)
    assert isinstance(asker(Target(6, "2001:db8::1", duid=b"\0\1"), Channel(), lambda _: 1), Ask6)
    assert ping.QUESTIONS == ("discover", "request", "inform")
