"""An included file cannot be opened.

## What it does
Finds `<?include "FILE"?>` whose file is not there or may not be read. Names are looked up as Kea does, from the
directory that the program was started in; `--include-base file` looks beside the including file instead.

## Why is this bad
Kea does not start, and its message says neither which file includes it nor in which line.

## Example
```json
<?include "sub/subnets.txt"?>
```

## Use instead
```json
<?include "/etc/kea/sub/subnets.txt"?>
```

## Kea versions
Refused by `-t` in every version: `Can't open include file`.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL004", "include-not-found", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the lexer told."""
    for error in context.errors("include"):
        if error.place is not None:
            name = error.text.removeprefix("Can't open include file ")
            looked = ""
            if not name.startswith("/"):
                beside = context.include_base == "file"
                looked = (
                    f" (looked {'beside the including file' if beside else 'in the working directory, as Kea does'})"
                )
            message = f'cannot open include "{name}"{looked}: {error.hint}'
            yield RULE.finding(Place(*error.place), message, kea=error.text)
