"""Clients on a link of their own: whole frames, each from its client's MAC address, as if no relay were there.

Rules this file keeps:

- what a client sends goes to all servers on the link, renewals too: no DHCPv4 client here asks by ARP who the server is
  (RFC 2131 §4.4.5 allows that from T2 on), and DHCPv6 knows no other way without leave (RFC 9915 §18.2);
- answers are taken whether they are for all or for the client's own MAC address, which the interface hears in
  promiscuous mode; what we sent ourselves is not;
- what differs between DHCPv4 and DHCPv6 is in :mod:`l2_family`.
"""

from __future__ import annotations

import contextlib
import errno
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers, Lengths, Rows
from dhcptools.batch.frames import FrameTemplate
from dhcptools.batch.neighbours import advertisements, solicited
from dhcptools.batch.scan_frames import scan_frames
from dhcptools.net.collect import Received
from dhcptools.net.linkbatch import BatchLink, ReceivedFrames
from dhcptools.packet.ethernet import VlanTag
from dhcptools.perf.l2_family import OnLink

_GROUP: Final = np.uint64(1 << 40)  # the bit of a MAC address that says broadcast or multicast
_ROWS: Final = 1024


class LinkBatches:
    """A socket of batches that takes messages and sends frames; the contract of BatchSocket."""

    def __init__(self, link: BatchLink, clients: OnLink, vlan: int | None = None, *, own_only: bool = False) -> None:
        """``vlan`` tags what is sent. With ``own_only`` what is for all is not heard."""
        self._link = link
        self._clients = clients
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
        known = self._frames.get(octets)
        if known is None:
            made = self._clients.template(octets, self._tags)
            known = self._frames[octets] = (made, made.rows(_ROWS))
        template, matrix = known
        frames = matrix[: len(messages)]
        template.stamp_octets(frames, "message", messages)
        self._clients.stamp(template, frames, messages)
        template.seal(frames)
        return self._link.send(frames, frames.shape[1])

    def receive(self) -> Received | None:
        """The messages in the frames that are waiting, None when there are none. Who asks for a client is answered."""
        server, client = self._clients.server_port, self._clients.client_port
        while True:
            found = self._next()
            if found is None:
                return None
            if self._clients.family == 6:
                self._advertise(found)
            scan = scan_frames(found.rows, found.lengths)
            scan.valid &= (scan.version == self._clients.family) & (scan.destination_port == client)
            scan.valid &= scan.source_port == server
            if self._own_only:
                scan.valid &= scan.mac_destination & _GROUP == 0
            rows, lengths, lines = scan.payloads(found.rows)
            if len(lines):
                short = lengths.astype(np.int32)
                sources: NDArray[np.uint32] = scan.source4[lines]
                return Received(
                    rows, short, found.arrived_ns[lines], sources, scan.source_port[lines].astype(np.uint16), short
                )

    def _next(self) -> ReceivedFrames | None:
        """Frames that are waiting. A link that went down says so once, here; sending tells how long it stays so."""
        try:
            return self._link.receive()
        except OSError as error:
            if error.errno != errno.ENETDOWN:
                raise
            return None

    def _advertise(self, found: ReceivedFrames) -> None:
        """Say where clients are that are asked for; who asked asks again when the link has no room for it now."""
        asked = solicited(found.rows, found.lengths)
        asked = asked.take(self._clients.has(asked.macs))
        if len(asked.lines):
            frames = advertisements(found.rows, asked, self._tags)
            with contextlib.suppress(OSError):  # a link that is down: requests tell of it
                self._link.send(frames, frames.shape[1])


def _alike(lengths: int | Lengths, first: int, after: int) -> tuple[int, int]:
    """How many rows from ``first`` on have one length, and that length."""
    if isinstance(lengths, int):
        return after - first, lengths
    some: Integers = np.asarray(lengths[first:after], np.int64)
    other = np.flatnonzero(some != some[0])
    return int(other[0]) if len(other) else len(some), int(some[0])
