"""A parameter of the HA hook does not exist.

## What it does
Compares every key below the hook's `parameters` with those that the hook reads at that place.

## Why is this bad
Kea's grammar stops at `parameters`, and the hook reads what it knows: a misspelt key has no effect and nobody says
so. `require-client-certs` belongs to the relationship; in a peer it is not read.

## Example
```json
"high-availability": [ { "max-unack-clients": 0, ... } ]
```

## Use instead
```json
"high-availability": [ { "max-unacked-clients": 0, ... } ]
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version. `max-rejected-lease-updates` is read since 2.4,
`basic-auth-password-file` since 2.1.1.

## References
Kea Administrator Reference Manual, chapter "High Availability".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import TLS_KEYS
from dhcptools.lint.model.scope import Map, Scope
from dhcptools.lint.rule import Rule
from dhcptools.lint.suggest import suggestion

RULE = Rule("KL714", "ha-unknown-parameter", Severity.WARNING, "-")

_NOTES: Final = frozenset(("user-context", "comment"))
_RELATIONSHIP: Final = frozenset((
    "this-server-name", "mode", "heartbeat-delay", "max-response-delay", "max-ack-delay", "max-unacked-clients",
    "max-rejected-lease-updates", "send-lease-updates", "sync-leases", "sync-timeout", "sync-page-limit",
    "delayed-updates-limit", "wait-backup-ack", "restrict-commands", "require-client-certs", "multi-threading",
    "state-machine", "peers", *TLS_KEYS,
))  # fmt: skip  # words
_PEER: Final = frozenset((
    "name", "url", "role", "auto-failover", "basic-auth-user", "basic-auth-password", "basic-auth-password-file",
    *TLS_KEYS,
))  # fmt: skip  # words
_THREADS: Final = frozenset((
    "enable-multi-threading", "http-dedicated-listener", "http-listener-threads", "http-client-threads",
))  # fmt: skip  # words
_MACHINE: Final = frozenset(("states",))
_STATE: Final = frozenset(("state", "pause"))
_TOP: Final = frozenset(("high-availability",))


def check(context: Context) -> Iterator[Finding]:
    """Look at the keys of every map."""
    hook = context.hook("libdhcp_ha.so")
    if hook is None or hook.parameters is None:
        return
    yield from _unknown(hook.parameters, _TOP)
    for relationship in context.relationships:
        yield from _unknown(relationship, _RELATIONSHIP)
        for peer in relationship.peers:
            yield from _unknown(peer, _PEER)
        if relationship.threads is not None:
            yield from _unknown(relationship.threads, _THREADS)
        machine = relationship.child("state-machine", Map)
        if machine is not None:
            yield from _unknown(machine, _MACHINE)
            for state in machine.children("states", Map):
                yield from _unknown(state, _STATE)


def _unknown(scope: Scope, known: frozenset[str]) -> Iterator[Finding]:
    for key, entry in scope.entries.items():
        if key in known or key in _NOTES:
            continue
        hint = suggestion(key, known)
        if key in _RELATIONSHIP:
            hint = "; it belongs to the relationship"
        elif key in _PEER:
            hint = "; it belongs to a peer"
        yield RULE.finding(entry, f'unknown HA parameter "{key}" is ignored by Kea{hint}')
