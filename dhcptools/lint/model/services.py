"""What stands beside subnets: classes, hooks, sockets, loggers, databases, DDNS, and D2's domains and keys."""

from __future__ import annotations

from pathlib import PurePosixPath

from dhcptools.lint.model.options import Option, OptionDef
from dhcptools.lint.model.scope import Map, Scope


class ClientClass(Scope):
    """A client class."""

    __slots__ = ()
    key = "client-classes"

    @property
    def name(self) -> str:
        """Its name, empty when absent."""
        return self.text("name") or ""

    @property
    def test(self) -> str | None:
        """The expression that decides on membership."""
        return self.text("test")

    @property
    def template_test(self) -> str | None:
        """The expression whose value names a subclass."""
        return self.text("template-test")

    @property
    def additional(self) -> bool:
        """Whether it is evaluated only where a scope asks for it, under the old or the new keyword."""
        return bool(self.boolean("only-if-required") or self.boolean("only-in-additional-list"))

    @property
    def options(self) -> list[Option]:
        """Its options."""
        return self.children("option-data", Option)

    @property
    def definitions(self) -> list[OptionDef]:
        """Its option definitions."""
        return self.children("option-def", OptionDef)

    @property
    def label(self) -> str:
        """What to call it in a message."""
        return f'class "{self.name}"'


class Hook(Scope):
    """A hook library."""

    __slots__ = ()
    key = "hooks-libraries"

    @property
    def path(self) -> str:
        """As written, empty when absent."""
        return self.text("library") or ""

    @property
    def name(self) -> str:
        """``libdhcp_ha.so`` of any path."""
        return PurePosixPath(self.path).name

    @property
    def parameters(self) -> Map | None:
        """Its parameters."""
        return self.child("parameters", Map)


class ControlSocket(Scope):
    """A control socket, unix or HTTP; ``daemon`` is its key in ``control-sockets`` of the Control Agent."""

    __slots__ = ()
    key = "control-socket"

    @property
    def type(self) -> str | None:
        """unix, http or https."""
        return self.text("socket-type")

    @property
    def name(self) -> str | None:
        """The path of a unix socket."""
        return self.text("socket-name")


class Logger(Scope):
    """A logger."""

    __slots__ = ()
    key = "loggers"

    @property
    def name(self) -> str:
        """Its name, empty when absent."""
        return self.text("name") or ""

    @property
    def outputs(self) -> list[LogOutput]:
        """Where it writes, under the old or the new keyword."""
        return [*self.children("output_options", LogOutput), *self.children("output-options", LogOutput)]


class LogOutput(Scope):
    """A destination of a logger; ``output`` is a path, stdout, stderr, syslog or syslog:NAME."""

    __slots__ = ()
    key = "output-options"

    @property
    def output(self) -> str | None:
        """As written."""
        return self.text("output")

    @property
    def path(self) -> str | None:
        """The file it writes to; None when that is no file."""
        text = self.output
        if not text or text in {"stdout", "stderr", "syslog"} or text.startswith("syslog:"):
            return None
        return text


class Database(Scope):
    """A back end: of leases, hosts or configuration."""

    __slots__ = ()
    key = "lease-database"

    @property
    def type(self) -> str | None:
        """memfile, mysql or postgresql."""
        return self.text("type")

    @property
    def name(self) -> str | None:
        """The name of the database, or the lease file."""
        return self.text("name")

    @property
    def is_sql(self) -> bool:
        """Whether it is a database server rather than a file."""
        return self.type in {"mysql", "postgresql"}


class DdnsDomain(Scope):
    """A domain of D2; ``parent.key`` tells forward from reverse."""

    __slots__ = ()
    key = "ddns-domains"

    @property
    def name(self) -> str:
        """Its name, empty when absent."""
        return self.text("name") or ""

    @property
    def key_name(self) -> str | None:
        """The TSIG key of its servers."""
        return self.text("key-name")

    @property
    def servers(self) -> list[Map]:
        """Its DNS servers."""
        return self.children("dns-servers", Map)


class TsigKey(Scope):
    """A key of D2."""

    __slots__ = ()
    key = "tsig-keys"

    @property
    def name(self) -> str:
        """Its name, empty when absent."""
        return self.text("name") or ""

    @property
    def algorithm(self) -> str | None:
        """HMAC-SHA256 and so on."""
        return self.text("algorithm")
