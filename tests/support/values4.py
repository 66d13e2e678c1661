"""Hypothesis strategies for the values of every DHCPv4 kind."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Address
from typing import Any

from hypothesis import strategies as st

from dhcptools.packet.kinds import address, domain, record, scalar, space, string, tuples
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.v4_auth import AUTHENTICATION, RELAY_AUTHENTICATION, Authentication, RelayAuthentication
from dhcptools.packet.kinds.v4_cablelabs import PROVISIONING_SERVER
from dhcptools.packet.kinds.v4_client import CLIENT_ID, USER_CLASS, ClientId, UserClass
from dhcptools.packet.kinds.v4_fqdn import CLIENT_FQDN, FLAG_E, ClientFqdn
from dhcptools.packet.kinds.v4_location import CIVIC, GEO, Civic, Coordinates
from dhcptools.packet.kinds.v4_pxe import (
    MACHINE_ID,
    PXE_BOOT_MENU,
    PXE_BOOT_SERVERS,
    BootServer,
    MachineId,
    MenuItem,
)
from dhcptools.packet.kinds.v4_relay import ACCESS_TECHNOLOGY, IDENTIFIER, RADIUS, RELAY_PORT, VSS, VirtualSubnet
from dhcptools.packet.kinds.v4_route import ADDRESS_PAIRS, CLASSLESS_ROUTES, Route
from dhcptools.packet.kinds.v4_servers import DNR4, PCP_SERVERS, SIP_SERVERS, Resolver, SipServers
from dhcptools.packet.kinds.v4_subnet import SUBNET_INFORMATION, AllocatedSubnet, SubnetInformation
from dhcptools.packet.kinds.v4_vendor import (
    RELAY_VENDOR_OPTIONS,
    VENDOR_CLASSES,
    VENDOR_ENCAPSULATED,
    VENDOR_OPTIONS,
    EnterpriseOptions,
    VendorClass,
)

Values = st.SearchStrategy[Any]

U8, U16, U32, U64 = (st.integers(0, (1 << bits) - 1) for bits in (8, 16, 32, 64))
IPV4S = st.ip_addresses(v=4)
OCTETS = st.binary(max_size=12)
SOME = st.binary(min_size=1, max_size=12)
LABELS = st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=4)
NAMES = LABELS.map(lambda labels: domain.text_of(tuple(labels)))
TEXTS = st.text(max_size=10)


def several(values: Values, least: int = 1) -> Values:
    """Tuples of up to four values."""
    return st.lists(values, min_size=least, max_size=4).map(tuple)


def route(width: int, bits: int, router: IPv4Address) -> Route:
    """A route without bits behind the octets its width sends."""
    octets = (width + 7) // 8
    return Route(IPv4Address(bits.to_bytes(4)[:octets].ljust(4, b"\0")), width, router)


def fqdn(flags: int, one: int, two: int, labels: list[bytes], dot: str) -> ClientFqdn:
    """A client FQDN in the encoding that its flags say."""
    name = domain.text_of(tuple(labels)) if flags & FLAG_E else b".".join(labels).decode("utf-8", "surrogateescape")
    return ClientFqdn(flags, one, two, name + dot)


VIRTUAL_SUBNETS = st.one_of(
    st.builds(VirtualSubnet, st.sampled_from((0, 2, 200)), OCTETS),
    st.builds(VirtualSubnet, st.just(1), st.binary(min_size=7, max_size=7)),
    st.builds(VirtualSubnet, st.sampled_from((254, 255))),
)
PARAMS = st.lists(st.tuples(U16, OCTETS), max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
SIGNED = {bits: st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1) for bits in (30, 34)}
BITS = {bits: st.integers(0, (1 << bits) - 1) for bits in (2, 3, 4, 6)}

SPECIAL: dict[Kind, Values] = {
    ACCESS_TECHNOLOGY: U16,
    ADDRESS_PAIRS: st.lists(st.tuples(IPV4S, IPV4S), min_size=1, max_size=3).map(lambda pairs: sum(pairs, ())),
    AUTHENTICATION: st.builds(Authentication, U8, U8, U8, U64, OCTETS),
    CIVIC: st.builds(Civic, U8, st.binary(min_size=2, max_size=2), several(st.tuples(U8, OCTETS), 0)),
    CLASSLESS_ROUTES: several(st.builds(route, st.integers(0, 32), U32, IPV4S)),
    CLIENT_FQDN: st.builds(fqdn, U8, U8, U8, LABELS, st.sampled_from(("", "."))),
    CLIENT_ID: st.builds(ClientId, st.sampled_from((0, 1, 6, 200, 255)), SOME),
    DNR4: several(st.one_of(st.builds(Resolver, U16, NAMES), st.builds(Resolver, U16, NAMES, several(IPV4S), PARAMS))),
    GEO: st.builds(
        Coordinates, BITS[6], SIGNED[34], BITS[6], SIGNED[34], BITS[4], BITS[6], SIGNED[30], BITS[2], BITS[3], BITS[3]
    ),
    IDENTIFIER: OCTETS,
    MACHINE_ID: st.one_of(
        st.builds(MachineId, st.just(0), st.binary(min_size=16, max_size=16)),
        st.builds(MachineId, st.integers(1, 255), OCTETS),
    ),
    PCP_SERVERS: several(several(IPV4S)),
    PROVISIONING_SERVER: st.one_of(NAMES, IPV4S),
    PXE_BOOT_MENU: several(st.builds(MenuItem, U16, OCTETS)),
    PXE_BOOT_SERVERS: several(st.builds(BootServer, U16, several(IPV4S, 0))),
    RADIUS: several(st.tuples(U8, OCTETS), 0),
    RELAY_AUTHENTICATION: st.builds(RelayAuthentication, U8, BITS[4], BITS[4], U64, U32, OCTETS),
    RELAY_PORT: st.none() | U16,
    SIP_SERVERS: st.one_of(
        st.builds(SipServers, st.just(0), several(NAMES)),
        st.builds(SipServers, st.just(1), several(IPV4S)),
        st.builds(SipServers, st.integers(2, 255), OCTETS),
    ),
    SUBNET_INFORMATION: st.builds(
        SubnetInformation,
        U8,
        several(st.builds(AllocatedSubnet, IPV4S, st.integers(0, 32), U8, OCTETS), 0),
    ),
    USER_CLASS: several(SOME).map(UserClass),
    VENDOR_CLASSES: several(st.builds(VendorClass, U32, OCTETS)),
    RELAY_VENDOR_OPTIONS: several(st.builds(EnterpriseOptions, U32, st.just(()))),
    VENDOR_OPTIONS: several(st.builds(EnterpriseOptions, U32, st.just(()))),
    VSS: VIRTUAL_SUBNETS,
    domain.COMPRESSED_LIST: several(NAMES),
    domain.FQDN: NAMES,
    string.BINARY: OCTETS,
    string.STRING: TEXTS,
    address.PSID: st.integers(0, 16).flatmap(
        lambda length: st.builds(address.PortSet, st.integers(0, (1 << length) - 1), st.just(length))
    ),
}


@cache
def values(kind: Kind) -> Values:
    """Values of a kind; containers get pairs (code, value)."""
    if kind is VENDOR_ENCAPSULATED:
        return several(st.tuples(st.integers(1, 254), OCTETS), 0)
    if kind in SPECIAL:
        return SPECIAL[kind]
    if isinstance(kind, scalar.Integer):
        return st.integers(kind.least, kind.most)
    if isinstance(kind, space.Container):
        inside = [st.tuples(st.just(item.code), values(item.kind)) for item in kind.space.definitions]
        return several(st.one_of(inside), 0)
    if isinstance(kind, record.Array):
        return several(values(kind.kind), max(kind.least, 0))
    if isinstance(kind, record.Record):
        return st.tuples(*map(values, kind.kinds))
    if isinstance(kind, tuples.Piece):
        return TEXTS
    if isinstance(kind, string.Octets) and kind.octets is not None:
        return st.binary(min_size=kind.octets, max_size=kind.octets)
    simple = {"boolean": st.booleans(), "empty": st.none(), "ipv4-address": IPV4S, "ipv6-address": st.ip_addresses(v=6)}
    return simple[kind.name]
