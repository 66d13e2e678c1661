"""dhcpdump 1.8's words: what it calls options, hardware types and values, and how it writes each option.

Codes that 1.8 names after a draft that IANA gave to another option, or does not know, have our names instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NAMES4: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "pad",
        1: "Subnet mask",
        2: "Time offset",
        3: "Routers",
        4: "Time server",
        5: "Name server",
        6: "DNS server",
        7: "Log server",
        8: "Cookie server",
        9: "LPR server",
        10: "Impress server",
        11: "Resource location server",
        12: "Host name",
        13: "Boot file size",
        14: "Merit dump file",
        15: "Domainname",
        16: "Swap server",
        17: "Root path",
        18: "Extensions path",
        19: "IP forwarding",
        20: "Non-local source routing",
        21: "Policy filter",
        22: "Maximum datagram reassembly size",
        23: "Default IP TTL",
        24: "Path MTU aging timeout",
        25: "Path MTU plateau table",
        26: "Interface MTU",
        27: "All subnets local",
        28: "Broadcast address",
        29: "Perform mask discovery",
        30: "Mask supplier",
        31: "Perform router discovery",
        32: "Router solicitation",
        33: "Static route",
        34: "Trailer encapsulation",
        35: "ARP cache timeout",
        36: "Ethernet encapsulation",
        37: "TCP default TTL",
        38: "TCP keepalive interval",
        39: "TCP keepalive garbage",
        40: "NIS domain",
        41: "NIS servers",
        42: "NTP servers",
        43: "Vendor specific info",
        44: "NetBIOS name server",
        45: "NetBIOS datagram distribution server",
        46: "NetBIOS node type",
        47: "NetBIOS scope",
        48: "X Window System font server",
        49: "X Window System display server",
        50: "Request IP address",
        51: "IP address leasetime",
        52: "Option overload",
        53: "DHCP message type",
        54: "Server identifier",
        55: "Parameter Request List",
        56: "Message",
        57: "Maximum DHCP message size",
        58: "T1",
        59: "T2",
        60: "Vendor class identifier",
        61: "Client-identifier",
        62: "Netware/IP domain name",
        63: "Netware/IP domain information",
        64: "NIS+ domain",
        65: "NIS+ servers",
        66: "TFTP server name",
        67: "Bootfile name",
        68: "Mobile IP home agent",
        69: "SMTP server",
        70: "POP3 server",
        71: "NNTP server",
        72: "WWW server",
        73: "Finger server",
        74: "IRC server",
        75: "StreetTalk server",
        76: "StreetTalk directory assistance server",
        77: "User-class Identification",
        78: "SLP-directory-agent",
        79: "SLP-service-scope",
        81: "Client FQDN",
        82: "Relay Agent Information",
        84: "Agent Subnet Mask",
        85: "NDS server",
        86: "NDS tree name",
        87: "NDS context",
        90: "Authentication",
        93: "Client System",
        94: "Client NDI",
        95: "LDAP",
        96: "IPv6 Transitions",
        97: "UUID/GUID",
        98: "UPA servers",
        110: "IPX Compatibility",
        112: "Netinfo Address",
        113: "Netinfo Tag",
        115: "DHCP Failover",
        116: "DHCP Autoconfiguration",
        117: "Name Service Search",
        118: "Subnet selection",
        119: "Domain Search",
        120: "SIP Servers DHCP Option",
        121: "Classless Static Route",
        126: "Extension",
        127: "Extension",
        249: "MSFT - Classless route",
        252: "MSFT - WinSock Proxy Auto Detect",
        255: "End",
    }
)

# How 1.8 writes values; what stands nowhere is octets in hex.
ADDRESSES: Final = frozenset(
    (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 28, 32, 41, 42, 44, 45, 48, 49, 50, 54, 65, *range(68, 77), 85)
)
PAIRS: Final[Mapping[int, str]] = MappingProxyType({21: "/", 33: " "})
STRINGS: Final = frozenset((12, 14, 15, 17, 18, 40, 56, 60, 62, 64, 66, 67, 86, 87))
NUMBERS: Final[Mapping[int, int]] = MappingProxyType({13: 2, 22: 2, 26: 2, 37: 1, 57: 2})
TIMES: Final[Mapping[int, int]] = MappingProxyType({2: 4, 23: 1, 24: 4, 35: 4, 38: 4, 51: 4, 58: 4, 59: 4})

_SWITCH: Final = ("disabled", "enabled")
_NODES: Final = ("none", "B-node", "P-node", "", "M-node", "", "", "", "H-node")
_OVERLOADS: Final = (
    "unspecified", "file field holds options", "sname field holds options", "file and sname field holds options",
)  # fmt: skip  # from 0
CHOICES: Final[Mapping[int, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys((19, 20, 27, 29, 30, 31, 34, 39), _SWITCH),
        36: ("Ethernet version 2", "IEEE 802.3"),
        46: _NODES,
        52: _OVERLOADS,
    }
)

OPS: Final = ("wrong specified", "BOOTPREQUEST", "BOOTPREPLY")
HARDWARE: Final = (
    "wrong specified", "Ethernet", "Experimental Ethernet", "Amateur Radio AX.25", "Proteon ProNET Token Ring",
    "Chaos", "IEEE 802 Networks", "ARCNET", "Hyperchannel", "Lanstar", "Autonet Short Address", "LocalTalk",
    "LocalNet", "Ultra link", "SMDS", "Frame Relay", "ATM", "HDLC", "Fibre Channel", "ATM", "Serial Line", "ATM",
)  # fmt: skip  # from 0

# Sub-options of option 82 in the 13 columns there are; 1.8 knows the first two.
AGENT: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "Circuit-ID",
        2: "Remote-ID",
        4: "DOCSIS-Class",
        5: "Link-Select",
        6: "Subscriber-ID",
        7: "RADIUS",
        8: "Authenticate",
        9: "Vendor-Info",
        10: "Relay-Flags",
        11: "Server-ID-Ovr",
        12: "Relay-ID",
        13: "Access-Type",
        14: "Access-Net",
        15: "Access-Point",
        16: "Access-BSSID",
        17: "Operator-ID",
        18: "Operator-Rlm",
        19: "Relay-Port",
        151: "VSS",
        152: "VSS-Control",
    }
)
