"""A packet as expressions see it: its message, where it came in, and the classes it has so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.option import PacketOption
from dhcptools.packet.raw import END, PAD, RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, layers

_HEADER4: Final = 236  # Kea leaves the magic cookie out
_UNREAD: Final = ""  # a space without definitions
_HEADER6: Final = 4
_RELAY6: Final = 34


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a packet came in: the name of the interface, and both addresses."""

    interface: str = ""
    source: IPv4Address | IPv6Address | None = None
    destination: IPv4Address | IPv6Address | None = None


NOWHERE: Final = Arrival()


class Packet:
    """One packet. ``classes`` are in the order they were given, and more come; options are read when asked for.

    As Kea does, instances of one DHCPv4 option are joined (RFC 3396) and the overloaded header fields are not read.
    While ``deferred``, DHCPv4 options that a class may define (43 and 224 to 254) are octets and no more: Kea reads
    them after the first evaluation of tests.
    """

    __slots__ = ("_octets", "_options", "arrival", "classes", "deferred", "message", "names", "relays")

    def __init__(
        self,
        names: Names,
        message: Message4 | Message6,
        relays: tuple[RelayMessage6, ...] = (),
        arrival: Arrival = NOWHERE,
        classes: Iterable[str] = (),
    ) -> None:
        self.names = names
        self.message = message
        self.relays = relays
        self.arrival = arrival
        self.classes: dict[str, None] = dict.fromkeys(classes)
        self.deferred = names.family == 4
        self._octets: dict[int, bytes] | None = None
        self._options: dict[int, PacketOption] = {}

    @classmethod
    def of6(cls, names: Names, message: AnyMessage6, arrival: Arrival = NOWHERE) -> Packet:
        """A DHCPv6 packet from the outermost message. Raises DecodeError when no client's message is inside."""
        *relays, inner = layers(message)
        if isinstance(inner, RelayMessage6):
            raise TypeError  # layers ends with a client's message
        return cls(names, inner, tuple(relay for relay in relays if isinstance(relay, RelayMessage6)), arrival)

    def octets(self) -> dict[int, bytes]:
        """The octets of each option of the message by its code, those of the first instance in DHCPv6."""
        found = self._octets
        if found is None:
            found = {}
            if self.names.family == 4:
                for option in self.message.options:
                    before = found.get(option.code)
                    found[option.code] = option.data if before is None else before + option.data
                found.pop(PAD, None)
                found.pop(END, None)
            else:
                for option in self.message.options:
                    found.setdefault(option.code, option.data)
            self._octets = found
        return found

    def option(self, code: int) -> PacketOption | None:
        """An option of the message, None when it is not there."""
        found = self._options.get(code)
        if found is None:
            data = self.octets().get(code)
            if data is None:
                return None
            space = _UNREAD if self.deferred and (code == 43 or code >= 224) else self.names.space
            found = self._options[code] = PacketOption(self.names, space, code, data)
        return found

    def read_deferred(self) -> None:
        """Read what was put off, now that it could be known what it is."""
        if self.deferred:
            self.deferred = False
            self._options.clear()

    def relay(self, nest: int) -> RelayMessage6 | None:
        """A relay's message: 0 is the one nearest the server, -1 the one nearest the client."""
        at = nest if nest >= 0 else len(self.relays) + nest
        return self.relays[at] if 0 <= at < len(self.relays) else None

    def relay_option(self, nest: int, code: int) -> PacketOption | None:
        """An option of a relay's message."""
        relay = self.relay(nest)
        data = None if relay is None else relay.first(code)
        return None if data is None else PacketOption(self.names, "dhcp6", code, data)

    def length(self) -> int:
        """What Kea counts as the packet's length: header and options, nothing behind them."""
        if self.names.family == 4:
            return _HEADER4 + sum(
                len(data) + 2 * max(-(-len(data) // 255), 1) for data in self.octets().values()
            )  # fmt: skip
        total = _HEADER6 + _size6(self.message.options)
        for relay in reversed(self.relays):
            outer = tuple(option for option in relay.options if option.code != 9)
            total += _RELAY6 + 4 + _size6(outer)
        return total


def _size6(options: tuple[RawOption, ...]) -> int:
    return sum(4 + len(option.data) for option in options)
