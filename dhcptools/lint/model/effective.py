"""What is in force for a subnet: options of wider scopes, and how its reservations are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dhcptools.lint.model import values
from dhcptools.lint.model.options import Option
from dhcptools.lint.model.scope import Scope

if TYPE_CHECKING:
    from dhcptools.kea.tree import Node
    from dhcptools.lint.context import Context
    from dhcptools.lint.model.subnets import Subnet


def options_of(context: Context, scope: Scope | None, code: int) -> list[Option]:
    """The options of one code in the DHCP space that a client of this scope gets: those of the narrowest scope that has
    any, since Kea does not merge scopes.
    """
    space = f"dhcp{context.family}"
    while scope is not None:
        found = [
            each
            for each in scope.children("option-data", Option)
            if each.space == space and context.definitions.code(each) == code
        ]
        if found:
            return found
        scope = scope.parent
    return []


def given_to(context: Context, code: int) -> Iterator[tuple[Subnet, Option]]:
    """Each subnet with each option of one code that its clients may get: from its pools, and in its own force."""
    for subnet in context.subnets:
        for option in options_of(context, subnet, code):
            yield subnet, option
        for pool in subnet.pools:
            if "option-data" in pool.entries:
                for option in options_of(context, pool, code):
                    if option.parent is pool:
                        yield subnet, option


def lacking(context: Context, code: int) -> Iterator[Subnet]:
    """Each subnet that gives addresses and whose clients get an option from no scope; none when a class may have it."""
    space = f"dhcp{context.family}"
    for each in context.classes:
        if any(option.space == space and context.definitions.code(option) == code for option in each.options):
            return
    for subnet in context.subnets:
        if not subnet.pools or subnet.prefix is None or options_of(context, subnet, code):
            continue
        if not all("option-data" in pool.entries and options_of(context, pool, code) for pool in subnet.pools):
            yield subnet


def addresses_in(option: Option) -> Iterator[tuple[int, Node]]:
    """The addresses that an option of text lists, with the place of its value."""
    if option.csv_format is False:
        return
    for field in option.fields:
        number = values.address(field, option.family)
        if number is not None:
            yield number, option.spot


def reserves_globally(scope: Scope) -> bool:
    """Whether global reservations are looked for in this scope, under the new keyword or the old one."""
    return scope.inherited_boolean("reservations-global", scope.inherited_text("reservation-mode") == "global")


def reserves_in_subnet(scope: Scope) -> bool:
    """Whether the subnet's own reservations are looked for."""
    mode = scope.inherited_text("reservation-mode")
    return scope.inherited_boolean("reservations-in-subnet", mode not in {"global", "disabled", "off"})


def reserves_out_of_pool(scope: Scope) -> bool:
    """Whether reservations are promised to be outside of pools."""
    return scope.inherited_boolean(
        "reservations-out-of-pool", scope.inherited_text("reservation-mode") == "out-of-pool"
    )
