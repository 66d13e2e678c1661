"""Lifetimes outside of their own bounds, timers below zero, fractions that are none.

Kea compares what is inherited, in 32 bits. A contradiction is told in the widest scope that has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.subnets import Network
from dhcptools.lint.refused.refusal import OTHER, Refusal

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_DEFAULTS: Final = {"valid-lifetime": 7200, "preferred-lifetime": 3600}
_32: Final = 0xFFFFFFFF


def check(context: Context) -> Iterator[Refusal]:
    """Look at the global scope, networks, subnets and classes."""
    names = ("valid-lifetime",) if context.family == 4 else ("preferred-lifetime", "valid-lifetime")
    for scope in (context.top, *context.networks, *context.subnets, *context.classes):
        for name in names:
            yield from _bounds(scope, name)
    for scope in (*context.networks, *context.subnets):
        yield from _timers(scope)
        yield from _fractions(scope, context.family)


def _bounds(scope: Scope, name: str) -> Iterator[Refusal]:
    low_key, high_key = f"min-{name}", f"max-{name}"
    own = [key for key in (name, low_key, high_key) if key in scope.entries]
    if not own:
        return
    low, high = scope.inherited_integer(low_key), scope.inherited_integer(high_key)
    if low is None and high is None:
        return
    given = scope.inherited_integer(name)
    value = (_DEFAULTS[name] if given is None else given) & _32
    first, last = (None if low is None else low & _32), (None if high is None else high & _32)
    if first is not None and last is not None and first > last:
        text = f"the value of {low_key} ({first}) is not less than {high_key} ({last})"
        message = f"{low_key} {first} > {high_key} {last}"
    elif first is not None and last is not None and not first <= value <= last:
        text = f"the value of (default) {name} ({value}) is not between {low_key} ({first}) and {high_key} ({last})"
        message = f"{low_key} {first} > {name} {value}" if value < first else f"{name} {value} > {high_key} {last}"
    elif first is not None and last is None and first > value:
        text = f"the value of {low_key} ({first}) is not less than (default) {name} ({value})"
        message = f"{low_key} {first} > {name} {value}"
    elif last is not None and first is None and value > last:
        text = f"the value of (default) {name} ({value}) is not less than {high_key} ({last})"
        message = f"{name} {value} > {high_key} {last}"
    else:
        return
    at = scope.at(low_key if low_key in own and "min" in message else own[-1])
    yield Refusal("KL614", at, text + enclosing(scope), message)


def enclosing(scope: Scope) -> str:
    """The place that Kea adds to what it says of a subnet: its shared network's, in DHCPv6 alone."""
    network = scope if isinstance(scope, Network) else scope.parent
    return f" ({network.node.position})" if isinstance(network, Network) and scope.family == 6 else ""


def _timers(scope: Scope) -> Iterator[Refusal]:
    for key in ("renew-timer", "rebind-timer"):
        entry = scope.inherited(key)
        if entry is not None and isinstance(entry.node.value, int) and entry.node.value < 0:
            text = f"the value of {key} ({entry.node.value}) must be a positive number"
            yield Refusal(OTHER, entry.node, text, text)


def _fractions(scope: Scope, family: int) -> Iterator[Refusal]:
    entry = scope.inherited("cache-threshold")
    if entry is not None and isinstance(entry.node.value, float) and not 0.0 < entry.node.value < 1.0:
        text = f"cache-threshold: {entry.node.value:g} is invalid, it must be greater than 0.0 and less than 1.0"
        yield Refusal(OTHER, entry.node, text, text)
    if not scope.inherited_boolean("calculate-tee-times", family == 6):
        return
    first, second = scope.inherited("t1-percent"), scope.inherited("t2-percent")
    for name, found in (("t1-percent", first), ("t2-percent", second)):
        value = found.node.value if found is not None else None
        if found is not None and isinstance(value, float) and not 0.0 < value < 1.0:
            text = f"{name}:  {value:g} is invalid, it must be greater than 0.0 and less than 1.0"
            yield Refusal(OTHER, found.node, text, text)
            return
    t1 = first.node.value if first is not None and isinstance(first.node.value, float) else 0.5
    t2 = second.node.value if second is not None and isinstance(second.node.value, float) else _t2(family)
    if t1 >= t2:
        at = first.node if first is not None else second.node if second is not None else scope.node
        text = f"t1-percent:  {t1:g} is invalid, it must be less than t2-percent: {t2:g}"
        yield Refusal(OTHER, at, text, text)


def _t2(family: int) -> float:
    return 0.875 if family == 4 else 0.8
