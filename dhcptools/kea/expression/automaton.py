"""The parser's tables, made from the grammar: an LR(0) automaton with default reductions, as Bison's parser behaves.

No state of this grammar has two reductions, so none needs lookahead sets; where a state can both shift an operator
and reduce a rule that has one, their levels decide. :func:`tables` raises AssertionError should a change of the
grammar break that.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dhcptools.kea.expression.grammar import END, LEVELS, Rule, Version, rules, terminals

_Item = tuple[int, int]  # a rule, and how many of its symbols have been seen


class Tables(NamedTuple):
    """For each state: where a terminal or a nonterminal leads, and the rule that is reduced otherwise (-1: none)."""

    rules: tuple[Rule, ...]
    shifts: tuple[dict[str, int], ...]
    gotos: tuple[dict[str, int], ...]
    reductions: tuple[int, ...]


@cache
def tables(target: Version) -> Tables:
    """The tables for the grammar of ``target``, which is a version of :func:`grammar_of`."""
    grammar = (Rule("Accept", ("Start", END), "first"), *rules(target))
    names = terminals(target)
    of: dict[str, list[int]] = {}
    for number, rule in enumerate(grammar):
        of.setdefault(rule.left, []).append(number)
    states: dict[frozenset[_Item], int] = {frozenset({(0, 0)}): 0}
    queue = list(states)
    shifts: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    reductions: list[int] = []
    for kernel in queue:
        items, moves = _closure(kernel, grammar, of)
        reduced = [number for number, seen in items if seen == len(grammar[number].right)]
        assert len(reduced) <= 1  # noqa: S101 - a property of the grammar, tested
        shift: dict[str, int] = {}
        goto: dict[str, int] = {}
        for symbol, moved in moves.items():
            if symbol in names and reduced and _reduce_first(grammar[reduced[0]], symbol):
                continue
            after = frozenset(moved)
            if after not in states:
                states[after] = len(states)
                queue.append(after)
            (shift if symbol in names else goto)[symbol] = states[after]
        shifts.append(shift)
        gotos.append(goto)
        reductions.append(reduced[0] if reduced else -1)
    return Tables(grammar, tuple(shifts), tuple(gotos), tuple(reductions))


def _closure(
    kernel: frozenset[_Item], grammar: tuple[Rule, ...], of: dict[str, list[int]]
) -> tuple[list[_Item], dict[str, list[_Item]]]:
    items = list(kernel)
    met: set[str] = set()
    moves: dict[str, list[_Item]] = {}
    for number, seen in items:
        right = grammar[number].right
        if seen == len(right):
            continue
        symbol = right[seen]
        moves.setdefault(symbol, []).append((number, seen + 1))
        if symbol in of and symbol not in met:
            met.add(symbol)
            items.extend((each, 0) for each in of[symbol])
    return items, moves


def _reduce_first(rule: Rule, symbol: str) -> bool:
    """Whether a rule is reduced before an operator: it binds tighter, or as tight and stands to the left."""
    levels = [LEVELS[each] for each in rule.right if each in LEVELS]
    return bool(levels) and symbol in LEVELS and levels[-1] >= LEVELS[symbol]
