"""A client such as other projects test: small, over UDP, patient."""

from __future__ import annotations

import socket
from types import TracebackType

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4


class MyClient:
    """Gets a lease from one server: it retransmits, and starts over after a NAK."""

    def __init__(self, address: str, port: int, number: int = 1, patience_s: float = 0.3) -> None:
        self.server = (address, port)
        self.number = number
        self.patience_s = patience_s
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))

    def __enter__(self) -> MyClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sock.close()

    def __del__(self) -> None:
        self.sock.close()

    def get_lease(self, tries: int = 10) -> str:
        """The address, empty when nobody gave one."""
        for _ in range(tries):
            offer = self.exchange(1)
            if offer is None:
                continue
            server_id = offer.first(54) or b""
            reply = self.exchange(3, RawOption(50, offer.yiaddr.packed), RawOption(54, server_id))
            if reply is not None and reply.message_type == 5:
                return str(reply.yiaddr)
        return ""

    def exchange(self, kind: int, *options: RawOption) -> Message4 | None:
        """Send a message and wait for the reply to it."""
        chaddr = bytes((2, 0)) + self.number.to_bytes(4) + bytes(10)
        query = Message4(xid=self.number, chaddr=chaddr, options=(RawOption(53, bytes((kind,))), *options))
        self.sock.sendto(query.encode(), self.server)
        self.sock.settimeout(self.patience_s)
        while True:
            try:
                reply = Message4.decode(self.sock.recv(65_535))
            except TimeoutError:
                return None
            if reply.xid == self.number and reply.message_type in {2, 5, 6}:
                return reply
