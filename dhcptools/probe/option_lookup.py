"""The option tables as something to search: by code, by name, by words of a name or an RFC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dhcptools.packet.definitions import Definition, Space, find_space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import Enum
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import BINARY
from dhcptools.packet.spec import parse_option
from dhcptools.packet.tables.titles4 import TITLES4
from dhcptools.probe.nicknames import codes_called

# What stands for a value of a kind, the first that it reads. Common ones before rare ones.
_SAMPLES: Final = (
    "192.0.2.1", "2001:db8::1", "example.org", "3600", "1", "true", "", "2001:db8::/32", "1, 0011223344556677",
    "ethernet/02:00:5e:00:53:01", "00:03:00:01:02:00:5e:00:53:01", "10.0.0.0/8 - 192.0.2.1", "192.0.2.0, 192.0.2.1",
    "0, 00112233445566778899aabbccddeeff", "3/4", "0102", "hex:0102",
)  # fmt: skip  # many on a line
_BY_KIND: Final = {"fqdn": "example.org", "tuple": "text", "string": "text"}  # which would read an address too
_MAC: Final = "02:00:5e:00:53:01"
_NAMES_SHOWN: Final = 4
_BETTER: Final = {
    (4, "v4-captive-portal"): "https://example.org/portal",
    (6, "v6-captive-portal"): "https://example.org/portal",
    (6, "bootfile-url"): "tftp://[2001:db8::1]/boot.efi",
    (4, "wpad-url"): "http://example.org/wpad.dat",
    (4, "domain-search"): "example.org, corp.example.org",
    (4, "routers"): "192.0.2.1, 192.0.2.2",
    (4, "domain-name-servers"): "192.0.2.1, 192.0.2.2",
    (4, "dhcp-lease-time"): "1h",
    (4, "host-name"): "pc1",
    (4, "domain-name"): "example.org",
    (4, "vendor-class-identifier"): "MSFT 5.0",
    (4, "boot-file-name"): "pxelinux.0",
    (4, "dhcp-agent-options"): "circuit-id=eth0/1, remote-id=sw1",
    (4, "dhcp-client-identifier"): "ethernet/02:00:5e:00:53:01",
    (4, "dhcp-parameter-request-list"): "subnet-mask, routers",
    (4, "dhcp-max-message-size"): "1472",
    (4, "interface-mtu"): "1500",
    (4, "vendor-encapsulated-options"): "hex:0104c0000201",
    (4, "client-system"): "x64-uefi",
    (4, "client-ndi"): "undi, 3, 16",
    (4, "uuid-guid"): "00112233-4455-6677-8899-aabbccddeeff",
    (6, "clientid"): "00:03:00:01:02:00:5e:00:53:01",
    (6, "serverid"): "00:03:00:01:02:00:5e:00:53:01",
    (6, "oro"): "dns-servers, domain-search",
    (6, "client-arch-type"): "x64-uefi",
    (6, "ia-na"): "1, 0, 0",
    (6, "ia-pd"): "1, 0, 0",
    (6, "iaaddr"): "2001:db8::1, 3600, 7200",
    (6, "iaprefix"): "3600, 7200, 56, 2001:db8:100::",
    (6, "client-fqdn"): "1, pc1.example.org",
    (6, "client-linklayer-addr"): f"ethernet, {_MAC}",
    (4, "fqdn"): "flags=SE, rcode1=0, rcode2=0, name=pc1.example.org",
    (4, "v4-sztp-redirect"): "https://example.org/sztp",
    (6, "v6-sztp-redirect"): "https://example.org/sztp",
}  # what people look for most


@dataclass(frozen=True, slots=True)
class Entry:
    """An option of a family. ``path`` names the options it stands in, outermost first, empty for one of a message."""

    family: int
    definition: Definition
    path: tuple[Definition, ...] = ()

    @property
    def code(self) -> str:
        """``82.1`` for an option inside another."""
        return ".".join(str(each.code) for each in (*self.path, self.definition))

    @property
    def name(self) -> str:
        """``dhcp-agent-options.circuit-id`` for an option inside another."""
        return ".".join(each.name for each in (*self.path, self.definition))

    @property
    def title(self) -> str:
        """The RFC's own title, where it is another one."""
        return TITLES4.get(self.definition.code, "") if self.family == 4 and not self.path else ""

    @property
    def inside(self) -> tuple[Entry, ...]:
        """The options that this one may hold."""
        space = _space_inside(self.definition.kind)
        if space is None:
            return ()
        return tuple(Entry(self.family, each, (*self.path, self.definition)) for each in space.definitions)

    @property
    def type(self) -> str:
        """What its value is."""
        return type_name(self.definition.kind)

    @property
    def example(self) -> str:
        """What to write after ``--option``: it is read back before it is shown."""
        space = find_space("dhcp4", 4) if self.family == 4 else find_space("dhcp6", 6)
        for sample in samples(self.family, self.definition):
            text = f"{self.name}={sample}" if sample else self.name
            try:
                parse_option(text, space)
            except EncodeError:
                continue
            return text
        return f"{self.name}=hex:00"


def entries(families: Iterable[int] = (4, 6)) -> Iterator[Entry]:
    """Every option of a message, by family and code."""
    for family in families:
        space = find_space("dhcp4", 4) if family == 4 else find_space("dhcp6", 6)
        for definition in sorted(space.definitions, key=lambda each: each.code):
            yield Entry(family, definition)


def search(text: str, families: Iterable[int] = (4, 6)) -> tuple[Entry, ...]:
    """What has this code or name; else what people call so, and what has these words in its name, its title or its RFC.

    A path such as ``82.circuit-id`` goes inside.
    """
    wanted = _plain(text)
    every = tuple(entries(families))
    head, *path = wanted.split(".")
    exact = [each for each in every if head in {str(each.definition.code), each.definition.name}]
    for part in path:
        exact = [
            inner
            for each in exact
            for inner in each.inside
            if part in {str(inner.definition.code), inner.definition.name}
        ]
    if exact:
        return tuple(exact)
    known = {(each.family, each.definition.name) for each in every}
    inside = [
        inner
        for each in every
        for inner in each.inside
        if (inner.family, inner.definition.name) not in known  # IAs and their like hold options of messages again
    ]
    called = [each for each in every if each.definition.code in codes_called(wanted, each.family)]
    return (
        *called,
        *(each for each in (*every, *inside) if wanted and wanted in _words(each) and each not in called),
    )


def type_name(kind: Kind) -> str:
    """``ipv4-address list``, ``record (uint8 type, …)``, ``options``: Kea's words where it has any."""
    if isinstance(kind, Array):
        return f"{type_name(kind.kind)} list"
    if isinstance(kind, Record):
        return (
            "record ("
            + ", ".join(f"{type_name(each)} {name}" for each, name in zip(kind.kinds, kind.names, strict=True))
            + ")"
        )
    if isinstance(kind, Container):
        return "options"
    if isinstance(kind, Enum):
        shown = ", ".join(f"{code} {name}" for code, name in list(kind.names.items())[:_NAMES_SHOWN])
        return f"{kind.name} ({shown}{', …' if len(kind.names) > _NAMES_SHOWN else ''})"
    return kind.name


def samples(family: int, definition: Definition) -> Iterator[str]:
    """Texts that may be a value, the likeliest first."""
    better = _BETTER.get((family, definition.name))
    if better is not None:
        yield better
    yield from _of_kind(definition.kind)
    if definition.kind is not BINARY:
        yield from _SAMPLES
    yield "hex:0102"


def _of_kind(kind: Kind) -> Iterator[str]:
    if kind.name in _BY_KIND:
        yield _BY_KIND[kind.name]
    elif isinstance(kind, Enum):
        yield next(iter(kind.names.values()))
    elif isinstance(kind, Array):
        yield from _of_kind(kind.kind)
    elif isinstance(kind, Container):
        for definition in [each for each in kind.space.definitions if not isinstance(each.kind, Container | Record)][
            :3
        ]:
            yield from (
                f"{definition.name}={text}" for text in samples(4 if kind.space.code_octets == 1 else 6, definition)
            )
    elif isinstance(kind, Record):
        fields = list(zip(kind.names, kind.kinds, strict=True))
        for shown in ([pair for pair in fields if not isinstance(pair[1], Container)], fields):
            yield ", ".join(_one(name, each) for name, each in shown).rstrip(", ")


def _one(name: str, kind: Kind) -> str:
    """A value of a field."""
    if kind is BINARY:
        return _MAC if "address" in name else "0102"
    for text in (*_of_kind(kind), *_SAMPLES):
        try:
            kind.encode(kind.parse(text))
        except EncodeError:
            continue
        return text
    return ""


def _space_inside(kind: Kind) -> Space | None:
    return kind.space if isinstance(kind, Container) else None


def _words(entry: Entry) -> str:
    return _plain(f"{entry.definition.name} {entry.title} {entry.definition.reference}")


def _plain(text: str) -> str:
    return "-".join(text.strip().lower().replace("_", "-").split())
