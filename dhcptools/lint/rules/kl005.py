"""An included file is named relative to an unknown place.

## What it does
Finds `<?include "FILE"?>` whose name does not begin with a slash.

## Why is this bad
Kea opens it relative to the directory that it is started in, not to the including file, and an init system starts it
in the root directory: a file that passes `kea-dhcp4 -t` in /etc/kea fails at boot.

## Example
```json
<?include "subnets.json"?>
```

## Use instead
```json
<?include "/etc/kea/subnets.json"?>
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL005", "relative-include", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at the includes that were followed."""
    told: set[tuple[str, int]] = set()
    for include in context.document.includes:
        place = include.source.name, include.start
        if not include.name.startswith("/") and place not in told:
            told.add(place)  # a file that includes itself is read ten times
            message = "relative include: Kea opens it relative to the directory it is started in, not to this file"
            yield RULE.finding(include, message)
