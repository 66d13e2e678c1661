"""A value of the HA hook is not one that it takes.

## What it does
Checks what the hook checks when it is loaded: types and ranges of the parameters of relationships, peers, threads and
states; parameters that do not go with the mode; user names with a colon; a password given twice; and several
relationships, which only newer Kea has, and in mode hot-standby only.

## Why is this bad
The server does not start. Delays are milliseconds in 16 bits: 65535 is the longest.

## Example
```json
"max-response-delay": 120000
```

## Use instead
```json
"max-response-delay": 60000
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with HA_CONFIGURATION_FAILED. `-T` (2.3.6
and later) refuses it. Several relationships exist since 2.5.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration", "Controlling State Transitions" and "Hub and Spoke
Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import MODES, TLS_KEYS, Peer, Relationship
from dhcptools.lint.model.scope import Map, Scope
from dhcptools.lint.rule import Rule
from dhcptools.lint.suggest import suggestion

RULE = Rule("KL729", "ha-value-refused", Severity.ERROR, "T")

_SHORT: Final = (1 << 16) - 1
_LONG: Final = (1 << 32) - 1
_LIMITS: Final = {
    "heartbeat-delay": _SHORT, "max-response-delay": _SHORT, "max-ack-delay": _SHORT, "max-unacked-clients": _LONG,
    "max-rejected-lease-updates": _LONG, "sync-timeout": _LONG, "sync-page-limit": _LONG,
    "delayed-updates-limit": _LONG, "http-listener-threads": _LONG, "http-client-threads": _LONG,
}  # fmt: skip  # a small table
_TYPES: Final[dict[type, tuple[str, frozenset[str]]]] = {
    int: ("an integer", frozenset(_LIMITS)),
    bool: ("true or false", frozenset((
        "send-lease-updates", "sync-leases", "wait-backup-ack", "restrict-commands", "require-client-certs",
        "auto-failover", "enable-multi-threading", "http-dedicated-listener",
    ))),
    str: ("a string", frozenset((
        "this-server-name", "mode", "name", "url", "role", "state", "pause", "basic-auth-user",
        "basic-auth-password", "basic-auth-password-file", *TLS_KEYS,
    ))),
}  # fmt: skip  # a small table
_STATES: Final = frozenset((
    "backup", "communication-recovery", "hot-standby", "in-maintenance", "load-balancing", "partner-down",
    "partner-in-maintenance", "passive-backup", "ready", "syncing", "terminated", "waiting",
))  # fmt: skip  # words
_PAUSES: Final = frozenset(("always", "never", "once"))
_SEVERAL: Final = (2, 5, 0)


def check(context: Context) -> Iterator[Finding]:
    """Check every relationship by itself, then whether there may be so many."""
    relationships = context.relationships
    for relationship in relationships:
        yield from _values(relationship)
        yield from _mode(relationship)
        yield from _states(relationship)
        for peer in relationship.peers:
            yield from _values(peer)
            yield from _credentials(peer)
        if relationship.threads is not None:
            yield from _values(relationship.threads)
    if len(relationships) > 1:
        if context.target < _SEVERAL:
            yield RULE.finding(relationships[1].node, "several HA relationships need Kea 2.5")
            return
        for relationship in relationships:
            if relationship.mode in MODES and relationship.mode != "hot-standby":
                message = f"one of several HA relationships is {relationship.mode}: only hot-standby may be"
                yield RULE.finding(relationship.at("mode"), message)


def _values(scope: Scope) -> Iterator[Finding]:
    for key, entry in scope.entries.items():
        value = entry.node.value
        for kind, (word, keys) in _TYPES.items():
            if key in keys and type(value) is not kind:
                yield RULE.finding(entry.node, f"{key} must be {word}")
        limit = _LIMITS.get(key)
        if limit is not None and type(value) is int and not 0 <= value <= limit:
            yield RULE.finding(entry.node, f"{key} {value} is out of 0..{limit}")


def _mode(relationship: Relationship) -> Iterator[Finding]:
    mode = relationship.mode
    if mode in {"hot-standby", "load-balancing"} and relationship.boolean("wait-backup-ack"):
        message = f"wait-backup-ack must be false in mode {mode}"
        yield RULE.finding(relationship.at("wait-backup-ack"), message)
    if mode in {"hot-standby", "passive-backup"} and (relationship.integer("delayed-updates-limit") or 0) > 0:
        message = f"delayed-updates-limit must be 0 in mode {mode}"
        yield RULE.finding(relationship.at("delayed-updates-limit"), message)


def _states(relationship: Relationship) -> Iterator[Finding]:
    machine = relationship.child("state-machine", Map)
    seen: set[str] = set()
    for state in [] if machine is None else machine.children("states", Map):
        yield from _values(state)
        name, pause = state.text("state"), state.text("pause")
        if name is not None and name not in _STATES:
            yield RULE.finding(state.at("state"), f'unknown HA state "{name}"{suggestion(name, _STATES)}')
        elif name in seen:
            yield RULE.finding(state.at("state"), f'HA state "{name}" given twice')
        seen.add(name or "")
        if pause is not None and pause not in _PAUSES:
            yield RULE.finding(state.at("pause"), f'pause "{pause}" unknown: {", ".join(sorted(_PAUSES))}')


def _credentials(peer: Peer) -> Iterator[Finding]:
    user = peer.text("basic-auth-user")
    if user is not None and ":" in user:
        yield RULE.finding(peer.at("basic-auth-user"), f'basic-auth-user "{user}" has a colon')
    if "basic-auth-password" in peer.entries and "basic-auth-password-file" in peer.entries:
        message = "basic-auth-password and basic-auth-password-file: only one may be given"
        yield RULE.finding(peer.at("basic-auth-password-file"), message)
