"""Command lines as getopt_long(3) reads them, for the drop-in of perfdhcp.

Letters may be bundled (``-4i``), an argument may stand in the same word (``-r10``) or in the next one whatever it looks
like, long options may be shortened as long as one is meant and take their argument after ``=`` or in the next word,
operands may stand anywhere, and ``--`` ends the options.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.flags import BY_KEY, BY_LETTER, LONG, Flag

WRONG = "wrong command line option"


def read(words: Sequence[str], operands: list[str]) -> Iterator[tuple[Flag, str]]:
    """Yield each flag with its argument, "" for none, in order; operands are appended to ``operands``.

    FlagError, when its turn comes, for what is no flag and for an argument that is missing or too much.
    """
    rest = iter(words)
    for word in rest:
        if word == "--":
            operands.extend(rest)
        elif word.startswith("--"):
            yield _long(word, rest)
        elif word.startswith("-") and word != "-":
            yield from _letters(word[1:], rest)
        else:
            operands.append(word)


def _long(word: str, rest: Iterator[str]) -> tuple[Flag, str]:
    name, equals, argument = word[2:].partition("=")
    meant = [long for long in LONG if long == name] or [long for long in LONG if long.startswith(name)]
    if len(meant) != 1:
        raise FlagError(f"{word} is no flag", WRONG)
    return BY_KEY[meant[0]], argument if equals else _next(rest, word)


def _letters(letters: str, rest: Iterator[str]) -> Iterator[tuple[Flag, str]]:
    for at, letter in enumerate(letters, 1):
        flag = BY_LETTER.get(letter)
        if flag is None:
            raise FlagError(f"-{letter} is no flag", WRONG)
        if flag.takes_argument:
            yield flag, letters[at:] or _next(rest, f"-{letter}")
            return
        yield flag, ""


def _next(rest: Iterator[str], flag: str) -> str:
    argument = next(rest, None)
    if argument is None:
        raise FlagError(f"{flag} needs an argument", WRONG)
    return argument
