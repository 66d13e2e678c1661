from __future__ import annotations

from dhcptools.cli.exits import Exit


def test_codes_are_the_documented_ones() -> None:
    assert [int(code) for code in Exit] == [0, 1, 2, 3, 4, 5, 70, 130]


def test_each_code_has_its_own_meaning() -> None:
    assert len({code.meaning for code in Exit}) == len(Exit)
    assert Exit(3) is Exit.FAILED
    assert Exit.FAILED.meaning == "Load ran, and exchanges failed or a limit was missed."
