"""A DHCP server that does what a test's script says: drop, delay, double, refuse; one datagram at a time."""

from __future__ import annotations

import heapq
import itertools
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from types import TracebackType
from typing import Self

from dhcptools.packet.ia6 import IaAddr, StatusCode
from dhcptools.packet.raw import RawOption, pack6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import RELAY_REPL, Message6, RelayMessage6, decode6

SERVER_ID4 = bytes((192, 0, 2, 99))
SERVER_ID6 = b"\0\2\0\0\0\x09server"

# What the script gets: the decoded request and how many of its message type came before. What it returns: replies, each
# with a delay in seconds.
Reply = tuple[float, bytes]
Script4 = Callable[[Message4, int], Iterable[tuple[float, bytes]]]
Script6 = Callable[[RelayMessage6, Message6, int], Iterable[tuple[float, bytes]]]


class ScriptedServer:
    """Serves in a thread until left. ``requests`` are the datagrams that came, with the time of each in nanoseconds."""

    def __init__(self, script: Script4 | Script6, family: int = 4) -> None:
        self._script = script
        self._family = family
        self._socket = socket.socket(socket.AF_INET if family == 4 else socket.AF_INET6, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1" if family == 4 else "::1", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.port: int = self._socket.getsockname()[1]
        self.requests: list[tuple[int, bytes]] = []
        self._failure: BaseException | None = None
        self._quit, self._told = socket.socketpair()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._quit.send(b"x")
        self._thread.join()
        for sock in (self._quit, self._told, self._socket):
            sock.close()
        if self._failure is not None:
            raise self._failure

    def _serve(self) -> None:
        try:
            self._loop()
        except BaseException as failure:  # noqa: BLE001 - raised again where the test can see it
            self._failure = failure

    def _loop(self) -> None:
        waiting: list[tuple[float, int, bytes, tuple[object, ...]]] = []
        counts: dict[int, int] = {}
        numbers = itertools.count()
        while True:
            until = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            ready, _, _ = select.select([self._socket, self._told], [], [], until)
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, octets, peer = heapq.heappop(waiting)
                self._socket.sendto(octets, peer)
            if self._told in ready:
                return
            if self._socket in ready:
                octets, peer = self._socket.recvfrom(2048)
                self.requests.append((time.monotonic_ns(), octets))
                for delay_s, reply in self._ask(octets, counts):
                    if delay_s == 0:
                        self._socket.sendto(reply, peer)
                    else:
                        heapq.heappush(waiting, (time.monotonic() + delay_s, next(numbers), reply, peer))

    def _ask(self, octets: bytes, counts: dict[int, int]) -> Iterable[tuple[float, bytes]]:
        if self._family == 4:
            message = Message4.decode(octets)
            kind = message.message_type or 0
            arguments: tuple[object, ...] = (message,)
        else:
            outer = decode6(octets)
            assert isinstance(outer, RelayMessage6)
            inner = outer.relayed()
            assert isinstance(inner, Message6)
            kind = inner.msg_type
            arguments = (outer, inner)
        counts[kind] = counts.get(kind, 0) + 1
        return list(self._script(*arguments, counts[kind] - 1))  # type: ignore[arg-type, call-arg]


def answer4(request: Message4, **changes: object) -> Message4:
    """OFFER or ACK for a request, with an address made of its chaddr; ``changes`` replace fields."""
    kind = 2 if request.message_type == 1 else 5
    address = IPv4Address("10.0.0.0") + int.from_bytes(request.chaddr[3:6])
    options = (
        RawOption(53, bytes((kind,))),
        RawOption(54, SERVER_ID4),
        RawOption(51, (3600).to_bytes(4)),
        *(option for option in request.options if option.code == 82),
    )
    reply = Message4(
        op=2, xid=request.xid, yiaddr=address, giaddr=request.giaddr, chaddr=request.chaddr, options=options
    )
    return replace(reply, **changes)  # type: ignore[arg-type]


def nak4(request: Message4) -> Message4:
    """A DHCPNAK."""
    options = (RawOption(53, b"\x06"), RawOption(54, SERVER_ID4))
    return answer4(request, yiaddr=IPv4Address(0), options=options)


def answer6(outer: RelayMessage6, inner: Message6, *, status: int = 0, server: bytes = SERVER_ID6) -> bytes:
    """Advertise or Reply in a Relay-reply, with an address made of the client's DUID, or a refusal with ``status``."""
    client = inner.first(1) or b""
    ia = inner.first(3) or b""
    address = IaAddr(IPv6Address("2001:db8::") + int.from_bytes(client[-4:]), 3000, 4000)
    inside = StatusCode(status, "no").option() if status else RawOption(5, address.encode())
    options = (RawOption(1, client), RawOption(2, server), RawOption(3, ia[:12] + pack6([inside])))
    message = Message6(2 if inner.msg_type == 1 else 7, inner.transaction_id, options)
    relayed = RawOption(9, message.encode())
    return RelayMessage6(RELAY_REPL, 0, outer.link_address, outer.peer_address, (relayed,)).encode()
