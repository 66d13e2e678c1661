"""The templates by name: the function that writes each, and what it is for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final, NamedTuple

from dhcptools.templates.pieces import File
from dhcptools.templates.settings import Settings


class Row(NamedTuple):
    """A template: ``maker`` is module:function, ``family`` 4 or 6."""

    name: str
    maker: str
    family: int
    about: str


ROWS: Final = (
    Row("single", "subnets:single", 4, "One subnet, one server."),
    Row("relay-multi", "subnets:relay_multi", 4, "Several subnets behind relay agents."),
    Row("shared-network", "subnets:shared_network", 4, "Two subnets on one link."),
    Row("classes", "classes:files", 4, "Phones and other devices in pools of their own."),
    Row("pxe", "pxe:files", 4, "Boot files by the architecture of the client."),
    Row("ddns", "ddns:files", 4, "Names of clients kept in DNS, with kea-dhcp-ddns."),
    Row("ha-hot-standby", "ha:hot_standby", 4, "Two servers, one of which waits."),
    Row("ha-load-balancing", "ha:load_balancing", 4, "Two servers that share the clients."),
    Row("ha-tls", "ha:hot_standby_tls", 4, "Two servers, one of which waits, with TLS between them."),
    Row("v6-basic", "v6:basic", 6, "DHCPv6 addresses on one link."),
    Row("v6-pd", "v6:delegation", 6, "DHCPv6 addresses, and prefixes for routers behind them."),
)


def row(name: str) -> Row:
    """The row of a template. Raises KeyError."""
    for each in ROWS:
        if each.name == name:
            return each
    raise KeyError(name)


def files(name: str, settings: Settings) -> tuple[File, ...]:
    """The files of a template. Raises KeyError for a name that is none, TemplateError for settings that do not fit."""
    module, function = row(name).maker.split(":")
    make: Callable[[Settings], tuple[File, ...]] = getattr(import_module(f"dhcptools.templates.{module}"), function)
    return make(settings)
