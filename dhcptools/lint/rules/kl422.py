"""A value of an option does not fit its type.

## What it does
Converts the values of addresses, numbers and booleans as Kea does. Addresses of the other family are KL409.

## Why is this bad
Kea does not start. Names are not resolved: where the option takes addresses, a name is none.

## Example
```json
{ "name": "domain-name-servers", "data": "ns1.example.com" }
```

## Use instead
```json
{ "name": "domain-name-servers", "data": "192.0.2.53" }
```

## Kea versions
Refused by `-t` in every version: *option data does not match option definition*. Numbers may be hexadecimal: "abc" is
2748.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options", "DHCP Option Types".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.data import row_of, separated, typed_fields
from dhcptools.lint.model.values import address
from dhcptools.lint.refused.optionvalues import RANGES, fields_of, integer_fault
from dhcptools.lint.rule import Rule

RULE = Rule("KL422", "option-value-type", Severity.ERROR, "t")

_ADDRESSES: Final = frozenset(("ipv4-address", "ipv6-address"))
_BOOLEANS: Final = frozenset(("true", "false", "0", "1"))


def check(context: Context) -> Iterator[Finding]:
    """Convert every value; the first that does not fit is named, as Kea does."""
    for option in context.options:
        row = row_of(context, option)
        if row is None or separated(context, option) is not None:
            continue
        if len(fields_of(option.data or "")) < len(row.types.split()):
            continue  # KL120: Kea counts before it converts
        for kind, field in typed_fields(context, option):
            fault = _fault(kind, field)
            if fault is None:
                continue
            what, why = fault
            where = f"(space: {option.space}, code: {row.code})"
            kea = f"option data does not match option definition {where}: {why} ({option.spot.position})"
            yield RULE.finding(option.spot, f'"{field}" is {what}'.replace("(option)", f"(option {row.name})"), kea=kea)
            break


def _fault(kind: str, field: str) -> tuple[str, str] | None:
    """What to say of a value, and what Kea says; None when it fits."""
    if kind in _ADDRESSES:
        if address(field, 4) is not None or address(field, 6) is not None:
            return None
        said = f"Failed to convert string to address '{field}': Invalid argument"
        return "not an address (option)" + ("; names are not resolved" if field[-1:].isalpha() else ""), said
    if kind in RANGES:
        wrong = integer_fault(kind, field)
        if wrong is None:
            return None
        low, high = RANGES[kind]
        return f"not in {low}..{high} (option)" if "expected" in wrong else "not a number (option)", wrong
    if kind == "boolean" and field.lower() not in _BOOLEANS:
        return "neither true nor false (option)", f"unable to covert the value '{field}' to boolean data type"
    return None
