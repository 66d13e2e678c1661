"""What a server is told: where to listen, and a configuration, from a Kea file or from flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NamedTuple

from dhcptools.kea.config import load_config
from dhcptools.kea.model import DEFAULT_IDENTIFIERS, Config, Lifetime, OptionData, PdPool, Pool, Subnet, Timers
from dhcptools.kea.optiondata import encode_option
from dhcptools.packet.definitions import find_space
from dhcptools.packet.errors import EncodeError

PORTS: Final = {4: 67, 6: 547}
_WIDEST: Final = {4: 24, 6: 64}  # a subnet that is not named is at least this wide


class SettingsError(ValueError):
    """Settings that cannot be served: what is wrong, why, and how to put it right."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}\n  why: {self.why}\n  fix: {self.fix}"


class Listen(NamedTuple):
    """An address of ours and a UDP port; port 0 takes a free one."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Where leases are kept: ``fsync`` is always, batch or never; ``lfc_interval_s`` 0 never cleans up."""

    path: str
    fsync: str = "batch"
    lfc_interval_s: int = 3600


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run needs.

    ``interfaces`` are served for clients on the link, ``listen`` for relays and unicast; ``*`` is every interface that
    is up and no loopback. ``test_target`` answers whoever asks: unicast DHCPv6, and clients that no subnet selects.
    ``quiet`` leaves out all but errors; ``json`` prints the counters at the end as one JSON object, ``verbose`` a line
    for each message. With ``drop`` root's rights are given up once the sockets are bound: for those of ``user``, or
    of who called sudo. ``batches`` serves many requests at a time; None where it can be done, which is where all
    that is served are addresses. Leases are kept in ``lease_file``, or where the configuration says, or in memory
    alone; ``fsync`` (always, batch, never) says when they are brought to the disk.
    """

    config: Config
    interfaces: tuple[str, ...] = ()
    listen: tuple[Listen, ...] = ()
    port: int = 0
    test_target: bool = False
    quiet: bool = False
    json: bool = False
    verbose: bool = False
    user: str | None = None
    drop: bool = False
    batches: bool | None = None
    lease_file: str | None = None
    fsync: str = "batch"

    @property
    def kept(self) -> Kept | None:
        """Where leases are kept; None for memory alone."""
        database = self.config.lease_database
        if database is not None:
            return Kept(self.lease_file or database.name, self.fsync, database.lfc_interval_s)
        return None if self.lease_file is None else Kept(self.lease_file, self.fsync)

    @property
    def family(self) -> int:
        """4 or 6."""
        return self.config.family

    @property
    def server_port(self) -> int:
        """The port on interfaces."""
        return self.port or PORTS[self.family]

    @classmethod
    def from_file(
        cls,
        path: str,
        *,
        interfaces: Sequence[str] = (),
        listen: Sequence[str] = (),
        quiet: bool = False,
        json: bool = False,
    ) -> Settings:
        """From a Kea file; ``interfaces`` and ``listen`` replace its interfaces-config.

        Raises OSError, DialectError, ConfigError or SettingsError.
        """
        config = load_config(path)
        found, where = tuple(interfaces), [parse_listen(text, config.family) for text in listen]
        if not found and not where:
            names = []
            for entry in config.interfaces.names:  # eth0, *, eth0/192.0.2.1: the latter for unicast only
                name, _, address = entry.partition("/")
                if address:
                    where.append(parse_listen(address, config.family))
                else:
                    names.append(name)
            found = tuple(names)
        return cls(config, _served(found, where), tuple(where), quiet=quiet, json=json)

    @classmethod
    def from_flags(
        cls,
        *,
        family: int = 4,
        pools: Sequence[str] = (),
        subnet: str = "",
        routers: Sequence[str] = (),
        prefixes: Sequence[str] = (),
        options: Sequence[str] = (),
        lifetime: int = 3600,
        interfaces: Sequence[str] = (),
        listen: Sequence[str] = (),
        quiet: bool = False,
        json: bool = False,
    ) -> Settings:
        """From flags, for one subnet.

        ``pools`` are FIRST-LAST or PREFIX/LENGTH, ``prefixes`` PREFIX/LENGTH/DELEGATED for DHCPv6, ``options``
        NAME=VALUE. Without ``subnet`` it is the smallest prefix that holds pools and routers, at least a /24 or /64.
        Raises SettingsError.
        """
        where = tuple(parse_listen(text, family) for text in listen)
        ranges = tuple(parse_pool(text, family) for text in pools)
        delegated = tuple(_pd_pool(text) for text in prefixes)
        if not ranges and not delegated:
            raise SettingsError("no pool", "there is nothing to give out", "say --pool 192.0.2.10-192.0.2.200")
        addresses = [address for pool in ranges for address in (pool.first, pool.last)]
        gateways = [_address(text, family) for text in routers]
        network = _subnet(subnet, family, [*addresses, *gateways])
        for address in addresses:
            if address not in network:
                why = f"{address} is not in {network}"
                raise SettingsError("the pool is outside the subnet", why, "correct --pool or --subnet")
        data = [_option(text, family) for text in options]
        if gateways:
            data.append(OptionData(3, b"".join(address.packed for address in gateways), "routers"))
        life = Lifetime(lifetime, lifetime, lifetime)
        preferred = lifetime if family == 4 else lifetime * 5 // 8  # RFC 9915 §21.6 leaves it to the server
        one = Subnet(
            1, network, ranges, delegated, options=tuple(data), valid=life, authoritative=True,
            preferred=Lifetime(preferred, preferred, preferred), rapid_commit=family == 6,
            timers=Timers(calculate=True, t2_percent=0.875 if family == 4 else 0.8),
            interface=interfaces[0] if len(interfaces) == 1 and interfaces[0] != "*" else "",
        )  # fmt: skip  # the subnet of a run without file
        config = Config(family, (one,), host_identifiers=DEFAULT_IDENTIFIERS[family])
        return cls(config, _served(tuple(interfaces), where), where, quiet=quiet, json=json)


def parse_listen(text: str, family: int) -> Listen:
    """``ADDRESS``, ``ADDRESS:PORT``, ``[ADDRESS]:PORT``. Raises SettingsError."""
    host, port = text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        number = int(port) if port else PORTS[family]
    except ValueError:
        number = -1
    address, _, zone = host.partition("%")
    fix = "write ADDRESS or ADDRESS:PORT, IPv6 as [ADDRESS]:PORT"
    if not 0 <= number <= 0xFFFF:
        raise SettingsError(f"cannot listen on {text!r}", "the port is not 0 to 65535", fix)
    found = _address(address, family)
    return Listen(f"{found}%{zone}" if zone else str(found), number)


def parse_pool(text: str, family: int) -> Pool:
    """``FIRST-LAST`` or ``PREFIX/LENGTH``. Raises SettingsError."""
    if "/" in text:
        network = _network(text, family)
        return Pool(network[0], network[-1])
    low, dash, high = text.partition("-")
    first, last = _address(low.strip(), family), _address((high if dash else low).strip(), family)
    if int(first) > int(last):
        raise SettingsError(f"pool {text} is reversed", "its first address is the larger", "swap them")
    return Pool(first, last)


def _served(interfaces: tuple[str, ...], where: Sequence[Listen]) -> tuple[str, ...]:
    if not interfaces and not where:
        why = "without interface and address no message can arrive"
        raise SettingsError("nowhere to listen", why, "say --interface eth0, or --listen 192.0.2.1")
    return interfaces


def _address(text: str, family: int) -> IPv4Address | IPv6Address:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise SettingsError(f"{text!r} is no address", str(error), f"write an IPv{family} address") from None
    if address.version != family:
        raise SettingsError(f"{text} is IPv{address.version}", f"the server speaks DHCPv{family}", f"use IPv{family}")
    return address


def _network(text: str, family: int) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise SettingsError(f"{text!r} is no prefix", str(error), "write it as 192.0.2.0/24") from None
    if network.version != family:
        raise SettingsError(f"{text} is IPv{network.version}", f"the server speaks DHCPv{family}", f"use IPv{family}")
    return network


def _subnet(text: str, family: int, inside: Sequence[IPv4Address | IPv6Address]) -> IPv4Network | IPv6Network:
    if text:
        return _network(text, family)
    if not inside:
        raise SettingsError("no subnet", "prefixes alone name no link", "say --subnet")
    numbers = [int(address) for address in inside]
    differ = (min(numbers) ^ max(numbers)).bit_length()
    length = min((32 if family == 4 else 128) - differ, _WIDEST[family])
    return _network(f"{ip_network((inside[0], length), strict=False)}", family)


def _pd_pool(text: str) -> PdPool:
    prefix, _, length = text.rpartition("/")
    network = _network(prefix, 6) if "/" in prefix else None
    if not isinstance(network, IPv6Network) or not length.isdigit() or not network.prefixlen <= int(length) <= 128:
        fix = "write 2001:db8:100::/40/56: prefix, its length, and the length of what is delegated"
        raise SettingsError(f"{text!r} is no prefix to delegate from", "three parts are needed", fix)
    return PdPool(network, int(length))


def _option(text: str, family: int) -> OptionData:
    name, _, value = text.partition("=")
    try:
        return encode_option(find_space(f"dhcp{family}", family), name.strip(), value)
    except EncodeError as error:
        raise SettingsError(f"bad option {text!r}", error.reason, "see `dhcptool options NAME`") from None
