"""The DHCPv4 side of a load run, in the part of a relay agent: DISCOVER and REQUEST out, OFFER, ACK and NAK in.

Both messages have the options perfdhcp sends, in its order: 53, (50, 54), 55, 61; giaddr is our own address and hops
is 1 (RFC 1542 §4.1). A REQUEST has the xid of its DISCOVER (RFC 2131 §4.4.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Final

import numpy as np

from dhcptools.batch.columns import Flags, Integers, Lengths, Rows
from dhcptools.batch.scan4 import Scan4, Scanner4
from dhcptools.batch.template import Inside, Template, template4
from dhcptools.exchange.messages4 import (
    CLIENT_ID,
    DHCPDISCOVER,
    DHCPNAK,
    DHCPREQUEST,
    MESSAGE_TYPE,
    PARAMETERS,
    REQUESTED_ADDRESS,
    SERVER_ID,
)
from dhcptools.exchange.relay4 import Relay4, forward
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BOOTREPLY, Message4
from dhcptools.perf.clients import Clients
from dhcptools.perf.dialogue import MOST_ROWS, AnswerTable, Replies
from dhcptools.perf.plan import Plan

REQUEST_LIST: Final = bytes((1, 28, 2, 3, 15, 6, 12))
_ETHERNET: Final = b"\1"  # hardware type in option 61 (RFC 2132 §9.14)
_XID_MASK: Final = 0xFFFFFFFF


class Dialogue4:
    """DORA, or its first half."""

    number_bits = 32

    def __init__(self, plan: Plan) -> None:
        table = AnswerTable.of(plan.exchange.value, 4)
        self.names = table.names
        self._table = table
        self._clients = Clients(plan.base_mac, plan.clients)
        self._seed = plan.seed_xid
        relay = Relay4(IPv4Address(plan.local), plan.asks_relay_port)
        mac = {"client_id": Inside((CLIENT_ID,), 1, 6)}
        self._discover = template4(_message(relay, DHCPDISCOVER), mac)
        chosen = (RawOption(REQUESTED_ADDRESS, bytes(4)), RawOption(SERVER_ID, bytes(4)))
        inside = {"requested": Inside((REQUESTED_ADDRESS,), 0, 4), "server_id": Inside((SERVER_ID,), 0, 4)}
        self._request = template4(_message(relay, DHCPREQUEST, *chosen), {**mac, **inside})
        self._discovers, self._requests = self._discover.rows(MOST_ROWS), self._request.rows(MOST_ROWS)
        self._scanner = Scanner4()
        self._scan: Scan4

    def first(self, start: int, count: int) -> Rows:
        """DISCOVERs of exchanges ``start … start + count - 1``."""
        rows = self._discovers[:count]
        self._stamp(self._discover, rows, np.arange(start, start + count))
        return rows

    def _stamp(self, template: Template, rows: Rows, exchanges: Integers) -> None:
        macs = self._clients.macs(exchanges)
        template.stamp(rows, "xid", (exchanges + self._seed) & _XID_MASK)
        template.stamp(rows, "chaddr", macs)
        template.stamp(rows, "client_id", macs)

    def read(self, rows: Rows, lengths: Lengths) -> Replies:
        """Read OFFERs, ACKs and NAKs. All three must name their server (RFC 2131 §4.3.1 table 3)."""
        scan = self._scan = self._scanner.scan(rows, lengths)
        grants = self._table.grants[scan.message_type]
        return Replies(
            scan.valid,
            np.where(scan.op == BOOTREPLY, self._table.stage[scan.message_type], np.int8(-1)),
            (scan.xid.astype(np.int64) - self._seed) & _XID_MASK,
            scan.server_id != 0,
            grants & (scan.yiaddr != 0),
            scan.message_type == DHCPNAK,
            scan.yiaddr.astype(np.uint64),
        )

    def same_client(self, exchanges: Integers) -> Flags:
        """Whether chaddr is that of the exchange's client."""
        same: Flags = self._scan.chaddr == self._clients.macs(exchanges)
        return same

    def second(self, chosen: Integers, exchanges: Integers) -> Iterator[tuple[Rows, Integers]]:
        """REQUESTs for the OFFERs at lines ``chosen``."""
        for at in range(0, len(chosen), MOST_ROWS):
            lines, part = chosen[at : at + MOST_ROWS], exchanges[at : at + MOST_ROWS]
            rows = self._requests[: len(lines)]
            self._stamp(self._request, rows, part)
            self._request.stamp(rows, "requested", self._scan.yiaddr[lines])
            self._request.stamp(rows, "server_id", self._scan.server_id[lines])
            yield rows, part

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


def _message(relay: Relay4, message_type: int, *chosen: RawOption) -> Message4:
    options = (
        RawOption(MESSAGE_TYPE, bytes((message_type,))),
        *chosen,
        RawOption(PARAMETERS, REQUEST_LIST),
        RawOption(CLIENT_ID, _ETHERNET + bytes(6)),
    )
    return forward(Message4(options=options), relay)
