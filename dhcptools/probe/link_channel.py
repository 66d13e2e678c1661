"""A channel of raw frames on one interface: no address and no port of this host is needed, only CAP_NET_RAW.

Rules this file keeps:

- a datagram counts when it is whole, its checksum is not wrong and it is for the port that requests leave from;
- the time of arrival is the kernel's;
- every wait ends at its deadline, however many frames arrive meanwhile.
"""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

from dhcptools.net.errors import NetError
from dhcptools.net.link import Arrival, LinkSocket
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ethernet import BROADCAST, VlanTag, multicast_mac
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.packet.udp import Check
from dhcptools.probe.channel import Datagram, now_ns

_BUFFER_WAIT_S = 0.01
_CIADDR = slice(12, 16)
_KNOWN_MOST = 256  # senders whose MAC addresses are remembered


class LinkChannel:
    """Frames from ``source`` to ``port`` of whoever is asked, with ``tags``.

    ``target_mac`` is where frames to a unicast address go; without it to the MAC address that has answered from there,
    else to everybody on the link.
    """

    def __init__(
        self,
        link: LinkSocket,
        source: Endpoint,
        port: int,
        *,
        tags: Sequence[VlanTag] = (),
        target_mac: bytes | None = None,
    ) -> None:
        self._link = link
        self._source = source
        self._port = port
        self._tags = tuple(tags)
        self._target_mac = target_mac
        self._known: dict[str, bytes] = {}
        self.refused = 0

    def fileno(self) -> int:
        """The descriptor, for select."""
        return self._link.fileno()

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        """Send a UDP payload to the servers' port at ``destination``. NetError, EncodeError when it cannot."""
        mac, source = multicast_mac(destination), self._source
        if mac is None:
            mac = self._target_mac or self._known.get(str(destination), BROADCAST)
            source = source._replace(address=_own_address(octets, source.address))
        frame = encode_frame(octets, source, Endpoint(mac, destination, self._port), tags=self._tags)
        for _ in range(100):
            if self._link.send(frame):
                return
            time.sleep(_BUFFER_WAIT_S)
        raise NetError(
            f"cannot send on {self._link.interface}: its buffers stay full",
            "the interface takes no frames, as one without carrier does",
            f"see `ip -statistics link show {self._link.interface}`",
        )

    def receive(self, until_ns: int) -> Datagram | None:
        """The next datagram, or None when ``until_ns`` has come."""
        while True:
            arrival = self._link.receive()
            datagram = None if arrival is None else self._read(arrival)
            if datagram is not None:
                return datagram
            left_ns = until_ns - now_ns()
            if left_ns <= 0:
                return None
            if arrival is None:
                select.select([self._link], [], [], left_ns / 1e9)

    def _read(self, arrival: Arrival) -> Datagram | None:
        try:
            frame = Frame.decode(arrival.whole, checksums=arrival.checksum_ready)
        except DecodeError:
            return None
        if frame.ethernet is None or frame.ip is None or frame.udp is None or frame.fragment:
            return None
        if frame.udp.destination_port != self._source.port or frame.udp.check is Check.WRONG:
            return None
        if frame.ip.source.version != self._source.address.version:
            return None
        if len(self._known) < _KNOWN_MOST:
            self._known.setdefault(str(frame.ip.source), frame.ethernet.source)
        at_ns = now_ns()
        if arrival.arrived_ns:  # the kernel's stamp is of the other clock
            at_ns -= max(0, time.time_ns() - arrival.arrived_ns)
        return Datagram(frame.payload, str(frame.ip.source), frame.udp.source_port, at_ns, frame.ethernet.source, frame)


def _own_address(octets: bytes, address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Who speaks to one server has an address, ciaddr (RFC 2131 table 4): a host drops unicast from 0.0.0.0."""
    if address == IPv4Address(0) and len(octets) >= _CIADDR.stop:
        return IPv4Address(octets[_CIADDR])
    return address
