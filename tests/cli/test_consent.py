from __future__ import annotations

from dataclasses import replace

import click
import pytest

from dhcptools.cli import consent
from dhcptools.cli.consent import ask, leases_taken
from dhcptools.perf.content import Content
from dhcptools.perf.plan import Exchange, Plan
from dhcptools.perf.workload import parse_mix

PLAN = Plan("192.0.2.1", "192.0.2.9", period_s=1, clients=500)


def test_leases_are_taken_by_clients_that_ask_for_them() -> None:
    assert leases_taken(PLAN) == 500
    assert leases_taken(replace(PLAN, exchange=Exchange.DO)) == 0
    assert leases_taken(replace(PLAN, content=Content(macs=(bytes(6), b"\2" * 6)))) == 2
    assert leases_taken(replace(PLAN, mix=parse_mix("dora=9,decline=1"))) is None
    six = Plan("2001:db8::1", "2001:db8::9", exchange=Exchange.SA, period_s=1, content=Content(rapid_commit=True))
    assert leases_taken(six) == 1


@pytest.mark.parametrize(
    ("plan", "allowed"),
    [
        (PLAN, 500),
        (replace(PLAN, exchange=Exchange.DO), 1),
        (replace(PLAN, server="127.0.0.1", local="127.0.0.1"), 1),
        (replace(PLAN, embedded=True), 1),
    ],
)
def test_nobody_is_asked_where_nothing_can_happen(plan: Plan, allowed: int) -> None:
    ask(plan, allowed)


def test_where_nobody_can_be_asked_it_is_refused() -> None:
    with pytest.raises(click.UsageError, match=r"up to 500 leases from 192.0.2.1 port 67.*--yes 500 says"):
        ask(PLAN, 499)
    with pytest.raises(click.UsageError, match="declines addresses"):
        ask(replace(PLAN, clients=1, mix=parse_mix("dora=9,decline=1")), 499)


class Terminal:
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_somebody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    answers = iter((True, False))

    def confirm(text: str, *, err: bool) -> bool:
        assert err
        said.append(text)
        return next(answers)

    monkeypatch.setattr(consent.sys, "stdin", Terminal())
    monkeypatch.setattr(consent.sys, "stderr", Terminal())
    monkeypatch.setattr(click, "confirm", confirm)
    ask(PLAN, 100)
    with pytest.raises(click.Abort):
        ask(PLAN, 100)
    assert "Go on?" in said[0]
