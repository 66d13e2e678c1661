"""The DHCPv4 side of a load run: requests of every kind out, OFFER, ACK and NAK in.

Messages have the options perfdhcp sends, in its order, ascending after 53:

| message                | fields              | options beside 53, 61, the user's and 82 |
| ---------------------- | ------------------- | ---------------------------------------- |
| DISCOVER, INFORM       | ciaddr (INFORM)     | 55                                       |
| REQUEST selecting      |                     | 50, 54, 55                               |
| REQUEST init-reboot    |                     | 50, 55                                   |
| REQUEST renew, rebind  | ciaddr              |                                          |
| RELEASE                | ciaddr              | 54                                       |
| DECLINE                |                     | 50, 54                                   |

Every one passes the relay agents of the plan's content, renewals too (perfdhcp), and carries the user's options, even
RELEASE and DECLINE, which RFC 2131 §4.4.1 would have without them. A REQUEST has the xid of its DISCOVER (§4.4.1).
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers, Lengths, Rows, read48
from dhcptools.batch.scan4 import Scan4, Scanner4
from dhcptools.exchange.messages4 import DHCPACK, DHCPNAK
from dhcptools.packet.v4 import BOOTREPLY
from dhcptools.perf.dialogue import Batch, Replies
from dhcptools.perf.leases import Leases
from dhcptools.perf.messages import Columns, Messages
from dhcptools.perf.plan import Plan
from dhcptools.perf.shapes import Shape, by_group
from dhcptools.perf.shapes4 import Shapes4

_FIRST_SERVER: Final = frozenset({"request", "release"})
_MOST: Final = 1 << 16  # rows one receive with UDP_GRO can bring, and more
_NO_PREFIX: Final = np.broadcast_to(np.uint64(0), (_MOST, 2))
_NO_LENGTH: Final = np.broadcast_to(np.uint8(0), _MOST)


class Dialogue4(Messages):
    """The DHCPv4 messages of a run. ``kinds`` are those that it will send; None: those of the plan's exchange."""

    def __init__(self, plan: Plan, kinds: tuple[str, ...] | None = None) -> None:
        super().__init__(plan, kinds)
        self._links = np.array([int(IPv4Address(text)) for text in plan.content.links], np.int64)
        self._informs = self.kinds.index("inform") if "inform" in self.kinds else -2
        self._shapes = Shapes4(plan)
        self._first_server = 0
        self._scanner = Scanner4()
        self._scan: Scan4

    def message(
        self,
        kind: str,
        numbers: Integers,
        leases: Leases | None = None,
        *,
        since_ns: Integers | int = 0,
        elapsed_ns: Integers | int = 0,
        again: bool = False,
    ) -> Batch:
        """Requests of one kind."""
        columns = self._columns(numbers, leases, since_ns, elapsed_ns)
        if not self._shapes.varies(kind):
            rows = self._write(self._shapes.get(kind, 0), kind, columns, again)
            return Batch(rows, rows.shape[1])

        def part(group: int, which: Integers) -> Rows:
            return self._write(self._shapes.get(kind, group), kind, columns.take(which), again)

        return by_group(self._shapes.groups(columns.clients), part)

    def _write(self, shape: Shape, kind: str, columns: Columns, again: bool) -> Rows:
        rows = shape.rows(len(columns.numbers), again)
        template, places = shape.template, shape.places
        template.stamp(rows, "xid", self._numbering.ids(self._flows[kind], columns.numbers))
        macs = self._clients.macs(columns.clients)
        if "template_client" in places:
            template.stamp(rows, "template_client", macs)
        else:
            identity = self._identity(macs)
            template.stamp(rows, "chaddr", identity)
            if "client_id" in places:
                template.stamp(rows, "client_id", identity)
            if columns.links is not None:
                template.stamp(rows, "giaddr", self._links[columns.links])
        if columns.leases is not None:
            for name in shape.addresses:
                template.stamp(rows, name, columns.leases.address)
            if "server_id" in places:
                first = self._first_server if kind in _FIRST_SERVER else 0
                template.stamp(rows, "server_id", first or columns.leases.server)
        shape.stamp_digits(rows, columns.clients, macs)
        shape.stamp_time(rows, "secs", columns.tried, again)
        return rows

    def _identity(self, macs: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The chaddr that clients with these MACs go by: their own, or what a template makes of them."""
        first = self._shapes.template(0)
        if first is None:
            return macs
        rows = first.template.rows(len(macs))
        first.template.stamp(rows, "template_client", macs)
        return read48(rows, 28)

    def read(self, rows: Rows, lengths: Lengths) -> Replies:
        """Read OFFERs, ACKs and NAKs. All three must name their server (RFC 2131 §4.3.1 table 3)."""
        scan = self._scan = self._scanner.scan(rows, lengths)
        flows, numbers = self._numbering.split(scan.xid)
        lone = len(self._table.stage) == 1
        stage = self._table.stage[0].take(scan.message_type) if lone else self._table.stage[flows, scan.message_type]
        if np.count_nonzero(scan.op == BOOTREPLY) < len(stage):
            stage[scan.op != BOOTREPLY] = -1
        addressed, bound = scan.yiaddr != 0, scan.message_type == DHCPACK
        if self._informs >= 0:  # RFC 2131 §4.3.5: the ACK of an INFORM has no yiaddr
            addressed |= stage == self._informs
            bound &= stage != self._informs
        accepted = self._table.grants.take(scan.message_type)
        accepted &= addressed
        complete = scan.server_id != 0
        if self._content.first_server and not self._first_server:
            offers = np.flatnonzero(scan.valid & complete & (stage == 0))
            if len(offers):
                self._first_server = int(scan.server_id[offers[0]])
        return Replies(
            scan.valid, stage, numbers, complete, accepted, scan.message_type == DHCPNAK, bound,
            scan.yiaddr.astype(np.uint64),
        )  # fmt: skip  # the order of Replies

    def same_client(self, clients: Integers) -> Flags:
        """Whether chaddr is that of the client."""
        same: Flags = self._scan.chaddr == self._identity(self._clients.macs(clients))
        return same

    def leases(self, chosen: Integers, clients: Integers, links: Integers) -> Leases:
        """What OFFERs and ACKs give. ``preferred_s`` is the lease time too."""
        scan, count = self._scan, len(chosen)
        which: Integers | slice = chosen
        if count == len(scan.xid) and np.count_nonzero(chosen == np.arange(count)) == count:
            which = slice(None)
        time = scan.lease_time[which]
        return Leases(
            clients, links, scan.server_id[which], scan.yiaddr[which], _NO_PREFIX[:count], _NO_LENGTH[:count],
            scan.t1[which], scan.t2[which], time, time,
        )  # fmt: skip  # the order of Leases

    def servers(self, chosen: Integers) -> dict[bytes, int]:
        """Replies by server identifier."""
        found = self._scan.server_id[chosen]
        if np.count_nonzero(found == found[0]) == len(found):
            return {int(found[0]).to_bytes(4): len(found)}
        names, counts = np.unique(found, return_counts=True)
        return {int(name).to_bytes(4): int(count) for name, count in zip(names, counts, strict=True)}

    def server_name(self, server: bytes) -> str:
        """The address."""
        return str(IPv4Address(server))
