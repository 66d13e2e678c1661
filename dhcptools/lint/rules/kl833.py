"""The listener of commands has a name, not an address.

## What it does
Looks whether `http-host` of the Control Agent, or `socket-address` of a control socket, is an IP address.

## Why is this bad
Names are not resolved. The Control Agent accepts the configuration and then does not start.

## Example
```json
"http-host": "localhost"
```

## Use instead
```json
"http-host": "127.0.0.1"
```

## Kea versions
Never noticed by `kea-ctrl-agent -t`, in any version. The control sockets of 3.0 and later are refused by `-t`.

## References
Kea Administrator Reference Manual, "Configuration" of the Control Agent.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import is_address
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL833", "http-host-no-address", Severity.ERROR, "S", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at every listener."""
    for rest in context.rest:
        if not is_address(rest.host):
            yield RULE.finding(rest.host_at, f'{rest.host_key} "{rest.host}" must be an address')
