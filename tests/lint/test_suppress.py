from __future__ import annotations

import pytest

from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.suppress import asked, silence
from support.lint_contexts import context

LINE = '"a": -1, // dhcptool: ignore KL605 because'
BLOCK = '/* dhcptool: ignore KL6 */\n "b": { "c": 1,\n "d": 2 },\n'
ITEM = "[ 1,\n # dhcptool: ignore KL605, KL1\n 2, 3 ]"


def lines(text: str, rule: str = "KL605") -> list[int]:
    """The lines of a text in which a rule is silent."""
    made = context(text)
    ignores = asked(made.document)
    silent = []
    for source in made.document.sources:
        at = 0
        for number, line in enumerate(text.split("\n"), 1):
            found = Finding(rule, Severity.ERROR, "", source, at, at + 1)
            if any(ignore.covers(found) for ignore in ignores):
                silent.append(number)
            at += len(line.encode()) + 1
    return silent


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        (f'{{\n{LINE}\n"b": 2 }}', [2]),
        (f'{{\n{BLOCK} "e": 5 }}', [4]),
        ('{ // dhcptool: ignore-file KL605\n"a": 1 }', [1, 2]),
        ('{\n"x": "// dhcptool: ignore KL605" }', []),
        ('{\n"x": 1 // dhcptool: ignore KL7\n}', []),
        ('{\n"x": 1 // dhcptool: ignore ALL\n}', [2]),
        ('{\n"x": 1 // dhcptool: ignored KL605\n}', []),
        ('{ "x":\n{ "user-context": { "dhcptool": { "ignore": [ "KL6" ] } },\n"a": 1,\n"b": 2 },\n"c": 3 }', [2, 3, 4]),
        ('{ "user-context": { "dhcptool": "no" } }', []),
    ],
)
def test_where_a_rule_is_silent(text: str, silent: list[int]) -> None:
    assert lines(text) == silent


def test_a_comment_before_an_item_covers_the_item_alone() -> None:
    made = context(f'{{ "a": {ITEM} }}')
    source = made.document.root.source
    ignore = asked(made.document)[0]
    assert ignore.rules == ("KL605", "KL1")
    places = [source.data.index(mark) for mark in (b"1,\n", b"2, 3", b"3 ]")]
    assert [ignore.covers(Finding("KL605", Severity.ERROR, "", source, at, at)) for at in places] == [
        False,
        True,
        False,
    ]


def test_what_was_not_needed_is_left_over() -> None:
    made = context('{ "a": 1, // dhcptool: ignore KL605\n"b": 2 // dhcptool: ignore KL605\n}')
    source = made.document.root.source
    finding = Finding("KL605", Severity.ERROR, "", source, 2, 5)
    left, unused = silence([finding], asked(made.document))
    assert left == []
    assert [source.position(each.place.start).line for each in unused] == [2]
    assert silence([finding], []) == ([finding], [])
