"""Who listens for commands over HTTP: the Control Agent, and the control sockets of type http and https."""

from __future__ import annotations

from typing import Final, NamedTuple

from dhcptools.kea.tree import Node
from dhcptools.lint.model.highavailability import TLS_KEYS
from dhcptools.lint.model.scope import Item, Map, Scope

LOOPBACK: Final = "127.0.0.1"  # where all of them listen by default
PORT: Final = 8000


class Rest(NamedTuple):
    """One listener: the map that has its parameters, and how its keys are called there."""

    scope: Scope
    host_key: str
    port_key: str

    @property
    def host(self) -> str:
        """The address as written, or the default."""
        return self.scope.text(self.host_key) or LOOPBACK

    @property
    def port(self) -> int:
        """The port as written, or the default."""
        port = self.scope.integer(self.port_key)
        return PORT if port is None else port

    @property
    def host_at(self) -> Node:
        """Where the address is written."""
        return self.scope.at(self.host_key)

    @property
    def port_at(self) -> Node:
        """Where the port is written."""
        return self.scope.at(self.port_key)

    @property
    def tls_files(self) -> list[Item]:
        """The TLS files that are named."""
        found = ((self.scope.text(key), key) for key in TLS_KEYS)
        return [Item(text, self.scope.at(key)) for text, key in found if text]

    @property
    def is_encrypted(self) -> bool:
        """Whether it speaks HTTPS."""
        return len(self.tls_files) == len(TLS_KEYS)

    @property
    def authentication(self) -> Map | None:
        """``authentication``."""
        return self.scope.child("authentication", Map)

    @property
    def clients(self) -> list[Map]:
        """The users that may give commands."""
        return [] if self.authentication is None else self.authentication.children("clients", Map)
