"""An option has no definition.

## What it does
Looks the name, or the code, of each option up among the definitions of the target version and of the file. An option
known by its code alone needs none when `csv-format` is false.

## Why is this bad
Kea does not start.

## Example
```json
"option-data": [ { "name": "router", "data": "192.0.2.1" } ]
```

## Use instead
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1" } ]
```

For an option of one's own add an `option-def`.

## Kea versions
Refused by `-t` in every version: *definition for the option 'dhcp4.router' … does not exist*. Newer versions know
more options. The fix is there when one name is alike, and safe.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options"; "Custom DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.data import row_of
from dhcptools.lint.rule import Rule
from dhcptools.lint.suggest import closest

RULE = Rule("KL421", "option-undefined", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look every option up."""
    for option in context.options:
        name, code = option.name, option.code
        if (name is None and code is None) or row_of(context, option) is not None:
            continue
        if code and option.csv_format is False:
            continue  # a code of 0 is none
        having = "" if code is None and option.csv_format is False else f" having code '{code or 0}'"
        at = option.at("name" if name is not None else "code")
        kea_at = at if name is not None else option.node
        kea = f"definition for the option '{option.space}.{name or ''}'{having} does not exist ({kea_at.position})"
        if name is None:
            what = f"option {code}" if option.space == context.names.space else f"option {code} of {option.space}"
            yield RULE.finding(at, f"{what} does not exist: define it, or set csv-format false", kea=kea)
            continue
        alike = closest(name, context.names.all()) if option.space == context.names.space else None
        hint = "" if alike is None else f'; did you mean "{alike}"?'
        fix = None
        if alike is not None and code is None:
            fix = Fix(f"write {alike}", (replace_value(at, quoted(alike)),))
        yield RULE.finding(at, f'option "{name}" does not exist{hint}', fix, kea)
