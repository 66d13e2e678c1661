"""DHCPv6 options: every code IANA has assigned, 1 to 150 without 10 and 35, with the spaces inside them.

Names are Kea's where Kea defines the option, else IANA's in Kea's spelling. IA_TA (4) and Server Unicast (12) are
obsolete since RFC 9915 and decode as before.
"""

from __future__ import annotations

from itertools import starmap
from typing import Final

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.kinds.address import IPV6, IPV6_PREFIX
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.domain import FQDN, FQDN_LIST, PARTIAL_FQDN
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import DURATION32, EMPTY, PREFIX_LENGTH6, UINT8, UINT16, UINT32, Enum
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import BINARY, STRING
from dhcptools.packet.kinds.tuples import OPAQUE_TUPLES
from dhcptools.packet.kinds.v4_auth import AUTHENTICATION
from dhcptools.packet.kinds.v4_location import CIVIC, GEO
from dhcptools.packet.kinds.v4_relay import ACCESS_TECHNOLOGY, RADIUS, VSS
from dhcptools.packet.kinds.v6_codes import OPTION_CODES
from dhcptools.packet.kinds.v6_dnr import DNR
from dhcptools.packet.kinds.v6_duid import DUID
from dhcptools.packet.kinds.v6_message import DHCPV4_MESSAGE, RELAY_MESSAGE
from dhcptools.packet.kinds.v6_octets import HARDWARE, HARDWARE48, HARDWARE_COUNTED, BoundedOctets, CutAddress6
from dhcptools.packet.kinds.v6_vendor import VENDOR_OPTIONS
from dhcptools.packet.names4 import ARCHITECTURES, HARDWARE_TYPES
from dhcptools.packet.names6 import MESSAGE_TYPES, STATUS_CODES
from dhcptools.packet.tables.softwire6 import (
    FOUR_RD_MAP_RULE,
    FOUR_RD_NON_MAP_RULE,
    S46_BIND,
    S46_PORTPARAMS,
    S46_RULE,
)

IPV6_LIST: Final = Array(IPV6)
OPTIONS: Final = Container("dhcp6", 6)
HARDWARE_TYPE: Final = Enum(2, HARDWARE_TYPES)

QUERY_TYPES: Final = {1: "by-address", 2: "by-clientid", 3: "by-relay-id", 4: "by-link-address", 5: "by-remote-id"}
BINDING_STATES: Final = {
    1: "active", 2: "expired", 3: "released", 4: "pending-free", 5: "free", 6: "free-backup", 7: "abandoned",
    8: "reset",
}  # fmt: skip  # RFC 8156 §5.5.1
SERVER_STATES: Final = {
    1: "startup", 2: "normal", 3: "communications-interrupted", 4: "partner-down", 5: "potential-conflict",
    6: "recover", 7: "recover-wait", 8: "recover-done", 9: "resolution-interrupted", 10: "conflict-done",
}  # fmt: skip  # RFC 8156 §5.5.24
KDC_TRANSPORTS: Final = {1: "udp", 2: "tcp", 3: "tls"}
SLAP_QUADRANTS: Final = {0: "aai", 1: "eli", 2: "reserved", 3: "sai"}

IA: Final = Record((UINT32, "iaid"), (DURATION32, "t1"), (DURATION32, "t2"), (OPTIONS, "options"))
IA_TA: Final = Record((UINT32, "iaid"), (OPTIONS, "options"))
IAADDR: Final = Record(
    (IPV6, "address"),
    (DURATION32, "preferred_lifetime"),
    (DURATION32, "valid_lifetime"),
    (OPTIONS, "options"),
)
IAPREFIX: Final = Record(
    (DURATION32, "preferred_lifetime"),
    (DURATION32, "valid_lifetime"),
    (PREFIX_LENGTH6, "prefix_length"),
    (IPV6, "prefix"),
    (OPTIONS, "options"),
)
IALOCATOR: Final = Record(
    (DURATION32, "preferred_lifetime"),
    (DURATION32, "valid_lifetime"),
    (UINT8, "block_length"),
    (UINT8, "node_length"),
    (UINT8, "function_length"),
    (UINT8, "argument_length"),
    (IPV6, "locator"),
    (OPTIONS, "options"),
)
LLADDR: Final = Record(
    (HARDWARE_TYPE, "link_layer_type"),
    (HARDWARE_COUNTED, "link_layer_address"),
    (UINT32, "extra_addresses"),
    (DURATION32, "valid_lifetime"),
    (OPTIONS, "options"),
)
LQ_QUERY: Final = Record((Enum(1, QUERY_TYPES), "query_type"), (IPV6, "link_address"), (OPTIONS, "options"))
NII: Final = Record((UINT8, "type"), (UINT8, "major"), (UINT8, "minor"))
RDNSS: Final = Record((IPV6, "address"), (UINT8, "preference"), (Array(FQDN, least=0), "domains"))
KRB_PRINCIPAL: Final = Record((UINT32, "name_type"), (STRING, "name"))
KRB_KDC: Final = Record(
    (UINT16, "priority"),
    (UINT16, "weight"),
    (Enum(1, KDC_TRANSPORTS), "transport"),
    (UINT16, "port"),
    (IPV6, "address"),
    (STRING, "realm"),
)
ADDRSEL_TABLE: Final = Record((UINT8, "label"), (UINT8, "precedence"), (IPV6_PREFIX, "prefix"))
MPL: Final = Record(
    (UINT8, "flags"),
    (UINT8, "tunit"),
    (UINT16, "se_lifetime"),
    (UINT8, "dm_k"),
    (UINT16, "dm_imin"),
    (UINT8, "dm_imax"),
    (UINT16, "dm_t_exp"),
    (UINT8, "c_k"),
    (UINT16, "c_imin"),
    (UINT8, "c_imax"),
    (UINT16, "c_t_exp"),
    (Array(IPV6, least=0), "domain_address"),
)
PREFIX64: Final = Record(
    (IPV6_PREFIX, "asm_prefix64"), (IPV6_PREFIX, "ssm_prefix64"), (IPV6_PREFIX, "unicast_prefix64")
)
DISTRIBUTION_MANAGER: Final = Record((UINT16, "supported_transport"), (FQDN, "name"))
QUADRANTS: Final = Array(Record((Enum(1, SLAP_QUADRANTS), "quadrant"), (UINT8, "preference")))

Row = tuple[int, str, Kind, str]

ROWS: Final[tuple[Row, ...]] = (
    (1, "clientid", DUID, "RFC 9915 §21.2"),
    (2, "serverid", DUID, "RFC 9915 §21.3"),
    (3, "ia-na", IA, "RFC 9915 §21.4"),
    (4, "ia-ta", IA_TA, "RFC 8415 §21.5"),
    (5, "iaaddr", IAADDR, "RFC 9915 §21.6"),
    (6, "oro", OPTION_CODES("dhcp6"), "RFC 9915 §21.7"),
    (7, "preference", UINT8, "RFC 9915 §21.8"),
    (8, "elapsed-time", UINT16, "RFC 9915 §21.9"),
    (9, "relay-msg", RELAY_MESSAGE, "RFC 9915 §21.10"),
    (11, "auth", AUTHENTICATION, "RFC 9915 §21.11"),
    (12, "unicast", IPV6, "RFC 8415 §21.12"),
    (13, "status-code", Record((Enum(2, STATUS_CODES), "status_code"), (STRING, "message")), "RFC 9915 §21.13"),
    (14, "rapid-commit", EMPTY, "RFC 9915 §21.14"),
    (15, "user-class", OPAQUE_TUPLES(2), "RFC 9915 §21.15"),
    (16, "vendor-class", Record((UINT32, "enterprise"), (OPAQUE_TUPLES(2), "data")), "RFC 9915 §21.16"),
    (17, "vendor-opts", VENDOR_OPTIONS, "RFC 9915 §21.17"),
    (18, "interface-id", BINARY, "RFC 9915 §21.18"),
    (19, "reconf-msg", Enum(1, MESSAGE_TYPES), "RFC 9915 §21.19"),
    (20, "reconf-accept", EMPTY, "RFC 9915 §21.20"),
    (21, "sip-server-dns", FQDN_LIST, "RFC 3319 §3.1"),
    (22, "sip-server-addr", IPV6_LIST, "RFC 3319 §3.2"),
    (23, "dns-servers", IPV6_LIST, "RFC 3646 §3"),
    (24, "domain-search", FQDN_LIST, "RFC 3646 §4"),
    (25, "ia-pd", IA, "RFC 9915 §21.21"),
    (26, "iaprefix", IAPREFIX, "RFC 9915 §21.22"),
    (27, "nis-servers", IPV6_LIST, "RFC 3898 §3"),
    (28, "nisp-servers", IPV6_LIST, "RFC 3898 §4"),
    (29, "nis-domain-name", FQDN_LIST, "RFC 3898 §5"),
    (30, "nisp-domain-name", FQDN_LIST, "RFC 3898 §6"),
    (31, "sntp-servers", IPV6_LIST, "RFC 4075 §4"),
    (32, "information-refresh-time", DURATION32, "RFC 9915 §21.23"),
    (33, "bcmcs-server-dns", FQDN_LIST, "RFC 4280 §4.3"),
    (34, "bcmcs-server-addr", IPV6_LIST, "RFC 4280 §4.4"),
    (36, "geoconf-civic", CIVIC, "RFC 4776 §3.2"),
    (37, "remote-id", Record((UINT32, "enterprise"), (BINARY, "remote_id")), "RFC 4649 §3"),
    (38, "subscriber-id", BINARY, "RFC 4580 §2"),
    (39, "client-fqdn", Record((UINT8, "flags"), (PARTIAL_FQDN, "name")), "RFC 4704 §4"),
    (40, "pana-agent", IPV6_LIST, "RFC 5192 §4"),
    (41, "new-posix-timezone", STRING, "RFC 4833 §3"),
    (42, "new-tzdb-timezone", STRING, "RFC 4833 §3"),
    (43, "ero", OPTION_CODES("dhcp6"), "RFC 4994 §4"),
    (44, "lq-query", LQ_QUERY, "RFC 5007 §4.1.2.1"),
    (45, "client-data", OPTIONS, "RFC 5007 §4.1.2.2"),
    (46, "clt-time", UINT32, "RFC 5007 §4.1.2.3"),
    (47, "lq-relay-data", Record((IPV6, "peer_address"), (RELAY_MESSAGE, "relay_message")), "RFC 5007 §4.1.2.4"),
    (48, "lq-client-link", IPV6_LIST, "RFC 5007 §4.1.2.5"),
    (49, "mip6-hnidf", FQDN, "RFC 6610 §3.1"),
    (50, "mip6-vdinf", OPTIONS, "RFC 6610 §3.2"),
    (51, "v6-lost", FQDN, "RFC 5223 §4"),
    (52, "capwap-ac-v6", IPV6_LIST, "RFC 5417 §3"),
    (53, "relay-id", DUID, "RFC 5460 §5.4.1"),
    (54, "ipv6-address-mos", Container("ipv6-address-mos-options", 6), "RFC 5678 §2"),
    (55, "ipv6-fqdn-mos", Container("ipv6-fqdn-mos-options", 6), "RFC 5678 §3"),
    (56, "ntp-server", Container("v6-ntp-server-suboptions", 6), "RFC 5908 §4"),
    (57, "v6-access-domain", FQDN, "RFC 5986 §3.3"),
    (58, "sip-ua-cs-list", FQDN_LIST, "RFC 6011 §4.2"),
    (59, "bootfile-url", STRING, "RFC 5970 §3.1"),
    (60, "bootfile-param", OPAQUE_TUPLES(2), "RFC 5970 §3.2"),
    (61, "client-arch-type", Array(Enum(2, ARCHITECTURES)), "RFC 5970 §3.3"),
    (62, "nii", NII, "RFC 5970 §3.4"),
    (63, "geolocation", GEO, "RFC 6225 §2.1"),
    (64, "aftr-name", FQDN, "RFC 6334 §3"),
    (65, "erp-local-domain-name", FQDN, "RFC 6440 §3"),
    (66, "rsoo", Container("rsoo-opts", 6), "RFC 6422 §4"),
    (67, "pd-exclude", Record((UINT8, "prefix_length"), (BoundedOctets(1, 16), "subnet_id")), "RFC 6603 §4.2"),
    (68, "vss", VSS, "RFC 6607 §3.3"),
    (69, "mip6-idinf", OPTIONS, "RFC 6610 §3.2"),
    (70, "mip6-udinf", OPTIONS, "RFC 6610 §3.2"),
    (71, "mip6-hnp", Record((UINT8, "prefix_length"), (CutAddress6(), "prefix")), "RFC 6610 §3.2"),
    (72, "mip6-haa", IPV6, "RFC 6610 §3.2"),
    (73, "mip6-haf", FQDN, "RFC 6610 §3.2"),
    (74, "rdnss-selection", RDNSS, "RFC 6731 §4.2"),
    (75, "krb-principal-name", KRB_PRINCIPAL, "RFC 6784 §3.1"),
    (76, "krb-realm-name", STRING, "RFC 6784 §3.2"),
    (77, "krb-default-realm-name", STRING, "RFC 6784 §3.3"),
    (78, "krb-kdc", KRB_KDC, "RFC 6784 §3.4"),
    (79, "client-linklayer-addr", Record((HARDWARE_TYPE, "link_layer_type"), (HARDWARE, "address")), "RFC 6939 §4"),
    (80, "link-address", IPV6, "RFC 6977 §6.2.1"),
    (81, "radius", RADIUS, "RFC 7037 §4"),
    (82, "solmax-rt", DURATION32, "RFC 9915 §21.24"),
    (83, "inf-max-rt", DURATION32, "RFC 9915 §21.25"),
    (84, "addrsel", Record((UINT8, "flags"), (OPTIONS, "options")), "RFC 7078 §2"),
    (85, "addrsel-table", ADDRSEL_TABLE, "RFC 7078 §2"),
    (86, "v6-pcp-server", IPV6_LIST, "RFC 7291 §3.1"),
    (87, "dhcpv4-message", DHCPV4_MESSAGE, "RFC 7341 §7.1"),
    (88, "dhcp4o6-server-addr", Array(IPV6, least=0), "RFC 7341 §7.2"),
    (89, "s46-rule", S46_RULE, "RFC 7598 §4.1"),
    (90, "s46-br", IPV6, "RFC 7598 §4.2"),
    (91, "s46-dmr", IPV6_PREFIX, "RFC 7598 §4.3"),
    (92, "s46-v4v6bind", S46_BIND, "RFC 7598 §4.4"),
    (93, "s46-portparams", S46_PORTPARAMS, "RFC 7598 §4.5"),
    (94, "s46-cont-mape", Container("s46-cont-mape-options", 6), "RFC 7598 §5.1"),
    (95, "s46-cont-mapt", Container("s46-cont-mapt-options", 6), "RFC 7598 §5.2"),
    (96, "s46-cont-lw", Container("s46-cont-lw-options", 6), "RFC 7598 §5.3"),
    (97, "4rd", OPTIONS, "RFC 7600 §4.9"),
    (98, "4rd-map-rule", FOUR_RD_MAP_RULE, "RFC 7600 §4.9"),
    (99, "4rd-non-map-rule", FOUR_RD_NON_MAP_RULE, "RFC 7600 §4.9"),
    (100, "lq-base-time", UINT32, "RFC 7653 §6.2"),
    (101, "lq-start-time", UINT32, "RFC 7653 §6.3"),
    (102, "lq-end-time", UINT32, "RFC 7653 §6.4"),
    (103, "v6-captive-portal", STRING, "RFC 8910 §2.2"),
    (104, "mpl-parameters", MPL, "RFC 7774 §2.1"),
    (105, "ani-att", ACCESS_TECHNOLOGY, "RFC 7839 §5.1"),
    (106, "ani-network-name", STRING, "RFC 7839 §5.2"),
    (107, "ani-ap-name", STRING, "RFC 7839 §5.2"),
    (108, "ani-ap-bssid", HARDWARE48, "RFC 7839 §5.2"),
    (109, "ani-operator-id", UINT32, "RFC 7839 §5.3"),
    (110, "ani-operator-realm", STRING, "RFC 7839 §5.3"),
    (111, "s46-priority", OPTION_CODES("dhcp6"), "RFC 8026 §1.4"),
    (112, "mud-url-v6", STRING, "RFC 8520 §10"),
    (113, "v6-prefix64", PREFIX64, "RFC 8115 §3"),
    (114, "f-binding-status", Enum(1, BINDING_STATES), "RFC 8156 §5.5.1"),
    (115, "f-connect-flags", UINT16, "RFC 8156 §5.5.2"),
    (116, "f-dns-removal-info", OPTIONS, "RFC 8156 §5.5.3"),
    (117, "f-dns-host-name", PARTIAL_FQDN, "RFC 8156 §5.5.4"),
    (118, "f-dns-zone-name", FQDN, "RFC 8156 §5.5.5"),
    (119, "f-dns-flags", UINT16, "RFC 8156 §5.5.6"),
    (120, "f-expiration-time", UINT32, "RFC 8156 §5.5.7"),
    (121, "f-max-unacked-bndupd", UINT32, "RFC 8156 §5.5.8"),
    (122, "f-mclt", UINT32, "RFC 8156 §5.5.9"),
    (123, "f-partner-lifetime", UINT32, "RFC 8156 §5.5.10"),
    (124, "f-partner-lifetime-sent", UINT32, "RFC 8156 §5.5.11"),
    (125, "f-partner-down-time", UINT32, "RFC 8156 §5.5.12"),
    (126, "f-partner-raw-clt-time", UINT32, "RFC 8156 §5.5.13"),
    (127, "f-protocol-version", Record((UINT16, "major"), (UINT16, "minor")), "RFC 8156 §5.5.14"),
    (128, "f-keepalive-time", UINT32, "RFC 8156 §5.5.15"),
    (129, "f-reconfigure-data", Record((UINT32, "time"), (BINARY, "key")), "RFC 8156 §5.5.16"),
    (130, "f-relationship-name", STRING, "RFC 8156 §5.5.17"),
    (131, "f-server-flags", UINT8, "RFC 8156 §5.5.18"),
    (132, "f-server-state", Enum(1, SERVER_STATES), "RFC 8156 §5.5.19"),
    (133, "f-start-time-of-state", UINT32, "RFC 8156 §5.5.20"),
    (134, "f-state-expiration-time", UINT32, "RFC 8156 §5.5.21"),
    (135, "relay-source-port", UINT16, "RFC 8357 §4.2"),
    (136, "v6-sztp-redirect", OPAQUE_TUPLES(2), "RFC 8572 §8.2"),
    (137, "s46-bind-ipv6-prefix", IPV6_PREFIX, "RFC 8539 §5.1"),
    (138, "ia-ll", IA, "RFC 8947 §11.1"),
    (139, "lladdr", LLADDR, "RFC 8947 §11.2"),
    (140, "slap-quad", QUADRANTS, "RFC 8948 §4.1"),
    (141, "v6-dots-ri", FQDN, "RFC 8973 §5.1.1"),
    (142, "v6-dots-address", IPV6_LIST, "RFC 8973 §5.1.2"),
    (143, "ipv6-address-andsf", IPV6_LIST, "RFC 6153 §3"),
    (144, "v6-dnr", DNR, "RFC 9463 §4.1"),
    (145, "registered-domain", FQDN, "RFC 9527 §4.1"),
    (146, "forward-dist-manager", DISTRIBUTION_MANAGER, "RFC 9527 §4.2"),
    (147, "reverse-dist-manager", DISTRIBUTION_MANAGER, "RFC 9527 §4.3"),
    (148, "addr-reg-enable", EMPTY, "RFC 9686 §4.1"),
    (149, "ia-srv6-locator", IA, "draft-ietf-spring-dhc-distribute-srv6-locator-dhcp"),
    (150, "ialocator", IALOCATOR, "draft-ietf-spring-dhc-distribute-srv6-locator-dhcp"),
)

NTP_ROWS: Final[tuple[Row, ...]] = (
    (1, "ntp-server-address", IPV6, "RFC 5908 §4.1"),
    (2, "ntp-server-multicast", IPV6, "RFC 5908 §4.2"),
    (3, "ntp-server-fqdn", FQDN, "RFC 5908 §4.3"),
)

MOS_ADDRESS_ROWS: Final[tuple[Row, ...]] = (
    (1, "is", IPV6_LIST, "RFC 5678 §2"),
    (2, "cs", IPV6_LIST, "RFC 5678 §2"),
    (3, "es", IPV6_LIST, "RFC 5678 §2"),
)

MOS_FQDN_ROWS: Final[tuple[Row, ...]] = (
    (1, "is", FQDN_LIST, "RFC 5678 §3"),
    (2, "cs", FQDN_LIST, "RFC 5678 §3"),
    (3, "es", FQDN_LIST, "RFC 5678 §3"),
)

SPACES: Final = (
    Space("dhcp6", 2, 2, tuple(starmap(Definition, ROWS))),
    # A relay may supply any option the server would otherwise send (RFC 6422 §4), so the rows are the same.
    Space("rsoo-opts", 2, 2, tuple(starmap(Definition, ROWS))),
    Space("v6-ntp-server-suboptions", 2, 2, tuple(starmap(Definition, NTP_ROWS))),
    Space("ipv6-address-mos-options", 2, 2, tuple(starmap(Definition, MOS_ADDRESS_ROWS))),
    Space("ipv6-fqdn-mos-options", 2, 2, tuple(starmap(Definition, MOS_FQDN_ROWS))),
)
