"""Where a server of Kea listens, as people write it: ``unix:/run/kea/kea4-ctrl-socket``, ``https://kea1:8000/``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

SCHEMES: Final = ("unix:", "http://", "https://")
_PORTS: Final = {"http": 80, "https": 443}
KEA_PORT: Final = 8000
"""Where Kea's HTTP sockets and its Control Agent listen unless they are told otherwise."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A Unix socket at ``path``, or HTTP on ``host`` and ``port`` when ``path`` is empty."""

    path: str = ""
    host: str = ""
    port: int = 0
    tls: bool = False
    target: str = "/"

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{self.target}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are: basic authentication, and files of certificates. Nothing shows the password."""

    user: str = ""
    password: str = field(default="", repr=False)
    ca: str | None = None
    cert: str | None = None
    key: str | None = None


ANONYMOUS: Final = Credentials()


def is_endpoint(text: str) -> bool:
    """Whether a text names an endpoint rather than a file."""
    return text.startswith(SCHEMES)


def parse_endpoint(text: str) -> tuple[Endpoint, str, str]:
    """An endpoint, and the user and password of its URL (RFC 3986 §3.2.1), empty when absent. ValueError says why not.

    A port that is not written is that of the scheme.
    """
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        path = path.removeprefix("//") if path.startswith("///") else path
        if not path:
            raise ValueError("unix: needs the path of a socket, as in unix:/run/kea/kea4-ctrl-socket")
        return Endpoint(path), "", ""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("the host or the port of the URL is malformed") from None  # the cause would show a password
    if not host or parts.query or parts.fragment:
        raise ValueError("write it as http://HOST:PORT/")
    target = parts.path or "/"
    if any(not "!" <= letter <= "~" for letter in target):
        raise ValueError("the path of the URL has characters that must be percent-encoded")
    found = Endpoint("", host, port or _PORTS[parts.scheme], parts.scheme == "https", target)
    return found, unquote(parts.username or ""), unquote(parts.password or "")
