"""Tokens, and what is told of octets that are none."""

from __future__ import annotations

import pytest

from dhcptools.kea.lexer import Lexer, Token
from dhcptools.kea.tree import DialectError, Source


def read(text: bytes) -> tuple[list[Token], list[DialectError]]:
    told: list[DialectError] = []
    lexer = Lexer(Source("f", text), lambda name: {"part": b"1 2", "x": b""}[name], told.append)
    tokens = []
    while not tokens or tokens[-1].kind != "end":
        tokens.append(lexer.token())
    return tokens, told


def test_tokens_and_their_places() -> None:
    tokens, told = read(b'{ "a": [1, -2.5, true] } # end')
    assert told == []
    assert [(token.kind, token.value) for token in tokens] == [
        ("{", None), ("string", "a"), (":", None), ("[", None), ("integer", 1), (",", None), ("float", -2.5),
        (",", None), ("boolean", True), ("]", None), ("}", None), ("end", None),
    ]  # fmt: skip  # tokens of one line
    assert [(token.start, token.stop) for token in tokens][:3] == [(0, 1), (2, 5), (5, 6)]


def test_includes_are_read_in_place_and_kept() -> None:
    told: list[DialectError] = []
    lexer = Lexer(Source("f", b'0 <?include "part"?> 3'), lambda name: {"part": b"1 2"}[name], told.append)
    tokens = [lexer.token() for _ in range(5)]
    assert [(token.value, token.source.name) for token in tokens] == [
        (0, "f"), (1, "part"), (2, "part"), (3, "f"), (None, "f"),
    ]  # fmt: skip  # tokens
    assert [(each.name, each.start, each.stop) for each in lexer.includes] == [("part", 2, 20)]


@pytest.mark.parametrize(
    ("text", "values", "codes"),
    [
        ("“eth0” 5".encode(), ["eth0", 5], ["quote"]),
        ("”postgresql” ,".encode(), ["postgresql", None], ["quote"]),
        (b"'x' 5", ["x", 5], ["quote"]),
        (b'\xe2\x80\x9cx" 5', ["x", 5], ["quote"]),
        (b"True 5", [True, 5], ["case"]),
        (b"yes 5", [None, 5], ["character"]),
        (b"0x10 5", [0, None, 5], ["character"]),
        (b"12345678901234567890 5", [None, 5], ["number"]),
        (b"\xef\xbb\xbf5", [5], ["character"]),
        ("\u00a05".encode(), [5], ["character"]),
        (b"+5 6", [None, 6], ["character"]),
        (b'"a\\q" 5', [None, 5], ["escape"]),
        (b'"a\\u0141" 5', ["a\u0141", 5], ["escape"]),
        (b'"a,\n"b"', [None, None, "b"], ["string"]),
        (b'"a\nb" , 5', [None, None, 5], ["string"]),
        (b"5 /* 6", [5], ["comment"]),
        (b"5 <?include 7\n8", [5, 8], ["directive"]),
    ],
)
def test_what_is_no_token_is_told_once_and_read_as_it_was_meant(
    text: bytes, values: list[object], codes: list[str]
) -> None:
    tokens, told = read(text)
    assert [error.code for error in told] == codes
    assert [token.value for token in tokens[:-1]] == values
