"""The relationships of the High Availability hook: servers, roles, TLS, and who listens where.

Nothing of it is looked at by ``kea-dhcp4 -t``: the hook reads it when it is loaded.
"""

from __future__ import annotations

from typing import Final

from dhcptools.lint.model.scope import Item, Map, Scope
from dhcptools.lint.model.urls import Url, read_url
from dhcptools.lint.versions import Version

TLS_KEYS: Final = ("trust-anchor", "cert-file", "key-file")
MODES: Final = ("hot-standby", "load-balancing", "passive-backup")
HEARTBEAT_DELAY: Final = 10_000  # ms
MAX_RESPONSE_DELAY: Final = 60_000  # ms
LISTENER_BY_DEFAULT: Final = (2, 3, 7)  # since then threads and the dedicated listener are on unless turned off


class Relationship(Scope):
    """A relationship; ``parent`` is the hook's parameters."""

    __slots__ = ()
    key = "high-availability"

    @property
    def this_server_name(self) -> str | None:
        """Which peer this server is."""
        return self.text("this-server-name")

    @property
    def mode(self) -> str | None:
        """hot-standby, load-balancing or passive-backup."""
        return self.text("mode")

    @property
    def peers(self) -> list[Peer]:
        """All servers, this one too."""
        return self.children("peers", Peer)

    @property
    def names(self) -> frozenset[str]:
        """The names of all servers."""
        return frozenset(peer.name for peer in self.peers if peer.name)

    @property
    def this_server(self) -> Peer | None:
        """The peer that this server is."""
        return next((peer for peer in self.peers if peer.name and peer.name == self.this_server_name), None)

    @property
    def heartbeat_delay(self) -> int:
        """Milliseconds between heartbeats, Kea's default when not written."""
        return _or(self.integer("heartbeat-delay"), HEARTBEAT_DELAY)

    @property
    def max_response_delay(self) -> int:
        """Milliseconds without an answer after which the partner is out of reach."""
        return _or(self.integer("max-response-delay"), MAX_RESPONSE_DELAY)

    @property
    def threads(self) -> Map | None:
        """``multi-threading`` of the relationship."""
        return self.child("multi-threading", Map)

    def multi_threading(self, target: Version) -> bool:
        """Whether HA uses threads of its own."""
        return self._threads_flag("enable-multi-threading", target)

    def dedicated_listener(self, target: Version) -> bool:
        """Whether the server opens the port of its own url; it needs HA's threads for it."""
        return self.multi_threading(target) and self._threads_flag("http-dedicated-listener", target)

    def _threads_flag(self, key: str, target: Version) -> bool:
        written = None if self.threads is None else self.threads.boolean(key)
        return target >= LISTENER_BY_DEFAULT if written is None else written


class Peer(Scope):
    """A server of a relationship, which is its ``parent``."""

    __slots__ = ()
    key = "peers"

    @property
    def name(self) -> str | None:
        """Its name."""
        return self.text("name")

    @property
    def url(self) -> str | None:
        """Where it listens, as written."""
        return self.text("url")

    @property
    def address(self) -> Url | None:
        """Where it listens; None when the url is missing or cannot be read."""
        return None if self.url is None else read_url(self.url)

    @property
    def role(self) -> str | None:
        """primary, secondary, standby or backup."""
        return self.text("role")

    @property
    def label(self) -> str:
        """What to call it in a message: its name, or its place in the list."""
        return self.name or super().label

    def tls(self, key: str) -> Item | None:
        """A file of TLS_KEYS: its own or, when it has no such key, the relationship's; None when empty."""
        scope: Scope | None = self if key in self.entries else self.parent
        text = None if scope is None else scope.text(key)
        return Item(text, scope.at(key)) if scope is not None and text else None

    @property
    def tls_files(self) -> list[Item]:
        """Those TLS files that it has."""
        return [item for item in map(self.tls, TLS_KEYS) if item is not None]


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
