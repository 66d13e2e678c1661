"""Which reply answers which request in an exchange: the transition tables read as plain rows for the batch plane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dhcptools.exchange.machine import Table
from dhcptools.exchange.tables4 import REPLIES4, REQUESTS4, TABLES4
from dhcptools.exchange.tables6 import REPLIES6, REQUESTS6, TABLES6


class Request(NamedTuple):
    """A request of an exchange. ``stage`` counts from 0; ``message_type`` is option 53 or msg-type."""

    stage: int
    label: str
    message_type: int
    answered: bool  # False for DHCPRELEASE and DHCPDECLINE, which no server answers


class Answer(NamedTuple):
    """A reply that is awaited. ``next_stage`` is the request that follows it, -1 when the exchange is then over."""

    stage: int
    request: str
    request_type: int
    reply: str
    reply_type: int
    accepted: bool  # False when the reply can only refuse: DHCPNAK
    next_stage: int

    @property
    def name(self) -> str:
        """``discover_offer``."""
        return f"{self.request}_{self.reply}"


def requests(exchange: str, family: int) -> tuple[Request, ...]:
    """The requests of an exchange in their order. Raises KeyError for an unknown exchange or family."""
    table, sends, replies = _tables(family)[exchange], _sends(family), _replies(family)
    rows = []
    for stage, (action, state) in enumerate(_stages(table, sends)):
        answered = any(row[0] == state and row[1] in replies for row in table)
        rows.append(Request(stage, *sends[action], answered))
    return tuple(rows)


def answers(exchange: str, family: int) -> tuple[Answer, ...]:
    """The replies of an exchange (a name of TABLES4 or TABLES6; family 4 or 6). Raises KeyError for an unknown one."""
    table, sends, replies = _tables(family)[exchange], _sends(family), _replies(family)
    stages = _stages(table, sends)
    place = {state: stage for stage, (_, state) in enumerate(stages)}
    rows = []
    for stage, (action, state) in enumerate(stages):
        label, message_type = sends[action]
        for reply, reply_type in replies.items():
            targets = [row[3] for row in table if row[0] == state and row[1] == reply]
            if targets:
                follows = max((place[target] for target in targets if place.get(target, stage) != stage), default=-1)
                accepted = any(target != "FAILED" for target in targets)
                rows.append(Answer(stage, label, message_type, reply, reply_type, accepted, follows))
    return tuple(rows)


def _stages(table: Table, sends: Mapping[str, tuple[str, int]]) -> list[tuple[str, str]]:
    """(action that sends, state that awaits the reply), in order."""
    found = {(action, target): None for _, _, _, target, action in table if action in sends}
    return list(found)


def _tables(family: int) -> Mapping[str, Table]:
    return {4: TABLES4, 6: TABLES6}[family]


def _sends(family: int) -> Mapping[str, tuple[str, int]]:
    return {4: REQUESTS4, 6: REQUESTS6}[family]


def _replies(family: int) -> Mapping[str, int]:
    return {4: REPLIES4, 6: REPLIES6}[family]
