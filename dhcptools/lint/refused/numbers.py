"""Numbers outside of what their keyword takes: ports, intervals, counts, lengths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dhcptools.kea.tree import Node
from dhcptools.lint.model.scope import Map, Scope
from dhcptools.lint.refused.lifetimes import enclosing
from dhcptools.lint.refused.refusal import Refusal, placed

if TYPE_CHECKING:
    from dhcptools.lint.context import Context

_U32: Final = 0xFFFFFFFF
_OUT: Final = "out of range value ({0}) specified for parameter '{1}'"
_DATABASE: Final = "{1} value: {0} is out of range, expected value: 0..{2}"
_EXPIRED: Final = "out range value '{0}' for configuration parameter '{1}', expected maximum value of '{2}'"
_NEGATIVE: Final = "value for configuration parameter '{1}' must not be negative"

# keyword: most, Kea's words above it, Kea's words below 0 where they differ
Bounds = dict[str, tuple[int, str, str]]
_GLOBAL: Final[Bounds] = {
    "decline-probation-period": (_U32, _OUT, ""),
    "dhcp4o6-port": (65535, _OUT, ""),
}
_DDNS: Final[Bounds] = dict.fromkeys(("server-port", "sender-port", "max-queue-size"), (_U32, _OUT, ""))
_THREADS: Final[Bounds] = {
    "thread-pool-size": (
        65535,
        "invalid thread pool size '{0}', it must not be greater than '65535'",
        "thread pool size code must not be negative",
    ),
    "packet-queue-size": (
        65535,
        "invalid packet queue size '{0}', it must not be greater than '65535'",
        "packet queue size code must not be negative",
    ),
}
_RECLAIM: Final[Bounds] = {
    "reclaim-timer-wait-time": (65535, _EXPIRED, _NEGATIVE),
    "flush-reclaimed-timer-wait-time": (65535, _EXPIRED, _NEGATIVE),
    "hold-reclaimed-time": (_U32, _EXPIRED, _NEGATIVE),
    "max-reclaim-leases": (_U32, _EXPIRED, _NEGATIVE),
    "max-reclaim-time": (10000, _EXPIRED, _NEGATIVE),
    "unwarned-reclaim-cycles": (65535, _EXPIRED, _NEGATIVE),
}
_STORE: Final[Bounds] = {
    "port": (65535, _DATABASE, ""),
    "lfc-interval": (_U32, _DATABASE, ""),
    "connect-timeout": (_U32, _DATABASE, ""),
    "max-row-errors": (_U32, _DATABASE, ""),
    "reconnect-wait-time": (_U32, "{1} {0} must be in range 0...MAX_UINT32 (4294967295)", ""),
    "max-reconnect-tries": ((1 << 63) - 1, "", "max-reconnect-tries cannot be less than zero: "),
}
_DUID: Final[Bounds] = {"htype": (65535, _OUT, ""), "time": (_U32, _OUT, ""), "enterprise-id": (_U32, _OUT, "")}
_PREFIXES: Final[Bounds] = {
    "prefix-len": (255, _OUT, ""),
    "delegated-len": (255, _OUT, ""),
    "excluded-prefix-len": (255, _OUT, ""),
}
_AGENT: Final[Bounds] = {"http-port": (65535, _OUT, "")}
_D2: Final[Bounds] = {"dns-server-timeout": (_U32, _OUT, "")}
_CONTROL: Final = "The '{1}' value ({0}) is not within expected range: (0 - 65535)"


def check(context: Context) -> Iterator[Refusal]:
    """Look at the numbers of every map that has bounded ones."""
    top = context.top
    if context.daemon == "Control-agent":
        yield from _bounded(top, _AGENT)
        return
    if context.daemon == "DhcpDdns":
        yield from _bounded(top, _D2)
        return
    yield from _bounded(top, _GLOBAL)
    maps = {"dhcp-ddns": _DDNS, "multi-threading": _THREADS, "expired-leases-processing": _RECLAIM, "server-id": _DUID}
    for key, bounds in maps.items():
        scope = top.child(key, Map)
        if scope is not None:
            yield from _bounded(scope, bounds)
    for database in context.databases:
        yield from _bounded(database, _STORE)
    control = top.child("config-control", Map)
    wait = None if control is None else control.integer("config-fetch-wait-time")
    if control is not None and wait is not None and not 0 <= wait <= 65535:
        text = _CONTROL.format(wait, "config-fetch-wait-time")
        yield _refusal(text, control.at("config-fetch-wait-time"), top.entries["config-control"].position)
    for pool in context.pd_pools:
        yield from _bounded(pool, _PREFIXES)
    for subnet in context.subnets:
        number = subnet.id
        if number is not None and not 0 <= number < _U32:
            text = (
                f"subnet configuration failed: The 'id' value ({number}) is not within expected range: (0 - 4294967294)"
            )
            if context.target < (2, 6, 0):
                yield Refusal(subnet.at("id"), text + enclosing(subnet), _plain("id", number, 4294967294))


def _bounded(scope: Scope, bounds: Bounds) -> Iterator[Refusal]:
    for key, (most, above, below) in bounds.items():
        number = scope.integer(key)
        if number is None or 0 <= number <= most:
            continue
        text = (below if number < 0 and below else above).format(number, key, most)
        at = scope.at(key)
        yield Refusal(at, placed(text, at), _plain(key, number, most))


def _plain(key: str, number: int, most: int) -> str:
    return f'"{key}" must be from 0 to {most}, got {number}'


def _refusal(text: str, at: Node, position: object) -> Refusal:
    return Refusal(at, f"{text} ({position})", text)
