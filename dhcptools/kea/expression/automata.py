"""Whether octets match a pattern as a whole, in time linear in their number whatever the pattern.

A pattern becomes a nondeterministic automaton (Thompson's). Without assertions its states are put together into a
deterministic one as they are met; with assertions the sets of states are followed octet by octet.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from dhcptools.kea.expression.ecma import WORD, Tree, UnsupportedPatternError, parse_pattern

MOST_STATES: Final = 5000  # of one pattern
MOST_SETS: Final = 2000  # sets of states that are remembered


class _State(NamedTuple):
    """``kind`` is set (value: mask), split, begin, end, boundary (wanted), ahead (automaton, wanted) or match."""

    kind: str
    value: object
    first: int
    second: int


class _Ahead(NamedTuple):
    """What has to match, or has not to, from here on."""

    pattern: Pattern
    wanted: bool


class Pattern:
    """A compiled pattern."""

    def __init__(self, tree: Tree) -> None:
        self._states: list[_State] = []
        end = self._add("match")
        self._start = self._compile(tree, end)
        self._asserts = any(state.kind not in {"set", "split", "match"} for state in self._states)
        self._numbers: dict[frozenset[int], int] = {}
        self._sets: list[frozenset[int]] = []
        self._moves: list[dict[int, int]] = []
        self._matched: list[bool] = []

    def matches(self, data: bytes) -> bool:
        """Whether all of ``data`` matches."""
        if self._asserts:
            return len(data) in self._ends(data, 0)
        state = self._number(self._closed({self._start}, b"", 0))
        for octet in data:
            after = self._moves[state].get(octet)
            if after is None:
                if len(self._sets) > MOST_SETS:
                    kept = self._sets[state]
                    self._forget()
                    state = self._number(kept)
                after = self._number(self._closed(self._step(self._sets[state], octet), b"", 0))
                self._moves[state][octet] = after
            state = after
        return self._matched[state]

    def _forget(self) -> None:
        self._numbers, self._sets, self._moves, self._matched = {}, [], [], []

    def _ends(self, data: bytes, at: int) -> set[int]:
        """Where matches that begin at ``at`` end."""
        ends: set[int] = set()
        current = self._closed({self._start}, data, at)
        while current:
            if 0 in current:
                ends.add(at)
            if at == len(data):
                break
            current = self._closed(self._step(current, data[at]), data, at + 1)
            at += 1
        return ends

    def _number(self, states: frozenset[int]) -> int:
        number = self._numbers.get(states)
        if number is None:
            number = self._numbers[states] = len(self._sets)
            self._sets.append(states)
            self._moves.append({})
            self._matched.append(0 in states)
        return number

    def _step(self, states: frozenset[int], octet: int) -> set[int]:
        found = self._states
        return {
            found[each].first
            for each in states
            if found[each].kind == "set" and int(found[each].value) >> octet & 1  # type: ignore[call-overload]  # a mask
        }

    def _closed(self, states: set[int], data: bytes, at: int) -> frozenset[int]:
        """These states and all that are reached without an octet, assertions judged at ``at``."""
        met, stack = set(states), list(states)
        while stack:
            state = self._states[stack.pop()]
            if state.kind == "split":
                after = [state.first, state.second]
            elif state.kind in {"set", "match"} or not self._holds(state, data, at):
                continue
            else:
                after = [state.first]
            for each in after:
                if each not in met:
                    met.add(each)
                    stack.append(each)
        return frozenset(met)

    @staticmethod
    def _holds(state: _State, data: bytes, at: int) -> bool:
        if state.kind == "begin":
            return at == 0
        if state.kind == "end":
            return at == len(data)
        if state.kind == "boundary":
            left = at > 0 and WORD >> data[at - 1] & 1
            right = at < len(data) and WORD >> data[at] & 1
            return (left != right) is state.value
        ahead = state.value
        return isinstance(ahead, _Ahead) and bool(ahead.pattern._ends(data, at)) is ahead.wanted

    def _add(self, kind: str, value: object = None, first: int = -1, second: int = -1) -> int:
        if len(self._states) >= MOST_STATES:
            raise UnsupportedPatternError(f"it needs an automaton of more than {MOST_STATES} states")
        self._states.append(_State(kind, value, first, second))
        return len(self._states) - 1

    def _compile(self, tree: Tree, after: int) -> int:
        """States for ``tree`` in front of ``after``; returns where they begin."""
        match tree:
            case ("cat", list(parts)):
                for part in reversed(parts):
                    after = self._compile(part, after)
                return after
            case ("alt", list(parts)):
                start = self._compile(parts[-1], after)
                for part in reversed(parts[:-1]):
                    start = self._add("split", None, self._compile(part, after), start)
                return start
            case ("repeat", tuple(inner), int(least), int(most)):
                return self._repeat(inner, least, most, after)
            case ("ahead", tuple(inner), wanted):
                return self._add("ahead", _Ahead(Pattern(inner), wanted is True), after)
            case (str(kind), value):
                return self._add(kind, value, after)
            case (str(kind),):
                return self._add(kind, None, after)
        raise AssertionError(tree)

    def _repeat(self, inner: Tree, least: int, most: int, after: int) -> int:
        if most < 0:
            loop = self._add("split")
            self._states[loop] = _State("split", None, self._compile(inner, loop), after)
            after = loop
        else:
            end = after
            for _ in range(most - least):
                after = self._add("split", None, self._compile(inner, after), end)
        for _ in range(least):
            after = self._compile(inner, after)
        return after


@cache
def compile_pattern(pattern: str) -> Pattern:
    """The automaton of a pattern. Raises PatternError and UnsupportedPatternError."""
    return Pattern(parse_pattern(pattern))
