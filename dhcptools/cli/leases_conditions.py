"""Which leases a command wants: the options that name conditions, and the query they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from dhcptools.cli.leases_source import parsed

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from dhcptools.leases.query import Query

Function = TypeVar("Function", bound=Callable[..., object])
_SUBNET = "Leases of this subnet only; repeatable."
_PREFIX = "Addresses in this prefix only; repeatable."


def condition_options(function: Function) -> Function:
    """Add the options; all of them must hold."""
    for decorate in reversed(
        (
            click.option("--state", multiple=True, metavar="STATE", help="Leases in this state only; repeatable."),
            click.option("--subnet-id", multiple=True, type=click.IntRange(0), metavar="N", help=_SUBNET),
            click.option("--in", "prefixes", multiple=True, metavar="PREFIX", help=_PREFIX),
            click.option("--mac", metavar="MAC", help="Leases of this hardware address only."),
            click.option("--client-id", metavar="HEX", help="Leases of this client identifier only."),
            click.option("--duid", metavar="HEX", help="Leases of this DUID only."),
            click.option("--hostname", metavar="GLOB", help="Leases whose host name matches, such as 'pc*'."),
            click.option("--expires-within", metavar="DURATION", help="Leases that end within this time, such as 10m."),
        )
    ):
        function = decorate(function)
    return function


def conditioned(
    now: int,
    conditions: dict[str, object],
    *,
    everything: bool,
    sort: str = "address",
    descending: bool = False,
    limit: int | None = None,
) -> Query:
    """The query of the values that the options gave. Usage errors for what they cannot be."""
    from dhcptools.leases.query import STATES, Query  # noqa: PLC0415 - after usage errors of click
    from dhcptools.leases.values import parse_duration, parse_octets  # noqa: PLC0415

    texts = {name: value for name, value in conditions.items() if isinstance(value, str)}
    lists: dict[str, tuple[object, ...]] = {
        name: value for name, value in conditions.items() if isinstance(value, tuple)
    }
    states = frozenset(str(state).lower() for state in lists["state"])
    for state in states - frozenset(STATES):
        raise click.BadParameter(f"{state!r} is none of {', '.join(STATES)}", param_hint="--state")
    octets = {
        name: parsed(parse_octets, texts[name], f"--{name.replace('_', '-')}") if name in texts else b""
        for name in ("mac", "client_id", "duid")
    }
    within = parsed(parse_duration, texts["expires_within"], "--expires-within") if "expires_within" in texts else None
    return Query(
        now=now,
        all=everything,
        states=states,
        subnet_ids=frozenset(int(str(number)) for number in lists["subnet_id"]),
        prefixes=tuple(parsed(_prefix, str(text), "--in") for text in lists["prefixes"]),
        hwaddr=octets["mac"],
        client_id=octets["client_id"],
        duid=octets["duid"],
        hostname=texts.get("hostname", ""),
        expires_within=within,
        sort=sort,
        descending=descending,
        limit=limit,
    )


def _prefix(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network  # noqa: PLC0415

    return ip_network(text, strict=False)
