"""Routes: the classless static routes of options 121 and 249 (RFC 3442), the pairs of options 21 and 33 (RFC 2132)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import Reader, Structured, number, within


@dataclass(frozen=True, slots=True)
class Route:
    """One destination descriptor and its router (RFC 3442). Bits of ``destination`` past ``width`` are kept."""

    destination: IPv4Address
    width: int
    router: IPv4Address

    def __str__(self) -> str:
        return f"{self.destination}/{self.width} - {self.router}"


class ClasslessRoutes(Structured):
    """Routes as a tuple of :class:`Route`; text in Kea's form ``10.1.2.0/24 - 192.0.2.1, 0.0.0.0/0 - 192.0.2.1``."""

    name = "internal"
    what = "classless static routes"

    def read(self, reader: Reader) -> tuple[Route, ...]:
        routes = []
        while True:
            width = reader.uint(1, "mask width")  # also for an empty value: at least one route, RFC 3442
            if width > 32:
                raise reader.fail(f"mask width {width} is more than 32", 1)
            significant = reader.take((width + 7) // 8, "destination")
            router = reader.ipv4("router")
            routes.append(Route(IPv4Address(significant.ljust(4, b"\0")), width, router))
            if not reader.left:
                return tuple(routes)

    def encode(self, value: Value) -> bytes:
        out = bytearray()
        for route in _some(value, "classless static routes"):
            if not isinstance(route, Route):
                raise EncodeError(f"{route!r} is not a Route")
            width = within(route.width, 32, "mask width")
            out.append(width)
            significant, dropped = (
                route.destination.packed[: (width + 7) // 8],
                route.destination.packed[(width + 7) // 8 :],
            )
            if any(dropped):
                raise EncodeError(f"destination {route.destination} has bits that {width} bits of mask do not carry")
            out += significant + route.router.packed
        return bytes(out)

    def parse(self, text: str) -> tuple[Route, ...]:
        return tuple(self._route(part) for part in _some(split(text), "classless static routes"))

    def text(self, value: Value) -> str:
        return join(str(route) for route in value)

    def json(self, value: Value) -> Json:
        return [{"destination": f"{route.destination}/{route.width}", "router": str(route.router)} for route in value]

    @staticmethod
    def _route(part: str) -> Route:
        for arrow in ("->", " via ", " - "):
            destination, found, router = part.partition(arrow)
            if found:
                break
        else:
            raise EncodeError(f"{part!r} is not a route: write 10.1.2.0/24 - 192.0.2.1")
        if destination.strip() == "default":
            destination = "0.0.0.0/0"
        network, slash, width = destination.strip().partition("/")
        return Route(IPV4.parse(network), number(width, 32, "mask width") if slash else 32, IPV4.parse(router))


class AddressPairs(Kind):
    """Addresses that come in twos (address and mask, destination and router); value and text are flat, as Kea's."""

    name = "ipv4-address"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[IPv4Address, ...]:
        if not data or len(data) % 8:
            raise DecodeError(f"pairs of addresses need 8 octets each, at least one pair, {len(data)} are here", at)
        return tuple(IPv4Address(data[start : start + 4]) for start in range(0, len(data), 4))

    def encode(self, value: Value) -> bytes:
        addresses = _some(value, "pairs of addresses")
        if len(addresses) % 2:
            raise EncodeError(f"addresses come in pairs, {len(addresses)} are given")
        return b"".join(IPV4.encode(address) for address in addresses)

    def parse(self, text: str) -> tuple[IPv4Address, ...]:
        found = tuple(IPV4.parse(part) for part in _some(split(text), "pairs of addresses"))
        self.encode(found)
        return found

    def text(self, value: Value) -> str:
        return join(str(address) for address in value)


def _some(value: Value, what: str) -> Sequence[Value]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
        raise EncodeError(f"{what}: at least one is needed")
    return value


CLASSLESS_ROUTES = ClasslessRoutes()
ADDRESS_PAIRS = AddressPairs()
