"""What a machine asks of its caller, and what it reports.

A machine never acts: it returns these. Times are integer nanoseconds of whatever clock the caller's ``now_ns`` is from.
"""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from dhcptools.exchange.results import Lease4, Lease6, Sent, Stage

if TYPE_CHECKING:  # a DHCPv4 exchange loads nothing of DHCPv6
    from dhcptools.packet.v4 import Message4
    from dhcptools.packet.v6 import AnyMessage6

Message: TypeAlias = "Message4 | AnyMessage6"


class Reason(StrEnum):
    """Why an exchange ended without its result."""

    NO_REPLY = "no reply"  # every transmission was made and its time passed
    NAK = "nak"  # DHCPNAK (RFC 2131 §3.1)
    REFUSED = "refused"  # a status code other than Success, or nothing assigned (RFC 9915 §21.13)
    STOPPED = "stopped"  # the caller's wish


class Send(NamedTuple):
    """Send ``message`` to ``destination``: to port 67 or 547 unless the caller knows better."""

    message: Message
    destination: IPv4Address | IPv6Address


class SetTimer(NamedTuple):
    """Call ``timer`` at ``at_ns``. It replaces every earlier timer of the machine."""

    at_ns: int


class Done(NamedTuple):
    """The exchange succeeded; nothing follows."""

    result: Lease4 | Lease6 | Sent


class Failed(NamedTuple):
    """The exchange ended without its result; nothing follows. ``message`` is the reply that ended it, if one did."""

    reason: Reason
    detail: str
    message: Message | None = None
    stages: tuple[Stage, ...] = ()


class Ignored(NamedTuple):
    """A message that does not belong to the exchange or that its RFC tells a client to discard, and why."""

    reason: str
    message: Message


Action = Send | SetTimer | Done | Failed | Ignored
