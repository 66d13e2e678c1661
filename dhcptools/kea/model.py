"""The part of a Kea configuration that a server acts on, with inheritance already worked out.

One set of classes serves both families: ``addresses`` are IPv4Address or IPv6Address as the family says. Lifetimes and
timers are in seconds. Option values are octets as they stand on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING, Final

from dhcptools.kea.tree import Position

if TYPE_CHECKING:
    from dhcptools.kea.expression.names import Names
    from dhcptools.kea.expression.program import Program

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DEFAULT_VALID_LIFETIME: Final = 7200  # Kea's built-in values
DEFAULT_PREFERRED_LIFETIME: Final = 3600
DEFAULT_PROBATION: Final = 86400
DEFAULT_IDENTIFIERS: Final = {4: ("hw-address", "duid", "circuit-id", "client-id"), 6: ("hw-address", "duid")}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something accepted that its writer should know: a keyword that is not served, an extra comma."""

    text: str
    position: Position

    def __str__(self) -> str:
        return f"{self.position}: {self.text}"


@dataclass(frozen=True, slots=True)
class OptionData:
    """One configured option. ``always_send`` sends it unasked."""

    code: int
    data: bytes
    name: str = ""
    always_send: bool = False


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A lifetime with the bounds within which a client may choose, in seconds."""

    default: int
    minimum: int
    maximum: int

    def grant(self, asked: int | None) -> int:
        """What a client gets that asked for ``asked`` seconds, or for nothing in particular."""
        return self.default if asked is None else max(self.minimum, min(asked, self.maximum))


@dataclass(frozen=True, slots=True)
class Boot:
    """The BOOTP fields siaddr, sname and file; None where a wider scope decides."""

    next_server: IPv4Address | None = None
    server_hostname: str | None = None
    boot_file_name: str | None = None

    def over(self, wider: Boot) -> Boot:
        """These values, and the wider scope's where these say nothing."""
        return Boot(
            wider.next_server if self.next_server is None else self.next_server,
            wider.server_hostname if self.server_hostname is None else self.server_hostname,
            wider.boot_file_name if self.boot_file_name is None else self.boot_file_name,
        )


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one client always gets. ``identifier_type`` is hw-address, duid, circuit-id or client-id."""

    identifier_type: str
    identifier: bytes
    addresses: tuple[Address, ...] = ()
    prefixes: tuple[IPv6Network, ...] = ()
    hostname: str = ""
    options: tuple[OptionData, ...] = ()
    boot: Boot = Boot()
    client_classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A range of addresses, both ends included. ``guards`` are classes that may use it, empty for all.

    ``additional`` are classes that are looked at when it has been chosen.
    """

    first: Address
    last: Address
    options: tuple[OptionData, ...] = ()
    guards: tuple[str, ...] = ()
    additional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PdPool:
    """A prefix that is delegated in pieces of ``delegated_length``.

    ``excluded`` is a prefix inside the first piece; the same part of every piece stays with the delegating router
    (RFC 6603).
    """

    prefix: IPv6Network
    delegated_length: int
    options: tuple[OptionData, ...] = ()
    guards: tuple[str, ...] = ()
    excluded: IPv6Network | None = None
    additional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timers:
    """T1 and T2: fixed values win over fractions of the lifetime (Kea's renew-timer, calculate-tee-times)."""

    renew: int | None = None
    rebind: int | None = None
    calculate: bool = False
    t1_percent: float = 0.5
    t2_percent: float = 0.875

    def of(self, lifetime: int, limit: int | None = None) -> tuple[int | None, int | None]:
        """T1 and T2 of a lifetime in seconds; None where nothing is configured, or T1 < T2 < ``limit`` would not hold.

        ``limit`` is the lifetime itself unless given.
        """
        limit = lifetime if limit is None else limit
        t1, t2 = self.renew, self.rebind
        if self.calculate and lifetime != 0xFFFFFFFF:
            t1 = int(lifetime * self.t1_percent) if t1 is None else t1
            t2 = int(lifetime * self.t2_percent) if t2 is None else t2
        if t2 is not None and t2 >= limit:
            t2 = None
        if t1 is not None and t1 >= (limit if t2 is None else t2):
            t1 = None
        return t1, t2


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet with all it inherits; ``options`` are its own, ``network_options`` those of its shared network."""

    id: int
    prefix: Network
    pools: tuple[Pool, ...] = ()
    pd_pools: tuple[PdPool, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    options: tuple[OptionData, ...] = ()
    network_options: tuple[OptionData, ...] = ()
    shared_network: str = ""
    interface: str = ""
    interface_id: bytes | None = None
    relays: tuple[Address, ...] = ()
    guards: tuple[str, ...] = ()
    additional: tuple[str, ...] = ()
    network_additional: tuple[str, ...] = ()
    valid: Lifetime = Lifetime(DEFAULT_VALID_LIFETIME, DEFAULT_VALID_LIFETIME, DEFAULT_VALID_LIFETIME)
    preferred: Lifetime = Lifetime(DEFAULT_PREFERRED_LIFETIME, DEFAULT_PREFERRED_LIFETIME, DEFAULT_PREFERRED_LIFETIME)
    timers: Timers = Timers()
    boot: Boot = Boot()
    authoritative: bool = False
    match_client_id: bool = True
    rapid_commit: bool = False
    reservations_in_subnet: bool = True
    reservations_global: bool = False


@dataclass(frozen=True, slots=True)
class ClassTest:
    """What puts a client into a class: a test that holds, or a template that gives a name of a class of its own.

    ``depends_on_known`` says that it is looked at when it is known whether the client has a reservation.
    """

    program: Program
    template: bool = False
    depends_on_known: bool = False


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A class. Without ``test`` it is known by its name: KNOWN, UNKNOWN, ALL, VENDOR_CLASS_…, or by a reservation.

    ``additional_only`` classes are looked at where a pool, subnet or shared network names them.
    """

    name: str
    options: tuple[OptionData, ...] = ()
    boot: Boot = Boot()
    valid: Lifetime | None = None
    preferred: Lifetime | None = None
    test: ClassTest | None = None
    additional_only: bool = False


@dataclass(frozen=True, slots=True)
class Interfaces:
    """``names`` as written, ``eth0`` or ``eth0/192.0.2.1`` or ``*``; ``raw`` for dhcp-socket-type raw."""

    names: tuple[str, ...] = ()
    raw: bool = True


@dataclass(frozen=True, slots=True)
class LeaseDatabase:
    """A lease file of Kea's memfile format, cleaned up every so many seconds, 0 for never."""

    name: str
    lfc_interval_s: int


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration of one family (4 or 6).

    ``inner_first`` is the order of Kea 2.7.4 and later for additional classes: pool, subnet, shared network. ``names``
    are the definitions that expressions of classes were read with, None where there are none.
    """

    family: int
    subnets: tuple[Subnet, ...] = ()
    options: tuple[OptionData, ...] = ()
    classes: tuple[ClientClass, ...] = ()
    inner_first: bool = False
    names: Names | None = None
    reservations: tuple[Reservation, ...] = ()
    interfaces: Interfaces = Interfaces()
    host_identifiers: tuple[str, ...] = ()
    server_duid: bytes | None = None
    decline_probation_s: int = DEFAULT_PROBATION
    echo_client_id: bool = True
    lease_database: LeaseDatabase | None = None
    notices: tuple[Notice, ...] = ()
