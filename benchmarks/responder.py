"""A scripted DHCP server on the batch plane: one row in, one row out, faster than any load generator it is shown to.

It answers DISCOVER with OFFER and REQUEST with ACK (v6: relayed Solicit and Request with Advertise and Reply), each
client with an address of its own, and keeps no leases. It is no DHCP server: it is the wall that two generators are
thrown against.

usage: responder.py ADDRESS [PORT]     answers until it is stopped; prints "ready" when it listens
"""

from __future__ import annotations

import select
import socket
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import numpy as np

from dhcptools.batch.columns import Rows, read48
from dhcptools.batch.scan4 import Scanner4
from dhcptools.batch.scan6 import Scanner6, Slot
from dhcptools.batch.template import Inside, Template, template4, template6
from dhcptools.net.mmsg import BatchSocket, Received
from dhcptools.packet.ia6 import IaAddr
from dhcptools.packet.raw import RawOption, pack6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6

MOST = 16_384  # rows of one answer: more than one receive with UDP_GRO can bring
POOL = 10 << 24  # 10.0.0.0, and the low three octets of the client's MAC address


class Answers4:
    def __init__(self, address: str) -> None:
        server = IPv4Address(address).packed
        options = (
            RawOption(53, b"\0"), RawOption(54, server), RawOption(51, (3600).to_bytes(4)), RawOption(1, b"\xff\0\0\0"),
        )  # fmt: skip
        self.template = template4(Message4(op=2, options=options), {"type": Inside((53,), 0, 1)})
        self.rows = self.template.rows(MOST)
        self.scanner = Scanner4()

    def answer(self, received: Received) -> Iterator[Rows]:
        asked = received.rows
        scan = self.scanner.scan(asked, received.lengths)
        kinds = np.zeros(256, np.uint8)
        kinds[[1, 3]] = (2, 5)
        out, template = self.rows[: len(asked)], self.template
        out[:, 4:8], out[:, 24:44] = asked[:, 4:8], asked[:, 24:44]  # xid; giaddr and chaddr
        template.stamp(out, "yiaddr", POOL | (scan.chaddr & np.uint64(0xFFFFFF)))
        template.stamp(out, "type", kinds[scan.message_type])
        good = scan.valid & (out[:, template.places["type"].offset] != 0)
        yield out if good.all() else out[good]


class Answers6:
    def __init__(self) -> None:
        ia = bytes(12) + pack6([RawOption(5, IaAddr(preferred_lifetime=3000, valid_lifetime=4000).encode())])
        options = (RawOption(1, bytes(14)), RawOption(2, b"\0\2\0\0\x09\xbf12345678"), RawOption(3, ia))
        message = RelayMessage6(13, options=(RawOption(9, Message6(2, 0, options).encode()),))
        self.template: Template = template6(
            message,
            {"client": Inside((9, 1), 0, 14), "iaid": Inside((9, 3), 0, 4), "address": Inside((9, 3, 5), 10, 6)},
        )
        base = self.template.places["address"].offset - 10
        self.rows = self.template.rows(MOST)
        self.rows[:, base : base + 8] = np.frombuffer(bytes.fromhex("20010db800010000"), np.uint8)
        self.scanner = Scanner6()

    def answer(self, received: Received) -> Iterator[Rows]:
        asked = received.rows
        scan = self.scanner.scan(asked, received.lengths)
        out, template = self.rows[: len(asked)], self.template
        client = np.ascontiguousarray(scan.octets(asked, Slot.CLIENT_ID, 14))
        out[:, 2:34] = asked[:, 2:34]  # link-address and peer-address
        kind = np.where(scan.message_type == 1, np.uint32(2 << 24), np.uint32(7 << 24))
        template.stamp(out, "header", kind | scan.xid)
        template.stamp_octets(out, "client", client)
        template.stamp_octets(out, "iaid", scan.octets(asked, Slot.IA_NA, 4))
        template.stamp(out, "address", read48(client, 8))
        good = scan.valid & scan.relayed & ((scan.message_type == 1) | (scan.message_type == 3))
        yield out if good.all() else out[good]


def serve(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.bind((address, port))
        batch = BatchSocket(sock, timestamps=False, receive_buffer=32 << 20)
        answers = Answers6() if family == socket.AF_INET6 else Answers4(address)
        print("ready", flush=True)
        while True:
            received = batch.receive()
            if received is None:
                select.select([sock], [], [])
                continue
            source = received.sources[0]
            peer = str(IPv4Address(int(source)) if family == socket.AF_INET else IPv6Address(source.tobytes()))
            to = (peer, int(received.ports[0]))
            for rows in answers.answer(received):
                sent = 0
                while sent < len(rows):
                    taken = batch.send(rows[sent:], rows.shape[1], to)
                    sent += taken
                    if not taken:
                        select.select([], [sock], [], 0.01)


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 547 if ":" in sys.argv[1] else 67)
