"""What can be said of an expression without a packet: comparisons that never hold, dumps taken for values, and more.

Every finding is a :class:`Remark` with the octets it is about and, where there is one, the text that would be right.
Nothing is said of what might be meant: a remark about a comparison is a proof from the lengths of its sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dhcptools.kea.expression.dump import INTEGERS
from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.nodes import (
    Call,
    Choice,
    Equal,
    Expression,
    Field,
    Literal,
    Logic,
    Match,
    Node,
    Not,
    Option,
)
from dhcptools.kea.expression.operators import part

MOST_LENGTHS: Final = 600  # of one side; more is taken for any
Lengths = frozenset[int] | None  # how many octets a value may have, None for any

_FIXED: Final = INTEGERS | {"boolean": 1, "ipv4-address": 4, "ipv6-address": 16, "empty": 0}
_MAC: Final = re.compile(r"[0-9A-Fa-f]{1,2}([:-])[0-9A-Fa-f]{1,2}(?:\1[0-9A-Fa-f]{1,2}){4}")
_VAGUE: Final = re.compile(r"[.*+?\[({|\\]")


@dataclass(frozen=True, slots=True)
class Remark:
    """``rule`` is the lint rule it belongs to; ``better`` replaces the octets from ``start`` to ``stop``."""

    rule: str
    start: int
    stop: int
    message: str
    better: str | None = None


def remarks(expression: Expression) -> list[Remark]:
    """Everything there is to say, in the order of the text."""
    found = [remark for node in expression.walk() for remark in _of(node, expression)]
    if not any(remark.rule in {"KL504", "KL505", "KL506"} for remark in found):
        root = expression.root
        if expression.result == "bool" and truth(root, expression.names) is False:
            found.append(Remark("KL507", root.start, root.stop, "expression is always false"))
    return sorted(found, key=lambda remark: (remark.start, remark.rule))


def _of(node: Node, expression: Expression) -> Iterator[Remark]:
    match node:
        case Equal():
            yield from _comparison(node, expression)
        case Logic(word="or" | "sor"):
            for side in (node.left, node.right):
                bare = (side.start, side.stop) not in expression.parenthesised
                if isinstance(side, Logic) and side.word in {"and", "sand"} and bare:
                    message = f"{side.word} binds tighter than {node.word}: add parentheses"
                    yield Remark("KL513", side.start, side.stop, message, f"({expression.source(side)})")
        case Match(pattern=pattern):
            yield from _anchors(node, pattern)


def _comparison(node: Equal, expression: Expression) -> Iterator[Remark]:
    for value, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(value, Option) and value.form == "text" and isinstance(other, Literal):
            kind = _type(value, expression.names)
            if kind != "string" and not other.value.startswith(b"type="):
                source = expression.source(value)
                shown = f'"type={value.codes[-1]:03d}, len=…: …"'
                yield Remark(
                    "KL508", value.start, value.stop,
                    f"{source} of a non-string option is a dump ({shown}); use {_instead(kind, source)}",
                )  # fmt: skip
    sides = lengths(node.left, expression.names), lengths(node.right, expression.names)
    if sides[0] is None or sides[1] is None or sides[0] & sides[1]:
        return
    for value, other in ((node.left, node.right), (node.right, node.left)):
        remark = _never(value, other, expression)
        if remark is not None:
            yield remark
            return


def _never(value: Node, other: Node, expression: Expression) -> Remark | None:
    """Why ``value == other`` never holds, where it is one of the usual mistakes."""
    if not isinstance(other, Literal):
        return None
    names, source, shown = expression.names, expression.source(value), expression.source(other)
    count = len(other.value)
    if isinstance(value, Field) and value.name == "mac":
        text = other.value.decode("latin-1")
        if other.kind == "string" and _MAC.fullmatch(text):
            right = "0x" + "".join(digits.rjust(2, "0") for digits in re.split("[:-]", text)).lower()
            message = f"{source} is 6 raw bytes: {shown} never matches; write {right}"
            return Remark("KL504", other.start, other.stop, message, right)
        return Remark("KL504", other.start, other.stop, f"{source} is 6 raw bytes: {shown} has {_bytes(count)}")
    if isinstance(value, Call) and value.name == "substring":
        message = f"{source} can never equal {shown} ({_bytes(count)})"
        return Remark("KL506", value.start, value.stop, message)
    known = sorted((lengths(value, names) or frozenset()) - {0})
    if len(known) != 1 or not isinstance(value, Option | Field):
        return None
    width = known[0]
    if other.kind == "integer":
        number = int.from_bytes(other.value)
        better = f"0x{number:0{2 * width}x}" if number < 1 << 8 * width else None
        hint = f"; write {better}" if better else ""
        message = f"{source} is {_bytes(width)}, integer {shown} is 4 bytes: always false{hint}"
        return Remark("KL505", other.start, other.stop, message, better)
    if other.kind == "hexstring" and other.value.lstrip(b"\0").rjust(width, b"\0") != other.value:
        number = int.from_bytes(other.value)
        better = f"0x{number:0{2 * width}x}" if number < 1 << 8 * width else None
        hint = f"; write {better}" if better else ""
        message = f"{source} is {_bytes(width)}, {shown} is {_bytes(count)}: always false{hint}"
        return Remark("KL505", other.start, other.stop, message, better)
    return Remark(
        "KL505", other.start, other.stop, f"{source} is {_bytes(width)}, {shown} is {_bytes(count)}: always false"
    )


def _bytes(count: int) -> str:
    return f"{count} byte{'' if count == 1 else 's'}"


def _instead(kind: str, source: str) -> str:
    octets = source.removesuffix("text") + "hex"
    if kind.rstrip("*") in {"ipv4-address", "ipv6-address"}:
        return f"addrtotext({octets})"
    return f"{kind}totext({octets})" if kind in INTEGERS else octets


def _anchors(node: Match, pattern: str) -> Iterator[Remark]:
    bare = pattern.removeprefix("^")
    ends = bare.endswith("$") and not bare.endswith("\\$")
    bare = bare.removesuffix("$") if ends else bare
    if bare == pattern and _VAGUE.search(pattern):
        return
    if bare.startswith(".*") or bare.endswith(".*"):
        return
    if _VAGUE.search(bare):
        message = (
            f"match() is anchored: match('{pattern}', …) looks at the whole value anyway; add .* where more may stand"
        )
    else:
        message = f"match() is anchored: match('{pattern}', ...) is true only for exactly \"{bare}\"; add .*"
    yield Remark("KL520", node.start, node.stop, message)


def _type(option: Option, names: Names) -> str:
    """The type of the option that is asked for: ``string``, ``uint8``, ``binary`` for one that nobody defines."""
    row = None
    space = {"option": names.space, "relay4": "dhcp-agent-options-space", "relay6": "dhcp6"}.get(
        option.scope, f"vendor-{option.number}"
    )
    for code in option.codes:
        row = names.row(space, code)
        space = row.encapsulates if row is not None else ""
    return "binary" if row is None else row.types


def lengths(node: Node, names: Names) -> Lengths:
    """How many octets a value may have. Depth is that of the text; a deep one is taken for any."""
    return _lengths(node, names, 0)


def _lengths(node: Node, names: Names, depth: int) -> Lengths:
    if depth > 50:
        return None
    match node:
        case Literal(value=value):
            return frozenset((len(value),))
        case Field(name=name, scope=scope):
            if name in {"mac", "iface"}:
                return frozenset((6,)) if name == "mac" else None
            if scope == "relay6":
                return frozenset((0, 16))
            if name == "enterprise":
                return frozenset((0, 4))
            return frozenset((16 if name in {"src", "dst"} and names.family == 6 else 4,))
        case Option(form="hex"):
            size = _FIXED.get(_type(node, names))
            return None if size is None else frozenset((0, size))
        case Choice(yes=yes, no=no):
            first, second = _lengths(yes, names, depth + 1), _lengths(no, names, depth + 1)
            return None if first is None or second is None else first | second
        case Call(name=name, arguments=arguments):
            return _call(name, arguments, names, depth + 1)
    return None


def _call(name: str, arguments: tuple[Node, ...], names: Names, depth: int) -> Lengths:
    first = _lengths(arguments[0], names, depth)
    if name in {"lcase", "ucase"}:
        return first
    if name == "concat":
        second = _lengths(arguments[1], names, depth)
        if first is None or second is None or len(first) * len(second) > MOST_LENGTHS:
            return None
        return frozenset(one + other for one in first for other in second)
    if name == "substring":
        return _substring(first, arguments[1], arguments[2])
    if name == "hexstring":
        second = _lengths(arguments[1], names, depth)
        if first is None or second is None:
            return None
        return frozenset(2 * one + other * max(one - 1, 0) for one in first for other in second)
    return None


def _substring(whole: Lengths, start: Node, length: Node) -> Lengths:
    if not isinstance(start, Literal) or not isinstance(length, Literal):
        return None
    everything = length.value == b"all"
    if len(start.value) > 9 or len(length.value) > 9:
        return None
    at = int(start.value)
    count = 0 if everything else int(length.value)
    if whole is not None:
        return frozenset(len(part(bytes(each), at, each if everything else count)) for each in whole)
    if everything or abs(count) > MOST_LENGTHS:
        return None
    return frozenset(range(abs(count) + 1))


def truth(node: Node, names: Names) -> bool | None:
    """Whether a test is always true or always false, None when it depends on the packet."""
    verdicts: dict[int, bool | None] = {}
    todo: list[tuple[Node, bool]] = [(node, False)]
    while todo:
        item, ready = todo.pop()
        if not ready:
            todo.append((item, True))
            if isinstance(item, Logic):
                todo += [(item.left, False), (item.right, False)]
            elif isinstance(item, Not):
                todo.append((item.operand, False))
            continue
        verdicts[id(item)] = _verdict(item, names, verdicts)
    return verdicts[id(node)]


def _verdict(node: Node, names: Names, verdicts: dict[int, bool | None]) -> bool | None:
    match node:
        case Not(operand=operand):
            inner = verdicts[id(operand)]
            return None if inner is None else not inner
        case Logic(word=word, left=left, right=right):
            sides = {verdicts[id(left)], verdicts[id(right)]}
            settles = word in {"or", "sor"}
            if settles in sides:
                return settles
            return None if None in sides else not settles
        case Equal(left=left, right=right):
            if isinstance(left, Literal) and isinstance(right, Literal):
                return left.value == right.value
            one, other = lengths(left, names), lengths(right, names)
            return False if one is not None and other is not None and not one & other else None
    return None
