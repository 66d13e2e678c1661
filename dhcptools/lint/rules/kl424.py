"""An option is to be hexadecimal and is not.

## What it does
Reads the data of options with `"csv-format": false`, and outside of the global list that of options which nothing
defines: hexadecimal digits in one piece, pairs with colons or blanks, or text in apostrophes inside the quotes.

## Why is this bad
Kea does not start.

## Example
```json
{ "name": "domain-name-servers", "csv-format": false, "data": "192.0.2.1" }
```

## Use instead
```json
{ "name": "domain-name-servers", "data": "192.0.2.1" }
```

## Kea versions
Refused by `-t` in every version: *option data is not a valid string of hexadecimal digits*.

## References
Kea Administrator Reference Manual, "Custom DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.data import is_hexadecimal, row_of
from dhcptools.lint.rule import Rule

RULE = Rule("KL424", "option-not-hexadecimal", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Read the data of every such option."""
    for option in context.options:
        data = option.data
        if data is None or is_hexadecimal(data):
            continue
        undefined = option.csv_format is not False and option.raw and option.code and row_of(context, option) is None
        if option.csv_format is False or undefined:
            kea = f"option data is not a valid string of hexadecimal digits: {data} ({option.spot.position})"
            message = f'csv-format false but data "{data}" is not hexadecimal'
            if undefined:
                message = f'option {option.code} has no definition, and data "{data}" is not hexadecimal'
            yield RULE.finding(option.spot, message, kea=kea)
