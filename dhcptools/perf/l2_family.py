"""Clients on a link as their family has them: ports, addresses, and whose message a row is.

Rules this file keeps:

- a DHCPv4 client without an address sends from 0.0.0.0, one that has one from there, and its chaddr is its MAC address;
- a DHCPv6 client sends from the link-local address of its MAC address to all servers (RFC 9915 §7.1). Its MAC address
  is that of the client with its number: the low octets are those in which the DUIDs of clients differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U32, Flags, Rows, column, read48
from dhcptools.batch.frames import FrameTemplate
from dhcptools.batch.neighbours import link_local
from dhcptools.batch.template import Place, Template
from dhcptools.exchange.messages6 import CLIENT_ID
from dhcptools.packet.ethernet import BROADCAST, VlanTag
from dhcptools.packet.frame import Endpoint
from dhcptools.packet.raw import walk6
from dhcptools.perf.clients import Clients
from dhcptools.perf.plan import CLIENT_PORTS, Plan
from dhcptools.perf.shapes6 import Shapes6

_BROADCAST: Final = Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 0)
_ALL_SERVERS: Final = Endpoint(bytes.fromhex("333300010002"), IPv6Address("ff02::1:2"), 0)  # RFC 2464 §7
_NOBODY: Final = {4: Endpoint(bytes(6), IPv4Address(0), 0), 6: Endpoint(bytes(6), IPv6Address(0), 0)}
_CHADDR: Final = 28
_CIADDR: Final = 12
_FIRST: Final = 4  # octets of a DHCPv6 message before its options


class OnLink(Protocol):
    """The clients of one family."""

    family: int
    client_port: int
    server_port: int

    def template(self, octets: int, tags: Sequence[VlanTag]) -> FrameTemplate:
        """Frames for messages of ``octets``, whose place is ``message``."""
        raise NotImplementedError  # abstract

    def stamp(self, template: FrameTemplate, frames: Rows, messages: Rows) -> None:
        """Write into each frame (n, length) whose message (n, octets) it carries."""
        raise NotImplementedError  # abstract

    def has(self, macs: NDArray[np.uint64]) -> Flags:
        """Whether each MAC address (n,) is of one of the clients."""
        raise NotImplementedError  # abstract


class OnLink4:
    """DHCPv4 clients."""

    family = 4

    def __init__(self, client_port: int, server_port: int) -> None:
        self.client_port = client_port
        self.server_port = server_port

    def template(self, octets: int, tags: Sequence[VlanTag]) -> FrameTemplate:
        """As OnLink says."""
        return _frames(self, _BROADCAST, octets, tags)

    def stamp(self, template: FrameTemplate, frames: Rows, messages: Rows) -> None:
        """As OnLink says."""
        template.stamp(frames, "mac_source", read48(np.ascontiguousarray(messages[:, _CHADDR : _CHADDR + 6]), 0))
        own = np.ascontiguousarray(messages[:, _CIADDR : _CIADDR + 4])
        template.stamp(frames, "ip_source", column(own, 0, U32))

    def has(self, macs: NDArray[np.uint64]) -> Flags:
        """Nobody is: ARP is not answered."""
        return np.zeros(len(macs), np.bool_)


class OnLink6:
    """The DHCPv6 clients of a plan."""

    family = 6

    def __init__(self, plan: Plan) -> None:
        self.client_port = plan.local_port or CLIENT_PORTS[6]
        self.server_port = plan.server_port
        identity = Shapes6(plan).identity
        self._clients = Clients(plan.base_mac, plan.clients, plan.content.macs, plan.content.seed)
        self._skip, self._width = identity.at, identity.width
        mask = np.uint64((1 << 8 * identity.width) - 1)
        self._high = np.uint64(int.from_bytes(plan.base_mac)) & ~mask
        self._partly = None
        if plan.content.macs and self._width < 6:
            listed = np.array([int.from_bytes(mac) for mac in plan.content.macs], np.uint64)
            self._partly = self._high | (listed & mask)

    def template(self, octets: int, tags: Sequence[VlanTag]) -> FrameTemplate:
        """As OnLink says."""
        return _frames(self, _ALL_SERVERS, octets, tags)

    def stamp(self, template: FrameTemplate, frames: Rows, messages: Rows) -> None:
        """As OnLink says."""
        macs = np.full(len(messages), self._high, np.uint64)
        at = self._place(messages[0].tobytes())
        for place in range(self._width):
            macs |= messages[:, at + place].astype(np.uint64) << np.uint64(8 * (self._width - 1 - place))
        template.stamp(frames, "mac_source", macs)
        template.stamp_octets(frames, "ip_source", link_local(macs))

    def _place(self, message: bytes) -> int:
        """Where the octets stand in which DUIDs differ; rows of one length have it at one place."""
        options = walk6(message, _FIRST, len(message)).options
        return next((option.offset + 4 for option in options if option.code == CLIENT_ID), _FIRST) + self._skip

    def has(self, macs: NDArray[np.uint64]) -> Flags:
        """As OnLink says."""
        if self._partly is not None:
            return np.isin(macs, self._partly)
        return self._clients.has(macs)


def _frames(clients: OnLink, everybody: Endpoint, octets: int, tags: Sequence[VlanTag]) -> FrameTemplate:
    return FrameTemplate(
        Template(bytes(octets), {"message": Place(0, octets)}),
        _NOBODY[clients.family]._replace(port=clients.client_port),
        everybody._replace(port=clients.server_port),
        tags=tags,
        stamped=("message", "mac_source", "ip_source"),
    )
