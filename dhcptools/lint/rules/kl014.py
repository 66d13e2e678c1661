"""A comment asks for silence about nothing.

## What it does
With `--warn-unused-ignores`, finds `dhcptool: ignore` comments and user-contexts that silence no finding of this run,
when all the rules they name were looked for.

## Why is this bad
It outlived its reason, or names the wrong rule or place; the next finding there would be hidden.

## Example
```json
{ "id": 1, "subnet": "192.0.2.0/24" } // dhcptool: ignore KL201
```

## Use instead
```json
{ "id": 1, "subnet": "192.0.2.0/24" }
```

## Kea versions
Kea drops comments and keeps user-contexts; it knows nothing of either.

## References
The man page dhcptool-lint(1), section SUPPRESSING.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL014", "unused-ignore", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:  # noqa: ARG001 - the engine knows which ignores were needed
    """Find nothing by itself: the engine tells of ignores once all rules have run."""
    yield from ()
