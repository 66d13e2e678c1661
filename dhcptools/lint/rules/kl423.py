"""Values of an option are not separated by commas.

## What it does
Finds blanks, semicolons and bars between addresses.

## Why is this bad
Kea does not start: it takes all of it for one address.

## Example
```json
{ "name": "domain-name-servers", "data": "192.0.2.1 192.0.2.2" }
```

## Use instead
```json
{ "name": "domain-name-servers", "data": "192.0.2.1, 192.0.2.2" }
```

## Kea versions
Refused by `-t` in every version: *Failed to convert string to address*. The fix is safe.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.data import row_of, separated
from dhcptools.lint.rule import Rule

RULE = Rule("KL423", "option-values-not-separated", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Split the values of every option that takes addresses."""
    for option in context.options:
        data = separated(context, option)
        row = row_of(context, option)
        if data is None or row is None:
            continue
        at = option.spot
        wrong = next(field for field in option.fields if len(field.split()) > 1 or ";" in field or "|" in field)
        kea = (
            f"option data does not match option definition (space: {option.space}, code: {row.code}): "
            f"Failed to convert string to address '{wrong}': Invalid argument ({at.position})"
        )
        fix = Fix(f"write {data}", (replace_value(at, quoted(data)),))
        yield RULE.finding(at, f'"{option.data}": separate values with a comma', fix, kea)
