"""Lifetimes and timers as a scope has them: its own, inherited, or built in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dhcptools.lint.model.scope import Scope

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

INFINITE: Final = 0xFFFFFFFF  # RFC 2131 §3.3, RFC 9915 §7.7
BUILT_IN: Final = {"valid-lifetime": 7200, "preferred-lifetime": 3600}
"""What Kea takes where nothing is written; timers are not sent then."""

Size = Literal["fitting", "any", "wrapped"]
"""What does not fit 32 bits is left to the rule about that, taken as written, or taken as Kea stores it."""


class Pair(NamedTuple):
    """Two values that are in force in ``scope``, of which it writes at least the one at ``key`` itself."""

    scope: Scope
    first: int
    second: int
    key: str


def scopes(context: Context) -> Iterator[Scope]:
    """All scopes that have timers: the global one, shared networks, subnets."""
    yield context.top
    yield from context.networks
    yield from context.subnets


def pairs(context: Context, first: str, second: str, size: Size = "fitting") -> Iterator[Pair]:
    """Where two of these keywords meet: once for each scope that writes one of them."""
    for scope in scopes(context):
        key = first if first in scope.entries else second
        if key not in scope.entries:
            continue
        values = [scope.inherited_integer(each) for each in (first, second)]
        one, other = (
            BUILT_IN.get(each) if value is None else value for each, value in zip((first, second), values, strict=True)
        )
        if one is None or other is None:
            continue
        if size == "wrapped":
            one, other = one & INFINITE, other & INFINITE
        most = 1 << 63 if size == "any" else INFINITE
        if 0 <= one <= most and 0 <= other <= most:
            yield Pair(scope, one, other, key)
