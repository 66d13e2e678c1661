"""Where a probe's messages leave and answers come in: a UDP socket, with a clock that only moves forward.

Rules this file keeps:

- every wait ends at its deadline on the monotonic clock, however much foreign traffic arrives meanwhile;
- what arrives is handed on with its source and the time it was read; nothing is judged here;
- ICMP errors (port unreachable) are told, not raised: a server may come up while we wait.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dhcptools.net.errors import route_error
from dhcptools.net.sockets import resolve

if TYPE_CHECKING:  # a UDP socket needs no frames
    from dhcptools.packet.frame import Frame

_LONGEST = 65_535
_TURN_NS = 50_000_000  # how long a wish to stop may wait
_LAST_WORDS = 64  # datagrams that are read after it: a flood does not keep us


class StoppedError(Exception):
    """Somebody wants this to end. It is raised between two datagrams, never while one is judged."""


class Datagram(NamedTuple):
    """What arrived: the UDP payload, where from, and when it was read, in nanoseconds of the monotonic clock.

    ``mac`` is the sender's link-layer address and ``frame`` all that it came in, where the channel sees them.
    """

    octets: bytes
    source: str
    port: int
    at_ns: int
    mac: bytes | None = None
    frame: Frame | None = None


class Channel(Protocol):
    """What a probe needs of the network. ``refused`` counts ICMP errors that came back."""

    refused: int

    def fileno(self) -> int:
        """The descriptor, for select."""
        raise NotImplementedError  # abstract

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        """Send a UDP payload to the servers' port at ``destination``. NetError when the system refuses it."""
        raise NotImplementedError  # abstract

    def receive(self, until_ns: int) -> Datagram | None:
        """The next datagram, or None when ``until_ns`` has come."""
        raise NotImplementedError  # abstract


def now_ns() -> int:
    """The clock of every probe."""
    return time.monotonic_ns()


class UdpChannel:
    """A bound UDP socket. ``port`` is the servers' port, ``scope`` the interface index for link-local addresses."""

    def __init__(self, sock: socket.socket, port: int, scope: int = 0) -> None:
        self._socket = sock
        self._port = port
        self._scope = scope
        self.refused = 0
        sock.setblocking(False)
        level, option = (socket.IPPROTO_IP, 11) if sock.family == socket.AF_INET else (socket.IPPROTO_IPV6, 25)
        sock.setsockopt(level, option, 1)  # IP_RECVERR, IPV6_RECVERR: port unreachable is told without connecting

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        """Send a UDP payload to ``destination``. NetError when there is no way to it."""
        address: tuple[str, int] | tuple[str, int, int, int] = (str(destination), self._port)
        if isinstance(destination, IPv6Address):
            scoped = destination.is_link_local or destination.is_multicast
            address = (str(destination).partition("%")[0], self._port, 0, self._scope if scoped else 0)
        try:
            self._socket.sendto(octets, address)
        except ConnectionRefusedError:  # of an earlier datagram
            self._forget_error()
            self._socket.sendto(octets, address)
        except OSError as error:
            raise route_error(error, str(destination)) from error

    def receive(self, until_ns: int) -> Datagram | None:
        """The next datagram, or None when ``until_ns`` has come."""
        while True:
            left_ns = until_ns - now_ns()
            ready, _, _ = select.select([self._socket], [], [], max(0, left_ns) / 1e9)
            if not ready:
                if now_ns() >= until_ns:
                    return None
                continue
            try:
                octets, address = self._socket.recvfrom(_LONGEST)
            except (ConnectionRefusedError, BlockingIOError):
                self._forget_error()
            else:
                return Datagram(octets, str(address[0]).partition("%")[0], int(address[1]), now_ns())
            if now_ns() >= until_ns:
                return None

    def fileno(self) -> int:
        """The descriptor, for select."""
        return self._socket.fileno()

    def _forget_error(self) -> None:
        """Take an ICMP error off the socket: while it is queued, the socket looks readable."""
        with contextlib.suppress(BlockingIOError):
            self._socket.recvmsg(0, 512, socket.MSG_ERRQUEUE)
            self.refused += 1


class ChannelAround:
    """A channel that passes on to another one; what it changes, it overrides."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @property
    def refused(self) -> int:
        """ICMP errors that came back."""
        return self._channel.refused

    @refused.setter
    def refused(self, count: int) -> None:
        self._channel.refused = count

    def fileno(self) -> int:
        """The descriptor, for select."""
        return self._channel.fileno()

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        """Send, as the channel does."""
        self._channel.send(octets, destination)

    def receive(self, until_ns: int) -> Datagram | None:
        """Receive, as the channel does."""
        return self._channel.receive(until_ns)


class HeedfulChannel(ChannelAround):
    """A channel whose waits end when ``stop`` says so: what has arrived by then is handed on, then StoppedError."""

    def __init__(self, channel: Channel, stop: Callable[[], bool]) -> None:
        super().__init__(channel)
        self._stop = stop
        self._left = _LAST_WORDS

    def receive(self, until_ns: int) -> Datagram | None:
        """The next datagram, or None when ``until_ns`` has come. StoppedError."""
        while True:
            stopping = self._stop()
            datagram = self._channel.receive(0 if stopping else min(until_ns, now_ns() + _TURN_NS))
            if stopping:
                self._left -= 1
                if datagram is None or self._left < 0:
                    raise StoppedError
            if datagram is not None:
                return datagram
            if not stopping and now_ns() >= until_ns:
                return None


def pause(until_ns: int, stop: Callable[[], bool]) -> None:
    """Wait until then. StoppedError when ``stop`` says so."""
    while (left_ns := until_ns - now_ns()) > 0:
        if stop():
            raise StoppedError
        time.sleep(min(left_ns, _TURN_NS) / 1e9)


def literal_of(server: str, port: int, family: int) -> tuple[str, int]:
    """Address literal of a server given by name, and the interface index of its zone (0 without one).

    ``family`` is AF_INET or AF_INET6. NetError when the name has no address of it.
    """
    _, literal = resolve(server, port, family)
    host, _, zone = literal.partition("%")
    return host, socket.if_nametoindex(zone) if zone and not zone.isdigit() else int(zone or 0)
