"""Stores that are asked rather than opened: who we are to them, and what each is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from dhcptools.kea.api.endpoint import ANONYMOUS, Credentials, Endpoint
from dhcptools.kea.sql.target import Target

TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in. ``prompt`` asks a person for the password of somebody somewhere; None when nobody is there.

    ``families`` leaves out servers of others, ``services`` names those that a Control Agent shall ask; empty for all.
    """

    user: str = ""
    password: str | None = field(default=None, repr=False)
    prompt: Callable[[str, str], str | None] | None = field(default=None, repr=False, compare=False)
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    families: frozenset[int] = frozenset()
    services: tuple[str, ...] = ()
    timeout_s: float = TIMEOUT_S
    allow_get_all: bool = False


@dataclass(frozen=True, slots=True)
class ApiStore:
    """A DHCP server of Kea that answers commands. ``commands`` are those it has, where that is known already."""

    endpoint: Endpoint
    family: int
    credentials: Credentials = ANONYMOUS
    service: str = ""
    commands: frozenset[str] | None = field(default=None, repr=False)
    timeout_s: float = TIMEOUT_S
    allow_get_all: bool = False
    config: Path | None = None
    kind: Literal["api"] = "api"

    @property
    def name(self) -> str:
        """What is shown as the source of its leases."""
        return str(self.endpoint)


@dataclass(frozen=True, slots=True)
class SqlStore:
    """The lease table of a family in a database of Kea. ``config`` is the configuration that names it, if one did."""

    target: Target
    family: int
    config: Path | None = None
    kind: Literal["sql"] = "sql"

    @property
    def name(self) -> str:
        """What is shown as the source of its leases."""
        return str(self.target)
