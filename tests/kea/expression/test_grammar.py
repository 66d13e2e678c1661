from __future__ import annotations

import pytest

from dhcptools.kea.expression.grammar import LEVELS, grammar_of, keywords, rules, shown, terminals

VERSIONS = [(2, 2), (2, 6), (3, 0), (3, 3)]


@pytest.mark.parametrize("target", VERSIONS)
def test_every_symbol_of_a_rule_is_a_terminal_or_has_rules(target: tuple[int, ...]) -> None:
    grammar = rules(target)
    known = {rule.left for rule in grammar} | set(terminals(target))
    assert {symbol for rule in grammar for symbol in rule.right} <= known
    used = {symbol for rule in grammar for symbol in rule.right} | {"Start"}
    assert {rule.left for rule in grammar} <= used


def test_versions_have_the_grammar_of_the_last_change_before_them() -> None:
    assert grammar_of((2, 4, 2)) == (2, 2)
    assert grammar_of((2, 7)) == (2, 6)
    assert grammar_of((3, 2, 0)) == (3, 0)
    assert grammar_of((3, 3, 1)) == (3, 3)


def test_words_come_with_their_versions() -> None:
    assert "lcase" not in keywords((2, 4))
    assert {"lcase", "ucase"} <= set(keywords((2, 6)))
    assert not {"match", "sand", "sor", "sifelse"} & set(keywords((2, 6)))
    assert {"match", "sand", "sor", "sifelse"} <= set(keywords((3, 0)))


def test_errors_quote_the_comma_and_operators_have_levels() -> None:
    assert shown(",") == '","'
    assert LEVELS["not"] > LEVELS["and"] > LEVELS["or"] > LEVELS["+"]
