r"""The language of ``dump --filter``: which packets are meant.

    expression = term {"or" term}            also ||
    term       = factor {"and" factor}       also &&
    factor     = "not" factor                also !
               | "(" expression ")"
               | "exists" FIELD
               | FIELD [OPERATOR VALUE]      without operator: it is there
    OPERATOR   = "=" | "==" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">="

A value is a word or stands in quotes, in which a backslash quotes. ``=`` compares numbers (decimal, or 0x…), addresses
(also with a prefix, 192.0.2.0/24), octets in hexadecimal (02:00:5e…, 0x…) and texts; ``~`` finds a regular expression,
whatever the case. ``a != b`` is ``not a = b``. Fields are those of :mod:`dhcptools.dump.fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NamedTuple

from dhcptools.dump.fields import HEXADECIMAL, Field, FieldError, Leaf, find_field, type_name
from dhcptools.dump.record import Packet
from dhcptools.packet.definitions import STANDARD, Catalogue

Predicate = Callable[[Packet], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<quoted>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<sign>!=|!~|<=|>=|==|&&|\|\||[=~<>()!])|"""
    r"""(?P<word>[^\s()=!<>~"'&|]+))""",
    re.DOTALL,
)
_OPERATORS: Final = frozenset({"=", "==", "!=", "~", "!~", "<", "<=", ">", ">="})
_OCTETS: Final = re.compile(r"(?:0x|hex:)?((?:[0-9a-f]{2}[:.-]?)*[0-9a-f]{2})", re.IGNORECASE)
_MOST_DEPTH: Final = 40


class FilterError(ValueError):
    """An expression that cannot be read; ``at`` is the character where."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason, at)
        self.reason = reason
        self.at = at


class _Token(NamedTuple):
    kind: str  # quoted, sign, word, end
    text: str
    at: int


def compile_filter(text: str, catalogue: Catalogue = STANDARD) -> Predicate:
    """The predicate of an expression. Raises FilterError."""
    return _Parser(text, catalogue).whole()


class _Parser:
    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._tokens = list(_tokens(text))
        self._next = 0

    def whole(self) -> Predicate:
        found = self._expression(0)
        token = self._peek()
        if token.kind != "end":
            raise FilterError(f"'and' or 'or' is missing before {token.text!r}", token.at)
        return found

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += token.kind != "end"
        return token

    def _is(self, *words: str) -> bool:
        token = self._peek()
        return token.kind != "quoted" and token.text.lower() in words

    def _expression(self, depth: int) -> Predicate:
        parts = [self._term(depth)]
        while self._is("or", "||"):
            self._take()
            parts.append(self._term(depth))
        return parts[0] if len(parts) == 1 else lambda packet: any(part(packet) for part in parts)

    def _term(self, depth: int) -> Predicate:
        parts = [self._factor(depth)]
        while self._is("and", "&&"):
            self._take()
            parts.append(self._factor(depth))
        return parts[0] if len(parts) == 1 else lambda packet: all(part(packet) for part in parts)

    def _factor(self, depth: int) -> Predicate:
        token = self._take()
        if depth > _MOST_DEPTH:
            raise FilterError("too many parentheses", token.at)
        if token.kind != "quoted" and token.text.lower() in {"not", "!"}:
            inside = self._factor(depth + 1)
            return lambda packet: not inside(packet)
        if token.kind == "sign" and token.text == "(":
            inside = self._expression(depth + 1)
            if not self._is(")"):
                raise FilterError("a ')' is missing", self._peek().at)
            self._take()
            return inside
        if token.kind == "word" and token.text.lower() == "exists":
            return self._exists(self._take())
        if token.kind != "word":
            raise FilterError(f"a field is needed{_instead(token)}", token.at)
        operator = self._peek()
        if operator.kind != "sign" or operator.text not in _OPERATORS:
            return self._exists(token)
        self._take()
        return self._comparison(token, operator)

    def _exists(self, token: _Token) -> Predicate:
        if token.kind != "word":
            raise FilterError(f"a field is needed{_instead(token)}", token.at)
        field = self._field(token)
        return lambda packet: any(True for _ in field(packet))

    def _comparison(self, name: _Token, operator: _Token) -> Predicate:
        field = self._field(name)
        value = self._take()
        if value.kind not in {"word", "quoted"}:
            raise FilterError(f"a value is needed after {operator.text!r}{_instead(value)}", value.at)
        test = _test(name.text.lower().replace("_", "-"), operator.text.removeprefix("!"), value)
        if operator.text.startswith("!"):
            return lambda packet: not any(map(test, field(packet)))
        return lambda packet: any(map(test, field(packet)))

    def _field(self, token: _Token) -> Field:
        try:
            return find_field(token.text, self._catalogue)
        except FieldError as error:
            raise FilterError(str(error), token.at) from None


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            why = "a quote is not closed" if text[start] in "\"'" else f"{text[start]!r} has no meaning here"
            raise FilterError(why, start)
        kind = found.lastgroup or ""
        part = found[kind]
        value = re.sub(r"\\(.)", r"\1", part[1:-1], flags=re.DOTALL) if kind == "quoted" else part
        out.append(_Token(kind, value, found.start(kind)))
        at = found.end()
    return [*out, _Token("end", "", len(text))]


def _instead(token: _Token) -> str:
    return ", the expression ends here" if token.kind == "end" else f", not {token.text!r}"


def _test(field: str, operator: str, value: _Token) -> Callable[[Leaf], bool]:
    if operator == "~":
        try:
            pattern = re.compile(value.text, re.IGNORECASE)
        except re.error as error:
            raise FilterError(f"no regular expression: {error}", value.at) from None
        hexadecimal = field in HEXADECIMAL
        return lambda leaf: pattern.search(_text(leaf, hexadecimal)) is not None
    wanted = _Wanted(field, value)
    if operator in {"=", "=="}:
        return wanted.equals
    if wanted.number is None and wanted.address is None:
        raise FilterError(f"{operator!r} compares numbers and addresses, {value.text!r} is neither", value.at)
    return wanted.order(operator)


class _Wanted:
    """A value, as everything that it can be read as."""

    def __init__(self, field: str, value: _Token) -> None:
        text = value.text
        self.text = text
        self.number = _number(text, 16 if field in HEXADECIMAL else 0)
        self.address: IPv4Address | IPv6Address | None = _address(text)
        self.network: IPv4Network | IPv6Network | None = _network(text)
        found = _OCTETS.fullmatch(text)
        self.octets = None if found is None else bytes.fromhex(re.sub("[:.-]", "", found[1]))
        if field == "type":
            try:
                self.text = type_name(text)
            except ValueError as error:
                raise FilterError(str(error), value.at) from None

    def equals(self, leaf: Leaf) -> bool:
        if isinstance(leaf, bool):
            return self.text.lower() in (("true", "yes", "1") if leaf else ("false", "no", "0"))
        if isinstance(leaf, int):
            return leaf == self.number
        if isinstance(leaf, bytes):
            return leaf == self.octets or leaf == self.text.encode()
        if isinstance(leaf, str):
            if leaf == self.text:
                return True
            address = _address(leaf) if self.address or self.network else None
            return address is not None and self.equals(address)
        if self.network is not None:
            return leaf.version == self.network.version and leaf in self.network
        return leaf == self.address

    def order(self, operator: str) -> Callable[[Leaf], bool]:
        number, address = self.number, self.address

        def test(leaf: Leaf) -> bool:
            if isinstance(leaf, int):
                return number is not None and _compare(operator, leaf, number)
            found = _address(leaf) if isinstance(leaf, str) else leaf
            if address is None or not isinstance(found, IPv4Address | IPv6Address) or found.version != address.version:
                return False
            return _compare(operator, int(found), int(address))

        return test


def _compare(operator: str, left: int, right: int) -> bool:
    if operator.startswith("<"):
        return left < right or (operator == "<=" and left == right)
    return left > right or (operator == ">=" and left == right)


def _text(leaf: Leaf, hexadecimal: bool) -> str:
    if isinstance(leaf, bytes):
        return leaf.hex(":")
    return f"{leaf:08x}" if hexadecimal and isinstance(leaf, int) else str(leaf)


def _number(text: str, base: int) -> int | None:
    try:
        return int(text, base) if len(text) < 40 else None
    except ValueError:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 40 else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None
