"""``ping --prom`` as a collector reads it."""

from __future__ import annotations

from dhcptools.probe.ping import Answer, Target
from dhcptools.report.ping_prom import exposition, unreachable
from support.pings import gathered as done

OFFER = Answer(1, True, "DHCPOFFER", 412_000, "192.0.2.1", "192.0.2.1", "192.0.2.100")
TARGET = Target(4, "dhcp.example.org")
LABELS = 'server="dhcp.example.org",family="4",question="discover"'


def samples(text: str) -> dict[str, float]:
    return {
        line.rpartition(" ")[0].removeprefix("dhcptool_ping_"): float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if not line.startswith("#")
    }


def test_what_answered_and_how_fast() -> None:
    found = samples(exposition(TARGET, done(OFFER, Answer(2, False)), 1_700_000_000.5))
    assert found == {
        f"up{{{LABELS}}}": 1,
        f"timestamp_seconds{{{LABELS}}}": 1_700_000_000.5,
        f"success{{{LABELS}}}": 1,
        f"requests{{{LABELS}}}": 2,
        f"answers{{{LABELS}}}": 1,
        f"refusals{{{LABELS}}}": 0,
        f"rtt_min_seconds{{{LABELS}}}": 0.000412,
        f"rtt_mean_seconds{{{LABELS}}}": 0.000412,
        f"rtt_max_seconds{{{LABELS}}}": 0.000412,
        f"last_success{{{LABELS}}}": 0,
        f'last_answer_info{{{LABELS},type="DHCPOFFER",server_id="192.0.2.1",source="192.0.2.1"}}': 1,
    }


def test_nothing_answered() -> None:
    found = samples(exposition(TARGET, done(Answer(1, False)), 0))
    assert (found[f"success{{{LABELS}}}"], found[f"requests{{{LABELS}}}"]) == (0, 1)
    assert not any(name.startswith(("rtt", "last_rtt", "last_answer")) for name in found)


def test_the_last_question_is_told_apart_from_all_of_them() -> None:
    found = samples(exposition(TARGET, done(Answer(1, False), OFFER), 0))
    assert (found[f"last_success{{{LABELS}}}"], found[f"last_rtt_seconds{{{LABELS}}}"]) == (1, 0.000412)


def test_it_could_not_be_asked() -> None:
    assert samples(unreachable(TARGET, 7)) == {f"up{{{LABELS}}}": 0, f"timestamp_seconds{{{LABELS}}}": 7}
