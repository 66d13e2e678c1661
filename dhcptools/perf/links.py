"""The socket of a run: UDP, or frames on an interface where clients are to have MAC addresses of their own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Final

from dhcptools.net.bpf import dhcp_filter
from dhcptools.net.link import open_link
from dhcptools.net.linkbatch import BatchLink
from dhcptools.net.mmsg import BatchSocket
from dhcptools.net.sockets import open_udp
from dhcptools.perf.dialogue import MOST_ROWS
from dhcptools.perf.l2 import LinkBatches
from dhcptools.perf.l2_family import OnLink4, OnLink6
from dhcptools.perf.outlet import Batches
from dhcptools.perf.plan import CLIENT_PORTS, Plan

_BUFFER: Final = 32 << 20  # octets asked for, so that a server's burst is not lost on our side
_COALESCED_PPS: Final = 20_000  # below it UDP_GRO costs more than it saves


@contextlib.contextmanager
def open_batches(plan: Plan, given: socket.socket | None = None) -> Iterator[Batches]:
    """Open what the plan asks for, or use the socket ``given``; NetError when that is not possible."""
    if plan.interface is not None:
        four = plan.family == 4
        clients = OnLink4(plan.local_port or CLIENT_PORTS[4], plan.server_port) if four else OnLink6(plan)
        heard = dhcp_filter((clients.client_port, clients.server_port), vlan=plan.vlan, neighbours=not four)
        with open_link(plan.interface, heard, promiscuous=True, ignore_outgoing=True) as raw:
            yield LinkBatches(BatchLink(raw, rows=MOST_ROWS), clients, plan.vlan)
        return
    family = socket.AF_INET if plan.family == 4 else socket.AF_INET6
    with given or open_udp(family, plan.local, plan.local_port, broadcast=not plan.connected) as sock:
        if plan.connected:
            sock.connect(socket.getaddrinfo(plan.server, plan.server_port, family, socket.SOCK_DGRAM)[0][4])
        # The kernel gives a coalesced batch to one socket whole, and several processes are to have each its own.
        fast = (plan.most_pps or 0) >= _COALESCED_PPS and plan.shares == 1
        yield BatchSocket(sock, rows=MOST_ROWS, gro=None if fast else False, receive_buffer=_BUFFER)
