"""The tree of an expression: one class a form, each with the octets of the text it stands for.

``start`` and ``stop`` are offsets in octets. Nodes compare by identity, so that nothing recurses through a deep tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as Words

from dhcptools.kea.expression.names import Names


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A constant: ``'text'``, ``0xHEX``, an address, an integer (four octets), or a number that is an argument."""

    start: int
    stop: int
    kind: Words["string", "hexstring", "address", "integer", "argument"]
    value: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """``option[…]``, ``relay4[…]``, ``relay6[N].option[…]`` or ``vendor[E].option[…]``, then ``.form``.

    ``codes`` go from the outermost option inwards. ``name`` is what was written for the first code, if a name was.
    ``number`` is the nesting of relay6, or the enterprise of vendor with 0 for any.
    """

    start: int
    stop: int
    scope: Words["option", "relay4", "relay6", "vendor"]
    codes: tuple[int, ...]
    form: Words["text", "hex", "exists"]
    name: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """``pkt.iface``, ``pkt4.mac``, ``pkt6.msgtype``, ``relay6[N].peeraddr``, ``vendor.enterprise`` and their like."""

    start: int
    stop: int
    scope: Words["pkt", "pkt4", "pkt6", "relay6", "vendor", "vendor-class"]
    name: str
    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Vendor:
    """``vendor[E].exists``, ``vendor-class[E].exists`` or ``vendor-class[E].data[N]``; enterprise 0 is any."""

    start: int
    stop: int
    scope: Words["vendor", "vendor-class"]
    enterprise: int
    form: Words["exists", "data"]
    index: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """``substring(…)`` and the other functions; ``+`` is ``concat``."""

    start: int
    stop: int
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """``ifelse(…)``; ``strict`` for ``sifelse``, which evaluates both sides in every version."""

    start: int
    stop: int
    strict: bool
    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """``member('NAME')``."""

    start: int
    stop: int
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """``match('REGEX', …)``."""

    start: int
    stop: int
    pattern: str
    argument: Node


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """``not …``."""

    start: int
    stop: int
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Logic:
    """``and``, ``or`` and, strict, ``sand``, ``sor``."""

    start: int
    stop: int
    word: Words["and", "or", "sand", "sor"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Equal:
    """``… == …``."""

    start: int
    stop: int
    left: Node
    right: Node


Node = Literal | Option | Field | Vendor | Call | Choice | Member | Match | Not | Logic | Equal


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A parsed text. ``parenthesised`` are the places of nodes that stand in brackets of their own."""

    text: bytes
    names: Names
    result: Words["bool", "string"]
    root: Node
    parenthesised: frozenset[tuple[int, int]] = frozenset()

    def source(self, node: Node) -> str:
        """The text a node was read from."""
        return self.text[node.start : node.stop].decode("utf-8", "backslashreplace")

    def walk(self) -> Iterator[Node]:
        """Every node, outer ones first, from left to right."""
        stack: list[Node] = [self.root]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(children(node)))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes inside a node, in the order of the text."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Choice(condition=condition, yes=yes, no=no):
            return (condition, yes, no)
        case Match(argument=inner) | Not(operand=inner):
            return (inner,)
        case Logic(left=left, right=right) | Equal(left=left, right=right):
            return (left, right)
    return ()


def result_of(node: Node) -> Words["bool", "string"]:
    """Whether a node says true or false, or gives octets."""
    match node:
        case Member() | Match() | Not() | Logic() | Equal():
            return "bool"
        case Option(form=form) | Vendor(form=form):
            return "bool" if form == "exists" else "string"
    return "string"
