"""Encrypted DNS resolvers: the DHCPv6 Encrypted DNS option (RFC 9463 §4) with its service parameters (RFC 9460 §2)."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address
from typing import NamedTuple

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.address import IPV6
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.domain import FQDN
from dhcptools.packet.kinds.record import Many
from dhcptools.packet.kinds.scalar import UINT16
from dhcptools.packet.kinds.svcparams import Params, json_of, parse_params, read_params, text_of, write_params
from dhcptools.packet.kinds.syntax import quote, unquote
from dhcptools.packet.kinds.v4_octets import Reader


class Resolver(NamedTuple):
    """One resolver. ``addresses`` is None in ADN-only mode (RFC 9463 §3.1.6), which has no parameters either."""

    priority: int
    adn: str
    addresses: tuple[IPv6Address, ...] | None
    params: Params = ()


class ResolverKind(Many):
    r"""Kea's v6-dnr: ``1, dns.example, 2001:db8::1 2001:db8::2, alpn=dot\,doq port=853``. The value is a Resolver."""

    name = "internal"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Resolver:
        """Raises DecodeError for lengths that do not fit, and for half addresses."""
        reader = Reader(data, at, "resolver")
        priority = reader.uint(2, "service priority")
        octets = reader.uint(2, "ADN length")
        adn = FQDN.decode(reader.take(octets, "ADN"), reader.offset - octets, context)
        if not reader.left:
            return Resolver(priority, adn, None)
        octets = reader.uint(2, "address length")
        if octets % 16:
            raise DecodeError(f"address length {octets} is no multiple of 16", reader.offset - 2)
        packed = reader.take(octets, "addresses")
        addresses = tuple(IPv6Address(packed[start : start + 16]) for start in range(0, octets, 16))
        offset = reader.offset
        return Resolver(priority, adn, addresses, read_params(reader.rest(), offset))

    def encode(self, value: Value) -> bytes:
        """A Resolver. Raises EncodeError."""
        if not isinstance(value, Resolver):
            raise EncodeError(f"a Resolver is needed, got {value!r}")
        adn = FQDN.encode(value.adn)
        head = UINT16.encode(value.priority) + UINT16.encode(len(adn)) + adn
        if value.addresses is None:
            if value.params:
                raise EncodeError("a resolver without addresses has no service parameters (RFC 9463 §3.1.6)")
            return head
        packed = b"".join(map(IPV6.encode, value.addresses))
        return head + UINT16.encode(len(packed)) + packed + write_params(value.params)

    def fields(self, value: Value) -> list[str]:
        """Priority and name; addresses and parameters unless the name stands alone."""
        head = [str(value.priority), quote(value.adn)]
        if value.addresses is None:
            return head
        return [*head, " ".join(map(str, value.addresses)), quote(text_of(value.params))]

    def from_fields(self, fields: Sequence[str]) -> Resolver:
        """Raises EncodeError."""
        if not 2 <= len(fields) <= 4:
            raise EncodeError("a resolver is PRIORITY, NAME[, ADDRESSES separated by blanks[, KEY=VALUE …]]")
        priority, adn, *rest = map(unquote, fields)
        name = FQDN.parse(adn)
        if not rest:
            return Resolver(UINT16.parse(priority), name, None)
        addresses = tuple(map(IPV6.parse, rest[0].split()))
        return Resolver(UINT16.parse(priority), name, addresses, parse_params(" ".join(rest[1:])))

    def json(self, value: Value) -> Json:
        """An object."""
        return {
            "priority": value.priority,
            "adn": value.adn,
            "addresses": None if value.addresses is None else [str(address) for address in value.addresses],
            "params": json_of(value.params),
        }


DNR: Kind = ResolverKind()
