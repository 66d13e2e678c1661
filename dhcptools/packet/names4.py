"""Names of DHCPv4 numbers: message types, opcodes, hardware types, architectures, node types, states.

Each mapping goes from the number to its short name, lower-case with hyphens. Where an RFC has a name in capitals,
:data:`MESSAGE_TYPES_RFC` keeps it and :func:`message_type` reads either spelling. Unknown numbers have no entry: they
are never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dhcptools.packet.errors import EncodeError

# Option 53. RFC 2131 §3.1 (1-8), RFC 3203 §4 (9), RFC 4388 (10-13), RFC 6926 §6.2.1 (14, 15), RFC 7724 §5.2
# (16-18).
MESSAGE_TYPES_RFC: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "DHCPDISCOVER",
        2: "DHCPOFFER",
        3: "DHCPREQUEST",
        4: "DHCPDECLINE",
        5: "DHCPACK",
        6: "DHCPNAK",
        7: "DHCPRELEASE",
        8: "DHCPINFORM",
        9: "DHCPFORCERENEW",
        10: "DHCPLEASEQUERY",
        11: "DHCPLEASEUNASSIGNED",
        12: "DHCPLEASEUNKNOWN",
        13: "DHCPLEASEACTIVE",
        14: "DHCPBULKLEASEQUERY",
        15: "DHCPLEASEQUERYDONE",
        16: "DHCPACTIVELEASEQUERY",
        17: "DHCPLEASEQUERYSTATUS",
        18: "DHCPTLS",
    }
)
MESSAGE_TYPES: Final[Mapping[int, str]] = MappingProxyType(
    {code: name.removeprefix("DHCP").lower() for code, name in MESSAGE_TYPES_RFC.items()}
)

# RFC 951 §3.
OPCODES: Final[Mapping[int, str]] = MappingProxyType({1: "BOOTREQUEST", 2: "BOOTREPLY"})

# IANA arp-parameters, "Hardware Types".
HARDWARE_TYPES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "ethernet",
        2: "experimental-ethernet",
        3: "ax25",
        4: "proteon-token-ring",
        5: "chaos",
        6: "ieee802",
        7: "arcnet",
        8: "hyperchannel",
        9: "lanstar",
        10: "autonet",
        11: "localtalk",
        12: "localnet",
        13: "ultra-link",
        14: "smds",
        15: "frame-relay",
        16: "atm-16",
        17: "hdlc",
        18: "fibre-channel",
        19: "atm",
        20: "serial-line",
        21: "atm-21",
        22: "mil-std-188-220",
        23: "metricom",
        24: "ieee1394",
        25: "mapos",
        26: "twinaxial",
        27: "eui-64",
        28: "hiparp",
        29: "iso7816-3",
        30: "arpsec",
        31: "ipsec-tunnel",
        32: "infiniband",
        33: "tia-102",
        34: "wiegand",
        35: "pure-ip",
        36: "hw-exp1",
        37: "hfi",
        38: "unified-bus",
        256: "hw-exp2",
        257: "aethernet",
    }
)

# IANA dhcpv6-parameters, "Processor Architecture Types": options 93 (RFC 4578 §2.1 as its erratum has it) and v6 61.
ARCHITECTURES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "x86-bios",
        1: "nec-pc98",
        2: "itanium",
        3: "dec-alpha",
        4: "arc-x86",
        5: "intel-lean-client",
        6: "x86-uefi",
        7: "x64-uefi",
        8: "efi-xscale",
        9: "ebc",
        10: "arm32-uefi",
        11: "arm64-uefi",
        12: "powerpc-open-firmware",
        13: "powerpc-epapr",
        14: "power-opal-v3",
        15: "x86-uefi-http",
        16: "x64-uefi-http",
        17: "ebc-http",
        18: "arm32-uefi-http",
        19: "arm64-uefi-http",
        20: "x86-bios-http",
        21: "arm32-uboot",
        22: "arm64-uboot",
        23: "arm32-uboot-http",
        24: "arm64-uboot-http",
        25: "riscv32-uefi",
        26: "riscv32-uefi-http",
        27: "riscv64-uefi",
        28: "riscv64-uefi-http",
        29: "riscv128-uefi",
        30: "riscv128-uefi-http",
        31: "s390-basic",
        32: "s390-extended",
        33: "mips32-uefi",
        34: "mips64-uefi",
        35: "sunway32-uefi",
        36: "sunway64-uefi",
        37: "loongarch32-uefi",
        38: "loongarch32-uefi-http",
        39: "loongarch64-uefi",
        40: "loongarch64-uefi-http",
        41: "arm-rpiboot",
    }
)

# RFC 2132 §8.7: option 46.
NETBIOS_NODE_TYPES: Final[Mapping[int, str]] = MappingProxyType({1: "b-node", 2: "p-node", 4: "m-node", 8: "h-node"})

# RFC 2132 §9.3: option 52.
OVERLOADS: Final[Mapping[int, str]] = MappingProxyType({1: "file", 2: "sname", 3: "both"})

# RFC 2563: option 116.
AUTO_CONFIG: Final[Mapping[int, str]] = MappingProxyType({0: "do-not-auto-configure", 1: "auto-configure"})

# RFC 2937: option 117 names a service by the code of its option; 0 is local naming.
NAME_SERVICES: Final[Mapping[int, str]] = MappingProxyType(
    {0: "local", 6: "domain-name-servers", 41: "nis-servers", 44: "netbios-name-servers", 65: "nisplus-servers"}
)

# RFC 6926 §6.2.2 (0-4) and RFC 7724 §5.3.1 (5-8): option 151.
STATUS_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "success",
        1: "unspec-fail",
        2: "query-terminated",
        3: "malformed-query",
        4: "not-allowed",
        5: "data-missing",
        6: "connection-active",
        7: "catch-up-complete",
        8: "tls-connection-refused",
    }
)

# RFC 6926 §6.2.7: option 156.
DHCP_STATES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "available",
        2: "active",
        3: "expired",
        4: "released",
        5: "abandoned",
        6: "reset",
        7: "remote",
        8: "transitioning",
    }
)

# RFC 7839 with the values of RFC 5213's registry: agent sub-option 13, the low octet.
ACCESS_TECHNOLOGIES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "virtual",
        2: "ppp",
        3: "ieee802.3",
        4: "ieee802.11",
        5: "ieee802.16e",
        6: "3gpp-geran",
        7: "3gpp-utran",
        8: "3gpp-e-utran",
        9: "3gpp2-ehrpd",
        10: "3gpp2-hrpd",
        11: "3gpp2-1xrtt",
        12: "3gpp2-umb",
        13: "3gpp-nb-iot",
    }
)

# IANA private enterprise numbers that DHCP options meet most.
ENTERPRISES: Final[Mapping[int, str]] = MappingProxyType(
    {9: "cisco", 311: "microsoft", 343: "intel", 2495: "isc", 3561: "dslforum", 4491: "cablelabs", 14823: "aruba"}
)


def message_type(text: str) -> int:
    """The number of a message type given as ``DHCPDISCOVER``, ``discover`` or ``1``; EncodeError for anything else."""
    plain = text.strip()
    if plain.isdecimal() and plain.isascii() and len(plain) <= 3 and int(plain) <= 255:
        return int(plain)
    word = plain.upper().removeprefix("DHCP").replace("-", "").replace("_", "")
    for code, name in MESSAGE_TYPES_RFC.items():
        if name == "DHCP" + word:
            return code
    raise EncodeError(f"unknown DHCPv4 message type {text!r}: try discover, request, inform … or a number")


def message_type_name(code: int) -> str:
    """The RFC's name, ``type-N`` for a number without one."""
    return MESSAGE_TYPES_RFC.get(code, f"type-{code}")
