"""What a rule sees: one file, the daemon it is for, the target version, the host, and the model of its scopes.

All lists are made once, when a rule first asks, and are shared by all rules; a rule must not change them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from dhcptools.kea.syntax import Fault, check, daemon_of
from dhcptools.kea.tree import DialectError, Document, Node
from dhcptools.lint import facts as host
from dhcptools.lint import versions
from dhcptools.lint.model.definitions import Definitions
from dhcptools.lint.model.highavailability import Relationship
from dhcptools.lint.model.options import Option, OptionDef
from dhcptools.lint.model.reservations import Reservation
from dhcptools.lint.model.rest import Rest
from dhcptools.lint.model.scope import Item, Map, Scope
from dhcptools.lint.model.services import (
    ClientClass,
    ControlSocket,
    Database,
    DdnsDomain,
    Hook,
    Logger,
    TsigKey,
)
from dhcptools.lint.model.subnets import Guarded, Network, PdPool, Pool, Subnet
from dhcptools.lint.rule import EVERY, Daemon
from dhcptools.lint.versions import Version

if TYPE_CHECKING:
    from dhcptools.kea.expression.names import Names
    from dhcptools.lint.model.expressions import Tested


class Context:
    """One file. ``path`` is as the user named it."""

    def __init__(
        self,
        document: Document,
        path: str,
        target: Version = versions.NEWEST,
        facts: host.Facts = host.NOTHING,
        include_base: Literal["cwd", "file"] = "cwd",
    ) -> None:
        self.include_base = include_base
        self.document = document
        self.path = path
        self.target = target
        self.facts = facts

    @cached_property
    def root(self) -> Map:
        """The outermost map."""
        return Map(self.document.root, None)

    @cached_property
    def daemon(self) -> Daemon | None:
        """The daemon the file is for: the first top-level key that names one."""
        name = daemon_of(self.document)
        return next((each for each in EVERY if each == name), None)

    @property
    def family(self) -> int:
        """4 or 6, and 0 for files of other daemons."""
        return {"Dhcp4": 4, "Dhcp6": 6}.get(self.daemon or "", 0)

    @cached_property
    def top(self) -> Map:
        """The map of the daemon, with its global parameters; empty when there is none."""
        node = self.root.get(self.daemon or "")
        return _empty(self) if node is None else Map(node, None, 0, self.family)

    def errors(self, *codes: str) -> list[DialectError]:
        """What Kea's lexer and parser refuse, of these kinds; see :class:`DialectError`."""
        return [error for error in self.document.errors if error.code in codes]

    @cached_property
    def _faults(self) -> list[Fault]:
        return check(self.document, self.target)

    def faults(self, *kinds: str) -> list[Fault]:
        """What the grammar of the target version refuses, of these kinds; see :mod:`dhcptools.kea.syntax`."""
        return [fault for fault in self._faults if fault.kind in kinds]

    @cached_property
    def networks(self) -> list[Network]:
        """All shared networks."""
        return self.top.children("shared-networks", Network)

    @cached_property
    def subnets(self) -> list[Subnet]:
        """All subnets, those outside of shared networks first."""
        found = list(self.top.children(f"subnet{self.family}", Subnet)) if self.family else []
        for network in self.networks:
            found += network.subnets
        return found

    @cached_property
    def pools(self) -> list[Pool]:
        """All address pools of all subnets."""
        return [pool for subnet in self.subnets for pool in subnet.pools]

    @cached_property
    def pd_pools(self) -> list[PdPool]:
        """All prefix pools of all subnets."""
        return [pool for subnet in self.subnets for pool in subnet.pd_pools]

    @cached_property
    def global_reservations(self) -> list[Reservation]:
        """The reservations outside of subnets."""
        return self.top.children("reservations", Reservation)

    @cached_property
    def reservations(self) -> list[Reservation]:
        """All reservations, global ones first."""
        return [*self.global_reservations, *(each for subnet in self.subnets for each in subnet.reservations)]

    @cached_property
    def classes(self) -> list[ClientClass]:
        """All client classes, in their order."""
        return self.top.children("client-classes", ClientClass)

    @cached_property
    def class_names(self) -> frozenset[str]:
        """The names of the classes that this file defines."""
        return frozenset(each.name for each in self.classes)

    @cached_property
    def guarded(self) -> list[Guarded]:
        """All scopes that name classes: shared networks, subnets, pools of both kinds."""
        return [*self.networks, *self.subnets, *self.pools, *self.pd_pools]

    @cached_property
    def options(self) -> list[Option]:
        """The ``option-data`` of every scope; ``option.parent`` is the scope."""
        return list(self._options())

    def _options(self) -> Iterator[Option]:
        yield from self.top.children("option-data", Option)
        for each in self.classes:
            yield from each.options
        for scope in self.guarded:
            if "option-data" in scope.entries:
                yield from scope.options
        for reservation in self.reservations:
            if "option-data" in reservation.entries:
                yield from reservation.options

    @cached_property
    def option_defs(self) -> list[OptionDef]:
        """The global option definitions of this file, then those of classes."""
        found = list(self.top.children("option-def", OptionDef))
        for each in self.classes:
            found += each.definitions
        return found

    @cached_property
    def definitions(self) -> Definitions:
        """What option names and codes mean in this file."""
        return Definitions(self.family, self.option_defs, self.target)

    @cached_property
    def names(self) -> Names:
        """What options are called in expressions: Kea's own definitions of the target, then those of the file."""
        from dhcptools.kea.expression.names import Names  # noqa: PLC0415 - only rules about expressions ask
        from dhcptools.kea.tables.rows import own_row  # noqa: PLC0415

        own = {
            (each.space, each.code): own_row(
                each.name,
                each.code,
                each.type,
                array=each.array,
                record_types=",".join(each.record_types),
                encapsulate=each.encapsulate,
            )
            for each in self.option_defs
            if each.code is not None
        }
        return Names(self.family, self.target, own)

    @cached_property
    def expressions(self) -> list[Tested]:
        """The tests and templates of all classes, parsed as Kea of the target does."""
        from dhcptools.lint.model.expressions import read  # noqa: PLC0415 - only rules about expressions ask

        return read(self)

    @cached_property
    def interfaces(self) -> Map | None:
        """``interfaces-config``."""
        return self.top.child("interfaces-config", Map)

    @cached_property
    def hooks(self) -> list[Hook]:
        """The hook libraries."""
        return self.top.children("hooks-libraries", Hook)

    def hook(self, name: str) -> Hook | None:
        """The first library of that file name, ``libdhcp_ha.so``."""
        return next((each for each in self.hooks if each.name == name), None)

    @cached_property
    def relationships(self) -> list[Relationship]:
        """The HA relationships of the HA hook."""
        hook = self.hook("libdhcp_ha.so")
        parameters = None if hook is None else hook.parameters
        return [] if parameters is None else parameters.children("high-availability", Relationship)

    @cached_property
    def control_sockets(self) -> list[ControlSocket]:
        """The sockets of a DHCP server or D2, under both keywords; of the Control Agent, those it connects to."""
        if self.daemon == "Control-agent":
            sockets = self.top.child("control-sockets", Map)
            found = [] if sockets is None else [sockets.child(key, ControlSocket) for key in sockets.entries]
            return [each for each in found if each is not None]
        found = [self.top.child("control-socket", ControlSocket)]
        return [
            *(each for each in found if each is not None),
            *self.top.children("control-sockets", ControlSocket),
        ]

    @cached_property
    def rest(self) -> list[Rest]:
        """Who listens for commands over HTTP."""
        if self.daemon == "Control-agent":
            return [Rest(self.top, "http-host", "http-port")]
        return [
            Rest(each, "socket-address", "socket-port")
            for each in self.control_sockets
            if each.type in {"http", "https"}
        ]

    @cached_property
    def loggers(self) -> list[Logger]:
        """The loggers."""
        return self.top.children("loggers", Logger)

    @cached_property
    def lease_database(self) -> Database | None:
        """``lease-database``."""
        return self.top.child("lease-database", Database)

    @cached_property
    def host_databases(self) -> list[Database]:
        """``hosts-database`` and ``hosts-databases``."""
        one = self.top.child("hosts-database", Database)
        return [*([] if one is None else [one]), *self.top.children("hosts-databases", Database)]

    @cached_property
    def config_databases(self) -> list[Database]:
        """The databases of the configuration back end."""
        control = self.top.child("config-control", Map)
        return [] if control is None else control.children("config-databases", Database)

    @cached_property
    def databases(self) -> list[Database]:
        """The databases of leases, hosts and configuration."""
        lease = [] if self.lease_database is None else [self.lease_database]
        return [*lease, *self.host_databases, *self.config_databases]

    @property
    def multi_threading(self) -> bool:
        """Whether packets are processed by several threads, which since 2.3.5 they are unless it is turned off."""
        threads = self.top.child("multi-threading", Map)
        written = None if threads is None else threads.boolean("enable-multi-threading")
        return self.target >= (2, 3, 5) if written is None else written

    @cached_property
    def secrets(self) -> list[Item]:
        """The passwords and keys that are written in the file itself, in no special order."""
        scopes: list[tuple[Scope, str]] = [(each, "password") for each in self.databases]
        scopes += [(client, "password") for rest in self.rest for client in rest.clients]
        scopes += [(peer, "basic-auth-password") for each in self.relationships for peer in each.peers]
        scopes += [(each, "secret") for each in self.tsig_keys]
        found = ((scope.text(key), scope.at(key)) for scope, key in scopes)
        return [Item(text, node) for text, node in found if text]

    @cached_property
    def ddns(self) -> Map | None:
        """``dhcp-ddns`` of a DHCP server."""
        return self.top.child("dhcp-ddns", Map)

    @cached_property
    def forward_domains(self) -> list[DdnsDomain]:
        """The forward domains of D2."""
        return self._domains("forward-ddns")

    @cached_property
    def reverse_domains(self) -> list[DdnsDomain]:
        """The reverse domains of D2."""
        return self._domains("reverse-ddns")

    def _domains(self, key: str) -> list[DdnsDomain]:
        scope = self.top.child(key, Map)
        return [] if scope is None else scope.children("ddns-domains", DdnsDomain)

    @cached_property
    def tsig_keys(self) -> list[TsigKey]:
        """The keys of D2."""
        return self.top.children("tsig-keys", TsigKey)


def _empty(context: Context) -> Map:
    root = context.document.root
    return Map(Node({}, root.source, root.start, root.stop), None, 0, context.family)


__all__ = ["Context", "Scope"]
