"""Faults on demand: a scenario says what goes wrong, for whom, how often and when.

A scenario has no clock and no socket: :meth:`Scenario.admit` is asked before the server sees a request,
:meth:`Scenario.apply` after it has answered, and both are told the time. All chance comes from one generator that is
seeded, so that the same packets at the same times meet the same faults.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from dhcpserver.faults.draft import Draft
from dhcpserver.faults.draft4 import Draft4
from dhcpserver.faults.draft6 import Draft6
from dhcpserver.faults.effects import Effect, Moment, Outcome, Waiting
from dhcpserver.faults.refusals import Exhausted, Identity, Nak, Status
from dhcpserver.faults.rules import Pass, Rule, Second, Silence, Stall, read_rule
from dhcpserver.faults.subject import AnyReply, Subject
from dhcpserver.faults.words import ScenarioError, Value, Words
from dhcpserver.reply4 import Reply4
from dhcptools.kea.dialect import read_file
from dhcptools.packet.errors import DecodeError, EncodeError

_NO_RULE: Final = 1 << 30
_HEADER: Final = re.compile(r"\s*\[\[\s*fault\s*\]\]")


@dataclass(frozen=True, slots=True)
class Act:
    """What a rule did to a packet. ``kind`` is the packet's message type, ``words`` say what was done."""

    time_ns: int
    rule: int
    action: str
    kind: str
    client: str
    xid: int
    words: str
    family: int = 4


class Outgoing(NamedTuple):
    """A reply and when it leaves; ``behind`` as in :class:`dhcpserver.faults.effects.Waiting`."""

    due_ns: int
    reply: AnyReply
    behind: int = 0


class Admission(NamedTuple):
    """What becomes of a request: ``answer`` is None when the server shall answer it, ``before`` ends the rules."""

    answer: tuple[AnyReply, ...] | None = None
    before: int = _NO_RULE


class Scenario:
    """Rules, a generator of chance, and what was done so far."""

    def __init__(self, rules: Sequence[Rule] = (), seed: int = 0) -> None:
        """``journal``, when set, is called with every act; ``counters`` count them as fault-ACTION."""
        self.rules = tuple(rules)
        self.random = Random(seed)
        self.identity = Identity()
        self.journal: Callable[[Act], None] | None = None
        self.counters: Counter[str] = Counter()
        self._start_ns: int | None = None
        self._stalled_until_ns = 0
        self._stall: Rule | None = None

    @classmethod
    def from_toml(cls, text: str, family: int, name: str = "scenario") -> Scenario:
        """From the text of a file: ``seed = N`` and ``[[fault]]`` tables. Raises ScenarioError."""
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            where = f"{name}:{line[1]}" if line else name
            raise ScenarioError(where, f"not TOML: {error}", "see https://toml.io") from None
        seed, faults = content.pop("seed", 0), content.pop("fault", [])
        for key in content:
            where = f"{name}:{_line_of(text, key)}"
            raise ScenarioError(where, f"unknown key {key!r}", "a scenario has seed = N and [[fault]] tables")
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise ScenarioError(f"{name}:{_line_of(text, 'seed')}", "the seed is no whole number", "write seed = 1")
        if not isinstance(faults, list) or not all(isinstance(fault, dict) for fault in faults):
            raise ScenarioError(f"{name}:{_line_of(text, 'fault')}", "fault is no list of tables", "write [[fault]]")
        rules = []
        for number, fault in enumerate(faults, 1):
            values: dict[str, Value] = {}
            for key, value in fault.items():
                if not isinstance(value, str | int | float):
                    where = f"{name}:{_line_of(text, key, number)}"
                    raise ScenarioError(where, f"{key} is no plain value", 'write a number or a text in "quotes"')
                values[key] = value
            words = Words(values, lambda key, number=number: f"{name}:{_line_of(text, key, number)}")  # type: ignore[misc] # a lambda's default has no type
            rules.append(read_rule(number, words, family))
        return cls(rules, seed)

    @classmethod
    def from_file(cls, path: str, family: int) -> Scenario:
        """From a TOML file. Raises OSError or ScenarioError."""
        try:
            text = read_file(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ScenarioError(path, f"not UTF-8: {error.reason}", "save it as UTF-8") from None
        return cls.from_toml(text, family, path)

    @classmethod
    def from_lines(cls, lines: Sequence[str], family: int, seed: int = 0) -> Scenario:
        """From faults written in a line each, such as ``drop type=offer first=3``. Raises ScenarioError."""
        return cls((), seed).with_lines(lines, family)

    def with_lines(self, lines: Sequence[str], family: int, seed: int | None = None) -> Scenario:
        """This scenario's rules and, after them, more; with another seed when one is given. Raises ScenarioError."""
        rules = list(self.rules)
        for line in lines:
            words = Words({"action": line}, lambda _, line=line: f"fault {line!r}")  # type: ignore[misc] # a lambda's default has no type
            rules.append(read_rule(len(rules) + 1, words, family))
        made = Scenario(rules)
        made.random = self.random if seed is None else Random(seed)
        return made

    def start(self, now_ns: int) -> None:
        """The server starts now; without this call it starts with the first request."""
        self._start_ns = now_ns

    def admit(self, subject: Subject, now_ns: int) -> Admission:
        """Before the server sees a request: whether it shall, or what it is answered instead."""
        since = self._since(now_ns)
        if self._stall is not None and self._stalled(now_ns, keep=False):
            self._note(self._stall, subject, now_ns, "lost in the stall")
            return Admission(())
        for rule in self.rules:
            if not rule.on_request or not rule.match(subject, (subject.kind,), since, self.random):
                continue
            deed = rule.deed
            if isinstance(deed, Pass):
                return Admission(before=rule.number)
            if isinstance(deed, Silence):
                self._note(rule, subject, now_ns, "not answered")
                return Admission(())
            if isinstance(deed, Nak | Status | Exhausted):
                refusal = deed(subject, self.identity)
                if refusal is not None:
                    self._note(rule, subject, now_ns, refusal[1])
                    return Admission(refusal[0])
            if isinstance(deed, Stall):
                self._begin_stall(rule, deed, now_ns)
                if not deed.keep:
                    self._note(rule, subject, now_ns, "lost in the stall")
                    return Admission(())
        return Admission()

    def apply(
        self, subject: Subject, replies: Sequence[AnyReply], now_ns: int, before: int = _NO_RULE
    ) -> list[Outgoing]:
        """After the server has answered: what leaves, and when. ``before`` is what :meth:`admit` said."""
        moment = Moment(now_ns, self._since(now_ns), self.random)
        waiting = [Waiting(_draft(reply), now_ns) for reply in replies]
        for rule in self.rules:
            if rule.number >= before:
                break
            if isinstance(rule.deed, Second):
                waiting += self._second(rule, rule.deed, subject, moment)
            elif isinstance(rule.deed, Effect | Pass) and not rule.on_request:
                waiting = self._each(rule, rule.deed, waiting, subject, moment)
        if self._stall is not None and self._stalled(now_ns, keep=True):
            for item in waiting:
                self._note(self._stall, subject, now_ns, "held until the stall is over", item.draft.kind)
                item.due_ns = max(item.due_ns, self._stalled_until_ns)
        return self._finish(waiting, subject, now_ns)

    def _each(
        self, rule: Rule, deed: Effect | Pass, waiting: list[Waiting], subject: Subject, moment: Moment
    ) -> list[Waiting]:
        out: list[Waiting] = []
        for item in waiting:
            kind = item.draft.kind
            outcome: Outcome = None
            if not item.exempt and rule.match(subject, (kind, subject.kind), moment.since_ns, self.random):
                if isinstance(deed, Pass):
                    item.exempt = True
                else:
                    with suppress(DecodeError, EncodeError):  # an earlier fault left nothing to work on
                        outcome = deed(item, moment)
            if outcome is None:
                out.append(item)
                continue
            self._note(rule, subject, moment.now_ns, outcome[1], kind)
            out += outcome[0]
        return out

    def _second(self, rule: Rule, deed: Second, subject: Subject, moment: Moment) -> list[Waiting]:
        made: list[Waiting] = []
        if not rule.match(subject, (subject.kind,), moment.since_ns, self.random):
            return made
        for reply in deed.rival.answers(subject, moment.now_ns):
            draft = _draft(reply)
            self._note(rule, subject, moment.now_ns, "also sent by a second server", draft.kind)
            made.append(Waiting(draft, moment.now_ns + deed.delay.draw_ns(self.random)))
        return made

    def _finish(self, waiting: Sequence[Waiting], subject: Subject, now_ns: int) -> list[Outgoing]:
        out = []
        for item in waiting:
            try:
                out.append(Outgoing(item.due_ns, item.draft.finish(), item.behind))
            except EncodeError as error:
                self.counters["fault-unsendable"] += 1
                why = f"cannot be sent: {error.reason}"
                self._tell(0, "none", item.draft.kind, subject, now_ns, why)
        return out

    def _begin_stall(self, rule: Rule, deed: Stall, now_ns: int) -> None:
        end = rule.match.end_ns + (self._start_ns or 0) if deed.for_ns is None else now_ns + deed.for_ns
        if end > self._stalled_until_ns:
            self._stalled_until_ns, self._stall = end, rule

    def _stalled(self, now_ns: int, *, keep: bool) -> bool:
        """Whether a stall goes on that keeps what arrives, or one that does not."""
        if self._stall is None or now_ns >= self._stalled_until_ns:
            return False
        return isinstance(self._stall.deed, Stall) and self._stall.deed.keep is keep

    def _since(self, now_ns: int) -> int:
        if self._start_ns is None:
            self._start_ns = now_ns
        return now_ns - self._start_ns

    def _note(self, rule: Rule, subject: Subject, now_ns: int, words: str, kind: str = "") -> None:
        self.counters[f"fault-{rule.action}"] += 1
        self._tell(rule.number, rule.action, kind or subject.kind, subject, now_ns, words)

    def _tell(self, rule: int, action: str, kind: str, subject: Subject, now_ns: int, words: str) -> None:
        if self.journal is not None:
            self.journal(Act(now_ns, rule, action, kind, subject.client, subject.xid, words, subject.family))


def _draft(reply: AnyReply) -> Draft:
    return Draft4(reply) if isinstance(reply, Reply4) else Draft6(reply)


def _line_of(text: str, key: str, fault: int = 0) -> int:
    """The line of a key, in the table of a fault when ``fault`` is not 0; the table's own when it is not found."""
    seen, table = 0, 1
    entry = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), 1):
        if _HEADER.match(line):
            seen += 1
            if seen == fault:
                table = number
        elif seen == fault and entry.match(line):
            return number
    return table
