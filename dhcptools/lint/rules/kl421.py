"""An option has no definition.

## What it does
Looks the name, or the code, of each option up among the definitions of the target version and of the file. An option
known by its code alone needs none when `csv-format` is false, which outside of the global list is the default.

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
from dhcptools.lint.finding import Finding, Fix, Node, Severity
from dhcptools.lint.model.data import is_hexadecimal, row_of
from dhcptools.lint.model.options import Option
from dhcptools.lint.rule import Rule
from dhcptools.lint.suggest import closest

RULE = Rule("KL421", "option-undefined", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look every option up."""
    for option in context.options:
        name, code = option.name, option.code
        if (name is None and code is None) or row_of(context, option) is not None:
            continue
        if code is not None and code & 0xFFFFFFFF and option.raw:
            continue  # octets, of KL407 and KL424; a code of 0 is none, and Kea keeps 32 bits of it
        at = option.at("name" if name is not None else "code")
        kea = _kea(option, at)
        own = option.space == context.names.space
        if name is None:
            what = f"option {code}" if own else f"option {code} of {option.space}"
            why = "define it, or set csv-format false" if code else "the code is reserved"
            yield RULE.finding(at, f"{what} does not exist: {why}", kea=kea)
            continue
        meant = context.names.named(option.space, name)
        if meant is not None:
            yield RULE.finding(at, f'option "{name}" has code {meant.code}, and code {code} does not exist', kea=kea)
            continue
        alike = closest(name, context.names.all()) if own else None
        hint = "" if alike is None else f'; did you mean "{alike}"?'
        fix = None
        if alike is not None and code is None:
            fix = Fix(f"write {alike}", (replace_value(at, quoted(alike)),))
        yield RULE.finding(at, f'option "{name}" does not exist{hint}', fix, kea)


def _kea(option: Option, at: Node) -> str:
    """Kea's words; it looks at octets before it looks for the option."""
    name, code = option.name, option.code
    data = option.data
    if option.raw and code is not None:
        if data is not None and not is_hexadecimal(data):
            return f"option data is not a valid string of hexadecimal digits: {data} ({option.spot.position})"
        return f"invalid option code '0': reserved value ({option.node.position})"
    having = "" if code is None and option.raw else f" having code '{code or 0}'"
    place = at if name is not None else option.node
    return f"definition for the option '{option.space}.{name or ''}'{having} does not exist ({place.position})"
