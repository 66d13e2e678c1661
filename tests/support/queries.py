"""A network without a network: a channel that answers by a function, and what servers say on it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address

from dhcptools.packet.ia6 import IaAddr, IaNa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, decode6
from dhcptools.probe.channel import Datagram, now_ns

SERVER_ID = IPv4Address("192.0.2.1")
MAC = bytes.fromhex("02005e005301")
DUID = b"\0\3\0\1" + MAC

Answer = Callable[[bytes], Iterable[bytes]]


class FakeChannel:
    """Whatever is sent is answered at once from 192.0.2.1, or fe80::1, by what ``answer`` gives."""

    def __init__(self, answer: Answer = lambda _: (), source: str = "192.0.2.1") -> None:
        self._answer = answer
        self._source = source
        self._waiting: list[bytes] = []
        self.sent: list[tuple[bytes, IPv4Address | IPv6Address]] = []
        self.refused = 0
        self._bell: tuple[socket.socket, socket.socket] | None = None

    def fileno(self) -> int:
        """Readable while an answer waits."""
        if self._bell is None:
            self._bell = socket.socketpair()
            self._bell[1].send(b"x" * len(self._waiting))
        return self._bell[0].fileno()

    def send(self, octets: bytes, destination: IPv4Address | IPv6Address) -> None:
        """Keep it, and its answers."""
        self.sent.append((octets, destination))
        for reply in self._answer(octets):
            self._waiting.append(reply)
            if self._bell is not None:
                self._bell[1].send(b"x")

    def receive(self, until_ns: int) -> Datagram | None:
        """The next answer; None at once, instead of at ``until_ns``, when there is none."""
        if not self._waiting:
            return None
        if self._bell is not None:
            self._bell[0].recv(1)
        port = 67 if "." in self._source else 547
        return Datagram(self._waiting.pop(0), self._source, port, min(now_ns(), until_ns - 1))

    def close(self) -> None:
        """Close its sockets."""
        for end in self._bell or ():
            end.close()


def reply4(
    request: Message4, kind: int, *options: RawOption, address: str = "192.0.2.10", **fields: object
) -> Message4:
    """What a server says: option 53, 54 and ``options``."""
    values: dict[str, object] = {
        "op": 2, "xid": request.xid, "chaddr": request.chaddr, "flags": request.flags, "giaddr": request.giaddr,
        "yiaddr": IPv4Address("0.0.0.0" if kind == 6 else address),
    }  # fmt: skip  # what is echoed, then what is given
    head = (RawOption(53, bytes((kind,))), RawOption(54, SERVER_ID.packed))
    return Message4(**(values | fields), options=(*head, *options))  # type: ignore[arg-type]  # fields by their names


def serve4(octets: bytes) -> list[bytes]:
    """A server that offers, grants and says little else."""
    request = Message4.decode(octets)
    kind = {1: 2, 3: 5, 8: 5}.get(request.message_type or 0)
    mask = RawOption(1, b"\xff\xff\xff\0")
    return [] if kind is None else [reply4(request, kind, mask, RawOption(51, (3600).to_bytes(4))).encode()]


def serve6(octets: bytes) -> list[bytes]:
    """The same for DHCPv6."""
    request = decode6(octets)
    assert isinstance(request, Message6)
    kind = 2 if request.msg_type == 1 else 7
    ias = [
        IaNa(
            int.from_bytes(option.data[:4]), 100, 200, (IaAddr(IPv6Address("2001:db8::5"), 300, 400).option(),)
        ).option()
        for option in request.all(3)
        if request.msg_type != 8
    ]
    head = (RawOption(1, request.first(1) or b""), RawOption(2, b"\0\2\0\0\x09\xbf\1"))
    return [Message6(kind, request.transaction_id, (*head, *ias)).encode()]
