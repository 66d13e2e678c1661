from __future__ import annotations

import pytest

from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.getopt_long import read


def got(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    operands: list[str] = []
    return [(flag.letter or flag.name, argument) for flag, argument in read(text.split(), operands)], operands


@pytest.mark.parametrize(
    ("text", "flags", "operands"),
    [
        ("-4i -r10", [("4", ""), ("i", ""), ("r", "10")], []),
        ("-ir 10 x", [("i", ""), ("r", "10")], ["x"]),
        ("x -r -4 y", [("r", "-4")], ["x", "y"]),
        ("-1 -- -4 x", [("1", "")], ["-4", "x"]),
        ("-r -- x", [("r", "--")], ["x"]),
        ("- -4", [("4", "")], ["-"]),
        ("--scenario basic", [("scenario", "basic")], []),
        ("--scen=avalanche", [("scenario", "avalanche")], []),
        ("--s= --or=1,00 --o 2,00", [("scenario", ""), ("or", "1,00"), ("or", "2,00")], []),
        ("-r=10", [("r", "=10")], []),
    ],
)
def test_as_getopt_long_reads(text: str, flags: list[tuple[str, str]], operands: list[str]) -> None:
    assert got(text) == (flags, operands)


@pytest.mark.parametrize("text", ["-Z", "-4Z", "-r", "-ir", "--scenario", "--foo", "--scenariox", "-a 1"])
def test_what_is_no_flag(text: str) -> None:
    with pytest.raises(FlagError) as refused:
        got(text)
    assert refused.value.said == "wrong command line option"


def test_what_comes_before_a_mistake_is_read_first() -> None:
    reading = read(["-4", "-i", "-Z"], [])
    assert [next(reading)[0].letter, next(reading)[0].letter] == ["4", "i"]
    with pytest.raises(FlagError):
        next(reading)
