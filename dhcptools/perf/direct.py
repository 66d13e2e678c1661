"""Answers that a server sends to a client past the relay: a DHCPINFORM's go to port 68 of ciaddr (RFC 2131 §4.3.5).

Rules this file keeps:

- such an address is none of this host's, so no UDP socket gets what is for it: frames are read, which takes CAP_NET_RAW
  and an interface with Ethernet headers. Without them the run goes on, and such answers are not heard;
- only frames to this host's own MAC address are taken: what is broadcast is for clients that are none of this run;
- where no answer at all was heard, nobody knows whether one was sent: then none counts as lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Address
from typing import Final

import numpy as np

from dhcptools.measure.result import Run
from dhcptools.net.bpf import dhcp_filter
from dhcptools.net.collect import Received
from dhcptools.net.errors import NetError
from dhcptools.net.hostaddresses import host_addresses
from dhcptools.net.link import open_link
from dhcptools.net.linkbatch import BatchLink
from dhcptools.perf.dialogue import MOST_ROWS
from dhcptools.perf.flow import flow_bits, kinds_of_run
from dhcptools.perf.l2 import LinkBatches
from dhcptools.perf.l2_family import OnLink4
from dhcptools.perf.plan import CLIENT_PORTS, Plan
from dhcptools.perf.steer import shares_of

_EXCHANGE: Final = "inform_ack"
_LOOPBACK: Final = "127.0.0.1"


class Direct:
    """Hears answers to the clients of a plan; of several processes each takes those that it asked for."""

    def __init__(self, link: LinkBatches, plan: Plan) -> None:
        self._link = link
        self._share, self._shares = plan.share, plan.shares
        self._share_of = partial(
            shares_of, family=plan.family, seed=plan.seed_xid, flow_bits=flow_bits(plan), shares=plan.shares
        )

    @property
    def dropped(self) -> int:
        """Frames that were not read in time."""
        return self._link.dropped

    def fileno(self) -> int:
        """The descriptor, for select."""
        return self._link.fileno()

    def receive(self) -> Received | None:
        """The messages that are waiting for this process, None when there are none."""
        received = self._link.receive()
        if received is None or self._shares == 1:
            return received
        mine = np.flatnonzero(self._share_of(received.rows, received.lengths) == self._share)
        return None if not len(mine) else received.take(mine)


@contextlib.contextmanager
def open_direct(plan: Plan) -> Iterator[Direct | None]:
    """Listen where the plan makes a server answer past the relay; None where it does not, or where that cannot be."""
    asked = plan.family == 4 and plan.interface is None and any("inform" in kinds for kinds in kinds_of_run(plan))
    ports = (CLIENT_PORTS[4], plan.server_port)
    if not asked or plan.local_port == ports[0]:
        yield None
        return
    with contextlib.ExitStack() as stack:
        heard = None
        with contextlib.suppress(NetError, OSError):
            raw = stack.enter_context(
                open_link(_interface(plan.local), dhcp_filter(ports[:1], to_ports_only=True), ignore_outgoing=True)
            )
            heard = Direct(LinkBatches(BatchLink(raw, rows=MOST_ROWS), OnLink4(*ports), own_only=True), plan)
        yield heard


def _interface(local: str) -> str:
    """The interface that has an address of this host. OSError when none has."""
    known = {address: name for name, addresses in host_addresses().items() for address in addresses}
    name = known.get(local) or (known.get(_LOOPBACK) if IPv4Address(local).is_loopback else None)
    if name is None:
        raise OSError(f"no interface has {local}")
    return name


def excuse(run: Run, plan: Plan) -> Run:
    """Count nothing as lost where no answer that may have gone past the relay was heard; changes the run."""
    found = run.exchanges.get(_EXCHANGE)
    if found is not None and plan.interface is None:
        heard = found.sent > found.lost + found.in_flight
        run.seconds[_EXCHANGE].answered = heard
        if not heard:
            run.exchanges[_EXCHANGE] = replace(found, lost=0, in_flight=0, answered=False)
    return run
