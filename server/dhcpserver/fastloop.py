"""Sockets that are read and answered by the batch: one system call for many datagrams, either way.

They serve what comes by unicast, from relays and clients that have an address. A client that needs a broadcast or its
link-layer address is answered as ever, one by one.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address
from typing import Final

import numpy as np

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.fast import Batch, Block, Fast, Odd, Out, Refused
from dhcpserver.fast4 import Fast4
from dhcpserver.fast6 import Fast6
from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.reply6 import Context6
from dhcpserver.shapes import STRIDE
from dhcpserver.transport import Endpoint4
from dhcptools.net.collect import Received
from dhcptools.net.mmsg import BatchSocket

_IP_PKTINFO: Final = 8
SLICE: Final = 2048  # requests that are answered at a time: as many as stay in the processor's cache
_BUFFER_OCTETS: Final = 32 << 20
_WAIT_S: Final = 0.05  # for room in the send buffer; what finds none is as lost as on the wire


class FastEndpoint:
    """A UDP socket of one unicast address, with the batch path of its engine.

    ``odd`` sends what needs more than an address to go to. ``counters`` are the engine's; ``family`` names them.
    """

    burst = 1  # what one read brings is a batch

    def __init__(self, fast: Fast, sock: socket.socket, family: int, odd: Callable[[object], None]) -> None:
        self.sock = sock
        self.fast = fast
        self._odd = odd
        self._family = family
        self._batches = BatchSocket(
            sock, octets=STRIDE, timestamps=False, receive_buffer=_BUFFER_OCTETS, send_buffer=_BUFFER_OCTETS // 4
        )
        self._waiting: Iterator[Batch] = iter(())
        self._out: list[Out] = []

    @property
    def refused(self) -> Refused | None:
        """Who is told of what cannot be read."""
        return self.fast.refused

    @refused.setter
    def refused(self, told: Refused | None) -> None:
        self.fast.refused = told

    def serve_one(self, now_ns: int) -> bool:
        """Take a batch and answer it, by :meth:`flush`; False when nothing waits."""
        batch = next(self._waiting, None)
        if batch is None:
            received = self._batches.receive()
            if received is None:
                return False
            self._waiting = self._slices(received)
            batch = next(self._waiting)
        self._out += self.fast.answer(batch, now_ns)
        return True

    def flush(self, *, recorded: bool) -> None:
        """Send the answers, or forget them when what they say is not on record."""
        out, self._out = self._out, []
        if not recorded:
            return
        blocks: list[Block] = []
        for one in out:
            if isinstance(one, Odd):
                self._send(blocks)
                blocks = []
                self._odd(one.reply)
                continue
            if blocks and blocks[0].rows.shape[1] != one.rows.shape[1]:
                self._send(blocks)
                blocks = []
            blocks.append(one)
        self._send(blocks)

    def _slices(self, received: Received) -> Iterator[Batch]:
        whole = ~received.truncated
        if whole.all():
            rows, lengths, sources, ports = received.rows, received.lengths, received.sources, received.ports
        else:  # longer than any message that a server reads
            for name in ("received", "parse-failed", "receive-drop"):
                self.fast.counters[f"pkt{self._family}-{name}"] += int(np.count_nonzero(~whole))
            rows, lengths = received.rows[whole], received.lengths[whole]
            sources, ports = received.sources[whole], received.ports[whole]
        for start in range(0, len(rows), SLICE) or (0,):
            part = slice(start, start + SLICE)
            some = rows[part]
            yield Batch(some, some.view(np.uint64), lengths[part].astype(np.int64), sources[part], ports[part])

    def _send(self, blocks: list[Block]) -> None:
        """Send answers of one length."""
        if not blocks:
            return
        if len(blocks) == 1:
            rows, addresses, ports, _ = blocks[0]
        else:
            rows = np.concatenate([block.rows for block in blocks])
            addresses = np.concatenate([block.addresses for block in blocks])
            ports = np.concatenate([block.ports for block in blocks])
        done, octets = 0, rows.shape[1]
        while done < len(rows):
            try:
                taken = self._batches.send_each(rows[done:], octets, addresses[done:], ports[done:])
            except OSError:
                taken = 1  # a destination without route: as lost as on the wire
            done += taken
            if not taken and not select.select([], [self.sock], [], _WAIT_S)[1]:
                return


def endpoint4(engine: Engine4, sock: socket.socket, interface: str = "", index: int = 0) -> FastEndpoint:
    """The batch endpoint of a DHCPv4 socket that is bound to one address of ours, of this interface."""
    local = IPv4Address(sock.getsockname()[0])
    context = Context4(local=local, unicast=True, interface=interface, index=index)
    one_by_one = Endpoint4(engine, sock, None, None)
    sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 0)  # all that comes in was sent to the one address

    def odd(reply: object) -> None:
        if isinstance(reply, Reply4):
            one_by_one.send(reply, index, local.packed)

    return FastEndpoint(Fast4(engine, context), sock, 4, odd)


def endpoint6(engine: Engine6, sock: socket.socket, interface: str = "", index: int = 0) -> FastEndpoint:
    """The batch endpoint of a DHCPv6 socket that is bound to one address of ours; relays have global addresses."""
    context = Context6(unicast=True, interface=interface, index=index, invited=True)
    return FastEndpoint(Fast6(engine, context), sock, 6, lambda _: None)
