"""The expressions of client classes, parsed as Kea of the target version does, with their places in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dhcptools.kea.classes import is_built_in
from dhcptools.kea.expression import Expression, ExpressionError, parse
from dhcptools.kea.expression.analysis import Remark, remarks
from dhcptools.kea.expression.hints import hint
from dhcptools.kea.expression.nodes import Member
from dhcptools.kea.tree import Node
from dhcptools.lint.edits import quoted
from dhcptools.lint.finding import Edit, Place

if TYPE_CHECKING:
    from dhcptools.lint.context import Context
    from dhcptools.lint.model.services import ClientClass


class Tested(NamedTuple):
    """A ``test`` or ``template-test``: parsed, or refused with what Kea says and what was meant.

    ``remarks`` are what can be said of it, of a refused one the hint alone.
    """

    owner: ClientClass
    node: Node
    expression: Expression | None
    error: ExpressionError | None
    remarks: tuple[Remark, ...]

    @property
    def members(self) -> frozenset[str]:
        """The classes that it asks for by ``member``."""
        if self.expression is None:
            return frozenset()
        return frozenset(node.name for node in self.expression.walk() if isinstance(node, Member))

    def place(self, remark: Remark) -> Place:
        """Where in the file a remark is about; of a refused expression the whole value, as Kea says."""
        start, stop = _offset(self.node, remark.start), _offset(self.node, remark.stop)
        if self.error is not None or start >= stop:
            start, stop = self.node.start, self.node.stop
        return Place(self.node.source, start, stop)

    @property
    def kea(self) -> str:
        """What Kea says of a refused expression."""
        return f"expression: [{self.node.value}] error: {self.error}"

    def edit(self, remark: Remark) -> Edit | None:
        """What makes the remark's octets right, None where nobody knows."""
        if remark.better is None:
            return None
        start, stop = _offset(self.node, remark.start), _offset(self.node, remark.stop)
        return Edit(self.node.source, start, stop, quoted(remark.better)[1:-1])


def read(context: Context) -> list[Tested]:
    """Every expression of the classes of a file, in their order."""
    found: list[Tested] = []
    known: set[str] = set()
    for owner in context.classes:
        for key, text in (("test", owner.test), ("template-test", owner.template_test)):
            node = owner.get(key)
            if text is not None and node is not None:
                found.append(_tested(context, owner, node, text, known, template=key != "test"))
        known.add(owner.name)
    return found


def _tested(context: Context, owner: ClientClass, node: Node, text: str, known: set[str], *, template: bool) -> Tested:
    try:
        expression = parse(
            text,
            context.names,
            result="string" if template else "bool",
            defined=lambda name: name in known or is_built_in(name),
        )
    except ExpressionError as error:
        return Tested(owner, node, None, error, (hint(text, error, context.names),))
    return Tested(owner, node, expression, None, tuple(remarks(expression)))


def _offset(node: Node, octets: int) -> int:
    """Where octet ``octets`` of a string's value stands in the file: an escape takes more room than its octet."""
    data, at = node.source.data, node.start + 1
    if b"\\" not in data[node.start : node.stop]:
        return at + octets
    for _ in range(octets):
        if data[at : at + 1] == b"\\":
            at += 6 if data[at + 1 : at + 2] == b"u" else 2
        else:
            at += 1
    return at
