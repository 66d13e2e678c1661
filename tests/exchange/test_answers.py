from __future__ import annotations

import pytest

from dhcptools.exchange.answers import Request, answers, requests
from dhcptools.exchange.tables4 import TABLES4
from dhcptools.exchange.tables6 import TABLES6


def rows(exchange: str, family: int) -> list[tuple[int, int, int, bool, int]]:
    return [(a.stage, a.request_type, a.reply_type, a.accepted, a.next_stage) for a in answers(exchange, family)]


def test_dora() -> None:
    assert rows("dora", 4) == [(0, 1, 2, True, 1), (1, 3, 5, True, -1), (1, 3, 6, False, -1)]
    assert [answer.name for answer in answers("dora", 4)] == ["discover_offer", "request_ack", "request_nak"]


def test_sarr() -> None:
    assert rows("sarr", 6) == [(0, 1, 2, True, 1), (1, 3, 7, True, -1)]
    assert [answer.name for answer in answers("sarr", 6)] == ["solicit_advertise", "request_reply"]


def test_rapid_commit_adds_the_short_way() -> None:
    assert set(rows("rapid-commit", 4)) == {*rows("dora", 4), (0, 1, 5, True, -1)}
    assert set(rows("rapid-commit", 6)) == {*rows("sarr", 6), (0, 1, 7, True, -1)}


@pytest.mark.parametrize(
    ("exchange", "family", "names"),
    [
        ("discover", 4, ["discover_offer"]),
        ("init-reboot", 4, ["reboot_ack", "reboot_nak"]),
        ("renew", 4, ["renew_ack", "renew_nak"]),
        ("rebind", 4, ["rebind_ack", "rebind_nak"]),
        ("release", 4, []),
        ("decline", 4, []),
        ("inform", 4, ["inform_ack"]),
        ("solicit", 6, ["solicit_advertise"]),
        ("renew", 6, ["renew_reply"]),
        ("rebind", 6, ["rebind_reply"]),
        ("release", 6, ["release_reply"]),
        ("decline", 6, ["decline_reply"]),
        ("confirm", 6, ["confirm_reply"]),
        ("information-request", 6, ["information_request_reply"]),
    ],
)
def test_names_of_the_others(exchange: str, family: int, names: list[str]) -> None:
    assert [answer.name for answer in answers(exchange, family)] == names


def test_requests_say_whether_anything_answers() -> None:
    assert requests("dora", 4) == (Request(0, "discover", 1, True), Request(1, "request", 3, True))
    assert requests("release", 4) == (Request(0, "release", 7, False),)
    assert requests("release", 6) == (Request(0, "release", 8, True),)


def test_every_exchange_has_requests_with_increasing_stages() -> None:
    for family, tables in ((4, TABLES4), (6, TABLES6)):
        for exchange in tables:
            assert [request.stage for request in requests(exchange, family)] == list(
                range(len(requests(exchange, family)))
            )


def test_unknown_names_are_refused() -> None:
    with pytest.raises(KeyError):
        answers("sarr", 4)
    with pytest.raises(KeyError):
        answers("dora", 5)
