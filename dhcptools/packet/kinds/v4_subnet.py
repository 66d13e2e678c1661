"""Subnet information of the subnet allocation option 220 (RFC 6656)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Json, Value
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import Reader, Structured, counted, number, within


@dataclass(frozen=True, slots=True)
class AllocatedSubnet:
    """One subnet: network, prefix length, its flags (1 deprecated, 2 hierarchical), and usage statistics as octets."""

    network: IPv4Address
    prefix_len: int
    flags: int = 0
    statistics: bytes = b""


@dataclass(frozen=True, slots=True)
class SubnetInformation:
    """Sub-option 2: flags (1 client, 2 server sends it) and subnets."""

    flags: int
    subnets: tuple[AllocatedSubnet, ...]


class SubnetInformationKind(Structured):
    """A :class:`SubnetInformation`; text ``flags=1, 192.0.2.0/24 2 0001…``: prefix, flags, statistics."""

    name = "subnet-information"
    what = "subnet information"

    def read(self, reader: Reader) -> SubnetInformation:
        """Raises DecodeError for a subnet that is not whole or a prefix length over 32."""
        flags = reader.uint(1, "flags")
        subnets = []
        while reader.left:
            network = reader.ipv4("network")
            width = reader.uint(1, "prefix length")
            if width > 32:
                raise reader.fail(f"prefix length {width} is over 32", 1)
            subnets.append(AllocatedSubnet(network, width, reader.uint(1, "flags"), reader.counted("statistics")))
        return SubnetInformation(flags, tuple(subnets))

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, SubnetInformation):
            raise EncodeError(f"{value!r} is not a SubnetInformation")
        out = bytearray((within(value.flags, 255, "flags"),))
        for subnet in value.subnets:
            out += IPV4.encode(subnet.network)
            out.append(within(subnet.prefix_len, 32, "prefix length"))
            out.append(within(subnet.flags, 255, "flags"))
            out += counted(subnet.statistics, "statistics")
        return bytes(out)

    def parse(self, text: str) -> SubnetInformation:
        """``flags=N, PREFIX/LENGTH FLAGS STATISTICS, …``. Raises EncodeError."""
        head, *rest = split(text) or [""]
        if not head.startswith("flags="):
            raise EncodeError(f"{text!r} is no subnet information: flags=N, PREFIX/LENGTH FLAGS STATISTICS, …")
        subnets = []
        for part in rest:
            words = part.split()
            if not 1 <= len(words) <= 3:
                raise EncodeError(f"{part!r} is no subnet: PREFIX/LENGTH FLAGS STATISTICS")
            prefix, flags, statistics = words + ["0", ""][len(words) - 1 :]
            network, _, width = prefix.partition("/")
            subnets.append(
                AllocatedSubnet(
                    IPV4.parse(network),
                    number(width, 32, "prefix length"),
                    number(flags, 255, "flags"),
                    octets(statistics),
                )
            )
        return SubnetInformation(number(head[6:], 255, "flags"), tuple(subnets))

    def text(self, value: Value) -> str:
        """Flags, then the subnets."""
        subnets = (
            f"{one.network}/{one.prefix_len} {one.flags} {one.statistics.hex()}".rstrip() for one in value.subnets
        )
        return join((f"flags={value.flags}", *subnets))

    def json(self, value: Value) -> Json:
        """An object."""
        return {
            "flags": value.flags,
            "subnets": [
                {
                    "network": str(one.network),
                    "prefix_len": one.prefix_len,
                    "flags": one.flags,
                    "statistics": one.statistics.hex(),
                }
                for one in value.subnets
            ],
        }


SUBNET_INFORMATION = SubnetInformationKind()
