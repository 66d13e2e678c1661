"""The numbers of DHCPv6 and their names: message types, status codes, DUID types (IANA dhcpv6-parameters)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SOLICIT: Final = 1  # RFC 9915 §7.3, up to RELAY_REPL
ADVERTISE: Final = 2
REQUEST: Final = 3
CONFIRM: Final = 4
RENEW: Final = 5
REBIND: Final = 6
REPLY: Final = 7
RELEASE: Final = 8
DECLINE: Final = 9
RECONFIGURE: Final = 10
INFORMATION_REQUEST: Final = 11
RELAY_FORW: Final = 12
RELAY_REPL: Final = 13
LEASEQUERY: Final = 14  # RFC 5007
LEASEQUERY_REPLY: Final = 15
LEASEQUERY_DONE: Final = 16  # RFC 5460
LEASEQUERY_DATA: Final = 17
RECONFIGURE_REQUEST: Final = 18  # RFC 6977
RECONFIGURE_REPLY: Final = 19
DHCPV4_QUERY: Final = 20  # RFC 7341
DHCPV4_RESPONSE: Final = 21
ACTIVELEASEQUERY: Final = 22  # RFC 7653
STARTTLS: Final = 23
BNDUPD: Final = 24  # RFC 8156, up to CONTACT
BNDREPLY: Final = 25
POOLREQ: Final = 26
POOLRESP: Final = 27
UPDREQ: Final = 28
UPDREQALL: Final = 29
UPDDONE: Final = 30
CONNECT: Final = 31
CONNECTREPLY: Final = 32
DISCONNECT: Final = 33
STATE: Final = 34
CONTACT: Final = 35
ADDR_REG_INFORM: Final = 36  # RFC 9686
ADDR_REG_REPLY: Final = 37

MESSAGE_TYPES: Final[Mapping[int, str]] = MappingProxyType(
    {
        SOLICIT: "SOLICIT",
        ADVERTISE: "ADVERTISE",
        REQUEST: "REQUEST",
        CONFIRM: "CONFIRM",
        RENEW: "RENEW",
        REBIND: "REBIND",
        REPLY: "REPLY",
        RELEASE: "RELEASE",
        DECLINE: "DECLINE",
        RECONFIGURE: "RECONFIGURE",
        INFORMATION_REQUEST: "INFORMATION-REQUEST",
        RELAY_FORW: "RELAY-FORW",
        RELAY_REPL: "RELAY-REPL",
        LEASEQUERY: "LEASEQUERY",
        LEASEQUERY_REPLY: "LEASEQUERY-REPLY",
        LEASEQUERY_DONE: "LEASEQUERY-DONE",
        LEASEQUERY_DATA: "LEASEQUERY-DATA",
        RECONFIGURE_REQUEST: "RECONFIGURE-REQUEST",
        RECONFIGURE_REPLY: "RECONFIGURE-REPLY",
        DHCPV4_QUERY: "DHCPV4-QUERY",
        DHCPV4_RESPONSE: "DHCPV4-RESPONSE",
        ACTIVELEASEQUERY: "ACTIVELEASEQUERY",
        STARTTLS: "STARTTLS",
        BNDUPD: "BNDUPD",
        BNDREPLY: "BNDREPLY",
        POOLREQ: "POOLREQ",
        POOLRESP: "POOLRESP",
        UPDREQ: "UPDREQ",
        UPDREQALL: "UPDREQALL",
        UPDDONE: "UPDDONE",
        CONNECT: "CONNECT",
        CONNECTREPLY: "CONNECTREPLY",
        DISCONNECT: "DISCONNECT",
        STATE: "STATE",
        CONTACT: "CONTACT",
        ADDR_REG_INFORM: "ADDR-REG-INFORM",
        ADDR_REG_REPLY: "ADDR-REG-REPLY",
    }
)

SUCCESS: Final = 0  # RFC 9915 §21.13, up to NO_PREFIX_AVAIL
UNSPEC_FAIL: Final = 1
NO_ADDRS_AVAIL: Final = 2
NO_BINDING: Final = 3
NOT_ON_LINK: Final = 4
USE_MULTICAST: Final = 5  # obsolete since RFC 9915
NO_PREFIX_AVAIL: Final = 6
UNKNOWN_QUERY_TYPE: Final = 7  # RFC 5007
MALFORMED_QUERY: Final = 8
NOT_CONFIGURED: Final = 9
NOT_ALLOWED: Final = 10
QUERY_TERMINATED: Final = 11  # RFC 5460
DATA_MISSING: Final = 12  # RFC 7653
CATCH_UP_COMPLETE: Final = 13
NOT_SUPPORTED: Final = 14
TLS_CONNECTION_REFUSED: Final = 15
ADDRESS_IN_USE: Final = 16  # RFC 8156, up to SERVER_SHUTTING_DOWN
CONFIGURATION_CONFLICT: Final = 17
MISSING_BINDING_INFORMATION: Final = 18
OUTDATED_BINDING_INFORMATION: Final = 19
SERVER_SHUTTING_DOWN: Final = 20
DNS_UPDATE_NOT_SUPPORTED: Final = 21
EXCESSIVE_TIME_SKEW: Final = 22

STATUS_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        SUCCESS: "Success",
        UNSPEC_FAIL: "UnspecFail",
        NO_ADDRS_AVAIL: "NoAddrsAvail",
        NO_BINDING: "NoBinding",
        NOT_ON_LINK: "NotOnLink",
        USE_MULTICAST: "UseMulticast",
        NO_PREFIX_AVAIL: "NoPrefixAvail",
        UNKNOWN_QUERY_TYPE: "UnknownQueryType",
        MALFORMED_QUERY: "MalformedQuery",
        NOT_CONFIGURED: "NotConfigured",
        NOT_ALLOWED: "NotAllowed",
        QUERY_TERMINATED: "QueryTerminated",
        DATA_MISSING: "DataMissing",
        CATCH_UP_COMPLETE: "CatchUpComplete",
        NOT_SUPPORTED: "NotSupported",
        TLS_CONNECTION_REFUSED: "TLSConnectionRefused",
        ADDRESS_IN_USE: "AddressInUse",
        CONFIGURATION_CONFLICT: "ConfigurationConflict",
        MISSING_BINDING_INFORMATION: "MissingBindingInformation",
        OUTDATED_BINDING_INFORMATION: "OutdatedBindingInformation",
        SERVER_SHUTTING_DOWN: "ServerShuttingDown",
        DNS_UPDATE_NOT_SUPPORTED: "DNSUpdateNotSupported",
        EXCESSIVE_TIME_SKEW: "ExcessiveTimeSkew",
    }
)

DUID_LLT: Final = 1  # RFC 9915 §11
DUID_EN: Final = 2
DUID_LL: Final = 3
DUID_UUID: Final = 4  # RFC 6355

DUID_TYPES: Final[Mapping[int, str]] = MappingProxyType(
    {DUID_LLT: "DUID-LLT", DUID_EN: "DUID-EN", DUID_LL: "DUID-LL", DUID_UUID: "DUID-UUID"}
)


def message_name(msg_type: int) -> str:
    """The name of a message type, ``MESSAGE-n`` for one without."""
    return MESSAGE_TYPES.get(msg_type, f"MESSAGE-{msg_type}")


def status_name(status_code: int) -> str:
    """The name of a status code, ``Status-n`` for one without."""
    return STATUS_CODES.get(status_code, f"Status-{status_code}")
