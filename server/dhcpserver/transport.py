"""Sockets around the engines: what arrives goes to ``handle``, what comes out is recorded and then sent.

One selector loop, no threads. All that waits at a socket is a batch: it is handled, what it changed is recorded in one
go, and only then its replies leave (RFC 2131 §4.3.1). Nothing is waited for to make a batch larger.

Every socket asks for packet information, so that a reply leaves with the address the client or relay spoke to, by the
interface it came from.
"""

from __future__ import annotations

import select
import selectors
import socket
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.frames import datagram
from dhcpserver.journal import Recorder
from dhcpserver.ports import listen
from dhcpserver.reply4 import BROADCAST, Context4, Reply4
from dhcpserver.reply6 import Context6, Reply6
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6

if TYPE_CHECKING:
    from dhcpserver.gate import Gate

GROUPS6: Final = ("ff02::1:2", "ff05::1:3")  # RFC 9915 §7.1: all relays and servers, all servers
RECEIVE_OCTETS: Final = 65_535
BURST: Final = 128  # datagrams read from one socket before the others have their turn
BUFFER_OCTETS: Final = 8 << 20
_IP_PKTINFO: Final = 8
_SO_RCVBUFFORCE: Final = 33
_ETH_P_IP: Final = 0x0800
_PKTINFO4: Final = struct.Struct("=I4s4s")
_PKTINFO6: Final = struct.Struct("=16sI")
R = TypeVar("R", Reply4, Reply6)
Store = TypeVar("Store", bound=Recorder)
_TICK_S: Final = 1.0  # how often leases are looked at when nothing arrives


Refused = Callable[[int, str, DecodeError, int], None]  # family, source, why, when


class Endpoint(Protocol):
    """A socket and what reads it. ``refused`` is told of what cannot be read, ``burst`` reads make a batch."""

    burst: int
    sock: socket.socket
    refused: Refused | None

    def serve_one(self, now_ns: int) -> bool:
        """Take one datagram and answer it, by :meth:`flush`; False when none waits."""

    def flush(self, *, recorded: bool) -> None:
        """Send the answers, or forget them when what they say is not on record."""


class Fate:
    """Whether what the replies of a batch say is on record: of those that leave later, too."""

    __slots__ = ("recorded",)

    def __init__(self) -> None:
        self.recorded = True

    def bound(self, send: Callable[[R], None]) -> Callable[[R], None]:
        """``send``, as long as nothing was lost."""

        def send_recorded(reply: R) -> None:
            if self.recorded:
                send(reply)

        return send_recorded


class Endpoint4:
    """A DHCPv4 socket, of one interface or one address."""

    burst = BURST

    def __init__(self, engine: Engine4, sock: socket.socket, raw: socket.socket | None, gate: Gate | None) -> None:
        self.engine = engine
        self.gate = gate
        self.refused: Refused | None = None
        self.sock = sock
        self.raw = raw
        self.port = int(sock.getsockname()[1])
        self._names: dict[int, str] = {}
        self._fate = Fate()
        self._answers: list[tuple[Reply4, int, bytes]] = []
        sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        _prepare(sock)

    def serve_one(self, now_ns: int) -> bool:
        """Take one datagram and answer it, by :meth:`flush`; False when none waits."""
        try:
            data, ancillary, _, (host, port) = self.sock.recvmsg(RECEIVE_OCTETS, 64)
        except (BlockingIOError, ConnectionError):
            return False
        index, local, destination = 0, b"\0\0\0\0", b""
        for level, kind, content in ancillary:
            if level == socket.IPPROTO_IP and kind == _IP_PKTINFO:
                index, local, destination = _PKTINFO4.unpack_from(content)
        try:
            message = Message4.decode(data)
        except DecodeError as error:
            if self.refused is not None:
                self.refused(4, host, error, now_ns)
            self.engine.counters["pkt4-received"] += 1
            self.engine.counters["pkt4-parse-failed"] += 1
            self.engine.counters["pkt4-receive-drop"] += 1
            return True
        unicast = local == destination
        context = Context4(IPv4Address(host), port, IPv4Address(local), unicast, self._name(index), index)
        if self.gate is None:
            self._answers += ((reply, index, local) for reply in self.engine.handle(message, context, now_ns))
        else:
            self.gate.handle(
                message,
                context,
                now_ns,
                lambda: self.engine.handle(message, context, now_ns),
                self._fate.bound(lambda reply: self.send(reply, index, local)),
            )
        return True

    def flush(self, *, recorded: bool) -> None:
        """Send the answers, or forget them when what they say is not on record."""
        answers, self._answers = self._answers, []
        if recorded:
            for answer in answers:
                self.send(*answer)
        else:
            self._fate.recorded = False
            self._fate = Fate()

    def _name(self, index: int) -> str:
        name = self._names.get(index)
        if name is None:
            try:
                name = socket.if_indextoname(index)
            except OSError:
                return ""
            self._names[index] = name
        return name

    def send(self, reply: Reply4, index: int, local: bytes) -> None:
        """Send a reply by the interface of this index, from the address ``local``."""
        try:
            payload = reply.encode()
        except EncodeError:
            return
        target = (str(reply.destination), reply.port)
        out = 0  # the route decides, except on the link itself
        with suppress(OSError):  # a destination without route or neighbour: as lost as on the wire
            if reply.link_address and self.raw is not None:
                packet = datagram(payload, local, reply.destination.packed, self.port, reply.port)
                self.raw.sendto(packet, (self._name(index), _ETH_P_IP, 0, 0, reply.link_address))
                return
            if reply.link_address or reply.destination == BROADCAST:
                target, out = (str(BROADCAST), reply.port), index
            information = (socket.IPPROTO_IP, _IP_PKTINFO, _PKTINFO4.pack(out, local, b"\0\0\0\0"))
            self.sock.sendmsg([payload], [information], 0, target)


class Endpoint6:
    """A DHCPv6 socket, of one interface or one address."""

    burst = BURST

    def __init__(self, engine: Engine6, sock: socket.socket, gate: Gate | None) -> None:
        self.engine = engine
        self.gate = gate
        self.refused: Refused | None = None
        self.sock = sock
        self.named = sock.getsockname()[0] != "::"  # this very address was asked for
        self._fate = Fate()
        self._answers: list[tuple[Reply6, bytes, int]] = []
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        _prepare(sock)

    def serve_one(self, now_ns: int) -> bool:
        """Take one datagram and answer it, by :meth:`flush`; False when none waits."""
        try:
            data, ancillary, _, address = self.sock.recvmsg(RECEIVE_OCTETS, 64)
        except (BlockingIOError, ConnectionError):
            return False
        index, destination = 0, bytes(16)
        for level, kind, content in ancillary:
            if level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO:
                destination, index = _PKTINFO6.unpack_from(content)
        try:
            message = decode6(data)
        except DecodeError as error:
            if self.refused is not None:
                self.refused(6, str(address[0]), error, now_ns)
            self.engine.counters["pkt6-received"] += 1
            self.engine.counters["pkt6-parse-failed"] += 1
            self.engine.counters["pkt6-receive-drop"] += 1
            return True
        host, port, _, scope = address
        unicast = destination[0] != 0xFF
        try:
            name = socket.if_indextoname(index)
        except OSError:
            name = ""
        invited = self.named or (destination[0] == 0xFE and destination[1] & 0xC0 == 0x80)
        sender, sent_to = IPv6Address(host.partition("%")[0]), IPv6Address(destination)
        context = Context6(sender, port, unicast, name, index, invited, sent_to)
        # A unicast request is answered from the address it was sent to, others from the interface's own.
        source = _PKTINFO6.pack(destination if unicast else bytes(16), index)
        if self.gate is None:
            self._answers += ((reply, source, scope) for reply in self.engine.handle(message, context, now_ns))
        else:
            self.gate.handle(
                message,
                context,
                now_ns,
                lambda: self.engine.handle(message, context, now_ns),
                self._fate.bound(lambda reply: self._send(reply, source, scope)),
            )
        return True

    def flush(self, *, recorded: bool) -> None:
        """Send the answers, or forget them when what they say is not on record."""
        answers, self._answers = self._answers, []
        if recorded:
            for answer in answers:
                self._send(*answer)
        else:
            self._fate.recorded = False
            self._fate = Fate()

    def _send(self, reply: Reply6, source: bytes, scope: int) -> None:
        with suppress(OSError, EncodeError):  # as lost as on the wire
            target = (str(reply.destination), reply.port, 0, scope)
            self.sock.sendmsg([reply.encode()], [(socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, source)], 0, target)


class Clock:
    """Nanoseconds since the epoch that never jump: the wall clock at the start, and the monotonic clock since."""

    def __init__(self) -> None:
        self._base = time.time_ns() - time.monotonic_ns()

    def __call__(self) -> int:
        return self._base + time.monotonic_ns()


class Loop:
    """The endpoints of one server. Use as a context manager: leaving it closes every socket."""

    def __init__(self, gate: Gate | None = None, refused: Refused | None = None) -> None:
        """``gate`` is asked about every request, and sends the replies when they are due.

        ``record`` is called before replies leave, and says whether they may.
        """
        self.gate = gate
        self.record: Callable[[], bool] = lambda: True
        self.refused = refused
        self.endpoints: list[Endpoint] = []
        self._stack = ExitStack()
        self._selector = self._stack.enter_context(selectors.EpollSelector())

    def __enter__(self) -> Loop:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def listen4(
        self,
        engine: Engine4,
        address: str,
        port: int,
        *,
        device: str | None = None,
        raw: bool = False,
        batches: Callable[[Engine4, socket.socket], Endpoint] | None = None,
    ) -> int:
        """Open a DHCPv4 socket; ``raw`` answers new clients by AF_PACKET. Returns the port. Raises NetError.

        ``batches`` makes the endpoint of a socket that is served by the batch.
        """
        sock = self._stack.enter_context(listen(socket.AF_INET, address, port, device=device, broadcast=True))
        packets = self._packet_socket() if raw else None
        self._add(Endpoint4(engine, sock, packets, self.gate) if batches is None else batches(engine, sock))
        return int(sock.getsockname()[1])

    def listen6(
        self,
        engine: Engine6,
        address: str,
        port: int,
        *,
        device: str | None = None,
        batches: Callable[[Engine6, socket.socket], Endpoint] | None = None,
    ) -> int:
        """Open a DHCPv6 socket; on a ``device`` it joins the groups of servers. Returns the port. Raises NetError.

        ``batches`` makes the endpoint of a socket that is served by the batch.
        """
        sock = self._stack.enter_context(listen(socket.AF_INET6, address, port, device=device))
        if device is not None:
            index = struct.pack("=I", socket.if_nametoindex(device))
            for group in GROUPS6:
                member = socket.inet_pton(socket.AF_INET6, group) + index
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, member)
        self._add(Endpoint6(engine, sock, self.gate) if batches is None else batches(engine, sock))
        return int(sock.getsockname()[1])

    def keep(self, store: Store | None) -> Store | None:
        """Record in a store what a batch changes before its replies leave; it is closed with the sockets."""
        if store is not None:
            self.record = store.record
            self._stack.callback(store.close)
        return store

    def watch(self, descriptor: int, called: Callable[[], object]) -> None:
        """Call when a file descriptor can be read."""
        self._selector.register(descriptor, selectors.EVENT_READ, called)

    def run(self, stopped: Callable[[], bool], clock: Callable[[], int], tick: Callable[[int], None]) -> None:
        """Serve until ``stopped``; ``tick`` is called about once a second with the time."""
        due = clock()
        while not stopped():
            for key, _ in self._wait(clock):
                if callable(key.data):
                    key.data()
                else:
                    self._serve(key.data, clock)
            now = clock()
            if self.gate is not None:
                self.gate.send_due(now)
            if now >= due:
                tick(now)
                due = now + 1_000_000_000

    def _serve(self, endpoint: Endpoint, clock: Callable[[], int]) -> None:
        """What waits at one socket; with a gate one message is a batch, so that replies that wait leave on time."""
        if self.gate is None:
            count = 0
            while count < endpoint.burst and endpoint.serve_one(clock()):
                count += 1
            endpoint.flush(recorded=not count or self.record())
            return
        for _ in range(BURST):
            if not endpoint.serve_one(clock()):
                return
            endpoint.flush(recorded=self.record())
            self.gate.send_due(clock())

    def _wait(self, clock: Callable[[], int]) -> list[tuple[selectors.SelectorKey, int]]:
        """What can be read, after a second at most, and when a reply is due at the latest."""
        due = None if self.gate is None else self.gate.next_ns
        if due is None:
            return self._selector.select(_TICK_S)
        # epoll counts in milliseconds, select in microseconds; an epoll descriptor can be read when it has events.
        left = (due - clock()) / 1e9
        if left > 0:
            select.select([self._selector.fileno()], [], [], min(left, _TICK_S))
        return self._selector.select(0)

    def _add(self, endpoint: Endpoint) -> None:
        endpoint.sock.setblocking(False)
        endpoint.refused = self.refused
        self.endpoints.append(endpoint)
        self._selector.register(endpoint.sock, selectors.EVENT_READ, endpoint)

    def _packet_socket(self) -> socket.socket | None:
        """A socket that sends IPv4 to hardware addresses; None without CAP_NET_RAW: replies are then broadcast."""
        try:
            return self._stack.enter_context(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0))
        except PermissionError:
            return None


def _prepare(sock: socket.socket) -> None:
    for option in (_SO_RCVBUFFORCE, socket.SO_RCVBUF):
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, option, BUFFER_OCTETS)
            return
