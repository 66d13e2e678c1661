"""Where a database of Kea is: ``pgsql://kea@db1/leases``, or ``lease-database`` of a configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote

from dhcptools.net.errors import NetError

Backend = Literal["postgresql", "mysql"]
SCHEMES: Final[dict[str, Backend]] = {
    "pgsql": "postgresql", "postgresql": "postgresql", "postgres": "postgresql", "mysql": "mysql", "mariadb": "mysql",
}  # fmt: skip  # what a URL begins with, before ://
PORTS: Final[dict[Backend, int]] = {"postgresql": 5432, "mysql": 3306}
_TITLES: Final[dict[Backend, str]] = {"postgresql": "PostgreSQL", "mysql": "MySQL or MariaDB"}
_WRITTEN: Final[dict[Backend, str]] = {"postgresql": "pgsql", "mysql": "mysql"}


class SqlError(NetError):
    """A database that cannot be read. ``refused`` when it does not know who we are."""

    def __init__(self, what: str, why: str, fix: str, *, refused: bool = False) -> None:
        super().__init__(what, why, fix)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Target:
    """A database. ``host`` is a name, an address, or the path of a Unix socket (PostgreSQL: of its directory).

    An empty host, user or password and port 0 are the driver's own defaults. Nothing shows the password.
    """

    backend: Backend
    database: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    timeout_s: float = 10.0

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port and self.port != PORTS[self.backend] else ""
        user = f"{self.user}@" if self.user else ""
        return f"{_WRITTEN[self.backend]}://{user}{host}{port}/{self.database}"

    @property
    def title(self) -> str:
        """What the kind of database is called."""
        return _TITLES[self.backend]


def is_target(text: str) -> bool:
    """Whether a text is the URL of a database."""
    return text.partition("://")[0] in SCHEMES and "://" in text


def parse_target(text: str) -> Target:
    """The target of a URL. ValueError says why it is none, without its password."""
    scheme, _, rest = text.partition("://")
    authority, _, database = rest.partition("/")
    login, _, place = authority.rpartition("@")
    user, _, password = login.partition(":")
    host, port = _place(place)
    if not database or "/" in database or "?" in database:
        raise ValueError(f"write it as {scheme}://USER@HOST/DATABASE")
    return Target(
        SCHEMES[scheme], unquote(database), unquote(host), port, user=unquote(user), password=unquote(password)
    )


def _place(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = text, ""
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("the port of the URL is no number from 1 to 65535")
    if host.startswith("[") and host.endswith("]"):
        return host[1:-1], int(port or 0)
    if any(letter in host for letter in ":[]"):
        raise ValueError("an IPv6 address in a URL stands in brackets")
    return host, int(port or 0)


def configured(entry: Mapping[str, object]) -> Target | None:
    """The target of a ``lease-database``; None when leases are not in a database that can be read."""
    kind = entry.get("type")
    texts = {name: value for name, value in entry.items() if isinstance(value, str)}
    port = entry.get("port")
    if kind not in ("postgresql", "mysql") or not texts.get("name"):
        return None
    return Target(
        "postgresql" if kind == "postgresql" else "mysql",
        texts["name"],
        texts.get("host") or "localhost",  # as Kea does
        port if isinstance(port, int) else 0,
        user=texts.get("user", ""),
        password=texts.get("password", ""),
        ca=texts.get("trust-anchor") or None,
        cert=texts.get("cert-file") or None,
        key=texts.get("key-file") or None,
    )
