"""Timers below zero, and fractions that are none. That lifetimes keep to their own bounds is KL614."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.services import ClientClass
from dhcptools.lint.model.subnets import Network, Subnet
from dhcptools.lint.refused.refusal import Refusal

if TYPE_CHECKING:
    from dhcptools.lint.context import Context


def check(context: Context) -> Iterator[Refusal]:
    """Look at networks and subnets, with what they inherit."""
    for each in context.classes:
        yield from _without_default(each)
    for scope in (*context.networks, *context.subnets):
        yield from _timers(scope)
        yield from _fractions(scope, context.family)


def _without_default(each: ClientClass) -> Iterator[Refusal]:
    """Bounds of a class, which inherits nothing, need the lifetime that they bound."""
    for name in ("valid-lifetime", "preferred-lifetime"):
        bounds = [key for key in (f"min-{name}", f"max-{name}") if key in each.entries]
        if bounds and name not in each.entries:
            text = f"have {' and '.join(bounds)} but no {name} (default) in {each.node.position}"
            yield Refusal(each.at(bounds[0]), text, f"{' and '.join(bounds)} without {name}")


def enclosing(scope: Scope) -> str:
    """The place that Kea adds to what it says of a subnet: its shared network's, in DHCPv6 alone."""
    network = scope if isinstance(scope, Network) else scope.parent
    return f" ({network.node.position})" if isinstance(network, Network) and scope.family == 6 else ""


def _timers(scope: Scope) -> Iterator[Refusal]:
    for key in ("renew-timer", "rebind-timer"):
        entry = scope.inherited(key)
        if entry is not None and isinstance(entry.node.value, int) and entry.node.value < 0:
            text = f"the value of {key} ({entry.node.value}) must be a positive number"
            kea = f"subnet configuration failed: {text}" if isinstance(scope, Subnet) else text
            yield Refusal(entry.node, kea + enclosing(scope), text)


def _fractions(scope: Scope, family: int) -> Iterator[Refusal]:
    entry = scope.inherited("cache-threshold")
    if entry is not None and isinstance(entry.node.value, float) and not 0.0 < entry.node.value < 1.0:
        text = f"cache-threshold: {entry.node.value:g} is invalid, it must be greater than 0.0 and less than 1.0"
        yield Refusal(entry.node, text, text)
    if not scope.inherited_boolean("calculate-tee-times", family == 6):
        return
    first, second = scope.inherited("t1-percent"), scope.inherited("t2-percent")
    for name, found in (("t1-percent", first), ("t2-percent", second)):
        value = found.node.value if found is not None else None
        if found is not None and isinstance(value, float) and not 0.0 < value < 1.0:
            text = f"{name}:  {value:g} is invalid, it must be greater than 0.0 and less than 1.0"
            yield Refusal(found.node, text, text)
            return
    t1 = first.node.value if first is not None and isinstance(first.node.value, float) else 0.5
    t2 = second.node.value if second is not None and isinstance(second.node.value, float) else _t2(family)
    if t1 >= t2:
        at = first.node if first is not None else second.node if second is not None else scope.node
        text = f"t1-percent:  {t1:g} is invalid, it must be less than t2-percent: {t2:g}"
        yield Refusal(at, text, text)


def _t2(family: int) -> float:
    return 0.875 if family == 4 else 0.8
