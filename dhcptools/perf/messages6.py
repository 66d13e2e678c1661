"""The DHCPv6 side of a load run: requests of every kind out, Advertise and Reply in.

Messages have the options perfdhcp sends, in its ascending order: client identifier, server identifier, IA_NA and IA_PD
with IAID 1, ORO 23 and 24, elapsed time, the user's. Where perfdhcp leaves out what RFC 9915 §18.2 demands we follow
the RFC: Request, Renew and Rebind have an ORO, every message has an elapsed time, and Renew, Rebind, Release, Decline
and Confirm have times of 0. A Request has the times of its Advertise.
"""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U32, U64, Flags, Integers, Lengths, Rows, column, gather, read48
from dhcptools.batch.scan6 import Scan6, Scanner6, Slot
from dhcptools.batch.walk import walk
from dhcptools.packet.names6 import ADVERTISE, REPLY
from dhcptools.packet.v6 import OPTION_RELAY_MSG, RELAY_HEADER_OCTETS, RELAY_REPL
from dhcptools.perf.dialogue import Batch, Replies
from dhcptools.perf.leases import Leases
from dhcptools.perf.messages import Columns, Messages
from dhcptools.perf.plan import Plan, PlanError
from dhcptools.perf.servers import Servers
from dhcptools.perf.shapes import Shape, by_group
from dhcptools.perf.shapes6 import GRANTED, NAMING, TYPES, Shapes6, low_octets

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_TIMES: Final = (("t1", "t1_s"), ("t2", "t2_s"), ("preferred", "preferred_s"), ("valid", "valid_s"))


class Dialogue6(Messages):
    """The DHCPv6 messages of a run. ``kinds`` are those that it will send; None: those of the plan's exchange.

    Raises PlanError for a Confirm or Decline of clients that hold prefixes alone.
    """

    def __init__(self, plan: Plan, kinds: tuple[str, ...] | None = None) -> None:
        content = plan.content
        packed = b"".join(IPv6Address(text).packed for text in content.links)
        super().__init__(plan, kinds, rapid=content.rapid_commit)
        self._links = np.frombuffer(packed, np.uint8).reshape(-1, 16)
        for kind in ("confirm", "decline"):
            if kind in self.kinds and not content.asks.address:
                raise PlanError(
                    f"a {kind} is of addresses, and clients ask for prefixes only (RFC 9915 §18.2.3, §18.2.8)"
                )
        self._shapes = Shapes6(plan)
        # By stage, and once more for -1: does the reply grant addresses and prefixes, and does its status matter.
        self._grants = np.array([kind in GRANTED for kind in self.kinds] + [False])
        self._status_matters = np.array([kind not in {"release", "decline"} for kind in self.kinds] + [True])
        self._solicit = self.kinds.index("solicit") if "solicit" in self.kinds else -2
        self._names = Servers()
        self._first_server = -1
        self._scanner = Scanner6()
        self._scan: Scan6
        self._rows: Rows
        self._server: NDArray[np.uint32]

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
        """Requests of one kind. Raises ContentError when a template has no room for what the server said."""
        columns = self._columns(numbers, leases, since_ns, elapsed_ns)
        groups = self._shapes.groups(columns.clients) if self._shapes.varies(kind) else None
        servers: NDArray[np.uint32] | None = None
        server = b""
        if leases is not None and kind in NAMING:
            if self._content.first_server and self._first_server >= 0 and kind in {"request", "release"}:
                server = self._names.name(self._first_server)
            elif np.count_nonzero(leases.server == leases.server[0]) == len(leases):
                server = self._names.name(int(leases.server[0]))
            else:
                servers = leases.server
        if groups is None and servers is None:
            rows = self._write(self._shapes.get(kind, server, 0), kind, columns, again)
            return Batch(rows, rows.shape[1])
        both = np.zeros(len(numbers), np.int64)
        if groups is not None:
            both += groups
        if servers is not None:
            both += servers.astype(np.int64) << 16

        def part(key: int, which: Integers) -> Rows:
            named = server if servers is None else self._names.name(key >> 16)
            return self._write(self._shapes.get(kind, named, key & 0xFFFF), kind, columns.take(which), again)

        return by_group(both, part)

    def _write(self, shape: Shape, kind: str, columns: Columns, again: bool) -> Rows:
        rows = shape.rows(len(columns.numbers), again)
        template, places = shape.template, shape.places
        ids = self._numbering.ids(self._flows[kind], columns.numbers)
        if "template_id" in places:
            template.stamp_octets(rows, "template_id", low_octets(ids.astype(np.uint64), 3))
        else:
            ids |= TYPES[kind] << 24
            template.stamp(rows, "header", ids)
        macs = self._clients.macs(columns.clients)
        if "client" in places:
            if places["client"].width == 6:
                template.stamp(rows, "client", macs)
            else:
                template.stamp_octets(rows, "client", low_octets(macs, places["client"].width))
        if columns.links is not None:
            template.stamp_octets(rows, "link", self._links[columns.links])
        if columns.leases is not None:
            _write_lease(shape, rows, columns.leases)
        shape.stamp_digits(rows, columns.clients, macs)
        shape.stamp_time(rows, "elapsed", columns.tried, again)
        return rows

    def read(self, rows: Rows, lengths: Lengths) -> Replies:
        """Read Advertises and Replies. Both must name server and client (RFC 9915 §16.3, §16.10)."""
        lengths = np.asarray(lengths, np.int64)
        relays = self._content.relays
        through: Flags = (rows[:, 0] == RELAY_REPL) if relays else np.ones(len(rows), np.bool_)
        for _ in range(relays - 1):
            rows, lengths, peeled = _peel(rows, lengths)
            through &= peeled
        scan = self._scan = self._scanner.scan(rows, lengths)
        self._rows = rows
        flows, numbers = self._numbering.split(scan.xid)
        stage = self._table.stage[flows, scan.message_type]
        right = (scan.relayed if relays else ~scan.relayed) & through
        if np.count_nonzero(right) < len(right):
            stage[~right] = -1
        self._server, named = self._names.number(scan, rows)
        complete = named & scan.has(Slot.CLIENT_ID)
        granted = self._content.asks.address & ((scan.ia_status != 0) | _empty(scan.address))
        granted = ~(granted | (self._content.asks.prefix & ((scan.pd_status != 0) | _empty(scan.prefix))))
        accepted = self._table.grants.take(scan.message_type)
        accepted &= granted | ~self._grants[stage]
        accepted &= (scan.status == 0) | ~self._status_matters[stage]
        bound = (scan.message_type == REPLY) & self._grants[stage]
        if self._content.rapid_commit:
            # RFC 9915 §18.2.10: a Reply to a Solicit without Rapid Commit is discarded.
            complete &= ~(bound & (stage == self._solicit) & ~scan.has(Slot.RAPID_COMMIT))
            if "request" not in self.kinds:
                accepted &= scan.message_type != ADVERTISE
        if self._content.first_server and self._first_server < 0:
            offers = np.flatnonzero(scan.valid & complete & (stage == 0))
            if len(offers):
                self._first_server = int(self._server[offers[0]])
        pair = scan.address if self._content.asks.address else scan.prefix
        high, low = pair[:, 0], pair[:, 1]
        keys = (high ^ (high >> np.uint64(29))) * _MIX + low
        return Replies(
            scan.valid, stage, numbers, complete, accepted, np.zeros(len(rows), np.bool_), bound,
            np.maximum(keys, np.uint64(1)),
        )  # fmt: skip  # the order of Replies

    def same_client(self, clients: Integers) -> Flags:
        """Whether the client identifier is that of the client."""
        duid, at, width = self._shapes.identity
        octets = np.ascontiguousarray(self._scan.octets(self._rows, Slot.CLIENT_ID, len(duid)))
        same: Flags = self._scan.lengths[Slot.CLIENT_ID] == len(duid)
        macs = self._clients.macs(clients)
        if width == 6 and at == 8:
            same &= column(octets, 0, U64) == np.uint64(int.from_bytes(duid[:8]))
            same &= read48(octets, 8) == macs
            return same
        expected = np.tile(np.frombuffer(duid, np.uint8), (len(clients), 1))
        if width:
            expected[:, at : at + width] = self._shapes.identity.own(macs)
        same &= (octets == expected).all(1)
        return same

    def leases(self, chosen: Integers, clients: Integers, links: Integers) -> Leases:
        """What Advertises and Replies give. Times are those of the IA_NA, or of the IA_PD when that is asked alone."""
        scan = self._scan
        na = self._content.asks.address
        ia, leaf, skip = (Slot.IA_NA, Slot.ADDRESS, 16) if na else (Slot.IA_PD, Slot.PREFIX, 0)
        length = np.zeros(len(chosen), np.uint8)
        if self._content.asks.prefix:
            length = self._integers(Slot.PREFIX, 5, chosen).astype(np.uint8)  # the octet after both lifetimes, below
        return Leases(
            clients, links, self._server[chosen], scan.address[chosen], scan.prefix[chosen], length,
            self._integers(ia, 4, chosen), self._integers(ia, 8, chosen),
            self._integers(leaf, skip, chosen), self._integers(leaf, skip + 4, chosen),
        )  # fmt: skip  # the order of Leases

    def _integers(self, slot: Slot, skip: int, chosen: Integers) -> NDArray[np.uint32]:
        """Four octets of a value, ``skip`` octets from its start, as a number; 0 where there is no such value."""
        offsets = self._scan.offsets[slot]
        if self._scan.uniform:
            if offsets[0] < 0:
                return np.zeros(len(chosen), np.uint32)
            return column(self._rows, int(offsets[0]) + skip, U32)[chosen].astype(np.uint32)
        at = offsets[chosen]
        values = gather(self._rows[chosen], np.maximum(at, 0) + skip, 4).view(U32)[:, 0].astype(np.uint32)
        values[at < 0] = 0
        return values

    def servers(self, chosen: Integers) -> dict[bytes, int]:
        """Replies by the server's DUID."""
        found = self._server[chosen]
        if np.count_nonzero(found == found[0]) == len(found):
            return {self._names.name(int(found[0])): len(found)}
        numbers, counts = np.unique(found, return_counts=True)
        return {self._names.name(int(number)): int(count) for number, count in zip(numbers, counts, strict=True)}

    def server_name(self, server: bytes) -> str:
        """The DUID in lower-case hex."""
        return server.hex()


def _write_lease(shape: Shape, rows: Rows, leases: Leases) -> None:
    template, places = shape.template, shape.places
    for short, pair in (("na", leases.address), ("pd", leases.prefix)):
        if short not in places:
            continue
        template.stamp_octets(rows, short, pair.astype(">u8").view(np.uint8))
        if short == "pd":
            template.stamp(rows, "pd_length", leases.prefix_length)
        if f"{short}_t1" in places:
            for name, field in _TIMES:
                template.stamp(rows, f"{short}_{name}", getattr(leases, field))


def _empty(pair: NDArray[np.uint64]) -> Flags:
    empty: Flags = (pair[:, 0] | pair[:, 1]) == 0
    return empty


def _peel(rows: Rows, lengths: Integers) -> tuple[Rows, Integers, Flags]:
    """Rows without their outermost relay message, their octets, and which rows are Relay-replies in Relay-replies.

    A row of which that is not true is left as it is.
    """
    start = np.full(len(rows), RELAY_HEADER_OCTETS)
    stop = np.minimum(np.maximum(lengths, RELAY_HEADER_OCTETS), rows.shape[1])
    start = np.minimum(start, stop)
    found = walk(rows, start, stop, (OPTION_RELAY_MSG,), 2)
    inside = (rows[:, 0] == RELAY_REPL) & found.whole & (found.lengths[0] >= RELAY_HEADER_OCTETS)
    at = np.where(inside, found.offsets[0], 0)
    sizes = np.where(inside, found.lengths[0], np.minimum(lengths, rows.shape[1]))
    out = gather(rows, at, int(sizes.max()))
    return out, sizes, inside & (out[:, 0] == RELAY_REPL)
