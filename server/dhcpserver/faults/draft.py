"""A reply while faults are made in it.

Changes of fields take effect at once, changes of octets when the reply is finished: a truncated reply may still get a
wrong xid. What is not changed at all leaves exactly as the engine made it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Protocol

from dhcpserver.faults.subject import AnyReply

Edit = Callable[[bytes], bytes]


class Draft(Protocol):
    """One reply. Methods that make a fault say what they did in words for the log, None when nothing could be done."""

    family: int
    kind: str
    edits: tuple[Edit, ...]

    def copy(self) -> Draft:
        """Another one like it."""

    def finish(self) -> AnyReply:
        """The reply as it leaves. Raises EncodeError when a fault made it impossible."""

    def codes(self) -> tuple[int, ...]:
        """The codes of the options, in order."""

    def wrong_xid(self, random: Random) -> str | None:
        """Another transaction id."""

    def wrong_server_id(self, value: bytes | None, random: Random) -> str | None:
        """Another server identifier, a random one when ``value`` is None."""

    def wrong_client(self, random: Random) -> str | None:
        """Not the client's identifier: chaddr in DHCPv4, Client Identifier in DHCPv6."""

    def wrong_iaid(self, random: Random) -> str | None:
        """Not the IAIDs of the request."""

    def lease_time(self, seconds: int) -> str | None:
        """All lifetimes, and T1 and T2 to go with them."""

    def without_end(self) -> str | None:
        """No END option."""

    def oversize(self, octets: int) -> str | None:
        """Options that nobody knows, up to a length."""

    def set_value(self, code: int, change: Edit) -> None:
        """Change the value of the first option of a code."""
