"""The DHCPv6 side of a load run, in the part of a relay agent: Solicit and Request out, Advertise and Reply in.

Messages have the options perfdhcp sends: elapsed time, client identifier (DUID-LLT), ORO 23 and 24, one IA_NA with
IAID 1, in a Relay-forward with our address as link-address and peer-address. Each request has its own transaction-id
(RFC 9915 §16.1): exchange ``k`` uses 2k for its Solicit and 2k + 1 for its Request.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U16, U32, Flags, Integers, Lengths, Rows, column
from dhcptools.batch.scan6 import Scan6, Scanner6, Slot
from dhcptools.batch.template import Inside, Template, template6
from dhcptools.exchange.messages6 import CLIENT_ID, ELAPSED_TIME, ORO, SERVER_ID
from dhcptools.exchange.relay6 import Relay6, forward
from dhcptools.packet.ia6 import OPTION_IA_NA, OPTION_IAADDR, IaAddr
from dhcptools.packet.names6 import REQUEST, SOLICIT
from dhcptools.packet.raw import RawOption, pack6
from dhcptools.packet.v6 import OPTION_RELAY_MSG, RELAY_REPL, Message6
from dhcptools.perf.clients import Clients
from dhcptools.perf.dialogue import MOST_ROWS, AnswerTable, Replies
from dhcptools.perf.plan import Plan

REQUESTED: Final = bytes((0, 23, 0, 24))
_IA_NA: Final = (1).to_bytes(4) + (3600).to_bytes(4) + (5400).to_bytes(4)  # IAID, T1, T2
_DUID_OCTETS: Final = 14
_XID_MASK: Final = 0xFFFFFF
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SERVERS_MOST: Final = 64


class Dialogue6:
    """The four-message exchange, or its first half."""

    number_bits = 23

    def __init__(self, plan: Plan) -> None:
        table = AnswerTable.of(plan.exchange.value, 6)
        self.names = table.names
        self._table = table
        self._clients = Clients(plan.base_mac, plan.clients)
        self._seed = plan.seed_xid & _XID_MASK
        own = IPv6Address(plan.local.partition("%")[0])
        self._relay = Relay6(own, own, plan.asks_relay_port)
        # DUID-LLT (RFC 9915 §11.2): type 1, hardware type 1, time, link-layer address
        self._duid = b"\0\1\0\1" + plan.duid_time_s.to_bytes(4)
        self._duid_head = np.frombuffer(self._duid, np.uint8)
        self._solicit = self._template(SOLICIT, None)
        self._solicits = self._solicit.rows(MOST_ROWS)
        self._requests: dict[bytes, tuple[Template, Rows]] = {}
        self._scanner = Scanner6()
        self._scan: Scan6
        self._rows: Rows

    def _template(self, msg_type: int, server: bytes | None) -> Template:
        inside = {"mac": Inside((OPTION_RELAY_MSG, CLIENT_ID), 8, 6)}
        content = b""
        options = [RawOption(ELAPSED_TIME, bytes(2)), RawOption(CLIENT_ID, self._duid + bytes(6))]
        if server is not None:
            options.append(RawOption(SERVER_ID, server))
            content = pack6([RawOption(OPTION_IAADDR, IaAddr().encode())])
            inside["address"] = Inside((OPTION_RELAY_MSG, OPTION_IA_NA, OPTION_IAADDR), 0, 16)
        options += [RawOption(ORO, REQUESTED), RawOption(OPTION_IA_NA, _IA_NA + content)]
        return template6(forward(Message6(msg_type, 0, tuple(options)), self._relay), inside)

    def _stamp(self, template: Template, rows: Rows, msg_type: int, exchanges: Integers) -> None:
        numbers = exchanges * 2 + (1 if msg_type == REQUEST else 0) + self._seed
        template.stamp(rows, "header", (numbers & _XID_MASK) | msg_type << 24)
        template.stamp(rows, "mac", self._clients.macs(exchanges))

    def first(self, start: int, count: int) -> Rows:
        """Solicits of exchanges ``start … start + count - 1``."""
        rows = self._solicits[:count]
        self._stamp(self._solicit, rows, SOLICIT, np.arange(start, start + count))
        return rows

    def read(self, rows: Rows, lengths: Lengths) -> Replies:
        """Read Advertises and Replies. Both must name server and client (RFC 9915 §16.3, §16.10)."""
        scan = self._scan = self._scanner.scan(rows, lengths)
        self._rows = rows
        stage = self._table.stage[scan.message_type].copy()
        numbers = (scan.xid.astype(np.int64) - self._seed) & _XID_MASK
        stage[(numbers & 1) != stage] = -1
        stage[~scan.relayed | (rows[:, 0] != RELAY_REPL)] = -1
        refused = (scan.status != 0) | (scan.ia_status != 0)
        high, low = scan.address[:, 0], scan.address[:, 1]
        return Replies(
            scan.valid,
            stage,
            numbers >> 1,
            scan.has(Slot.SERVER_ID) & scan.has(Slot.CLIENT_ID) & (scan.lengths[Slot.SERVER_ID] > 0),
            self._table.grants[scan.message_type] & ~refused & ((high | low) != 0),
            np.zeros(len(rows), np.bool_),
            np.maximum((high ^ (high >> np.uint64(29))) * _MIX + low, np.uint64(1)),
        )

    def same_client(self, exchanges: Integers) -> Flags:
        """Whether the client identifier is that of the exchange's client."""
        octets = self._scan.octets(self._rows, Slot.CLIENT_ID, _DUID_OCTETS)
        same: Flags = self._scan.lengths[Slot.CLIENT_ID] == _DUID_OCTETS
        same &= (octets[:, :8] == self._duid_head).all(1)
        octets = np.ascontiguousarray(octets)
        macs = column(octets, 8, U16).astype(np.uint64) << np.uint64(32) | column(octets, 10, U32)
        same &= macs == self._clients.macs(exchanges)
        return same

    def second(self, chosen: Integers, exchanges: Integers) -> Iterator[tuple[Rows, Integers]]:
        """Requests for the Advertises at lines ``chosen``, each to its own server."""
        for server, places in self._by_server(chosen):
            template, matrix = self._request_of(server)
            for at in range(0, len(places), MOST_ROWS):
                lines, part = chosen[places[at : at + MOST_ROWS]], exchanges[places[at : at + MOST_ROWS]]
                rows = matrix[: len(lines)]
                self._stamp(template, rows, REQUEST, part)
                offset = template.places["address"].offset
                rows[:, offset : offset + 16] = self._scan.address[lines].astype(">u8").view(np.uint8)
                yield rows, part

    def _request_of(self, server: bytes) -> tuple[Template, Rows]:
        known = self._requests.get(server)
        if known is None:
            if len(self._requests) >= _SERVERS_MOST:
                self._requests.clear()
            template = self._template(REQUEST, server)
            known = self._requests[server] = (template, template.rows(MOST_ROWS))
        return known

    def _by_server(self, chosen: Integers) -> list[tuple[bytes, NDArray[np.intp]]]:
        """Server DUIDs with the places in ``chosen`` (m,) of their replies."""
        lengths = self._scan.lengths[Slot.SERVER_ID][chosen]
        first = int(lengths[0])
        if (lengths == first).all():
            octets = self._scan.octets(self._rows, Slot.SERVER_ID, first)[chosen]
            if (octets == octets[0]).all():
                return [(octets[0].tobytes(), np.arange(len(chosen)))]
        groups: dict[bytes, list[int]] = {}
        offsets = self._scan.offsets[Slot.SERVER_ID][chosen]
        for place, (line, offset, length) in enumerate(zip(chosen, offsets, lengths, strict=True)):
            groups.setdefault(self._rows[line, offset : offset + length].tobytes(), []).append(place)
        return [(server, np.array(places)) for server, places in groups.items()]

    def servers(self, chosen: Integers) -> dict[bytes, int]:
        """Replies by the server's DUID."""
        return {server: len(places) for server, places in self._by_server(chosen)}

    def server_name(self, server: bytes) -> str:
        """The DUID in lower-case hex."""
        return server.hex()
