"""DHCPv4 clients on a link of their own: whole frames, each from its client's MAC address, as if no relay were there.

Rules this file keeps:

- a client without an address sends from 0.0.0.0, one that has one from there; all of it is broadcast, renewals too,
  since no client here asks by ARP who the server is (RFC 2131 §4.4.5 allows that from T2 on);
- answers are taken whether they are broadcast or sent to the client's own MAC address, which the interface hears in
  promiscuous mode; what we sent ourselves is not.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U32, Integers, Lengths, Rows, column, read48
from dhcptools.batch.frames import FrameTemplate
from dhcptools.batch.scan_frames import scan_frames
from dhcptools.batch.template import Place, Template
from dhcptools.net.collect import Received
from dhcptools.net.linkbatch import BatchLink
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint

_BROADCAST: Final = IPv4Address("255.255.255.255")
_ALL: Final = b"\xff" * 6
_GROUP: Final = np.uint64(1 << 40)  # the bit of a MAC address that says broadcast or multicast
_CHADDR: Final = 28
_CIADDR: Final = 12
_ROWS: Final = 1024


class LinkBatches:
    """A socket of batches that takes messages and sends frames; the contract of BatchSocket."""

    def __init__(self, link: BatchLink, ports: tuple[int, int], vlan: int | None, *, own_only: bool = False) -> None:
        """``ports`` are the client's and the server's; ``vlan`` tags what is sent; ``own_only`` hears no groups."""
        self._link = link
        self._ports = ports
        self._own_only = own_only
        self._tags = () if vlan is None else (VlanTag(vlan),)
        self._frames: dict[int, tuple[FrameTemplate, Rows]] = {}

    @property
    def refused(self) -> int:
        """There is no ICMP on this layer."""
        return self._link.refused

    @property
    def dropped(self) -> int:
        """Frames that were not read in time."""
        return self._link.dropped

    def fileno(self) -> int:
        """The descriptor, for select."""
        return self._link.fileno()

    def send(self, rows: Rows, lengths: int | Lengths, address: tuple[str, int] | None = None) -> int:
        """Send messages as frames; how many leading rows were taken. The address is that of everybody."""
        del address
        done = 0
        while done < len(rows):
            count, octets = _alike(lengths, done, min(len(rows), done + _ROWS))
            taken = self._send(rows[done : done + count, :octets], octets)
            done += taken
            if taken < count:
                break
        return done

    def _send(self, messages: Rows, octets: int) -> int:
        template, matrix = self._frame(octets)
        frames = matrix[: len(messages)]
        template.stamp_octets(frames, "message", messages)
        template.stamp(frames, "mac_source", read48(np.ascontiguousarray(messages[:, _CHADDR : _CHADDR + 6]), 0))
        own = np.ascontiguousarray(messages[:, _CIADDR : _CIADDR + 4])
        template.stamp(frames, "ip_source", column(own, 0, U32))
        template.seal(frames)
        return self._link.send(frames, frames.shape[1])

    def _frame(self, octets: int) -> tuple[FrameTemplate, Rows]:
        """Frames for messages of this length."""
        known = self._frames.get(octets)
        if known is None:
            client, server = self._ports
            template = FrameTemplate(
                Template(bytes(octets), {"message": Place(0, octets)}),
                Endpoint(bytes(6), IPv4Address(0), client),
                Endpoint(_ALL, _BROADCAST, server),
                tags=self._tags,
                stamped=("message", "mac_source", "ip_source"),
            )
            known = self._frames[octets] = (template, template.rows(_ROWS))
        return known

    def receive(self) -> Received | None:
        """The messages in the frames that are waiting, None when there are none."""
        while True:
            found = self._link.receive()
            if found is None:
                return None
            scan = scan_frames(found.rows, found.lengths)
            scan.valid &= (scan.version == 4) & (scan.destination_port == self._ports[0])
            scan.valid &= scan.source_port == self._ports[1]
            if self._own_only:
                scan.valid &= scan.mac_destination & _GROUP == 0
            rows, lengths, lines = scan.payloads(found.rows)
            if len(lines):
                short = lengths.astype(np.int32)
                sources: NDArray[np.uint32] = scan.source4[lines]
                return Received(
                    rows, short, found.arrived_ns[lines], sources, scan.source_port[lines].astype(np.uint16), short
                )


def _alike(lengths: int | Lengths, first: int, after: int) -> tuple[int, int]:
    """How many rows from ``first`` on have one length, and that length."""
    if isinstance(lengths, int):
        return after - first, lengths
    some: Integers = np.asarray(lengths[first:after], np.int64)
    other = np.flatnonzero(some != some[0])
    return int(other[0]) if len(other) else len(some), int(some[0])
