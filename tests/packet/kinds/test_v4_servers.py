from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_servers import DNR4, PCP_SERVERS, SIP_SERVERS, Resolver, SipServers
from support.vectors import Vector, check, check_prefixes, check_wrong

ONE, TWO, THREE = (IPv4Address(f"192.0.2.{number}") for number in (1, 2, 3))
SIP_NAMES = Vector(
    b"\0\x07example\x03com\0\x07example\x03net\0",  # encoding 0, two names (RFC 3361 §3.1)
    SipServers(0, ("example.com", "example.net")),
    "example.com, example.net",
    {"encoding": 0, "servers": ["example.com", "example.net"]},
)
SIP_ADDRESSES = Vector(
    bytes.fromhex("01c0000201c0000202"),  # encoding 1, two addresses (§3.2)
    SipServers(1, (ONE, TWO)),
    "192.0.2.1, 192.0.2.2",
    {"encoding": 1, "servers": ["192.0.2.1", "192.0.2.2"]},
)
SIP_UNKNOWN = Vector(b"\7ab", SipServers(7, b"ab"), "encoding=7, data=6162", {"encoding": 7, "servers": "6162"})
PCP = Vector(
    bytes.fromhex("08c0000201c000020204c0000203"),  # a list of two addresses, a list of one
    ((ONE, TWO), (THREE,)),
    "192.0.2.1 192.0.2.2, 192.0.2.3",
    [["192.0.2.1", "192.0.2.2"], ["192.0.2.3"]],
)
DNR = Vector(
    bytes.fromhex("0021000a0d")  # 33 octets, priority 10, ADN of 13
    + b"\x03dot\x07example\0"
    + bytes.fromhex("08c0000201c0000202")  # two addresses
    + bytes.fromhex("0001000403646f74")  # alpn dot
    + bytes.fromhex("0006001403")  # ADN-only: priority 20, ADN of 3
    + b"\x01a\0",
    (Resolver(10, "dot.example", (ONE, TWO), ((1, b"\3dot"),)), Resolver(20, "a")),
    "10, dot.example, 192.0.2.1 192.0.2.2, alpn=dot | 20, a",
    [
        {
            "priority": 10,
            "adn": "dot.example",
            "addresses": ["192.0.2.1", "192.0.2.2"],
            "params": [{"key": 1, "name": "alpn", "value": "dot", "hex": "03646f74"}],
        },
        {"priority": 20, "adn": "a", "addresses": [], "params": []},
    ],
)


@pytest.mark.parametrize("vector", [SIP_NAMES, SIP_ADDRESSES, SIP_UNKNOWN])
def test_sip_servers(vector: Vector) -> None:
    check(SIP_SERVERS, vector)
    check_prefixes(SIP_SERVERS, vector.octets)


def test_sip_names_may_be_compressed_and_are_written_without() -> None:
    value = SIP_SERVERS.decode(b"\0\x01a\x03com\0\x01b\xc0\x02")
    assert value == SipServers(0, ("a.com", "b.com"))
    assert SIP_SERVERS.encode(value) == b"\0\x01a\x03com\0\x01b\x03com\0"


def test_a_sip_name_that_looks_like_an_address() -> None:
    value = SipServers(0, ("192.0.2.1",))
    assert SIP_SERVERS.text(value) == "192.0.2.1."
    assert SIP_SERVERS.parse("192.0.2.1.") == value


def test_wrong_sip_servers() -> None:
    check_wrong(SIP_SERVERS, b"", 0, "encoding needs 1 octets")
    check_wrong(SIP_SERVERS, b"\0", 1, "without a name")
    check_wrong(SIP_SERVERS, b"\0\xc0\0", 1, "does not go back")
    check_wrong(SIP_SERVERS, b"\1\xc0\0\2", 1, "multiple of 4")
    for value in (b"", SipServers(256, b""), SipServers(7, ("a",)), SipServers(1, ())):
        with pytest.raises(EncodeError):
            SIP_SERVERS.encode(value)
    for text in ("", "encoding=1, data=00", "encoding=7", ".."):
        with pytest.raises(EncodeError):
            SIP_SERVERS.parse(text)


def test_pcp_servers() -> None:
    check(PCP_SERVERS, PCP)
    check_prefixes(PCP_SERVERS, PCP.octets)
    check_wrong(PCP_SERVERS, b"", 0, "list length needs 1 octets")
    check_wrong(PCP_SERVERS, b"\0", 0, "list length 0")
    check_wrong(PCP_SERVERS, b"\5abcde", 0, "list length 5")
    check_wrong(PCP_SERVERS, b"\4abc", 1, "list needs 4 octets, 3 are left")
    for value in ((), ((),), "a"):
        with pytest.raises(EncodeError):
            PCP_SERVERS.encode(value)
    with pytest.raises(EncodeError):
        PCP_SERVERS.parse("192.0.2.1, ,")


def test_encrypted_resolvers() -> None:
    check(DNR4, DNR)
    check_prefixes(DNR4, DNR.octets)
    assert DNR4.parse("10, dot.example., 192.0.2.1 192.0.2.2, alpn=dot | 20, a.") == DNR.value


def test_wrong_encrypted_resolvers() -> None:
    check_wrong(DNR4, b"", 0, "instance length needs 2 octets")
    check_wrong(DNR4, b"\0\5\0\1", 2, "instance needs 5 octets, 2 are left")
    check_wrong(DNR4, b"\0\5\0\1\x03\x01a", 5, "ADN needs 3 octets, 2 are left")
    check_wrong(DNR4, b"\0\7\0\1\x03\x01a\0\0", 8, "address length 0")
    check_wrong(DNR4, b"\0\x0c\0\1\x03\x01a\0\4\xc0\0\2\1\0", 13, "service parameter needs 4 octets, 1 are left")
    for value in ((), ("a",), (Resolver(1, "a", (), ((3, b"\0\1"),)),), (Resolver(65536, "a"),)):
        with pytest.raises(EncodeError):
            DNR4.encode(value)
    for text in ("", "10", "1, a, x", "1, a, 192.0.2.1, nokey=1", "1, a, 192.0.2.1, port=1, more"):
        with pytest.raises(EncodeError):
            DNR4.parse(text)
