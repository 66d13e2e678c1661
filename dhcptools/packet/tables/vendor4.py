"""Options of vendors and of options that have sub-options of their own, except option 82."""

from __future__ import annotations

from itertools import starmap
from typing import Final

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.domain import FQDN, FQDN_LIST
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import BOOLEAN, DURATION32, EMPTY, INT8, UINT8, UINT16, UINT32, Enum
from dhcptools.packet.kinds.string import BINARY, STRING
from dhcptools.packet.kinds.v4_cablelabs import PROVISIONING_SERVER
from dhcptools.packet.kinds.v4_codes import OPTION_CODES4
from dhcptools.packet.kinds.v4_pxe import PXE_BOOT_MENU, PXE_BOOT_SERVERS
from dhcptools.packet.kinds.v4_relay import IDENTIFIER
from dhcptools.packet.kinds.v4_subnet import SUBNET_INFORMATION
from dhcptools.packet.kinds.v4_vendor import GENERIC, AnyVendorSpace
from dhcptools.packet.kinds.v6_octets import HARDWARE48

Row = tuple[int, str, Kind, str]

_ADDRESSES: Final = Array(IPV4)
_KERBEROS_BACKOFF: Final = Record((UINT32, "nominal-timeout"), (UINT32, "maximum-timeout"), (UINT32, "maximum-retries"))

# Option 43 of a PXEClient: PXE 2.1 §2.2.1.3, table 2-1; 71 in §2.2.1.4.
PXE: Final[tuple[Row, ...]] = (
    (1, "mtftp-ip", IPV4, "PXE 2.1 §2.2.1"),
    (2, "mtftp-client-port", UINT16, "PXE 2.1 §2.2.1"),
    (3, "mtftp-server-port", UINT16, "PXE 2.1 §2.2.1"),
    (4, "mtftp-timeout", UINT8, "PXE 2.1 §2.2.1"),
    (5, "mtftp-delay", UINT8, "PXE 2.1 §2.2.1"),
    (6, "discovery-control", UINT8, "PXE 2.1 §2.2.1"),
    (7, "discovery-mcast-address", IPV4, "PXE 2.1 §2.2.1"),
    (8, "boot-servers", PXE_BOOT_SERVERS, "PXE 2.1 §2.2.1"),
    (9, "boot-menu", PXE_BOOT_MENU, "PXE 2.1 §2.2.1"),
    (10, "menu-prompt", Record((UINT8, "timeout"), (STRING, "prompt")), "PXE 2.1 §2.2.1"),
    (11, "mcast-address-alloc", Record((IPV4, "base"), (UINT16, "block"), (UINT16, "range")), "PXE 2.1 §2.2.1"),
    (12, "credential-types", Array(UINT32), "PXE 2.1 §2.2.1"),
    (71, "boot-item", Record((UINT16, "type"), (UINT16, "layer")), "PXE 2.1 §2.2.1"),
)

# Option 43 of a DOCSIS or PacketCable device: CableLabs' registry of DHCP options.
CABLELABS_43: Final[tuple[Row, ...]] = (
    (1, "suboption-request-list", OPTION_CODES4, "CL-SP-CANN-DHCP-Reg"),
    (2, "device-type", STRING, "CL-SP-CANN-DHCP-Reg"),
    (3, "esafe-types", STRING, "CL-SP-CANN-DHCP-Reg"),
    (4, "serial-number", STRING, "CL-SP-CANN-DHCP-Reg"),
    (5, "hardware-version", STRING, "CL-SP-CANN-DHCP-Reg"),
    (6, "software-version", STRING, "CL-SP-CANN-DHCP-Reg"),
    (7, "boot-rom-version", STRING, "CL-SP-CANN-DHCP-Reg"),
    (8, "oui", IDENTIFIER, "CL-SP-CANN-DHCP-Reg"),
    (9, "model-number", STRING, "CL-SP-CANN-DHCP-Reg"),
    (10, "vendor-name", STRING, "CL-SP-CANN-DHCP-Reg"),
    (11, "address-realm", UINT8, "CL-SP-CANN-DHCP-Reg"),
    (12, "cm-ps-system-description", STRING, "CL-SP-CANN-DHCP-Reg"),
    (13, "cm-ps-firmware-revision", STRING, "CL-SP-CANN-DHCP-Reg"),
    (14, "firewall-policy-file-version", STRING, "CL-SP-CANN-DHCP-Reg"),
    (15, "esafe-config-file-devices", STRING, "CL-SP-CANN-DHCP-Reg"),
    (18, "video-security-type", STRING, "CL-SP-CANN-DHCP-Reg"),
    (31, "mta-mac-address", HARDWARE48, "CL-SP-CANN-DHCP-Reg"),
    (32, "correlation-id", UINT32, "CL-SP-CANN-DHCP-Reg"),
    (51, "opencable-vendor-name", STRING, "CL-SP-CANN-DHCP-Reg"),
    (52, "cablecard-capability", BINARY, "CL-SP-CANN-DHCP-Reg"),
    (53, "device-identification-ca", BINARY, "CL-SP-CANN-DHCP-Reg"),
    (54, "device-identification-x509", STRING, "CL-SP-CANN-DHCP-Reg"),
)

# Option 43 of a gateway whose option 60 holds "dslforum.org".
TR069_43: Final[tuple[Row, ...]] = (
    (1, "acs-url", STRING, "TR-069"),
    (2, "provisioning-code", STRING, "TR-069"),
    (3, "cwmp-retry-minimum-wait-interval", STRING, "TR-069"),
    (4, "cwmp-retry-interval-multiplier", STRING, "TR-069"),
)

# Option 43 of a Cisco access point: Cisco's "DHCP Option 43 for Lightweight Cisco Aironet Access Points".
CISCO_AP_43: Final[tuple[Row, ...]] = (
    (241, "wlc-addresses", _ADDRESSES, ""),
)  # fmt: skip  # one row a line

# Option 43 of Windows: MS-DHCPE §2.2.2.
MSFT_43: Final[tuple[Row, ...]] = (
    (1, "netbios-over-tcpip", UINT32, "MS-DHCPE §2.2.2.1"),
    (2, "release-on-shutdown", UINT32, "MS-DHCPE §2.2.2.2"),
    (3, "default-router-metric-base", UINT32, "MS-DHCPE §2.2.2.3"),
)

# Option 122, CableLabs client configuration.
CABLELABS_122: Final[tuple[Row, ...]] = (
    (1, "tsp-dhcp-primary-server", IPV4, "RFC 3495"),
    (2, "tsp-dhcp-secondary-server", IPV4, "RFC 3495"),
    (3, "tsp-provisioning-server", PROVISIONING_SERVER, "RFC 3495"),
    (4, "tsp-as-parameters", _KERBEROS_BACKOFF, "RFC 3495"),
    (5, "tsp-ap-parameters", _KERBEROS_BACKOFF, "RFC 3495"),
    (6, "tsp-realm", FQDN, "RFC 3495"),
    (7, "tsp-use-tgt", BOOLEAN, "RFC 3495"),
    (8, "tsp-provisioning-timer", UINT8, "RFC 3495"),
    (9, "tsp-sct", UINT16, "RFC 3594"),
    (10, "kdc-server", _ADDRESSES, "RFC 3634"),
)

# Option 125 of CableLabs.
CABLELABS_125: Final[tuple[Row, ...]] = (
    (1, "oro", Array(UINT8), "CL-SP-CANN-DHCP-Reg"),
    (2, "tftp-servers", _ADDRESSES, "CL-SP-CANN-DHCP-Reg"),
    (3, "erouter-container", BINARY, "CL-SP-CANN-DHCP-Reg"),
    (
        4,
        "mib-environment",
        Enum(1, {1: "cablelabs", 2: "ietf", 3: "euro-cablelabs", 4: "ietf-cablelabs", 5: "euro-ietf"}),
        "CL-SP-CANN-DHCP-Reg",
    ),
    (5, "modem-capabilities", BINARY, "CL-SP-CANN-DHCP-Reg"),
)

# Option 125 of the Broadband Forum.
TR069_125: Final[tuple[Row, ...]] = (
    (1, "device-manufacturer-oui", STRING, "TR-069"),
    (2, "device-serial-number", STRING, "TR-069"),
    (3, "device-product-class", STRING, "TR-069"),
    (4, "gateway-manufacturer-oui", STRING, "TR-069"),
    (5, "gateway-serial-number", STRING, "TR-069"),
    (6, "gateway-product-class", STRING, "TR-069"),
    (11, "acs-url", STRING, "TR-069"),
    (12, "provisioning-code", STRING, "TR-069"),
    (13, "cwmp-retry-minimum-wait-interval", STRING, "TR-069"),
    (14, "cwmp-retry-interval-multiplier", STRING, "TR-069"),
)

# Option 125 of Cisco: the name of the file that names the image, as IOS AutoInstall asks for it.
CISCO_125: Final[tuple[Row, ...]] = (
    (5, "autoinstall-image", STRING, ""),
)  # fmt: skip  # one row a line

# Option 175 of iPXE: https://ipxe.org/howto/dhcpd.
IPXE: Final[tuple[Row, ...]] = (
    (1, "priority", INT8, ""),
    (8, "keep-san", UINT8, ""),
    (9, "skip-san-boot", UINT8, ""),
    (16, "feature-pxe-ext", UINT8, ""),
    (17, "feature-iscsi", UINT8, ""),
    (18, "feature-aoe", UINT8, ""),
    (19, "feature-http", UINT8, ""),
    (20, "feature-https", UINT8, ""),
    (21, "feature-tftp", UINT8, ""),
    (22, "feature-ftp", UINT8, ""),
    (23, "feature-dns", UINT8, ""),
    (24, "feature-bzimage", UINT8, ""),
    (25, "feature-multiboot", UINT8, ""),
    (26, "feature-slam", UINT8, ""),
    (27, "feature-srp", UINT8, ""),
    (32, "feature-nbi", UINT8, ""),
    (33, "feature-pxe", UINT8, ""),
    (34, "feature-elf", UINT8, ""),
    (35, "feature-comboot", UINT8, ""),
    (36, "feature-efi", UINT8, ""),
    (37, "feature-fcoe", UINT8, ""),
    (38, "feature-vlan", UINT8, ""),
    (39, "feature-menu", UINT8, ""),
    (40, "feature-sdi", UINT8, ""),
    (41, "feature-nfs", UINT8, ""),
    (85, "syslogs", STRING, ""),
    (91, "cert", STRING, ""),
    (92, "privkey", STRING, ""),
    (93, "crosscert", STRING, ""),
    (176, "no-pxedhcp", UINT8, ""),
    (177, "bus-id", BINARY, ""),
    (188, "san-filename", STRING, ""),
    (189, "bios-drive", UINT8, ""),
    (190, "username", STRING, ""),
    (191, "password", STRING, ""),
    (192, "reverse-username", STRING, ""),
    (193, "reverse-password", STRING, ""),
    (235, "version", BINARY, ""),
)

# Option 63, NetWare/IP.
NWIP: Final[tuple[Row, ...]] = (
    (1, "nwip-does-not-exist", EMPTY, "RFC 2242"),
    (2, "nwip-exist-in-options-area", EMPTY, "RFC 2242"),
    (3, "nwip-exist-in-sname-file", EMPTY, "RFC 2242"),
    (4, "nwip-exist-but-too-big", EMPTY, "RFC 2242"),
    (5, "nsq-broadcast", BOOLEAN, "RFC 2242"),
    (6, "preferred-dss", _ADDRESSES, "RFC 2242"),
    (7, "nearest-nwip-server", _ADDRESSES, "RFC 2242"),
    (8, "autoretries", UINT8, "RFC 2242"),
    (9, "autoretry-secs", UINT8, "RFC 2242"),
    (10, "nwip-1-1", BOOLEAN, "RFC 2242"),
    (11, "primary-dss", IPV4, "RFC 2242"),
)

# Options 139 and 140, IEEE 802.21 mobility services.
MOS_ADDRESS: Final[tuple[Row, ...]] = (
    (1, "information-service", _ADDRESSES, "RFC 5678"),
    (2, "command-service", _ADDRESSES, "RFC 5678"),
    (3, "event-service", _ADDRESSES, "RFC 5678"),
)
MOS_FQDN: Final[tuple[Row, ...]] = (
    (1, "information-service", FQDN_LIST, "RFC 5678"),
    (2, "command-service", FQDN_LIST, "RFC 5678"),
    (3, "event-service", FQDN_LIST, "RFC 5678"),
)

# Option 220, subnet allocation.
SUBNET_ALLOCATION: Final[tuple[Row, ...]] = (
    (1, "subnet-request", Record((UINT8, "flags"), (UINT8, "prefix-len")), "RFC 6656"),
    (2, "subnet-information", SUBNET_INFORMATION, "RFC 6656"),
    (3, "subnet-name", IDENTIFIER, "RFC 6656"),
    (4, "suggested-lease-time", DURATION32, "RFC 6656"),
)

_OF_OPTION_43: Final = (
    Space("pxe", 1, 1, tuple(starmap(Definition, PXE)), padded=True),
    Space("cablelabs-43", 1, 1, tuple(starmap(Definition, CABLELABS_43)), padded=True),
    Space("tr069", 1, 1, tuple(starmap(Definition, TR069_43)), padded=True),
    Space("cisco-ap", 1, 1, tuple(starmap(Definition, CISCO_AP_43)), padded=True),
    Space("msft", 1, 1, tuple(starmap(Definition, MSFT_43)), padded=True),
)

SPACES: Final = (
    *_OF_OPTION_43,
    AnyVendorSpace(GENERIC, _OF_OPTION_43),
    Space("cablelabs-client-conf", 1, 1, tuple(starmap(Definition, CABLELABS_122))),
    Space("vendor-4491", 1, 1, tuple(starmap(Definition, CABLELABS_125))),
    Space("vendor-3561", 1, 1, tuple(starmap(Definition, TR069_125))),
    Space("vendor-9", 1, 1, tuple(starmap(Definition, CISCO_125))),
    Space("vendor-311", 1, 1, ()),
    Space("vendor-343", 1, 1, ()),
    Space("ipxe", 1, 1, tuple(starmap(Definition, IPXE)), padded=True),
    Space("nwip-suboptions", 1, 1, tuple(starmap(Definition, NWIP))),
    Space("mos-address", 1, 1, tuple(starmap(Definition, MOS_ADDRESS))),
    Space("mos-fqdn", 1, 1, tuple(starmap(Definition, MOS_FQDN))),
    Space("subnet-allocation", 1, 1, tuple(starmap(Definition, SUBNET_ALLOCATION))),
)
