"""A subnet mask that contradicts the subnet.

## What it does
Compares the `subnet-mask` option with the prefix length of every subnet whose clients get it.

## Why is this bad
Clients with a wrong mask look for neighbours behind the router, or for the world on their own network. Kea sends the
right mask by itself; the option is only ever needed to lie.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "subnet-mask", "data": "255.255.0.0" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ]
```

## Kea versions
Never noticed by `-t`, in any version. Kea sends the mask of the subnet unless the option is configured.

## References
RFC 2132 section 3.3; Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.tree import Node
from dhcptools.lint.context import Context
from dhcptools.lint.edits import remove_member
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.effective import addresses_in, given_to
from dhcptools.lint.model.options import Option
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL403", "subnet-mask-wrong", Severity.ERROR, "-", fixable=True, daemons=("Dhcp4",))

_MASK = 1


def check(context: Context) -> Iterator[Finding]:
    """Hold each mask against the subnets it is told to; one finding for each option."""
    told: set[Node] = set()
    for subnet, option in given_to(context, _MASK):
        prefix = subnet.prefix
        for number, at in addresses_in(option):
            if prefix is not None and number != _mask(prefix.length) and at not in told:
                told.add(at)
                message = (
                    f"subnet-mask {show(number, 4)} contradicts /{prefix.length}; "
                    "drop the option, Kea sends the right one"
                )
                yield RULE.finding(at, message, _fix(option))


def _mask(length: int) -> int:
    return 0xFFFFFFFF << (32 - length) & 0xFFFFFFFF


def _fix(option: Option) -> Fix | None:
    container = None if option.parent is None else option.parent.get("option-data")
    edit = None if container is None else remove_member(container, option.node)
    return None if edit is None else Fix("drop the option", (edit,), safe=False)
