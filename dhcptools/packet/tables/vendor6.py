"""Options inside Vendor-specific Information (17), by enterprise: CableLabs, Broadband Forum, Cisco and others."""

from __future__ import annotations

from itertools import starmap
from typing import Final

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.kinds.address import IPV4, IPV6
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.domain import FQDN
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import BOOLEAN, INT32, UINT8, UINT16, UINT32, Enum
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import BINARY, STRING
from dhcptools.packet.kinds.v6_codes import OPTION_CODES
from dhcptools.packet.kinds.v6_octets import HARDWARE, HARDWARE48

Row = tuple[int, str, Kind, str]

IPV6_LIST: Final = Array(IPV6)
BACKOFF: Final = Record((UINT32, "nominal_timeout"), (UINT32, "maximum_timeout"), (UINT32, "maximum_retries"))
IP_PREFERENCES: Final = {1: "ipv4", 2: "ipv6"}
PROVISIONING_SERVER: Final = Record((Enum(1, {0: "fqdn", 1: "ipv6"}), "type"), (BINARY, "server"))

# CableLabs CL-SP-CANN-DHCP-Reg, "DHCPv6 vendor-specific information options".
CABLELABS_ROWS: Final[tuple[Row, ...]] = (
    (1, "oro", OPTION_CODES("vendor-4491"), "CL-SP-CANN-DHCP-Reg"),
    (2, "device-type", STRING, "CL-SP-CANN-DHCP-Reg"),
    (3, "embedded-components-list", STRING, "CL-SP-CANN-DHCP-Reg"),
    (4, "device-serial-number", STRING, "CL-SP-CANN-DHCP-Reg"),
    (5, "hardware-version-number", STRING, "CL-SP-CANN-DHCP-Reg"),
    (6, "software-version-number", STRING, "CL-SP-CANN-DHCP-Reg"),
    (7, "boot-rom-version", STRING, "CL-SP-CANN-DHCP-Reg"),
    (8, "vendor-oui", BINARY, "CL-SP-CANN-DHCP-Reg"),
    (9, "model-number", STRING, "CL-SP-CANN-DHCP-Reg"),
    (10, "vendor-name", STRING, "CL-SP-CANN-DHCP-Reg"),
    (32, "tftp-servers", IPV6_LIST, "CL-SP-CANN-DHCP-Reg"),
    (33, "config-file", STRING, "CL-SP-CANN-DHCP-Reg"),
    (34, "syslog-servers", IPV6_LIST, "CL-SP-CANN-DHCP-Reg"),
    (35, "modem-capabilities", Container("cablelabs-tlv5", 6), "CL-SP-CANN-DHCP-Reg"),
    (36, "device-id", HARDWARE, "CL-SP-CANN-DHCP-Reg"),
    (37, "time-servers", IPV6_LIST, "CL-SP-CANN-DHCP-Reg"),
    (38, "time-offset", INT32, "CL-SP-CANN-DHCP-Reg"),
    (39, "ip-preference", Enum(1, IP_PREFERENCES), "CL-SP-CANN-DHCP-Reg"),
    (61, "ccap-cores", IPV6_LIST, "CL-SP-CANN-DHCP-Reg"),
    (1025, "cmts-capabilities", Container("cablelabs-cmts-capabilities", 6), "CL-SP-CANN-DHCP-Reg"),
    (1026, "cmts-cm-mac", HARDWARE48, "CL-SP-CANN-DHCP-Reg"),
    (1027, "erouter-container", Container("dhcp6", 6), "CL-SP-CANN-DHCP-Reg"),
    (2170, "client-configuration", Container("cablelabs-client-conf", 6), "CL-SP-CANN-DHCP-Reg"),
    (2171, "client-configuration-v6", Container("cablelabs-client-conf-v6", 6), "CL-SP-CANN-DHCP-Reg"),
    (2172, "correlation-id", UINT32, "CL-SP-CANN-DHCP-Reg"),
)

# Codes and lengths of two octets, unlike option 122 of DHCPv4.
CLIENT_CONF_ROWS: Final[tuple[Row, ...]] = (
    (1, "tsp-primary-server", IPV4, "CL-SP-CANN-DHCP-Reg"),
    (2, "tsp-secondary-server", IPV4, "CL-SP-CANN-DHCP-Reg"),
)

CLIENT_CONF_V6_ROWS: Final[tuple[Row, ...]] = (
    (1, "tsp-primary-server-selector", BINARY, "CL-SP-CANN-DHCP-Reg"),
    (2, "tsp-secondary-server-selector", BINARY, "CL-SP-CANN-DHCP-Reg"),
    (3, "tsp-provisioning-server", PROVISIONING_SERVER, "CL-SP-CANN-DHCP-Reg"),
    (4, "tsp-as-parameters", BACKOFF, "CL-SP-CANN-DHCP-Reg"),
    (5, "tsp-ap-parameters", BACKOFF, "CL-SP-CANN-DHCP-Reg"),
    (6, "tsp-realm", FQDN, "CL-SP-CANN-DHCP-Reg"),
    (7, "tsp-use-tgt", BOOLEAN, "CL-SP-CANN-DHCP-Reg"),
    (8, "tsp-provisioning-timer", UINT8, "CL-SP-CANN-DHCP-Reg"),
    (9, "tsp-sct", UINT16, "CL-SP-CANN-DHCP-Reg"),
)

CMTS_ROWS: Final[tuple[Row, ...]] = (
    (1, "docsis-version", Record((UINT8, "major"), (UINT8, "minor")), "CL-SP-CANN-DHCP-Reg"),
)

# Broadband Forum TR-069 (1 to 3) and TR-111 (4 to 6 of the gateway, 11 to 13 of the device).
BROADBAND_FORUM_ROWS: Final[tuple[Row, ...]] = (
    (1, "acs-url", STRING, "TR-069"),
    (2, "provisioning-code", STRING, "TR-069"),
    (3, "cwmp-retry-minimum-wait-interval", STRING, "TR-069"),
    (4, "gateway-manufacturer-oui", STRING, "TR-111"),
    (5, "gateway-serial-number", STRING, "TR-111"),
    (6, "gateway-product-class", STRING, "TR-111"),
    (11, "device-manufacturer-oui", STRING, "TR-111"),
    (12, "device-serial-number", STRING, "TR-111"),
    (13, "device-product-class", STRING, "TR-111"),
)

CISCO_ROWS: Final[tuple[Row, ...]] = (
    (16, "pnp-identifier", STRING, "Cisco Plug and Play"),
    (17, "pnp-string", STRING, "Cisco Plug and Play"),
)

MICROSOFT_ROWS: Final[tuple[Row, ...]] = (
    (94, "rogue-detection-request", BINARY, "MS-DHCPE"),
    (95, "rogue-detection-reply", BINARY, "MS-DHCPE"),
)

# Kea's own, between its DHCPv4 and DHCPv6 servers.
ISC_ROWS: Final[tuple[Row, ...]] = (
    (60000, "4o6-interface", STRING, "Kea"),
    (60001, "4o6-source-address", IPV6, "Kea"),
    (60002, "4o6-source-port", UINT16, "Kea"),
)

SPACES: Final = (
    Space("vendor-4491", 2, 2, tuple(starmap(Definition, CABLELABS_ROWS))),
    Space("cablelabs-client-conf", 2, 2, tuple(starmap(Definition, CLIENT_CONF_ROWS))),
    Space("cablelabs-client-conf-v6", 2, 2, tuple(starmap(Definition, CLIENT_CONF_V6_ROWS))),
    Space("cablelabs-tlv5", 1, 1, ()),
    Space("cablelabs-cmts-capabilities", 1, 1, tuple(starmap(Definition, CMTS_ROWS))),
    Space("vendor-3561", 2, 2, tuple(starmap(Definition, BROADBAND_FORUM_ROWS))),
    Space("vendor-9", 2, 2, tuple(starmap(Definition, CISCO_ROWS))),
    Space("vendor-311", 2, 2, tuple(starmap(Definition, MICROSOFT_ROWS))),
    Space("vendor-343", 2, 2, ()),
    Space("vendor-2495", 2, 2, tuple(starmap(Definition, ISC_ROWS))),
    Space("4o6", 2, 2, tuple(starmap(Definition, ISC_ROWS))),
)
