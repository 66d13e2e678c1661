"""URLs of peers as Kea's ``Url`` reads them: scheme, host, port."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

_URL = re.compile(r"(https?)://(\[[^\]/]*\]|[^:/\[\]]+)(?::([0-9]{1,5}))?(?:/.*)?", re.IGNORECASE | re.DOTALL)


class Url(NamedTuple):
    """``host`` is without brackets; ``port`` is None when not written."""

    scheme: str
    host: str
    port: int | None

    @property
    def is_address(self) -> bool:
        """Whether the host is an IP address."""
        return is_address(self.host)

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this host is talked to."""
        return is_loopback(self.host)

    @property
    def place(self) -> tuple[str, int | None]:
        """Host and port in one spelling, to compare them."""
        return canonical(self.host), self.port


def read_url(text: str) -> Url | None:
    """An http or https URL; None for anything else."""
    found = _URL.fullmatch(text)
    if found is None:
        return None
    return Url(found[1].lower(), found[2].strip("[]"), None if found[3] is None else int(found[3]))


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(text: str) -> bool:
    """Whether it is an address, or the name, of the host itself."""
    return text == "localhost" or (is_address(text) and ip_address(text).is_loopback)


def is_wildcard(text: str) -> bool:
    """Whether it is the address of every interface."""
    return is_address(text) and ip_address(text).is_unspecified


def canonical(text: str) -> str:
    """The shortest spelling of an address; other text in lower case."""
    return str(ip_address(text)) if is_address(text) else text.lower()
