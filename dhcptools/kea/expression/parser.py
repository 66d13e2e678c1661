"""From tokens to a tree, refusing what Kea refuses with its words, at its place and in its order.

Like Bison's parser this one reduces without looking at the next token wherever it can: whether a wrong name or a stray
character further on is reported depends on it. The stack is a list, so nesting has no bound but memory's.
"""

from __future__ import annotations

from collections.abc import Callable
from socket import AF_INET, AF_INET6, inet_pton
from typing import Any, Final, Literal, NamedTuple

from dhcptools.kea.expression import nodes
from dhcptools.kea.expression.automaton import tables
from dhcptools.kea.expression.ecma import check_pattern
from dhcptools.kea.expression.errors import ExpressionError, Location
from dhcptools.kea.expression.grammar import BOOL, STRING, Version, grammar_of, shown, terminals
from dhcptools.kea.expression.lexer import Token, tokens
from dhcptools.kea.expression.names import Names

MOST_EXPECTED: Final = 4  # Bison lists no more, and then none
RELAY_LEVELS: Final = 32  # Kea's HOP_COUNT_LIMIT
_INT32: Final = 1 << 31


def parse(
    text: str,
    names: Names,
    *,
    result: Literal["bool", "string"] = "bool",
    defined: Callable[[str], bool] = lambda _: True,
) -> nodes.Expression:
    """Parse a ``test`` (``result`` bool) or a ``template-test`` (string) as the version and family of ``names`` does.

    ``defined`` says whether a class may be asked for by ``member``; without it any may. Raises ExpressionError.
    """
    data = text.encode("utf-8", "surrogateescape")
    builder = _Builder(names, defined)
    root = _run(data, names.target, BOOL if result == "bool" else STRING, builder)
    return nodes.Expression(data, names, result, root, frozenset(builder.parenthesised))


class Symbol(NamedTuple):
    """What stands on the parser's stack: a value, and where it was read."""

    kind: str
    value: Any
    location: Location
    start: int
    stop: int


def _run(data: bytes, target: Version, top: str, builder: _Builder) -> nodes.Node:
    table = tables(grammar_of(target))
    stream = tokens(data, target)
    token: Token | None = Token(top, "", Location(1, 1, 1, 1), 0, 0)
    states, symbols = [0], list[Symbol]()
    accept = table.gotos[0]["Start"]
    while True:
        state = states[-1]
        shift, reduction = table.shifts[state], table.reductions[state]
        if shift or reduction < 0:
            if token is None:
                token = next(stream)
            after = shift.get(token.kind)
            if after is not None:
                if state == accept:
                    found: nodes.Node = symbols[0].value
                    return found
                symbols.append(Symbol(token.kind, token.text, token.location, token.start, token.stop))
                states.append(after)
                token = None
                continue
            if reduction < 0:
                raise _unexpected(token, shift, target)
        rule = table.rules[reduction]
        count = len(rule.right)
        right = symbols[-count:]
        del states[-count:], symbols[-count:]
        value = getattr(builder, rule.action)(*right)
        symbols.append(Symbol(rule.left, value, right[0].location, right[0].start, right[-1].stop))
        states.append(table.gotos[states[-1]][rule.left])


def _unexpected(token: Token, shift: dict[str, int], target: Version) -> ExpressionError:
    order = terminals(grammar_of(target))
    expected = sorted(shift, key=order.__getitem__)
    text = f"syntax error, unexpected {shown(token.kind)}"
    if 0 < len(expected) <= MOST_EXPECTED:
        text += f", expecting {' or '.join(map(shown, expected))}"
    return ExpressionError(text, token.location, token.start, token.stop)


class _Builder:
    """The actions of the grammar: each takes the symbols of its rule."""

    def __init__(self, names: Names, defined: Callable[[str], bool]) -> None:
        self.family = names.family
        self.names = names
        self.defined = defined
        self.parenthesised: set[tuple[int, int]] = set()

    @staticmethod
    def first(symbol: Symbol, *_: Symbol) -> Any:
        return symbol.value

    def second(self, opening: Symbol, symbol: Symbol, *_: Symbol) -> Any:
        if opening.value == "(":
            self.parenthesised.add((symbol.value.start, symbol.value.stop))
        return symbol.value

    @staticmethod
    def word(symbol: Symbol) -> str:
        return str(symbol.value)

    @staticmethod
    def any(_: Symbol) -> int:
        return 0

    def code(self, symbol: Symbol) -> tuple[int, str]:
        number, most = int(symbol.value), 255 if self.family == 4 else 65535
        if not -_INT32 <= number < _INT32:
            raise _fail(symbol, f"Option code has invalid value in {symbol.value}")
        if not 0 <= number <= most:
            raise _fail(symbol, f"Option code has invalid value in {symbol.value}. Allowed range: 0..{most}")
        return number, ""

    def name(self, symbol: Symbol) -> tuple[int, str]:
        number = self.names.code(symbol.value)
        if number is None:
            raise _fail(symbol, f"option '{symbol.value}' is not defined")
        return number, symbol.value

    def nest(self, symbol: Symbol) -> int:
        number = int(symbol.value)
        if not -128 <= number <= 127:
            raise _fail(symbol, f"Invalid value in {symbol.value}. Allowed range: -128..127")
        if self.family == 4:
            raise _fail(symbol, "Nest level invalid for DHCPv4 packets")
        if not -RELAY_LEVELS <= number < RELAY_LEVELS:
            raise _fail(symbol, f"Nest level has invalid value in {symbol.value}. Allowed range: -32..31")
        return number

    @staticmethod
    def number(symbol: Symbol, most: int = 0xFFFFFFFF) -> int:
        number = int(symbol.value)
        if not 0 <= number <= most:
            raise _fail(symbol, f"Invalid value in {symbol.value}. Allowed range: 0..{most}")
        return number

    def integer(self, symbol: Symbol) -> nodes.Node:
        return nodes.Literal(symbol.start, symbol.stop, "integer", self.number(symbol).to_bytes(4))

    @staticmethod
    def argument(symbol: Symbol) -> nodes.Node:
        return nodes.Literal(symbol.start, symbol.stop, "argument", symbol.value.encode())

    @staticmethod
    def literal(symbol: Symbol) -> nodes.Node:
        text: str = symbol.value
        start, stop = symbol.start, symbol.stop
        if symbol.kind == "constant string":
            return nodes.Literal(start, stop, "string", text.encode("utf-8", "surrogateescape"))
        if symbol.kind == "constant hexstring":
            digits = text[2:]
            value = bytes.fromhex(digits if len(digits) % 2 == 0 else f"0{digits}")
            return nodes.Literal(start, stop, "hexstring", value)
        return nodes.Literal(start, stop, "address", inet_pton(AF_INET6 if ":" in text else AF_INET, text))

    @staticmethod
    def negation(word: Symbol, operand: Symbol) -> nodes.Node:
        return nodes.Not(word.start, operand.stop, operand.value)

    @staticmethod
    def logic(left: Symbol, word: Symbol, right: Symbol) -> nodes.Node:
        return nodes.Logic(left.start, right.stop, word.value, left.value, right.value)

    @staticmethod
    def equal(left: Symbol, _: Symbol, right: Symbol) -> nodes.Node:
        return nodes.Equal(left.start, right.stop, left.value, right.value)

    @staticmethod
    def plus(left: Symbol, _: Symbol, right: Symbol) -> nodes.Node:
        return nodes.Call(left.start, right.stop, "concat", (left.value, right.value))

    @staticmethod
    def call(name: Symbol, *right: Symbol) -> nodes.Node:
        arguments = tuple(symbol.value for symbol in right[1::2])
        return nodes.Call(name.start, right[-1].stop, name.value, arguments)

    @staticmethod
    def choice(name: Symbol, *right: Symbol) -> nodes.Node:
        condition, yes, no = (symbol.value for symbol in right[1::2])
        return nodes.Choice(name.start, right[-1].stop, name.value == "sifelse", condition, yes, no)

    def member(self, word: Symbol, _: Symbol, name: Symbol, closing: Symbol) -> nodes.Node:
        if not self.defined(name.value):
            raise _fail(name, f"Not defined client class '{name.value}'")
        return nodes.Member(word.start, closing.stop, name.value)

    @staticmethod
    def match(word: Symbol, _: Symbol, pattern: Symbol, __: Symbol, argument: Symbol, closing: Symbol) -> nodes.Node:
        fault = check_pattern(pattern.value)
        if fault:
            text = f"invalid regular expression '{pattern.value}': {fault}"
            raise ExpressionError(text, None, pattern.start, pattern.stop)
        return nodes.Match(word.start, closing.stop, pattern.value, argument.value)

    def field(self, scope: Symbol, _: Symbol, name: Symbol) -> nodes.Node:
        self._universe(scope)
        return nodes.Field(scope.start, name.stop, scope.value, name.value)

    def relayfield(self, scope: Symbol, _: Symbol, nest: Symbol, __: Symbol, ___: Symbol, name: Symbol) -> nodes.Node:
        self._universe(scope)
        return nodes.Field(scope.start, name.stop, "relay6", name.value, nest.value)

    @staticmethod
    def vendor(scope: Symbol, _: Symbol, number: Symbol, __: Symbol, ___: Symbol, form: Symbol) -> nodes.Node:
        return nodes.Vendor(scope.start, form.stop, scope.value, number.value, form.value)

    def vendordata(self, scope: Symbol, *right: Symbol) -> nodes.Node:
        index = self.number(right[6], 255)
        return nodes.Vendor(scope.start, right[-1].stop, "vendor-class", right[1].value, "data", index)

    @staticmethod
    def option(word: Symbol, _: Symbol, code: Symbol, *rest: Symbol) -> nodes.Node:
        number, name = code.value
        return nodes.Option(word.start, rest[-1].stop, "option", (number,), rest[-1].value, name)

    @staticmethod
    def suboption(word: Symbol, _: Symbol, code: Symbol, *rest: Symbol) -> nodes.Node:
        number, name = code.value
        return nodes.Option(
            word.start, rest[-1].stop, "option", (number, rest[4].value[0]), rest[-1].value, name
        )  # fmt: skip

    def relay4(self, word: Symbol, _: Symbol, code: Symbol, *rest: Symbol) -> nodes.Node:
        self._universe(word)
        return nodes.Option(word.start, rest[-1].stop, "relay4", (code.value[0],), rest[-1].value)

    def relay6(self, word: Symbol, _: Symbol, nest: Symbol, *rest: Symbol) -> nodes.Node:
        self._universe(word)
        code = rest[4].value[0]
        return nodes.Option(word.start, rest[-1].stop, "relay6", (code,), rest[-1].value, number=nest.value)

    @staticmethod
    def vendoroption(word: Symbol, _: Symbol, number: Symbol, *rest: Symbol) -> nodes.Node:
        code = rest[4].value[0]
        return nodes.Option(word.start, rest[-1].stop, "vendor", (code,), rest[-1].value, number=number.value)

    # From here on the chains of 3.3: a chain's value is (scope, codes, name, number).
    @staticmethod
    def chain(_: Symbol, __: Symbol, code: Symbol, ___: Symbol) -> tuple[str, tuple[int, ...], str, int]:
        return "option", (code.value[0],), code.value[1], 0

    def chain4(self, word: Symbol, _: Symbol, code: Symbol, __: Symbol) -> tuple[str, tuple[int, ...], str, int]:
        self._universe(word)
        return "relay4", (code.value[0],), "", 0

    def chain6(self, word: Symbol, _: Symbol, nest: Symbol, *rest: Symbol) -> tuple[str, tuple[int, ...], str, int]:
        self._universe(word)
        return "relay6", (rest[4].value[0],), "", nest.value

    @staticmethod
    def chainv(_: Symbol, __: Symbol, number: Symbol, *rest: Symbol) -> tuple[str, tuple[int, ...], str, int]:
        return "vendor", (rest[4].value[0],), "", number.value

    @staticmethod
    def link(chain: Symbol, *rest: Symbol) -> tuple[str, tuple[int, ...], str, int]:
        scope, codes, name, number = chain.value
        return scope, (*codes, rest[3].value[0]), name, number

    @staticmethod
    def chained(chain: Symbol, _: Symbol, form: Symbol) -> nodes.Node:
        scope, codes, name, number = chain.value
        return nodes.Option(chain.start, form.stop, scope, codes, form.value, name, number)

    def _universe(self, word: Symbol) -> None:
        only = {"relay4": 4, "pkt4": 4, "relay6": 6, "pkt6": 6}.get(word.value, self.family)
        if only != self.family:
            raise _fail(word, f"{word.value} can only be used in DHCPv{only}.")


def _fail(symbol: Symbol, text: str) -> ExpressionError:
    return ExpressionError(text, symbol.location, symbol.start, symbol.stop)
