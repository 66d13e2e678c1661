"""What ping says to a person, to a monitoring system, and that it never says it raw."""

from __future__ import annotations

import pytest

from dhcptools.probe.ping import Answer, Target
from dhcptools.report.ping_text import line, nagios, opening, short, summary
from support.pings import gathered as done

OFFER = Answer(1, True, "DHCPOFFER", 412_000, "192.0.2.1", "192.0.2.1", "192.0.2.100")
NAK = Answer(2, False, "DHCPNAK", 300_000, "192.0.2.1", "192.0.2.1", None, "wrong \x1b[31mnet|work")
NONE = Answer(3, False, strays=("it came from 192.0.2.9", "a", "b", "c"))
TARGET = Target(4, "192.0.2.1", mac=bytes.fromhex("02005e005301"), relay="192.0.2.2")


def test_opening() -> None:
    assert opening(TARGET, "192.0.2.2", 67) == (
        "PING 192.0.2.1 by DHCPDISCOVER from 192.0.2.2 port 67 as a relay agent, MAC 02:00:5e:00:53:01\n"
    )
    six = Target(6, "2001:db8::1", "inform", duid=b"\0\3")
    assert opening(six, "2001:db8::2", 546) == (
        "PING 2001:db8::1 by Information-request from 2001:db8::2 port 546, DUID 00:03\n"
    )


def test_a_line_an_answer() -> None:
    assert line(OFFER) == ("DHCPOFFER from 192.0.2.1: seq=1 server-id=192.0.2.1 address=192.0.2.100 time=0.412 ms\n")


def test_texts_from_the_network_are_escaped() -> None:
    assert "\x1b" not in line(NAK)
    assert '"wrong \\x1b[31mnet|work"' in line(NAK)


def test_no_answer_says_what_came_instead() -> None:
    assert line(NONE) == "no answer: seq=3 (ignored: it came from 192.0.2.9; a; b; and 1 more)\n"
    assert line(Answer(4, False)) == "no answer: seq=4\n"
    assert line(Answer(5, False, unsent="cannot reach \x1b")) == "not sent: seq=5 (cannot reach \\x1b)\n"


def test_summary() -> None:
    text = summary(TARGET, done(OFFER, NAK, NONE, NONE), 3_000_000_000)
    assert "4 requests sent, 2 answered, 1 refused, 50% unanswered, time 3000 ms\n" in text
    assert "rtt min/mean/max/mdev = 0.300/0.356/0.412/0.056 ms\n" in text
    assert "rtt" not in summary(TARGET, done(NONE), 1)
    assert "0 requests sent" in summary(TARGET, done(), 1)


def test_how_it_stands() -> None:
    assert short(done(OFFER, NONE)) == "1/2 answered, 50% unanswered, min/mean/max/mdev = 0.412/0.412/0.412/0.000 ms\n"
    assert short(done()) == "0/0 answered, 0% unanswered\n"


@pytest.mark.parametrize(
    ("answers", "limits", "state", "word"),
    [
        ((OFFER,), (None, None), 0, "DHCP OK - DHCPOFFER from 192.0.2.1, 192.0.2.100, rtt 0.412 ms | "),
        ((OFFER, NONE), (None, None), 1, "1 of 2 unanswered"),
        ((OFFER,), (0.4, 1.0), 1, "DHCP WARNING"),
        ((OFFER,), (0.1, 0.4), 2, "DHCP CRITICAL"),
        ((OFFER, NAK), (None, None), 2, "DHCPNAK from 192.0.2.1: wrong \\x1b[31mnet/work"),
        ((NONE,), (None, None), 2, "no answer to 1 request | rtt=U"),
        ((NONE, NONE), (None, None), 2, "no answer to 2 requests | rtt=U"),
    ],
)
def test_nagios(answers: tuple[Answer, ...], limits: tuple[float | None, float | None], state: int, word: str) -> None:
    found, text = nagios(done(*answers), *limits)
    assert found == state
    assert word in text
    assert text.count("\n") == 1
    assert text.count("|") == 1


def test_nagios_performance_data() -> None:
    assert nagios(done(OFFER), 50, 500)[1].endswith("| rtt=0.000412s;0.05;0.5;0 answered=1;;;0;1\n")


def test_nagios_says_what_may_be_why_nothing_answered() -> None:
    text = nagios(done(NONE), None, None, ["port 67 | out of reach"])[1]
    assert text.startswith("DHCP CRITICAL - no answer to 1 request; port 67 / out of reach | rtt=U")
    assert "out of reach" not in nagios(done(OFFER), None, None, ["out of reach"])[1]
