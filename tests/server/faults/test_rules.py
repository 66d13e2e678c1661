"""Rules from words: each action is read, and what makes no sense is refused with a way out."""

from __future__ import annotations

import pytest

from dhcpserver.faults import effects
from dhcpserver.faults.rules import ACTIONS, Rule, Silence, Stall, read_rule
from dhcpserver.faults.words import ScenarioError, Words

LINES = {
    "drop": "drop", "pass": "pass", "delay": "delay 5ms..9ms", "duplicate": "duplicate 3",
    "reorder": "reorder 2 within=1s", "wrong-xid": "wrong-xid", "wrong-server-id": "wrong-server-id",
    "wrong-chaddr": "wrong-chaddr", "wrong-client-id": "wrong-client-id", "wrong-iaid": "wrong-iaid",
    "truncate": "truncate 300", "corrupt": "corrupt bad=value", "missing-end": "missing-end",
    "oversize": "oversize 1500 by=padding", "lease-time": "lease-time 1s", "slow-start": "slow-start 9s delay=1ms..2ms",
    "nak": "nak", "status": "status 3", "exhausted": "exhausted", "offer-without-ack": "offer-without-ack",
    "stall": "stall 5s queue=drop",
}  # fmt: skip  # an example of each
POOLS = {4: "198.51.100.10-198.51.100.20", 6: "2001:db8:9::10-2001:db8:9::20"}


def rule(line: str, family: int = 4) -> Rule:
    return read_rule(1, Words({"action": line}, lambda key: key), family)


@pytest.mark.parametrize("family", [4, 6])
@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_is_read_in_its_families(name: str, family: int) -> None:
    line = f"second-server pool={POOLS[family]}" if name == "second-server" else LINES[name]
    if family in ACTIONS[name].families:
        assert rule(line, family).action == name
    else:
        with pytest.raises(ScenarioError, match=f"is not for DHCPv{family}"):
            rule(line, family)


@pytest.mark.parametrize(
    ("line", "family", "reason"),
    [
        ("dorp", 4, "no action 'dorp'"),
        ("zzzzz", 4, "no action"),
        ("drop type=discover,offer", 4, "requests and replies"),
        ("nak type=offer", 4, "answers requests"),
        ("stall", 4, "has no end"),
        ("truncate 3 option=51", 4, "not both"),
        ("truncate -1", 4, "is '-1'"),
        ("truncate option=no-such-thing", 4, "no-such-thing"),
        ("corrupt option=255", 4, "option is '255'"),
        ("corrupt bad=taste", 4, "bad is 'taste'"),
        ("oversize", 4, "needs a size"),
        ("oversize 70000", 4, "is '70000'"),
        ("lease-time", 4, "needs a time"),
        ("slow-start", 4, "needs a time"),
        ("slow-start 0s", 4, "over at once"),
        ("slow-start 5s delay=x", 4, "is no time"),
        ("second-server", 4, "needs a pool"),
        ("second-server pool=x", 4, "is no address"),
        ("wrong-server-id server-id=x", 4, "server-id is 'x'"),
        ("wrong-server-id server-id=0g", 6, "server-id is '0g'"),
        ("status NoBindings", 6, "no status 'NoBindings'"),
        ("status zzzzzz", 6, "no status 'zzzzzz'"),
        ("duplicate 0", 4, "is '0'"),
        ("delay", 4, "needs a time"),
    ],
)
def test_what_makes_no_sense(line: str, family: int, reason: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        rule(line, family)
    assert reason in caught.value.what
    assert caught.value.fix


def test_drop_is_of_requests_when_it_names_requests_alone() -> None:
    assert isinstance(rule("drop type=discover,request").deed, Silence)
    assert isinstance(rule("drop type=offer").deed, effects.Drop)
    assert isinstance(rule("drop").deed, effects.Drop)


def test_options_by_name() -> None:
    assert rule("truncate option=dhcp-lease-time").deed == effects.Truncate(None, 51)
    assert rule("corrupt option=3", 6).deed == effects.Corrupt("length", 3)


def test_a_stall_happens_once_unless_counted() -> None:
    assert rule("stall 5s").match.first == 1
    assert rule("stall 5s every=100").match.first > 1
    assert rule("stall from=1s until=2s").deed == Stall(None, keep=True)


def test_server_ids() -> None:
    assert rule("wrong-server-id server-id=192.0.2.9").deed == effects.ServerId(bytes((192, 0, 2, 9)))
    assert rule("wrong-server-id server-id=00:03:00:01:aa", 6).deed == effects.ServerId(bytes.fromhex("00030001aa"))
