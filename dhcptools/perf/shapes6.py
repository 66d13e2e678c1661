"""The forms of the DHCPv6 requests of a run, each encoded once by the object plane."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers, Rows
from dhcptools.batch.template import Inside, Place, Template, template6
from dhcptools.exchange.messages6 import CLIENT_ID, DEFAULT_ORO, ELAPSED_TIME, ORO, RAPID_COMMIT, SERVER_ID
from dhcptools.exchange.relay6 import Relay6, wrap
from dhcptools.exchange.tables6 import REQUESTS6
from dhcptools.packet.definitions import find_space
from dhcptools.packet.ia6 import (
    OPTION_IA_NA,
    OPTION_IA_PD,
    OPTION_IAADDR,
    OPTION_IAPREFIX,
    IaAddr,
    IaNa,
    IaPd,
    IaPrefix,
)
from dhcptools.packet.raw import RawOption, walk6
from dhcptools.packet.spec import merge_options
from dhcptools.packet.v6 import OPTION_RELAY_MSG, AnyMessage6, Message6, decode6
from dhcptools.perf.content import ContentError
from dhcptools.perf.expand import Expansion
from dhcptools.perf.plan import Plan
from dhcptools.perf.shapes import Shape

NAMING: Final = frozenset({"request", "renew", "release", "decline"})
"""The kinds that name their server."""

GRANTED: Final = frozenset({"solicit", "request", "renew", "rebind"})
"""The kinds whose reply grants addresses and prefixes."""

TYPES: Final = dict(REQUESTS6.values())
_ORO_IN: Final = frozenset({"solicit", "request", "renew", "rebind", "information_request"})
_ADDRESSES_ONLY: Final = frozenset({"confirm", "decline"})  # RFC 9915 §18.2.3, §18.2.8
_IAID: Final = 1
_HEADER: Final = 38  # a Relay-forward and the head of its Relay Message option
_IA_OCTETS: Final = 44  # an IA_NA option with one address
_MOST: Final = 64  # forms kept: one has a matrix of its own


class Identity(NamedTuple):
    """The DUID of clients; ``width`` octets of it from ``at`` on are the low ones of the client's MAC address."""

    duid: bytes
    at: int
    width: int

    def own(self, macs: NDArray[np.uint64]) -> Rows:
        """The octets that differ, uint8 (n, width)."""
        return low_octets(macs, self.width)


def low_octets(values: NDArray[np.uint64], width: int) -> Rows:
    """The low ``width`` octets of each value, (n, width)."""
    return values.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - width :]


class Shapes6:
    """Every form, made when it is first needed."""

    def __init__(self, plan: Plan) -> None:
        content = self._content = plan.content
        own = IPv6Address(plan.local.partition("%")[0])
        self._relays = tuple(
            Relay6(
                IPv6Address(content.links[0]) if content.links and level == 1 else own,
                own,
                plan.asks_relay_port and level == content.relays,
                options=tuple(option for number, option in content.relay_options if number == level),
            )
            for level in range(content.relays, 0, -1)
        )
        self._expansion = Expansion(content.patterns)
        self._inner = _HEADER * content.relays
        self._varied = content.varied_octets(plan.clients)
        self.identity = self._identity(plan)
        self._made: dict[tuple[str, bytes, int], Shape] = {}

    def _identity(self, plan: Plan) -> Identity:
        content = plan.content
        if content.templates:
            octets = content.templates[0]
            found = next((option for option in walk6(octets, 4, len(octets)).options if option.code == CLIENT_ID), None)
            if found is None:
                return Identity(b"", 0, 0)
            at = content.places(6).client[0] + 1 - self._varied - (found.offset + 4)
            return Identity(found.data, max(at, 0), self._varied if 0 <= at <= len(found.data) - self._varied else 0)
        if content.base_duid and plan.clients < 2:
            return Identity(content.base_duid, 0, 0)
        if content.base_duid:
            duid = content.base_duid
        elif content.macs:
            duid = b"\0\3\0\1" + bytes(6)  # DUID-LL (RFC 9915 §11.4)
        else:
            duid = b"\0\1\0\1" + plan.duid_time_s.to_bytes(4) + bytes(6)  # DUID-LLT (RFC 9915 §11.2)
        return Identity(duid, len(duid) - 6, 6)

    def templated(self, kind: str) -> bool:
        """Whether a kind is sent as a template."""
        return kind in ("solicit", "request")[: len(self._content.templates)]

    def varies(self, kind: str) -> bool:
        """Whether the rows of a kind need to be told apart by the widths of their values."""
        return self._expansion.varies and not self.templated(kind)

    def groups(self, clients: Integers) -> Integers:
        """The group of each client."""
        return self._expansion.groups(clients)

    def get(self, kind: str, server: bytes, group: int) -> Shape:
        """The form of a kind to a server, empty for any, for a group of clients. Raises ContentError."""
        found = self._made.get((kind, server, group))
        if found is None:
            if len(self._made) >= _MOST:
                self._made.clear()
            make = self._from_template if self.templated(kind) else self._make
            found = self._made[kind, server, group] = make(kind, server, group)
        return found

    def _make(self, kind: str, server: bytes, group: int) -> Shape:
        own = self._expansion.options(group)
        message = self._message(kind, server, own)
        path = (OPTION_RELAY_MSG,) * self._content.relays
        codes = {option.code for option in (*self._content.options, *own)}
        inside = {}
        if self.identity.width:
            inside["client"] = Inside((*path, CLIENT_ID), self.identity.at, self.identity.width)
        if ELAPSED_TIME not in codes:
            inside["elapsed"] = Inside((*path, ELAPSED_TIME), 0, 2)
        address, prefix = self._asked(kind)
        if kind not in {"solicit", "information_request"}:
            for short, ia, leaf, wanted in (
                ("na", OPTION_IA_NA, OPTION_IAADDR, address), ("pd", OPTION_IA_PD, OPTION_IAPREFIX, prefix),
            ):  # fmt: skip  # one IA a line
                if not wanted:
                    continue
                value, times = ((0, 16), 16) if short == "na" else ((9, 16), 0)
                inside[short] = Inside((*path, ia, leaf), *value)
                if kind == "request":
                    inside[f"{short}_t1"] = Inside((*path, ia), 4, 4)
                    inside[f"{short}_t2"] = Inside((*path, ia), 8, 4)
                    inside[f"{short}_preferred"] = Inside((*path, ia, leaf), times, 4)
                    inside[f"{short}_valid"] = Inside((*path, ia, leaf), times + 4, 4)
                if short == "pd":
                    inside["pd_length"] = Inside((*path, ia, leaf), 8, 1)
        marks = self._expansion.marks(group, lambda options: self._message(kind, server, options).encode())
        made = template6(message, inside)
        return Shape(Template(made.octets, {**made.places, **self._link()}), marks)

    def _link(self) -> dict[str, Place]:
        """The link-address of the first relay, innermost on the wire."""
        return {"link": Place(self._inner - _HEADER + 2, 16)} if self._content.links else {}

    def _asked(self, kind: str) -> tuple[bool, bool]:
        if kind == "information_request":
            return False, False
        return self._content.asks.address, self._content.asks.prefix and kind not in _ADDRESSES_ONLY

    def _message(self, kind: str, server: bytes, own: tuple[RawOption, ...]) -> AnyMessage6:
        content = self._content
        users = merge_options((*content.options, *own), find_space("dhcp6", 6))
        options = [RawOption(CLIENT_ID, self.identity.duid), RawOption(ELAPSED_TIME, bytes(2))]
        if kind in NAMING:
            options.append(RawOption(SERVER_ID, server))
        if kind in _ORO_IN:
            options.append(RawOption(ORO, b"".join(code.to_bytes(2) for code in DEFAULT_ORO)))
        if kind == "solicit" and content.rapid_commit:
            options.append(RawOption(RAPID_COMMIT, b""))
        address, prefix = self._asked(kind)
        times, leaves = (3600, 5400), kind != "solicit"
        if leaves:
            times = (0, 0)  # RFC 9915 §21.4: no wish; a Request has those of the Advertise
        if address:
            options.append(IaNa(_IAID, *times, options=(IaAddr().option(),) if leaves else ()).option())
        if prefix:
            options.append(IaPd(_IAID, *times, options=(IaPrefix().option(),) if leaves else ()).option())
        replaced = {option.code for option in users}
        options = [option for option in options if option.code not in replaced] + list(users)
        options.sort(key=lambda option: option.code)
        return wrap(Message6(TYPES[kind], 0, tuple(options)), self._relays)

    def _from_template(self, kind: str, server: bytes, _group: int) -> Shape:
        """A template with room for what is written to it; the rest stays as it is."""
        stage = 0 if kind == "solicit" else 1
        octets = bytearray(self._content.templates[stage])
        at = self._content.places(6)
        places = {
            "template_id": Place(self._inner + at.transaction_id[stage], 3),
            "client": Place(self._inner + at.client[stage] + 1 - self._varied, self._varied),
        }
        if stage:
            ia = IaNa(_IAID, options=(IaAddr().option(),)).option()
            for option, offset in (
                (RawOption(SERVER_ID, server), at.server), (ia, at.ia), (RawOption(ELAPSED_TIME, bytes(2)), at.elapsed),
            ):  # fmt: skip  # an option and its place
                packed = option.code.to_bytes(2) + len(option.data).to_bytes(2) + option.data
                if offset + len(packed) > len(octets):
                    raise ContentError(
                        f"template 2 has {len(octets)} octets: option {option.code} of {len(packed)} octets "
                        f"does not fit at {offset}"
                    )
                octets[offset : offset + len(packed)] = packed
            start = self._inner + at.ia
            places["elapsed"] = Place(self._inner + at.elapsed + 4, 2)
            for name, skip in (("na_t1", 8), ("na_t2", 12), ("na_preferred", 36), ("na_valid", 40)):
                places[name] = Place(start + skip, 4)
            places["na"] = Place(start + 20, 16)
        message = wrap(decode6(bytes(octets)), self._relays)
        return Shape(Template(message.encode(), {**places, **self._link()}))
