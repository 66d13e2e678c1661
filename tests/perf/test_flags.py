from __future__ import annotations

from dhcptools.perf.flags import BY_KEY, BY_LETTER, FLAGS, LONG, TOO_OFTEN

GETOPT_3_3 = "huvV46A:r:t:R:b:n:p:d:D:l:P:L:N:M:s:iBc1J:T:X:O:o:E:S:I:x:W:w:e:f:F:g:C:y:Y:"


def test_every_letter_of_perfdhcp_is_there_with_its_arity() -> None:
    wanted = {letter: GETOPT_3_3[at + 1 : at + 2] == ":" for at, letter in enumerate(GETOPT_3_3) if letter != ":"}
    assert {letter: flag.takes_argument for letter, flag in BY_LETTER.items()} == wanted
    assert set(LONG) == {flag.name for flag in FLAGS if not flag.letter}
    assert all(BY_KEY[name].takes_argument for name in LONG)


def test_every_flag_has_a_long_name_and_help() -> None:
    names = [flag.name for flag in FLAGS]
    assert len(set(names)) == len(names)
    assert all(len(flag.name) > 1 and flag.help.endswith(".") for flag in FLAGS)


def test_flags_given_twice_are_for_two_stages() -> None:
    assert {flag.letter for flag in FLAGS if flag.times == 2} == set("ndDTXO")
    assert set(TOO_OFTEN) <= set(BY_KEY)


def test_arguments_have_perfdhcps_words() -> None:
    assert all(bool(flag.argument) == flag.takes_argument for flag in FLAGS)
