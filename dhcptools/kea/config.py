"""From a configuration file to the model a server acts on, scopes worked out.

Inheritance is Kea's: scalars go subnet → shared network → global → built-in; options stay with their scope and are
merged for a client by whoever answers it. Every fault raises ConfigError; what is not served is named in ``notices``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    NetmaskValueError,
    ip_address,
)

from dhcptools.kea.classes import NEWEST, class_names, read_additional, read_classes, read_guards, uses_new_words
from dhcptools.kea.dialect import Document, load
from dhcptools.kea.leasedatabase import read_lease_database
from dhcptools.kea.model import (
    DEFAULT_IDENTIFIERS,
    DEFAULT_PREFERRED_LIFETIME,
    DEFAULT_PROBATION,
    DEFAULT_VALID_LIFETIME,
    Address,
    Boot,
    Config,
    Interfaces,
    Lifetime,
    Network,
    Notice,
    OptionData,
    PdPool,
    Pool,
    Subnet,
    Timers,
)
from dhcptools.kea.optiondata import Definitions, read_definitions, read_options
from dhcptools.kea.reader import ConfigError, Reader
from dhcptools.kea.reservations import read_reservations
from dhcptools.kea.scopes import Inherited, otherwise, read_boot, read_lifetime
from dhcptools.kea.serverid import read_server_id
from dhcptools.kea.tables.rows import Version


def load_config(path: str, target: Version = NEWEST) -> Config:
    """Read a file. Raises OSError, DialectError or ConfigError."""
    return read_config(load(path), target)


def read_config(document: Document, target: Version = NEWEST) -> Config:
    """The model of a parsed file with one top-level key, Dhcp4 or Dhcp6. Raises ConfigError.

    Expressions of classes are those of the Kea that ``target`` names.
    """
    top = Reader(document.root, "top level")
    keys = [key for key in ("Dhcp4", "Dhcp6") if key in top.entries]
    if len(keys) != 1 or len(top.entries) != 1:
        found = ", ".join(top.entries) or "nothing"
        raise ConfigError(
            "no DHCP configuration", f"the top level has {found}", 'write { "Dhcp4": { … } }', top.position
        )
    reader = top.child(keys[0])
    if reader is None:
        raise AssertionError  # the key is there
    family = int(keys[0][-1])
    config = _Builder(reader, family, target).config()
    commas = (Notice(warning.text, warning.position) for warning in document.warnings)
    notices = sorted({*config.notices, *commas, *top.notices()}, key=lambda notice: notice.position[1:])
    return replace(config, notices=tuple(notices))


class _Builder:
    def __init__(self, reader: Reader, family: int, target: Version) -> None:
        self.reader = reader
        self.target = target
        self.family = family
        self.definitions: Definitions = read_definitions(reader, family)
        self.notices: list[Notice] = []
        self.next_id = 1

    def config(self) -> Config:
        reader = self.reader
        identifiers = reader.texts("host-reservation-identifiers") or DEFAULT_IDENTIFIERS[self.family]
        classes = read_classes(reader, self.definitions, self.target)
        return Config(
            family=self.family,
            subnets=self._unique(tuple(self._subnets())),
            options=read_options(reader, self.definitions),
            classes=classes,
            inner_first=uses_new_words(reader),
            names=class_names(classes, self.definitions, self.target),
            reservations=read_reservations(reader, self.family, self.definitions),
            interfaces=self._interfaces(),
            host_identifiers=identifiers,
            server_duid=read_server_id(reader) if self.family == 6 else None,
            decline_probation_s=otherwise(reader.integer("decline-probation-period"), DEFAULT_PROBATION),
            echo_client_id=otherwise(reader.boolean("echo-client-id"), True) if self.family == 4 else True,
            lease_database=read_lease_database(reader, self.family),
            notices=tuple(self.notices),
        )

    def _subnets(self) -> Iterator[Subnet]:
        key = f"subnet{self.family}"
        for entry in self.reader.maps(key, scope=True):
            yield self._subnet(entry, "", (), ())
        for network in self.reader.maps("shared-networks", scope=True):
            name = network.required("name", network.text("name"))
            options, additional = read_options(network, self.definitions), read_additional(network)
            for entry in network.maps(key, scope=True):
                yield self._subnet(entry, name, options, additional)

    def _subnet(
        self, entry: Reader, network: str, options: tuple[OptionData, ...], additional: tuple[str, ...]
    ) -> Subnet:
        prefix = self._prefix(entry)
        number = entry.integer("id", 1)
        if number is None:
            number = self.next_id
        self.next_id = max(self.next_id, number) + 1
        boolean = Inherited(entry)
        interface_id = entry.inherited("interface-id").text("interface-id") if self.family == 6 else None
        relay = entry.inherited("relay").child("relay")
        return Subnet(
            id=number,
            prefix=prefix,
            pools=tuple(self._pools(entry, prefix)),
            pd_pools=tuple(self._pd_pools(entry)) if self.family == 6 else (),
            reservations=read_reservations(entry, self.family, self.definitions, prefix),
            options=read_options(entry, self.definitions),
            network_options=options,
            shared_network=network,
            interface=entry.inherited("interface").text("interface") or "",
            interface_id=None if interface_id is None else interface_id.encode("utf-8", "surrogateescape"),
            relays=() if relay is None else self._relays(relay),
            guards=read_guards(entry) or (read_guards(entry.parent) if network and entry.parent is not None else ()),
            additional=read_additional(entry),
            network_additional=additional,
            valid=read_lifetime(entry, "valid-lifetime", DEFAULT_VALID_LIFETIME),
            preferred=self._preferred(entry),
            timers=self._timers(entry),
            boot=read_boot(entry) if self.family == 4 else Boot(),
            authoritative=boolean("authoritative", False) if self.family == 4 else False,
            match_client_id=boolean("match-client-id", True) if self.family == 4 else True,
            rapid_commit=boolean("rapid-commit", False) if self.family == 6 else False,
            reservations_in_subnet=boolean("reservations-in-subnet", True),
            reservations_global=boolean("reservations-global", False),
        )

    def _prefix(self, entry: Reader) -> Network:
        text = entry.required("subnet", entry.text("subnet"))
        try:
            written = text if "/" in text else ""
            return IPv4Network(written, strict=False) if self.family == 4 else IPv6Network(written, strict=False)
        except ValueError:
            why = "prefix/len expected"
            raise entry.fail("subnet", f"invalid subnet {text!r}", why, "write it as 192.0.2.0/24") from None

    def _pools(self, entry: Reader, prefix: Network) -> Iterator[Pool]:
        taken: list[tuple[int, int]] = []
        for pool in entry.maps("pools"):
            text = pool.required("pool", pool.text("pool"))
            first, last = self._range(pool, text)
            if first not in prefix or last not in prefix:
                fix = "move the pool or widen the subnet"
                raise pool.fail("pool", f"pool {text} is outside its subnet", f"the subnet is {prefix}", fix)
            if any(int(first) <= end and begin <= int(last) for begin, end in taken):
                why = "an address belongs to one pool"
                raise pool.fail("pool", f"pool {text} overlaps another of its subnet", why, "part them")
            taken.append((int(first), int(last)))
            options = read_options(pool, self.definitions)
            yield Pool(first, last, options, read_guards(pool), read_additional(pool))

    def _range(self, pool: Reader, text: str) -> tuple[Address, Address]:
        kind = IPv4Address if self.family == 4 else IPv6Address
        try:
            if "/" in text:
                network = (IPv4Network if self.family == 4 else IPv6Network)(text.replace(" ", ""), strict=False)
                return network[0], network[-1]
            low, high = text.split("-")
            first, last = kind(low.strip()), kind(high.strip())
        except ValueError:
            why = "neither FIRST-LAST nor PREFIX/LENGTH"
            raise pool.fail("pool", f"invalid pool {text!r}", why, "write 192.0.2.10-192.0.2.20") from None
        if int(first) > int(last):
            raise pool.fail("pool", f"pool {text} is reversed", "its first address is the larger", "swap them")
        return first, last

    def _pd_pools(self, entry: Reader) -> Iterator[PdPool]:
        for pool in entry.maps("pd-pools"):
            text = pool.required("prefix", pool.text("prefix"))
            length, delegated = pool.integer("prefix-len", 1, 128), pool.integer("delegated-len", 1, 128)
            if length is None or delegated is None:
                what = f"{pool.name} needs prefix-len and delegated-len"
                raise ConfigError(what, "one is missing", "add both", pool.position)
            try:
                prefix = IPv6Network((IPv6Address(text), length))
            except (AddressValueError, NetmaskValueError, ValueError) as error:
                raise pool.fail(
                    "prefix", f"invalid prefix {text}/{length}", str(error), "clear its host bits"
                ) from None
            if delegated < length:
                why = f"prefix length {length} is longer"
                fix = "delegate longer prefixes than the pool's"
                raise pool.fail("delegated-len", f"delegated length {delegated} does not fit", why, fix)
            options = read_options(pool, self.definitions)
            excluded = _excluded(pool, prefix, delegated)
            yield PdPool(prefix, delegated, options, read_guards(pool), excluded, read_additional(pool))

    def _relays(self, relay: Reader) -> tuple[Address, ...]:
        texts = [*relay.texts("ip-addresses")]
        single = relay.text("ip-address")
        if single is not None:
            texts.append(single)
        try:
            return tuple(ip_address(text) for text in texts)
        except ValueError as error:
            fix = "list addresses of relays"
            raise relay.fail("ip-addresses", "bad relay address", str(error), fix) from None

    def _preferred(self, entry: Reader) -> Lifetime:
        if self.family == 4:
            return Lifetime(0, 0, 0)
        return read_lifetime(entry, "preferred-lifetime", DEFAULT_PREFERRED_LIFETIME)

    def _timers(self, entry: Reader) -> Timers:
        boolean = Inherited(entry)
        t1 = entry.inherited("t1-percent").fraction("t1-percent")
        t2 = entry.inherited("t2-percent").fraction("t2-percent")
        return Timers(
            entry.inherited("renew-timer").integer("renew-timer"),
            entry.inherited("rebind-timer").integer("rebind-timer"),
            boolean("calculate-tee-times", self.family == 6),  # Kea's defaults differ by family
            otherwise(t1, 0.5),
            otherwise(t2, 0.875 if self.family == 4 else 0.8),
        )

    def _interfaces(self) -> Interfaces:
        entry = self.reader.child("interfaces-config")
        if entry is None:
            return Interfaces()
        socket_type = entry.text("dhcp-socket-type") if self.family == 4 else "raw"
        if socket_type not in {None, "raw", "udp"}:
            why = f"dhcp-socket-type is {socket_type!r}"
            raise entry.fail("dhcp-socket-type", "no such socket type", why, 'write "raw" or "udp"')
        return Interfaces(entry.texts("interfaces"), socket_type != "udp")

    def _unique(self, subnets: tuple[Subnet, ...]) -> tuple[Subnet, ...]:
        for what, values in (("id", [s.id for s in subnets]), ("prefix", [s.prefix for s in subnets])):
            if len(set(values)) != len(values):
                twice = next(value for index, value in enumerate(values) if value in values[:index])
                fix = "give each subnet its own"
                raise ConfigError(
                    f"two subnets have the {what} {twice}", "it must be unique", fix, self.reader.position
                )
        return subnets


def _excluded(pool: Reader, prefix: IPv6Network, delegated: int) -> IPv6Network | None:
    """``excluded-prefix`` of a pd-pool: inside its first delegated prefix, and longer (RFC 6603 §4.2)."""
    text, length = pool.text("excluded-prefix"), pool.integer("excluded-prefix-len", 0, 128)
    if not text or not length:
        return None
    try:
        excluded = IPv6Network((IPv6Address(text), length))
    except ValueError as error:
        raise pool.fail(
            "excluded-prefix", f"invalid excluded prefix {text}/{length}", str(error), "correct it"
        ) from None
    if length <= delegated or excluded.network_address not in prefix:
        why = f"it is no part of a /{delegated} of {prefix}"
        raise pool.fail("excluded-prefix", f"excluded prefix {excluded} does not fit", why, "move it or lengthen it")
    return excluded
