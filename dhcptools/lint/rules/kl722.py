"""The script of the run_script hook is not there.

## What it does
Asks the host for the file that `name` of `libdhcp_run_script.so` names. Silent when nothing is known of the host
(`--host-facts`).

## Why is this bad
The server does not start.

## Example
```json
{ "library": "libdhcp_run_script.so", "parameters": { "name": "/no-such.sh", "sync": false } }
```

## Use instead
```json
{ "library": "libdhcp_run_script.so", "parameters": { "name": "/usr/share/kea/scripts/leases.sh", "sync": false } }
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *Invalid 'name' parameter: File not
found*. `-T` (2.3.6 and later) refuses it. Since 2.6.3 the script must be below `/usr/share/kea/scripts`.

## References
Kea Administrator Reference Manual, "libdhcp_run_script.so: Run Script Support for External Hook Scripts".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL722", "run-script-missing", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for the script."""
    for hook in context.hooks:
        if hook.name != "libdhcp_run_script.so" or hook.parameters is None:
            continue
        script = hook.parameters.text("name")
        if script and script.startswith("/") and context.facts.exists(script) is False:
            yield RULE.finding(hook.parameters.at("name"), f'run_script "name": {script} does not exist')
