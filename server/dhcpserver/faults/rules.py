"""The actions by name, and one fault as a rule: conditions, and what is done.

A rule acts on requests before the server has seen them, or on replies after it has made them. Actions that can do
either act on requests when ``type`` names requests only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from dhcpserver.faults import effects
from dhcpserver.faults.delays import Delay, read_delay
from dhcpserver.faults.match import Match, read_match
from dhcpserver.faults.refusals import Exhausted, Nak, Status
from dhcpserver.faults.rival import Rival
from dhcpserver.faults.subject import REQUESTS
from dhcpserver.faults.words import Words, nearest
from dhcpserver.settings import SettingsError
from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.names6 import STATUS_CODES

_SECOND_NS: Final = 1_000_000_000
MOST_OCTETS: Final = 65_507  # of a UDP payload


@dataclass(frozen=True, slots=True)
class Silence:
    """The request is never seen."""


@dataclass(frozen=True, slots=True)
class Pass:
    """No later rule is asked."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Nobody is answered for a time; what arrives then waits, or is lost."""

    for_ns: int | None
    keep: bool


@dataclass(frozen=True, slots=True)
class Second:
    """Another server answers too."""

    rival: Rival
    delay: Delay


Deed = Silence | Pass | Stall | Second | Nak | Status | Exhausted | effects.Effect
Reader = Callable[[Words, int], Deed]


class Action(NamedTuple):
    """One action: how it is read, of which families it is, whether it acts on requests, replies or either.

    One ``beside`` hears requests and adds replies.
    """

    read: Reader
    side: Literal["request", "reply", "either", "beside"]
    families: tuple[int, ...] = (4, 6)
    types: Mapping[int, frozenset[str]] = MappingProxyType({})  # what it is for when nothing is said


@dataclass(slots=True)
class Rule:
    """One fault of a scenario, counted from 1."""

    number: int
    action: str
    match: Match
    on_request: bool
    deed: Deed


def read_rule(number: int, words: Words, family: int) -> Rule:
    """Raises ScenarioError."""
    action = ACTIONS.get(words.action)
    if action is None:
        near = nearest(words.action, ACTIONS)
        fix = f"did you mean {near}?" if near else f"actions are {', '.join(ACTIONS)}"
        raise words.error("action", f"there is no action {words.action!r}", fix)
    if family not in action.families:
        raise words.error("action", f"{words.action} is not for DHCPv{family}", "leave it out")
    deed = action.read(words, family)
    match = read_match(words, family, action.types.get(family, frozenset()))
    words.finish()
    requests = match.types & REQUESTS[family]
    replies = match.types - requests
    if action.side in {"request", "beside"}:
        if replies:
            fix = f"name requests: {', '.join(sorted(REQUESTS[family]))}"
            raise words.error("type", f"{words.action} answers requests, {sorted(replies)[0]} is a reply", fix)
        on_request = action.side == "request"
    elif action.side == "either":
        if requests and replies:
            raise words.error("type", "type names requests and replies", "write a rule for each")
        on_request = bool(requests)
    else:
        on_request = False
    if isinstance(deed, effects.Drop) and on_request:
        deed = Silence()
    if isinstance(deed, Stall):
        if deed.for_ns is None and match.end_ns >= 1 << 62:
            raise words.error("action", "the stall has no end", "write stall 5s, or stall from=2s until=4s")
        if deed.for_ns is not None and not match.counts:
            match.first = 1
    return Rule(number, words.action, match, on_request, deed)


def _option(words: Words, family: int, key: str = "option") -> int | None:
    """The code of an option given by name or number."""
    text = words.text(key)
    if text is None:
        return None
    if text.isdigit():
        return words.whole(key, text, 1, 254 if family == 4 else 65_535)
    try:
        return find_space(f"dhcp{family}", family).by_name(text).code
    except EncodeError as error:
        raise words.error(key, error.reason, "see `dhcptool options`, or write the code") from None


def _server_id(words: Words, family: int) -> bytes | None:
    text = words.text("server-id")
    if text is None:
        return None
    try:
        value = IPv4Address(text).packed if family == 4 else bytes.fromhex(text.replace(":", ""))
    except ValueError:
        value = b""
    if not 1 <= len(value) <= 130:
        fix = "write an IPv4 address" if family == 4 else "write the octets of a DUID in hexadecimal"
        raise words.error("server-id", f"server-id is {text!r}", fix)
    return value


def _duplicate(words: Words, _family: int) -> Deed:
    return effects.Duplicate(words.whole("copies", words.argument("copies") or "1", 1, 1000))


def _reorder(words: Words, _family: int) -> Deed:
    behind = words.whole("behind", words.argument("behind") or "1", 1, 10_000)
    within = words.duration_ns("within")
    return effects.HoldBack(behind, _SECOND_NS if within is None else within)


def _truncate(words: Words, family: int) -> Deed:
    at = words.argument("at")
    code = _option(words, family)
    if at is not None and code is not None:
        raise words.error("option", "at an octet or in an option, not both", "leave one out")
    return effects.Truncate(None if at is None else words.whole("at", at, 0, MOST_OCTETS), code)


def _corrupt(words: Words, family: int) -> Deed:
    code = _option(words, family)
    how = words.choice("bad", ("length", "short", "long", "value"), "length")
    return effects.Corrupt(how, code)  # type: ignore[arg-type] # choice() returns one of the words


def _oversize(words: Words, _family: int) -> Deed:
    size = words.argument("octets")
    if size is None:
        raise words.error("action", "oversize needs a size", "write oversize 1500")
    by = words.choice("by", ("option", "padding"), "option")
    return effects.Oversize(words.whole("octets", size, 1, MOST_OCTETS), by == "padding")


def _lease_time(words: Words, _family: int) -> Deed:
    text = words.argument("time")
    if text is None:
        raise words.error("action", "lease-time needs a time", "write lease-time 1s")
    return effects.LeaseTime(min(words.as_duration_ns("time", text) // _SECOND_NS, 0xFFFFFFFF))


def _stall(words: Words, _family: int) -> Deed:
    text = words.argument("time")
    keep = words.choice("queue", ("keep", "drop"), "keep") == "keep"
    return Stall(None if text is None else words.as_duration_ns("time", text), keep)


def _slow_start(words: Words, _family: int) -> Deed:
    text = words.argument("time")
    if text is None:
        raise words.error("action", "slow-start needs a time", "write slow-start 10s delay=1s")
    until = words.as_duration_ns("time", text)
    if until == 0:
        raise words.error("action", "slow-start is over at once", "write a longer time")
    return effects.SlowStart(until, _keyed_delay(words, Delay("constant", _SECOND_NS)))


def _keyed_delay(words: Words, default: Delay) -> Delay:
    """A constant or uniform delay under the key ``delay``, beside an argument that means something else."""
    text = words.text("delay")
    if text is None:
        return default
    return read_delay(Words({"action": f"delay {text}"}, lambda _: words.place("delay")), "delay")


def _second(words: Words, family: int) -> Deed:
    pools = words.text("pool")
    if pools is None:
        raise words.error("action", "second-server needs a pool", "write pool=198.51.100.10-198.51.100.20")
    default = IPv4Address("203.0.113.1").packed if family == 4 else bytes.fromhex("0003000102005e0053ff")
    lifetime = words.number("lifetime", 1, 0xFFFFFFFF, 3600) or 3600
    try:
        rival = Rival(family, pools.split(","), _server_id(words, family) or default, lifetime)
    except SettingsError as error:
        raise words.error("pool", f"{error.what}: {error.why}", error.fix) from None
    return Second(rival, _keyed_delay(words, Delay("constant")))


def _status(words: Words, _family: int) -> Deed:
    text = words.argument("code") or "UnspecFail"
    names = {name.lower(): (code, name) for code, name in STATUS_CODES.items()}
    if text.isdigit():
        code = words.whole("code", text, 0, 0xFFFF)
        return Status(code, STATUS_CODES.get(code, f"status {code}"))
    found = names.get(text.lower())
    if found is None:
        near = nearest(text.lower(), names)
        fix = f"did you mean {names[near][1]}?" if near else f"codes are {', '.join(STATUS_CODES.values())}"
        raise words.error("code", f"there is no status {text!r}", fix)
    return Status(*found)


def _types(*four: str) -> dict[int, frozenset[str]]:
    return {4: frozenset(four)}


ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "drop": Action(lambda _words, _family: effects.Drop(), "either"),
        "pass": Action(lambda _words, _family: Pass(), "either"),
        "delay": Action(lambda words, _family: effects.Later(read_delay(words, "time")), "reply"),
        "duplicate": Action(_duplicate, "reply"),
        "reorder": Action(_reorder, "reply"),
        "wrong-xid": Action(lambda _words, _family: effects.Field("xid"), "reply"),
        "wrong-server-id": Action(lambda words, family: effects.ServerId(_server_id(words, family)), "reply"),
        "wrong-chaddr": Action(lambda _words, _family: effects.Field("client"), "reply", (4,)),
        "wrong-client-id": Action(lambda _words, _family: effects.Field("client"), "reply", (6,)),
        "wrong-iaid": Action(lambda _words, _family: effects.Field("iaid"), "reply", (6,)),
        "truncate": Action(_truncate, "reply"),
        "corrupt": Action(_corrupt, "reply"),
        "missing-end": Action(lambda _words, _family: effects.Field("end"), "reply", (4,)),
        "oversize": Action(_oversize, "reply"),
        "lease-time": Action(_lease_time, "reply"),
        "slow-start": Action(_slow_start, "reply"),
        "second-server": Action(_second, "beside"),
        "nak": Action(
            lambda words, _family: Nak(words.text("message") or "refused by the scenario"), "request", (4,),
            _types("request"),
        ),
        "status": Action(_status, "request", (6,)),
        "exhausted": Action(
            lambda _words, _family: Exhausted(), "request", (4, 6),
            {4: frozenset(("discover", "request")), 6: frozenset(("solicit", "request"))},
        ),
        "offer-without-ack": Action(
            lambda _words, _family: Silence(), "request", (4, 6),
            {4: frozenset(("request",)), 6: frozenset(("request",))},
        ),
        "stall": Action(_stall, "request"),
    }
)  # fmt: skip  # one action a line or two
