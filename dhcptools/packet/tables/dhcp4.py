"""Every option of IANA's "BOOTP Vendor Extensions and DHCP Options", and private ones that are used everywhere.

Names are Kea's; those Kea has not are IANA's in Kea's spelling. Several vendors claim 128 to 135 and 175 to 177.
"""

from __future__ import annotations

from itertools import starmap
from typing import Final

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.kinds.address import IPV4, IPV6, PSID
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.domain import COMPRESSED_LIST, FQDN, FQDN_LIST
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import (
    BOOLEAN,
    DURATION32,
    EMPTY,
    INT32,
    PREFIX_LENGTH4,
    PREFIX_LENGTH6,
    UINT8,
    UINT16,
    UINT32,
    Enum,
)
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import STRING
from dhcptools.packet.kinds.tuples import OPAQUE_TUPLES
from dhcptools.packet.kinds.v4_auth import AUTHENTICATION
from dhcptools.packet.kinds.v4_client import CLIENT_ID, USER_CLASS
from dhcptools.packet.kinds.v4_codes import MESSAGE_TYPE4, OPTION_CODES4
from dhcptools.packet.kinds.v4_fqdn import CLIENT_FQDN
from dhcptools.packet.kinds.v4_location import CIVIC, GEO
from dhcptools.packet.kinds.v4_pxe import MACHINE_ID
from dhcptools.packet.kinds.v4_relay import IDENTIFIER, VSS
from dhcptools.packet.kinds.v4_route import ADDRESS_PAIRS, CLASSLESS_ROUTES
from dhcptools.packet.kinds.v4_servers import DNR4, PCP_SERVERS, SIP_SERVERS
from dhcptools.packet.kinds.v4_vendor import VENDOR_CLASSES, VENDOR_ENCAPSULATED, VENDOR_OPTIONS
from dhcptools.packet.kinds.v6_octets import FixedOctets
from dhcptools.packet.names4 import (
    ARCHITECTURES,
    AUTO_CONFIG,
    DHCP_STATES,
    NAME_SERVICES,
    NETBIOS_NODE_TYPES,
    OVERLOADS,
    STATUS_CODES,
)

Row = tuple[int, str, Kind, str]

_ADDRESSES: Final = Array(IPV4)
_ISNS: Final = Record(
    (UINT16, "functions"),
    (UINT16, "dd-access"),
    (UINT16, "administrative-flags"),
    (UINT32, "security-bitmap"),
    (_ADDRESSES, "servers"),
)
_SLP_DIRECTORY_AGENT: Final = Record((BOOLEAN, "mandatory"), (IPV4, "address"), array=True)
_SLP_SERVICE_SCOPE: Final = Record((BOOLEAN, "mandatory"), (STRING, "scope"))
_CLIENT_NDI: Final = Record((Enum(1, {1: "undi"}), "type"), (UINT8, "major"), (UINT8, "minor"))
_RDNSS_SELECTION: Final = Record(
    (UINT8, "preference"), (IPV4, "primary"), (IPV4, "secondary"), (FQDN, "domain"), array=True
)
_STATUS_CODE: Final = Record((Enum(1, STATUS_CODES), "status-code"), (STRING, "status-message"))
_PORT_PARAMS: Final = Record((UINT8, "offset"), (PSID, "psid"))
_SIX_RD: Final = Record(
    (PREFIX_LENGTH4, "ipv4-mask-len"), (PREFIX_LENGTH6, "prefix-len"), (IPV6, "prefix"), (_ADDRESSES, "border-relays")
)
_SUBNET_ALLOCATION: Final = Record((UINT8, "flags"), (Container("subnet-allocation", 4), "suboptions"))

ROWS: Final[tuple[Row, ...]] = (
    (1, "subnet-mask", IPV4, "RFC 2132 §3.3"),
    (2, "time-offset", INT32, "RFC 2132 §3.4"),
    (3, "routers", _ADDRESSES, "RFC 2132 §3.5"),
    (4, "time-servers", _ADDRESSES, "RFC 2132 §3.6"),
    (5, "name-servers", _ADDRESSES, "RFC 2132 §3.7"),
    (6, "domain-name-servers", _ADDRESSES, "RFC 2132 §3.8"),
    (7, "log-servers", _ADDRESSES, "RFC 2132 §3.9"),
    (8, "cookie-servers", _ADDRESSES, "RFC 2132 §3.10"),
    (9, "lpr-servers", _ADDRESSES, "RFC 2132 §3.11"),
    (10, "impress-servers", _ADDRESSES, "RFC 2132 §3.12"),
    (11, "resource-location-servers", _ADDRESSES, "RFC 2132 §3.13"),
    (12, "host-name", STRING, "RFC 2132 §3.14"),
    (13, "boot-size", UINT16, "RFC 2132 §3.15"),
    (14, "merit-dump", STRING, "RFC 2132 §3.16"),
    (15, "domain-name", STRING, "RFC 2132 §3.17"),
    (16, "swap-server", IPV4, "RFC 2132 §3.18"),
    (17, "root-path", STRING, "RFC 2132 §3.19"),
    (18, "extensions-path", STRING, "RFC 2132 §3.20"),
    (19, "ip-forwarding", BOOLEAN, "RFC 2132 §4.1"),
    (20, "non-local-source-routing", BOOLEAN, "RFC 2132 §4.2"),
    (21, "policy-filter", ADDRESS_PAIRS, "RFC 2132 §4.3"),
    (22, "max-dgram-reassembly", UINT16, "RFC 2132 §4.4"),
    (23, "default-ip-ttl", UINT8, "RFC 2132 §4.5"),
    (24, "path-mtu-aging-timeout", UINT32, "RFC 2132 §4.6"),
    (25, "path-mtu-plateau-table", Array(UINT16), "RFC 2132 §4.7"),
    (26, "interface-mtu", UINT16, "RFC 2132 §5.1"),
    (27, "all-subnets-local", BOOLEAN, "RFC 2132 §5.2"),
    (28, "broadcast-address", IPV4, "RFC 2132 §5.3"),
    (29, "perform-mask-discovery", BOOLEAN, "RFC 2132 §5.4"),
    (30, "mask-supplier", BOOLEAN, "RFC 2132 §5.5"),
    (31, "router-discovery", BOOLEAN, "RFC 2132 §5.6"),
    (32, "router-solicitation-address", IPV4, "RFC 2132 §5.7"),
    (33, "static-routes", ADDRESS_PAIRS, "RFC 2132 §5.8"),
    (34, "trailer-encapsulation", BOOLEAN, "RFC 2132 §6.1"),
    (35, "arp-cache-timeout", UINT32, "RFC 2132 §6.2"),
    (36, "ieee802-3-encapsulation", BOOLEAN, "RFC 2132 §6.3"),
    (37, "default-tcp-ttl", UINT8, "RFC 2132 §7.1"),
    (38, "tcp-keepalive-interval", UINT32, "RFC 2132 §7.2"),
    (39, "tcp-keepalive-garbage", BOOLEAN, "RFC 2132 §7.3"),
    (40, "nis-domain", STRING, "RFC 2132 §8.1"),
    (41, "nis-servers", _ADDRESSES, "RFC 2132 §8.2"),
    (42, "ntp-servers", _ADDRESSES, "RFC 2132 §8.3"),
    (43, "vendor-encapsulated-options", VENDOR_ENCAPSULATED, "RFC 2132 §8.4"),
    (44, "netbios-name-servers", _ADDRESSES, "RFC 2132 §8.5"),
    (45, "netbios-dd-server", _ADDRESSES, "RFC 2132 §8.6"),
    (46, "netbios-node-type", Enum(1, NETBIOS_NODE_TYPES), "RFC 2132 §8.7"),
    (47, "netbios-scope", STRING, "RFC 2132 §8.8"),
    (48, "font-servers", _ADDRESSES, "RFC 2132 §8.9"),
    (49, "x-display-manager", _ADDRESSES, "RFC 2132 §8.10"),
    (50, "dhcp-requested-address", IPV4, "RFC 2132 §9.1"),
    (51, "dhcp-lease-time", DURATION32, "RFC 2132 §9.2"),
    (52, "dhcp-option-overload", Enum(1, OVERLOADS), "RFC 2132 §9.3"),
    (53, "dhcp-message-type", MESSAGE_TYPE4, "RFC 2132 §9.6"),
    (54, "dhcp-server-identifier", IPV4, "RFC 2132 §9.7"),
    (55, "dhcp-parameter-request-list", OPTION_CODES4, "RFC 2132 §9.8"),
    (56, "dhcp-message", STRING, "RFC 2132 §9.9"),
    (57, "dhcp-max-message-size", UINT16, "RFC 2132 §9.10"),
    (58, "dhcp-renewal-time", DURATION32, "RFC 2132 §9.11"),
    (59, "dhcp-rebinding-time", DURATION32, "RFC 2132 §9.12"),
    (60, "vendor-class-identifier", STRING, "RFC 2132 §9.13"),
    (61, "dhcp-client-identifier", CLIENT_ID, "RFC 2132 §9.14"),
    (62, "nwip-domain-name", STRING, "RFC 2242"),
    (63, "nwip-suboptions", Container("nwip-suboptions", 4), "RFC 2242"),
    (64, "nisplus-domain-name", STRING, "RFC 2132 §8.11"),
    (65, "nisplus-servers", _ADDRESSES, "RFC 2132 §8.12"),
    (66, "tftp-server-name", STRING, "RFC 2132 §9.4"),
    (67, "boot-file-name", STRING, "RFC 2132 §9.5"),
    (68, "mobile-ip-home-agent", Array(IPV4, least=0), "RFC 2132 §8.13"),
    (69, "smtp-server", _ADDRESSES, "RFC 2132 §8.14"),
    (70, "pop-server", _ADDRESSES, "RFC 2132 §8.15"),
    (71, "nntp-server", _ADDRESSES, "RFC 2132 §8.16"),
    (72, "www-server", _ADDRESSES, "RFC 2132 §8.17"),
    (73, "finger-server", _ADDRESSES, "RFC 2132 §8.18"),
    (74, "irc-server", _ADDRESSES, "RFC 2132 §8.19"),
    (75, "streettalk-server", _ADDRESSES, "RFC 2132 §8.20"),
    (76, "streettalk-directory-assistance-server", _ADDRESSES, "RFC 2132 §8.21"),
    (77, "user-class", USER_CLASS, "RFC 3004 §4"),
    (78, "slp-directory-agent", _SLP_DIRECTORY_AGENT, "RFC 2610 §3"),
    (79, "slp-service-scope", _SLP_SERVICE_SCOPE, "RFC 2610 §4"),
    (80, "rapid-commit", EMPTY, "RFC 4039"),
    (81, "fqdn", CLIENT_FQDN, "RFC 4702 §2"),
    (82, "dhcp-agent-options", Container("dhcp-agent-options-space", 4), "RFC 3046 §2"),
    (83, "isns", _ISNS, "RFC 4174 §2"),
    (85, "nds-servers", _ADDRESSES, "RFC 2241"),
    (86, "nds-tree-name", STRING, "RFC 2241"),
    (87, "nds-context", STRING, "RFC 2241"),
    (88, "bcms-controller-names", FQDN_LIST, "RFC 4280"),
    (89, "bcms-controller-address", _ADDRESSES, "RFC 4280"),
    (90, "authenticate", AUTHENTICATION, "RFC 3118 §2"),
    (91, "client-last-transaction-time", UINT32, "RFC 4388"),
    (92, "associated-ip", _ADDRESSES, "RFC 4388"),
    (93, "client-system", Array(Enum(2, ARCHITECTURES)), "RFC 4578 §2.1"),
    (94, "client-ndi", _CLIENT_NDI, "RFC 4578 §2.2"),
    (95, "ldap", STRING, "RFC 3679"),
    (97, "uuid-guid", MACHINE_ID, "RFC 4578 §2.3"),
    (98, "uap-servers", STRING, "RFC 2485"),
    (99, "geoconf-civic", CIVIC, "RFC 4776 §3.1"),
    (100, "pcode", STRING, "RFC 4833"),
    (101, "tcode", STRING, "RFC 4833"),
    (108, "v6-only-preferred", DURATION32, "RFC 8925 §3.1"),
    (109, "dhcp4o6-s46-saddr", IPV6, "RFC 8539"),
    (112, "netinfo-server-address", _ADDRESSES, "RFC 3679"),
    (113, "netinfo-server-tag", STRING, "RFC 3679"),
    (114, "v4-captive-portal", STRING, "RFC 8910 §2.1"),
    (116, "auto-config", Enum(1, AUTO_CONFIG), "RFC 2563"),
    (117, "name-service-search", Array(Enum(2, NAME_SERVICES)), "RFC 2937"),
    (118, "subnet-selection", IPV4, "RFC 3011"),
    (119, "domain-search", COMPRESSED_LIST, "RFC 3397 §2"),
    (120, "sip-servers", SIP_SERVERS, "RFC 3361 §3"),
    (121, "classless-static-route", CLASSLESS_ROUTES, "RFC 3442"),
    (122, "cablelabs-client-conf", Container("cablelabs-client-conf", 4), "RFC 3495"),
    (123, "geoconf", GEO, "RFC 6225 §2.2.1"),
    (124, "vivco-suboptions", VENDOR_CLASSES, "RFC 3925 §3"),
    (125, "vivso-suboptions", VENDOR_OPTIONS, "RFC 3925 §4"),
    (128, "pxe-128", IDENTIFIER, "RFC 4578 §2.4"),
    (129, "pxe-129", IDENTIFIER, "RFC 4578 §2.4"),
    (130, "pxe-130", IDENTIFIER, "RFC 4578 §2.4"),
    (131, "pxe-131", IDENTIFIER, "RFC 4578 §2.4"),
    (132, "pxe-132", IDENTIFIER, "RFC 4578 §2.4"),
    (133, "pxe-133", IDENTIFIER, "RFC 4578 §2.4"),
    (134, "pxe-134", IDENTIFIER, "RFC 4578 §2.4"),
    (135, "pxe-135", IDENTIFIER, "RFC 4578 §2.4"),
    (136, "pana-agent", _ADDRESSES, "RFC 5192"),
    (137, "v4-lost", FQDN, "RFC 5223"),
    (138, "capwap-ac-v4", _ADDRESSES, "RFC 5417"),
    (139, "ipv4-address-mos", Container("mos-address", 4), "RFC 5678"),
    (140, "ipv4-fqdn-mos", Container("mos-fqdn", 4), "RFC 5678"),
    (141, "sip-ua-cs-domains", FQDN_LIST, "RFC 6011"),
    (142, "ipv4-address-andsf", _ADDRESSES, "RFC 6153"),
    (143, "v4-sztp-redirect", OPAQUE_TUPLES(2), "RFC 8572 §8.1"),
    (144, "geoloc", GEO, "RFC 6225 §2.2.2"),
    (145, "forcerenew-nonce-capable", Array(UINT8), "RFC 6704"),
    (146, "rdnss-selection", _RDNSS_SELECTION, "RFC 6731"),
    (147, "v4-dots-ri", FQDN, "RFC 8973"),
    (148, "v4-dots-address", _ADDRESSES, "RFC 8973"),
    (150, "tftp-server-address", _ADDRESSES, "RFC 5859"),
    (151, "status-code", _STATUS_CODE, "RFC 6926 §6.2.2"),
    (152, "base-time", UINT32, "RFC 6926 §6.2.3"),
    (153, "start-time-of-state", UINT32, "RFC 6926 §6.2.4"),
    (154, "query-start-time", UINT32, "RFC 6926 §6.2.5"),
    (155, "query-end-time", UINT32, "RFC 6926 §6.2.6"),
    (156, "dhcp-state", Enum(1, DHCP_STATES), "RFC 6926 §6.2.7"),
    (157, "data-source", UINT8, "RFC 6926 §6.2.8"),
    (158, "v4-pcp-server", PCP_SERVERS, "RFC 7291"),
    (159, "v4-portparams", _PORT_PARAMS, "RFC 7618"),
    (161, "mud-url-v4", STRING, "RFC 8520"),
    (162, "v4-dnr", DNR4, "RFC 9463 §5.1"),
    (175, "etherboot", Container("ipxe", 4), ""),
    (176, "ip-telephone", IDENTIFIER, ""),
    (177, "packetcable-cablehome", IDENTIFIER, ""),
    (208, "pxelinux-magic", FixedOctets(4), "RFC 5071 §3"),
    (209, "configuration-file", STRING, "RFC 5071 §4"),
    (210, "path-prefix", STRING, "RFC 5071 §5"),
    (211, "reboot-time", DURATION32, "RFC 5071 §6"),
    (212, "option-6rd", _SIX_RD, "RFC 5969 §7.1.1"),
    (213, "v4-access-domain", FQDN, "RFC 5986"),
    (220, "subnet-allocation", _SUBNET_ALLOCATION, "RFC 6656"),
    (221, "vss", VSS, "RFC 6607 §3.1"),
    (249, "msft-classless-static-route", CLASSLESS_ROUTES, "MS-DHCPE §2.2.8"),
    (252, "wpad-url", STRING, ""),
)

SPACES: Final = (Space("dhcp4", 1, 1, tuple(starmap(Definition, ROWS)), padded=True),)
