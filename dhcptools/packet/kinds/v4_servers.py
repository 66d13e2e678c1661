"""Lists of servers with a form of their own: SIP (option 120), PCP (158) and encrypted DNS resolvers (162)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds import svcparams
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Json, Value
from dhcptools.packet.kinds.domain import COMPRESSED_LIST, FQDN, FQDN_LIST
from dhcptools.packet.kinds.record import Array
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import Reader, Structured, counted, mapping, number, within

_ADDRESSES = Array(IPV4)


@dataclass(frozen=True, slots=True)
class SipServers:
    """Option 120: names (``encoding`` 0), addresses (1), or the octets of an encoding nobody has defined."""

    encoding: int
    servers: tuple[str, ...] | tuple[IPv4Address, ...] | bytes


class SipServersKind(Structured):
    """:class:`SipServers`; text ``a.example.org, b.example.org`` or ``192.0.2.1, 192.0.2.2``.

    Names may be compressed, with pointers counted from the first name (RFC 3361 §3.1, RFC 1035 §4.1.4); they are
    encoded without.
    """

    name = "sip-servers"
    what = "SIP servers"

    def read(self, reader: Reader) -> SipServers:
        """Raises DecodeError for names and addresses that are not whole, and when there are none."""
        encoding = reader.uint(1, "encoding")
        at = reader.offset
        rest = reader.rest()
        if encoding == 0:
            return SipServers(0, tuple(COMPRESSED_LIST.decode(rest, at)))
        if encoding == 1:
            return SipServers(1, _ADDRESSES.decode(rest, at))
        return SipServers(encoding, rest)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, SipServers):
            raise EncodeError(f"{value!r} is not SipServers")
        head = bytes((within(value.encoding, 255, "encoding"),))
        if value.encoding == 0:
            return head + FQDN_LIST.encode(value.servers)
        if value.encoding == 1:
            return head + _ADDRESSES.encode(value.servers)
        if not isinstance(value.servers, bytes):
            raise EncodeError(f"encoding {value.encoding} is unknown, its servers must be octets")
        return head + value.servers

    def parse(self, text: str) -> SipServers:
        """Addresses when every item is one, else names. Raises EncodeError."""
        if text.lstrip().startswith("encoding="):
            found = mapping(text, ("encoding", "data"), self.what)
            encoding = number(found["encoding"], 255, "encoding")
            if encoding < 2:
                raise EncodeError("encodings 0 and 1 are written as names and addresses")
            return SipServers(encoding, octets(found["data"]))
        if all(_is_address(part) for part in split(text)):
            return SipServers(1, _ADDRESSES.parse(text))
        return SipServers(0, tuple(FQDN.parse(part) for part in split(text)))

    def text(self, value: Value) -> str:
        """Names or addresses; a name that looks like an address gets a dot at its end."""
        if value.encoding == 0:
            return join(f"{name}." if _is_address(name) else name for name in value.servers)
        if value.encoding == 1:
            return _ADDRESSES.text(value.servers)
        return join((f"encoding={value.encoding}", f"data={value.servers.hex()}"))

    def json(self, value: Value) -> Json:
        """An object; ``servers`` is a list, or hex for an unknown encoding."""
        servers = value.servers.hex() if isinstance(value.servers, bytes) else [str(one) for one in value.servers]
        return {"encoding": value.encoding, "servers": servers}


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


class PcpServers(Structured):
    """PCP servers (RFC 7291): a tuple of addresses each; text ``192.0.2.1 192.0.2.2, 192.0.2.3``."""

    name = "pcp-servers"
    what = "PCP servers"

    def read(self, reader: Reader) -> tuple[tuple[IPv4Address, ...], ...]:
        """Raises DecodeError for a list that is empty, not whole, or no multiple of four octets."""
        lists = []
        while True:
            length = reader.uint(1, "list length")  # also for no octets at all: one list at least
            if not length or length % 4:
                raise reader.fail(f"list length {length} is not a multiple of 4 above 0", 1)
            lists.append(_ADDRESSES.decode(reader.take(length, "list")))
            if not reader.left:
                return tuple(lists)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, tuple | list) or not value:
            raise EncodeError(f"PCP servers are one or more lists of addresses, got {value!r}")
        return b"".join(counted(_ADDRESSES.encode(addresses), "PCP server") for addresses in value)

    def parse(self, text: str) -> tuple[tuple[IPv4Address, ...], ...]:
        """Servers separated by commas, the addresses of one by blanks. Raises EncodeError."""
        lists = tuple(tuple(IPV4.parse(word) for word in part.split()) for part in split(text))
        self.encode(lists)
        return lists

    def text(self, value: Value) -> str:
        """Servers separated by commas, the addresses of one by blanks."""
        return join(" ".join(str(address) for address in addresses) for addresses in value)


@dataclass(frozen=True, slots=True)
class Resolver:
    """One encrypted DNS resolver (RFC 9463 §5.1). Without addresses in ADN-only mode, without parameters.

    ``adn`` is the authentication domain name; ``params`` are those of :mod:`dhcptools.packet.kinds.svcparams`.
    """

    priority: int
    adn: str
    addresses: tuple[IPv4Address, ...] = ()
    params: svcparams.Params = ()


class Dnr4(Structured):
    """A tuple of :class:`Resolver`; text in Kea's form ``10, dot.example.org, 192.0.2.1 192.0.2.2, alpn=dot | …``."""

    name = "internal"
    what = "DNR"

    def read(self, reader: Reader) -> tuple[Resolver, ...]:
        """Raises DecodeError for an instance or a field of one that is not whole."""
        found = []
        while True:
            length = reader.uint(2, "instance length")  # also for no octets at all: one instance at least
            at = reader.offset
            found.append(_resolver(Reader(reader.take(length, "instance"), at, self.what)))
            if not reader.left:
                return tuple(found)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, tuple | list) or not value:
            raise EncodeError(f"DNR needs one or more resolvers, got {value!r}")
        out = bytearray()
        for one in value:
            if not isinstance(one, Resolver):
                raise EncodeError(f"{one!r} is not a Resolver")
            instance = within(one.priority, 0xFFFF, "service priority").to_bytes(2) + counted(
                FQDN.encode(one.adn), "ADN"
            )
            if one.addresses:
                instance += counted(_ADDRESSES.encode(one.addresses), "addresses") + svcparams.write_params(one.params)
            elif one.params:
                raise EncodeError(f"service parameters of {one.adn} need addresses (RFC 9463 §5.1)")
            if len(instance) > 0xFFFF:
                raise EncodeError(f"the resolver {one.adn} has {len(instance)} octets, 65535 is the most")
            out += len(instance).to_bytes(2) + instance
        return bytes(out)

    def parse(self, text: str) -> tuple[Resolver, ...]:
        """Resolvers separated by ``|``, each of two to four fields. Raises EncodeError."""
        found = []
        for part in text.split("|"):
            words = split(part)
            if not 2 <= len(words) <= 4:
                raise EncodeError(
                    f"{part.strip()!r} is no resolver: PRIORITY, NAME[, ADDRESS ADDRESS …[, key=value …]]"
                )
            priority, adn, addresses, params = (*words, "", "")[:4]
            found.append(
                Resolver(
                    number(priority, 0xFFFF, "service priority"),
                    FQDN.parse(adn),
                    tuple(IPV4.parse(word) for word in addresses.split()),
                    svcparams.parse_params(params),
                )
            )
        self.encode(found)
        return tuple(found)

    def text(self, value: Value) -> str:
        """Resolvers separated by `` | ``."""
        return " | ".join(_resolver_text(one) for one in value)

    def json(self, value: Value) -> Json:
        """A list of objects."""
        return [
            {
                "priority": one.priority,
                "adn": one.adn,
                "addresses": [str(address) for address in one.addresses],
                "params": svcparams.json_of(one.params),
            }
            for one in value
        ]


def _resolver(reader: Reader) -> Resolver:
    priority = reader.uint(2, "service priority")
    length = reader.uint(1, "ADN length")
    at = reader.offset
    adn = FQDN.decode(reader.take(length, "ADN"), at)
    if not reader.left:
        return Resolver(priority, adn)
    length = reader.uint(1, "address length")
    if not length or length % 4:
        raise reader.fail(f"address length {length} is not a multiple of 4 above 0", 1)
    addresses = _ADDRESSES.decode(reader.take(length, "addresses"))
    at = reader.offset
    return Resolver(priority, adn, addresses, svcparams.read_params(reader.rest(), at))


def _resolver_text(one: Resolver) -> str:
    fields = [str(one.priority), one.adn.replace("|", "\\124")]
    if one.addresses:
        fields.append(" ".join(str(address) for address in one.addresses))
    if one.params:
        fields.append(svcparams.text_of(one.params))
    return join(fields)


SIP_SERVERS = SipServersKind()
PCP_SERVERS = PcpServers()
DNR4 = Dnr4()
