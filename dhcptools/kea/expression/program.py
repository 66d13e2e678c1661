"""An expression made ready to run: a flat list of steps, each a closure over a stack, in Kea's order of evaluation.

Steps return 0, or where to go on: since 3.0 ``and``, ``or`` and ``ifelse`` jump over what cannot matter. Each step can
say what Kea would log of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dhcptools.kea.expression import operators, steps
from dhcptools.kea.expression.errors import EvaluationError
from dhcptools.kea.expression.grammar import MATCH
from dhcptools.kea.expression.nodes import (
    Call,
    Choice,
    Equal,
    Expression,
    Field,
    Literal,
    Logic,
    Match,
    Member,
    Node,
    Not,
    Option,
    Vendor,
)
from dhcptools.kea.expression.packet import Packet
from dhcptools.kea.expression.steps import Step


class Traced(NamedTuple):
    """One step that was run: the node it belongs to, Kea's lines, and the value it left on top."""

    node: Node
    messages: tuple[str, ...]
    value: bytes


class Program:
    """A compiled expression. It holds no state of a run."""

    __slots__ = ("_nodes", "_steps", "expression")

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self._steps: list[Step] = []
        self._nodes: list[Node] = []
        _Compiler(expression, self._steps, self._nodes).compile()

    def value(self, packet: Packet) -> bytes:
        """The octets the expression gives; ``true`` or ``false`` for a test. Raises EvaluationError."""
        stack: list[bytes] = []
        every, at = self._steps, 0
        stop = len(every)
        while at < stop:
            at = every[at](packet, stack, None) or at + 1
        return stack[0]

    def holds(self, packet: Packet) -> bool:
        """Whether a test is true. Raises EvaluationError."""
        return self.value(packet) == b"true"

    def trace(self, packet: Packet) -> tuple[list[Traced], EvaluationError | None]:
        """Run step by step; the error that ended it, if one did."""
        stack: list[bytes] = []
        traced: list[Traced] = []
        at = 0
        while at < len(self._steps):
            messages: list[str] = []
            try:
                after = self._steps[at](packet, stack, messages) or at + 1
            except EvaluationError as error:
                return traced, error
            if messages:
                traced.append(Traced(self._nodes[at], tuple(messages), stack[-1] if stack else b""))
            at = after
        return traced, None


class _Compiler:
    """Walks the tree with a list of what is still to do, so that no depth is too much."""

    def __init__(self, expression: Expression, out: list[Step], nodes: list[Node]) -> None:
        self.expression = expression
        self.lazy = expression.names.target >= MATCH
        self.out = out
        self.nodes = nodes
        self.labels = 0

    def compile(self) -> None:
        todo: list[Node | Callable[[], None]] = [self.expression.root]
        while todo:
            item = todo.pop()
            if callable(item):
                item()
            else:
                todo.extend(reversed(self._parts(item)))

    def _emit(self, node: Node, step: Step) -> Callable[[], None]:
        def emit() -> None:
            self.out.append(step)
            self.nodes.append(node)

        return emit

    def _parts(self, node: Node) -> list[Node | Callable[[], None]]:
        """What a node comes to: nodes inside it and steps, in order."""
        match node:
            case Literal():
                return [self._emit(node, steps.literal(node))]
            case Option():
                return [self._emit(node, steps.option(node, self.expression.names))]
            case Field():
                return [self._emit(node, steps.field(node, self.expression.names))]
            case Vendor():
                return [self._emit(node, steps.vendor(node, self.expression.names))]
            case Member(name=name):
                return [self._emit(node, steps.member(name))]
            case Call(name=name, arguments=arguments):
                return [*arguments, self._emit(node, operators.call(name))]
            case Match(pattern=pattern, argument=argument):
                return [argument, self._emit(node, operators.match(pattern))]
            case Not(operand=operand):
                return [operand, self._emit(node, operators.negation)]
            case Equal(left=left, right=right):
                return [left, right, self._emit(node, operators.equal)]
            case Logic(word=word, left=left, right=right):
                if not self.lazy or word in {"sand", "sor"}:
                    return [left, right, self._emit(node, operators.logic(word.removeprefix("s")))]
                jump = _Jump(self, node, operators.keep_or_pop(word == "or"))
                return [left, jump.here, right, jump.there]
            case Choice(strict=strict, condition=condition, yes=yes, no=no):
                if not self.lazy or strict:
                    return [condition, yes, no, self._emit(node, operators.choice)]
                past_yes = _Jump(self, node, operators.pop_unless)
                past_no = _Jump(self, node, operators.branch)
                return [condition, past_yes.here, yes, past_no.here, past_yes.there, no, past_no.there]


class _Jump:
    """A step that may go elsewhere, put in its place once that is known."""

    def __init__(self, compiler: _Compiler, node: Node, make: Callable[[int, int], Step]) -> None:
        self.compiler = compiler
        self.node = node
        self.make = make
        self.label = self.at = 0

    def here(self) -> None:
        self.compiler.labels += 1
        self.label, self.at = self.compiler.labels, len(self.compiler.out)
        self.compiler.out.append(operators.negation)  # until there() is called, which it always is
        self.compiler.nodes.append(self.node)

    def there(self) -> None:
        self.compiler.out[self.at] = self.make(self.label, len(self.compiler.out))
