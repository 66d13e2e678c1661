"""Conditions: what they refuse to be, and how much they remember."""

from __future__ import annotations

from random import Random

import pytest

from dhcpserver.faults.match import MOST_CLIENTS, Match, read_match
from dhcpserver.faults.subject import Subject
from dhcpserver.faults.words import ScenarioError, Words
from dhcpserver.request4 import Request4
from support.dialogue import LINK, discover

REQUEST = Request4(discover())


def subject(client: int) -> Subject:
    return Subject(4, "discover", 1, (client.to_bytes(6),), (), REQUEST, LINK)


def match(line: str) -> Match:
    return read_match(Words({"action": f"drop {line}"}, lambda key: key), 4)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("type=solicit", "type"),
        ("client=02:00/99", "client"),
        ("client=xx/8", "client"),
        ("client=02:00/ffffff", "client"),
        ("client=/", "client"),
        ("relay=here", "relay"),
        ("from=4s until=2s", "until"),
        ("every=0", "every"),
    ],
)
def test_conditions_that_make_no_sense(line: str, key: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        match(line)
    assert caught.value.where == key


def test_what_is_remembered_of_clients_is_bounded() -> None:
    found = match("first=1 per=client")
    for client in range(MOST_CLIENTS + 100):
        assert found(subject(client), ("discover",), 0, Random(1))
    assert len(found._seen) == MOST_CLIENTS
    assert not found(subject(MOST_CLIENTS), ("discover",), 0, Random(1))


def test_a_client_without_identifier_is_counted_with_its_like() -> None:
    found = match("first=1 per=client")
    nobody = Subject(4, "discover", 1, (), (), REQUEST, LINK)
    assert [found(nobody, ("discover",), 0, Random(1)) for _ in range(2)] == [True, False]


def test_whether_it_counts() -> None:
    assert [match(line).counts for line in ("", "first=1", "every=2", "probability=0.5", "after=3")] == [
        False, True, True, True, False,
    ]  # fmt: skip  # one a line
