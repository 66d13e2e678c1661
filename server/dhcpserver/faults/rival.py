"""A second server at once: another identity, another pool, an engine of its own.

It never speaks up about leases that are not its own, so that the first server's clients meet it when they look for a
server and not later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.faults.subject import AnyReply, Subject
from dhcpserver.reply4 import Context4
from dhcpserver.reply6 import Context6
from dhcpserver.request4 import Request4
from dhcpserver.request6 import Request6
from dhcpserver.settings import Settings
from dhcptools.kea.model import Config

_HEARD6 = frozenset(("solicit", "request", "renew", "release", "decline"))  # what names it, or nobody


class Rival:
    """A server of ``pools``, known by ``server_id``: four octets, or a DUID."""

    def __init__(self, family: int, pools: Sequence[str], server_id: bytes, lifetime: int) -> None:
        """Raises SettingsError for pools that cannot be served."""
        self.family = family
        self.server_id = server_id
        address = str(IPv4Address(server_id)) if family == 4 else "::1"
        made = Settings.from_flags(family=family, pools=pools, lifetime=lifetime, listen=[address])
        config: Config = replace(
            made.config, subnets=tuple(replace(s, authoritative=False) for s in made.config.subnets)
        )
        self.engine: Engine4 | Engine6
        if family == 4:
            self.engine = Engine4(config, frozenset((int.from_bytes(server_id),)), fallback=True)
        else:
            self.engine = Engine6(config, server_id, accept_unicast=True, fallback=True)

    def answers(self, subject: Subject, now_ns: int) -> tuple[AnyReply, ...]:
        """What this server says to a request."""
        request, context, engine = subject.request, subject.context, self.engine
        if isinstance(request, Request4) and isinstance(context, Context4) and isinstance(engine, Engine4):
            if request.override:
                return ()  # RFC 5107: the relay speaks for a server, and not for this one
            if subject.kind != "discover" and not request.server_id:
                wish = request.ciaddr or request.requested
                if engine.book.at(wish) is None:
                    return ()  # about a lease of the first server
            ours = replace(context, local=IPv4Address(self.server_id), unicast=False)
            return engine.handle(request.message, ours, now_ns)
        if isinstance(request, Request6) and isinstance(context, Context6) and isinstance(engine, Engine6):
            if subject.kind not in _HEARD6:
                return ()
            return engine.handle(request.relays[0] if request.relays else request.message, context, now_ns)
        return ()
