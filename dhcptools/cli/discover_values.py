"""Values on the command line of ``discover``: addresses, DUIDs and what is expected, each with its own error."""

from __future__ import annotations

import re

import click

from dhcptools.packet.errors import EncodeError
from dhcptools.probe.expect import Expectations, ExpectedOption, ExpectedServer, subnet

_MAC = re.compile(r"[0-9A-Fa-f]{2}([:-]?[0-9A-Fa-f]{2}){5}")


def mac_of(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> bytes | None:
    """A hardware address, None without one. BadParameter."""
    if text is None:
        return None
    if not _MAC.fullmatch(text):
        raise click.BadParameter(f"{text!r} is no MAC address such as 02:00:5e:00:53:01")
    return bytes.fromhex(re.sub("[:-]", "", text))


def expectations_of(
    families: tuple[int, ...], servers: tuple[str, ...], subnets: tuple[str, ...], options: tuple[str, ...]
) -> Expectations:
    """What a look should find, for the ``families`` that are asked. UsageError."""
    try:
        return Expectations(
            tuple(ExpectedServer.parse(text) for text in servers),
            tuple(subnet(text) for text in subnets),
            tuple(option for text in options for option in ExpectedOption.parse(text, families)),
        )
    except EncodeError as error:
        raise click.UsageError(error.reason) from error


def duid_of(text: str) -> bytes:
    """A DUID from its octets in hex. UsageError."""
    from dhcptools.packet.duid import parse  # noqa: PLC0415 - hardly ever given

    try:
        return parse(text).octets
    except EncodeError as error:
        raise click.UsageError(error.reason) from error
