"""What a run saw packet by packet, kept only when somebody asked for it: it grows with every packet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class LeaseRow(NamedTuple):
    """A lease in a reply: the client identifier or DUID, the address and the prefix as text, each may be empty."""

    client: bytes
    address: str
    prefix: str


class Times(NamedTuple):
    """When a request left and when its reply came, in nanoseconds since the start of the run."""

    sent_ns: int
    received_ns: int


@dataclass(slots=True)
class Details:
    """By exchange name: leases in replies, times of answered requests; and by kind the first packet that was sent.

    ``waits`` is how often the sender slept, ``server`` the first server identifier received.
    """

    leases: dict[str, list[LeaseRow]] = field(default_factory=dict)
    times: dict[str, list[Times]] = field(default_factory=dict)
    packets: dict[str, bytes] = field(default_factory=dict)
    waits: int = 0
    server: bytes = b""
