"""What a user says about the network a configuration is for, checked, with something sensible for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

Version: TypeAlias = tuple[int, int, int]
Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address

SUBNETS4: Final = ("192.0.2.0/24", "198.51.100.0/24")  # RFC 5737: for documentation
SUBNETS6: Final = ("2001:db8:1::/64", "2001:db8:2::/64")  # RFC 3849
_SMALLEST: Final = 8


class TemplateError(ValueError):
    """Parameters that no configuration can be made of: what is wrong, and how to put it right."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Area:
    """A subnet with the addresses it gives away; ``relay`` is where its requests come from, None when direct."""

    id: int
    subnet: Network
    pool: str
    router: Address
    relay: Address | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a template may use. Texts are as given; None and empty are filled in by the properties.

    ``target`` is Kea's version; ``hooks`` the directory of its hook libraries; ``peers`` the addresses of the two
    partners; ``secret`` a TSIG key in base64.
    """

    target: Version
    interface: str = "eth0"
    subnets: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()
    routers: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    domain: str = "example.org"
    peers: tuple[str, ...] = ()
    port: int = 8005
    hooks: str = ""
    prefix: str = "2001:db8:8000::/40"
    delegated_length: int = 56
    boot_server: str = ""
    secret: str = ""
    name_server: str = ""

    def areas(self, family: int, count: int = 1) -> list[Area]:
        """The subnets: as many as are given, or ``count`` for documentation. TemplateError for what fits none."""
        texts = self.subnets or (SUBNETS4 if family == 4 else SUBNETS6)[:count]
        if len(texts) < count:
            raise TemplateError(f"this template is about {count} subnets", f"give --subnet {count} times")
        for name, given in (("--pool", self.pools), ("--router", self.routers), ("--relay", self.relays)):
            if given and len(given) != len(texts):
                raise TemplateError(
                    f"{len(given)} of {name} for {len(texts)} subnets", f"give {name} once for each --subnet"
                )
        found = [self._area(family, index, text) for index, text in enumerate(texts)]
        for index, one in enumerate(found):
            for other in found[index + 1 :]:
                if one.subnet.overlaps(other.subnet):
                    raise TemplateError(f"{one.subnet} and {other.subnet} overlap", "give subnets that do not")
        return found

    def _area(self, family: int, index: int, text: str) -> Area:
        subnet = read_network(text, family, "--subnet")
        if subnet.num_addresses < _SMALLEST:
            raise TemplateError(f"{subnet} has no room for a pool", f"a subnet has at least {_SMALLEST} addresses")
        router = subnet[1]
        if self.routers:
            router = read_address(self.routers[index], family, "--router")
        if router not in subnet:
            raise TemplateError(
                f"router {router} is not in {subnet}", "clients reach only a router in their own subnet"
            )
        pool = self.pools[index] if self.pools else usual_pool(subnet)
        _check_pool(pool, subnet, router)
        relay = read_address(self.relays[index], family, "--relay") if self.relays else None
        return Area(index + 1, subnet, pool, router, relay)

    def resolvers(self, family: int) -> str:
        """The name servers, as option data."""
        if self.dns:
            return ", ".join(str(read_address(text, family, "--dns")) for text in self.dns)
        return "192.0.2.53" if family == 4 else "2001:db8::53"

    def partners(self, family: int) -> tuple[Address, Address]:
        """The addresses of the two partners. TemplateError when there are not two different ones."""
        texts = self.peers or (("192.0.2.2", "192.0.2.3") if family == 4 else ("2001:db8::2", "2001:db8::3"))
        if len(texts) != 2 or len(set(texts)) != 2:
            raise TemplateError(f"{len(texts)} of --peer", "a pair has two servers: give --peer twice, an address each")
        first, second = (_any_address(text, "--peer") for text in texts)
        return first, second


def read_network(text: str, family: int, name: str) -> Network:
    """A subnet of this family without host bits. TemplateError."""
    try:
        network = ip_network(text)
    except ValueError as error:
        raise TemplateError(f"{name} {text!r}: {error}", "write it as 192.0.2.0/24 or 2001:db8:1::/64") from None
    if network.version != family:
        raise TemplateError(f"{name} {text} is not IPv{family}", "every template is of one family")
    return network


def read_address(text: str, family: int, name: str) -> Address:
    """An address of this family. TemplateError."""
    address = _any_address(text, name)
    if address.version != family:
        raise TemplateError(f"{name} {text} is not an IPv{family} address", "every template is of one family")
    return address


def _any_address(text: str, name: str) -> Address:
    try:
        return ip_address(text)
    except ValueError:
        raise TemplateError(f"{name} {text!r} is no address", "names are not looked up") from None


def usual_pool(subnet: Network) -> str:
    """The upper half of a subnet without its last address; of IPv6 a /80 or half of less."""
    if subnet.version == 6 and subnet.prefixlen <= 72:
        return f"{subnet[1 << 48]}-{subnet[(1 << 49) - 1]}"
    half = subnet.num_addresses // 2
    return f"{subnet[half]}-{subnet[-2]}"


def halves(pool: str, family: int) -> tuple[str, str]:
    """A pool as two of half its size. TemplateError when it has a single address."""
    first, last = (read_address(end.strip(), family, "--pool") for end in pool.split("-"))
    middle = (int(first) + int(last)) // 2
    if int(first) == int(last):
        raise TemplateError(f"pool {pool} cannot be divided between two servers", "give a larger one")
    kind = type(first)
    return f"{first}-{kind(middle)}", f"{kind(middle + 1)}-{last}"


def _check_pool(pool: str, subnet: Network, router: Address) -> None:
    ends = [read_address(end.strip(), subnet.version, "--pool") for end in pool.split("-")]
    if len(ends) != 2:
        raise TemplateError(f"--pool {pool!r} is no range", "write it as 192.0.2.100-192.0.2.200")
    if not (ends[0] in subnet and ends[1] in subnet and int(ends[0]) <= int(ends[1])):
        raise TemplateError(f"pool {pool} is not a range of {subnet}", f"such as {usual_pool(subnet)}")
    if subnet.version == 4 and (ends[0] == subnet[0] or ends[1] == subnet[-1]):
        raise TemplateError(f"pool {pool} has the network or broadcast address", f"such as {usual_pool(subnet)}")
    if int(ends[0]) <= int(router) <= int(ends[1]) and subnet.version == 4:
        raise TemplateError(f"router {router} is inside pool {pool}", "a client would be given its address")
