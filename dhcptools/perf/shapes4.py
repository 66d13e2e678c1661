"""The forms of the DHCPv4 requests of a run, each encoded once by the object plane."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

from dhcptools.batch.columns import Integers
from dhcptools.batch.template import Inside, Place, Template, template4
from dhcptools.exchange.messages4 import CLIENT_ID, MESSAGE_TYPE, PARAMETERS, REQUESTED_ADDRESS, SERVER_ID
from dhcptools.exchange.relay4 import RELAY_AGENT_INFORMATION, RELAY_SOURCE_PORT, Relay4, forward
from dhcptools.exchange.tables4 import REQUESTS4
from dhcptools.packet.definitions import find_space
from dhcptools.packet.raw import RawOption, walk4
from dhcptools.packet.spec import merge_options
from dhcptools.packet.v4 import BROADCAST_FLAG, Message4
from dhcptools.perf.expand import Expansion
from dhcptools.perf.plan import Plan
from dhcptools.perf.shapes import Shape

REQUEST_LIST: Final = bytes((1, 28, 2, 3, 15, 6, 12))
"""The parameters that perfdhcp asks for."""

_ETHERNET: Final = b"\1"  # hardware type in option 61 (RFC 2132 §9.14)
_TYPES: Final = dict(REQUESTS4.values())
_REQUESTED: Final = frozenset({"request", "reboot", "decline"})
_SERVER: Final = frozenset({"request", "release", "decline"})
_CIADDR: Final = frozenset({"renew", "rebind", "release", "inform"})
_ASKING: Final = frozenset({"discover", "request", "reboot", "inform"})
_UNFLAGGED: Final = frozenset({"release", "decline"})  # RFC 2131 §4.4.1 table 5


class Shapes4:
    """Every form, made when it is first needed."""

    def __init__(self, plan: Plan) -> None:
        self._content = plan.content
        self._relay = Relay4(IPv4Address(plan.local), plan.asks_relay_port)
        self._expansion = Expansion(plan.content.patterns)
        self._made: dict[tuple[str, int], Shape] = {}
        self._templates = tuple(self._templated(stage) for stage in range(len(plan.content.templates)))

    def varies(self, kind: str) -> bool:
        """Whether the rows of a kind need to be told apart by the widths of their values."""
        return self._expansion.varies and self._sent_as_template(kind) is None

    def groups(self, clients: Integers) -> Integers:
        """The group of each client."""
        return self._expansion.groups(clients)

    def template(self, stage: int) -> Shape | None:
        """The first or second message when it is a template."""
        return self._templates[stage] if stage < len(self._templates) else None

    def _sent_as_template(self, kind: str) -> Shape | None:
        return self.template(("discover", "request").index(kind)) if kind in {"discover", "request"} else None

    def get(self, kind: str, group: int) -> Shape:
        """The form of a kind for a group of clients."""
        found = self._sent_as_template(kind) or self._made.get((kind, group))
        if found is None:
            found = self._made[kind, group] = self._make(kind, group)
        return found

    def _make(self, kind: str, group: int) -> Shape:
        own = self._expansion.options(group)
        message = self._message(kind, own)
        codes = {option.code for option in message.options}
        inside = {}
        if all(option.code != CLIENT_ID for option in (*self._content.options, *own)):
            inside["client_id"] = Inside((CLIENT_ID,), 1, 6)
        if REQUESTED_ADDRESS in codes:
            inside["requested"] = Inside((REQUESTED_ADDRESS,), 0, 4)
        if SERVER_ID in codes:
            inside["server_id"] = Inside((SERVER_ID,), 0, 4)
        marks = self._expansion.marks(group, lambda options: self._message(kind, options).encode())
        addresses = (*(("ciaddr",) if kind in _CIADDR else ()), *(("requested",) if kind in _REQUESTED else ()))
        return Shape(template4(message, inside), marks, addresses)

    def _message(self, kind: str, own: tuple[RawOption, ...]) -> Message4:
        content = self._content
        asked = b"".join(option.data for option in content.options if option.code == PARAMETERS)
        users = merge_options(
            (*(option for option in content.options if option.code != PARAMETERS), *own), find_space("dhcp4", 4)
        )
        relay = self._relay
        if content.relays:
            information = b"".join(option.data for option in users if option.code == RELAY_AGENT_INFORMATION)
            users = tuple(option for option in users if option.code != RELAY_AGENT_INFORMATION)
            subs = walk4(information, 0, len(information)).options
            asks = relay.source_port and all(sub.code != RELAY_SOURCE_PORT for sub in subs)
            relay = relay._replace(source_port=asks, sub_options=tuple(subs))
        options = [RawOption(CLIENT_ID, _ETHERNET + bytes(6))]
        if kind in _ASKING:
            options.append(RawOption(PARAMETERS, REQUEST_LIST + asked))
        options += [RawOption(REQUESTED_ADDRESS, bytes(4))] if kind in _REQUESTED else []
        options += [RawOption(SERVER_ID, bytes(4))] if kind in _SERVER else []
        replaced = {option.code for option in users}
        options = [option for option in options if option.code not in replaced] + list(users)
        # Ascending, but option 82 last (RFC 3046 §2.1).
        options.sort(key=lambda option: (option.code == RELAY_AGENT_INFORMATION, option.code))
        flags = BROADCAST_FLAG if content.broadcast and kind not in _UNFLAGGED else 0
        message = Message4(flags=flags, options=(RawOption(MESSAGE_TYPE, bytes((_TYPES[kind],))), *options))
        for _ in range(content.relays):
            message = forward(message, relay)
        return message

    def _templated(self, stage: int) -> Shape:
        octets = bytearray(self._content.templates[stage])
        at = self._content.places(4)
        places = {
            "xid": Place(at.transaction_id[stage], 4),
            "template_client": Place(at.client[stage] - 5, 6),
            "secs": Place(at.elapsed if stage else 8, 2),
        }
        addresses: tuple[str, ...] = ()
        if stage:
            for name, code, offset in (("server_id", SERVER_ID, at.server), ("requested", REQUESTED_ADDRESS, at.ia)):
                octets[offset : offset + 2] = bytes((code, 4))
                places[name] = Place(offset + 2, 4)
            addresses = ("requested",)
        return Shape(Template(bytes(octets), places), (), addresses)
