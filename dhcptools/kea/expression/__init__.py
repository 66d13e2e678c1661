"""Kea's language of client classes: ``test``, ``template-test`` and every other place that takes an expression.

``parse`` → :class:`Expression` (a tree, refused with Kea's words) → :class:`Program` (run against a :class:`Packet`).
"""

from __future__ import annotations

from dhcptools.kea.expression.errors import EvaluationError, ExpressionError, Location
from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.nodes import Expression
from dhcptools.kea.expression.packet import Arrival, Packet
from dhcptools.kea.expression.parser import parse
from dhcptools.kea.expression.program import Program, Traced

__all__ = [
    "Arrival", "EvaluationError", "Expression", "ExpressionError", "Location", "Names", "Packet", "Program", "Traced",
    "parse",
]  # fmt: skip  # one door
