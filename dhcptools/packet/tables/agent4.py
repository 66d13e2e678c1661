"""Relay agent information, the sub-options of option 82 (RFC 3046); IANA's "DHCP Relay Agent Sub-Option Codes"."""

from __future__ import annotations

from itertools import starmap
from typing import Final

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.scalar import EMPTY, UINT8, UINT32
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import STRING
from dhcptools.packet.kinds.v4_auth import RELAY_AUTHENTICATION
from dhcptools.packet.kinds.v4_relay import ACCESS_TECHNOLOGY, IDENTIFIER, RADIUS, RELAY_PORT, VSS
from dhcptools.packet.kinds.v4_vendor import RELAY_VENDOR_OPTIONS
from dhcptools.packet.kinds.v6_octets import HARDWARE48

Row = tuple[int, str, Kind, str]

ROWS: Final[tuple[Row, ...]] = (
    (1, "circuit-id", IDENTIFIER, "RFC 3046 §3.1"),
    (2, "remote-id", IDENTIFIER, "RFC 3046 §3.2"),
    (4, "docsis-device-class", UINT32, "RFC 3256"),
    (5, "link-selection", IPV4, "RFC 3527"),
    (6, "subscriber-id", STRING, "RFC 3993"),
    (7, "radius", RADIUS, "RFC 4014"),
    (8, "auth", RELAY_AUTHENTICATION, "RFC 4030 §3"),
    (9, "vendor-specific-info", RELAY_VENDOR_OPTIONS, "RFC 4243"),
    (10, "relay-flags", UINT8, "RFC 5010"),
    (11, "server-id-override", IPV4, "RFC 5107"),
    (12, "relay-id", IDENTIFIER, "RFC 6925"),
    (13, "access-techno-type", ACCESS_TECHNOLOGY, "RFC 7839"),
    (14, "access-network-name", STRING, "RFC 7839"),
    (15, "access-point-name", STRING, "RFC 7839"),
    (16, "access-point-bssid", HARDWARE48, "RFC 7839"),
    (17, "operator-id", UINT32, "RFC 7839"),
    (18, "operator-realm", STRING, "RFC 7839"),
    (19, "relay-port", RELAY_PORT, "RFC 8357"),
    (151, "virtual-subnet-select", VSS, "RFC 6607 §3.3"),
    (152, "virtual-subnet-select-ctrl", EMPTY, "RFC 6607 §3.3"),
)

# What a CMTS says of itself behind sub-option 9; the version has a space of its own in DHCPv6's vendor options.
CABLELABS: Final[tuple[Row, ...]] = (
    (1, "cmts-capabilities", Container("cablelabs-cmts-capabilities", 6), "CL-SP-CANN-DHCP-Reg"),
)  # fmt: skip  # one row a line

SPACES: Final = (
    Space("dhcp-agent-options-space", 1, 1, tuple(starmap(Definition, ROWS))),
    Space("relay-vendor-4491", 1, 1, tuple(starmap(Definition, CABLELABS))),
)
