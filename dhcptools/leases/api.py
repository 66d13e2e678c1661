"""Leases that a running Kea tells: page by page, so that it goes on serving.

Rules this file keeps:

- a page has 250 leases: a server with a lease file takes time for a page that grows with its square, and answers no
  client meanwhile; ``lease4-get-all`` stops it for as long as all leases take, so it is used on demand only;
- pages come by address, and leases of DHCPv4 are handed on as they come; those of DHCPv6 are sorted first, since a
  server with a database has them in the order of texts;
- one client's leases are looked up by the commands for that, where the server has them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Final

from dhcptools.kea.api.answer import EMPTY, ApiError, lacking
from dhcptools.kea.api.client import Client
from dhcptools.kea.api.endpoint import Credentials, parse_endpoint
from dhcptools.kea.memfile.fields import state_name
from dhcptools.kea.memfile.lease import INFINITE_S
from dhcptools.leases.access import Access, ApiStore
from dhcptools.leases.faults import Fault, StoreError
from dhcptools.leases.lease import END_OF_TIME, Lease, readable
from dhcptools.leases.query import Query

PAGE: Final = 250
_ALL_OCTETS: Final = 2 << 30
_SERVICES: Final = {"dhcp4": 4, "dhcp6": 6}
_FAMILIES: Final = {socket.AF_INET: 4, socket.AF_INET6: 6}


def api_stores(text: str, access: Access) -> list[ApiStore]:
    """The servers behind an endpoint: one, or those that a Control Agent asks. StoreError when there are none."""
    try:
        endpoint, user, password = parse_endpoint(text)
    except ValueError as error:
        raise StoreError("the source is no URL of a server", str(error)) from error
    user = access.user or user
    found: str | None = access.password if access.password is not None else password
    if user and not found and not endpoint.path and access.prompt is not None:
        found = access.prompt(user, str(endpoint))
    credentials = Credentials(user, found or "", access.ca, access.cert, access.key)

    def store(family: int, service: str = "", commands: frozenset[str] | None = None) -> ApiStore:
        return ApiStore(
            endpoint, family, credentials, service, commands, access.timeout_s, allow_get_all=access.allow_get_all
        )

    services = () if endpoint.path else access.services
    stores = [store(_SERVICES[service], service) for service in services]
    if not stores:
        try:
            stores = _discover(Client(endpoint, credentials, timeout_s=access.timeout_s), store)
        except ApiError as error:
            raise told(error) from error
    kept = [entry for entry in stores if not access.families or entry.family in access.families]
    if not kept:
        have = " and ".join(f"DHCPv{entry.family}" for entry in stores)
        raise StoreError(f"{endpoint} has no leases of the family asked for", f"it is a server of {have}")
    return kept


def _discover(client: Client, store: Callable[..., ApiStore]) -> list[ApiStore]:
    """Whom we have before us: a server, by what it counts or by its configuration, or a Control Agent.

    The commands do not tell a server's family: the hook library brings those of both to either.
    """
    with client:
        commands = client.commands()
        for family in (4, 6):
            counter = f"pkt{family}-received"
            if "statistic-get" in commands and counter in client.ask("statistic-get", {"name": counter}).members:
                return [store(family, commands=commands)]
        config = client.demand("config-get").members
    for family in (4, 6):
        if f"Dhcp{family}" in config:
            return [store(family, commands=commands)]
    agent = config.get("Control-agent")
    sockets = agent.get("control-sockets") if isinstance(agent, dict) else None
    found = [store(family, service) for service, family in _SERVICES.items() if service in (sockets or ())]
    if not found:
        what = f"{client.endpoint} has no leases"
        why = "it is no DHCP server" if agent is None else "this Control Agent knows no socket of a DHCP server"
        raise StoreError(what, why, "name the socket of kea-dhcp4 or kea-dhcp6")
    return found


def told(error: ApiError) -> StoreError:
    """What the API refused, as a store that cannot be read."""
    return StoreError(error.what, error.why, error.fix)


class ApiReading:
    """The leases of a running server, asked for when they are wanted.

    ``counted`` is called with how many were read, a page at a time, and with None at the end.
    """

    def __init__(self, store: ApiStore) -> None:
        self.store = store
        self.family = store.family
        self.source = store.name
        self.notes: list[str] = []
        self.faults: list[Fault] = []
        self.counted: Callable[[int | None], None] | None = None
        with ExitStack() as stack:
            try:
                client = Client(store.endpoint, store.credentials, service=store.service, timeout_s=store.timeout_s)
                stack.callback(client.close)
                self.commands = client.commands() if store.commands is None else store.commands
            except ApiError as error:
                raise told(error) from error
            stack.pop_all()
        self.client = client

    @property
    def families(self) -> frozenset[int]:
        """4 or 6."""
        return frozenset((self.family,))

    def __len__(self) -> int:
        """The number of leases, in whatever state: all pages are asked for."""
        return sum(1 for _ in self._leases(self._pages()))

    def close(self) -> None:
        """Let go of the connection."""
        self.client.close()

    def select(self, query: Query) -> Iterator[Lease]:
        """The leases that match, in order, no more than wanted. StoreError when the server stops answering."""
        looked_up = self._look_up(query)
        entries = self._pages() if looked_up is None else looked_up
        leases = (lease for lease in self._leases(entries) if query.matches(lease))
        if looked_up is None and self.family == 4 and query.sort == "address" and not query.descending:
            return islice(leases, query.limit)
        return query.arrange(leases)

    def _leases(self, entries: Iterator[object]) -> Iterator[Lease]:
        self.faults.clear()
        try:
            for number, entry in enumerate(entries, 1):
                if self.counted is not None and not number % PAGE:
                    self.counted(number)
                try:
                    yield lease_of(entry, self.family, self.source)
                except ValueError as error:
                    self.faults.append(Fault(self.source, number, str(error)))
        finally:
            if self.counted is not None:
                self.counted(None)

    def _pages(self) -> Iterator[object]:
        """Every lease as the server tells it."""
        command = f"lease{self.family}-get-page"
        if self.store.allow_get_all:
            yield from self._ask(f"lease{self.family}-get-all", None, _ALL_OCTETS)
            return
        if command not in self.commands and f"lease{self.family}-get-all" in self.commands:
            what = f"{self.client.name} does not have the command {command}"
            fix = "--allow-get-all asks for all leases at once; no client is served meanwhile"
            raise StoreError(what, "it is older than Kea 1.5", fix)
        begin = "start"
        begun = {begin}
        while True:
            page = self._ask(command, {"from": begin, "limit": PAGE})
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1]
            begin = str(last.get("ip-address")) if isinstance(last, dict) else "start"
            if begin in begun:
                raise StoreError(f"{self.client.name} does not come to an end", f"two pages end with {begin}")
            begun.add(begin)

    def _look_up(self, query: Query) -> Iterator[object] | None:
        """The leases of one client; None when the server cannot look it up, or nobody asked for one."""
        for octets, kind, by in (
            (query.hwaddr if self.family == 4 else b"", "hw-address", "hw-address"),
            (query.client_id if self.family == 4 else b"", "client-id", "client-id"),
            (query.duid if self.family == 6 else b"", "duid", "duid"),
        ):
            command = f"lease{self.family}-get-by-{by}"
            if octets and command in self.commands:
                return iter(self._ask(command, {kind: octets.hex(":")}))
        return None

    def _ask(self, command: str, arguments: object, most: int | None = None) -> list[object]:
        try:
            if command not in self.commands:
                raise lacking(command, self.client.name)
            limits = () if most is None else (most,)
            answer = self.client.demand(command, arguments, *limits)
        except ApiError as error:
            raise told(error) from error
        if answer.result == EMPTY:
            return []
        found = answer.members.get("leases")
        if not isinstance(found, list):
            raise StoreError(f"{self.client.name} does not tell its leases", f"the answer to {command} has no list")
        return found


def lease_of(entry: object, family: int, source: str) -> Lease:
    """A lease as the API tells it. ValueError says what of it cannot be understood."""
    if not isinstance(entry, dict):
        raise ValueError("no lease but another value")  # noqa: TRY004 - a fault of the data, as all others
    lease = _Members(entry)
    number, starts = lease.integer("valid-lft"), lease.integer("cltt")
    context = entry.get("user-context")
    kind = lease.text("type")
    return Lease(
        lease.address(family),
        kind or ("V4" if family == 4 else "IA_NA"),
        32 if family == 4 else lease.integer("prefix-len", 128),
        lease.octets("hw-address"),
        lease.octets("client-id"),
        lease.octets("duid"),
        None if family == 4 else lease.integer("iaid"),
        lease.integer("subnet-id"),
        lease.integer("pool-id", 0),
        _hostname(lease.text("hostname")),
        state_name(lease.integer("state", 0)),
        starts,
        None if number == INFINITE_S else starts + number,
        number,
        None if family == 4 else lease.integer("preferred-lft", 0),
        lease.flag("fqdn-fwd"),
        lease.flag("fqdn-rev"),
        context if isinstance(context, dict) else None,
        source,
    )


_ENDS: Final = {"cltt": END_OF_TIME, "prefix-len": 129}
"""Where numbers end that do not have 32 bits."""


class _Members:
    """The members of a lease, by the kind they must be of."""

    def __init__(self, entry: dict[str, object]) -> None:
        self.entry = entry

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.entry.get(name, default)
        if value is None:
            raise ValueError(f"it has no {name}")
        end = _ENDS.get(name, 1 << 32)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < end:
            raise ValueError(f"{name} is {value!r:.40}, no number")
        return value

    def text(self, name: str) -> str:
        value = self.entry.get(name, "")
        if not isinstance(value, str):
            raise ValueError(f"{name} is {value!r:.40}, no text")  # noqa: TRY004 - a fault of the data
        return value

    def flag(self, name: str) -> bool:
        return self.entry.get(name) is True

    def octets(self, name: str) -> bytes:
        text = self.text(name)
        try:
            return bytes.fromhex(text.replace(":", ""))
        except ValueError:
            raise ValueError(f"{name} is {text!r:.40}, no octets in hexadecimal") from None

    def address(self, family: int) -> str:
        text = self.text("ip-address")
        kind = socket.AF_INET if family == 4 else socket.AF_INET6
        for one in (kind, *(other for other in _FAMILIES if other != kind)):  # Kea takes either in both
            try:
                return socket.inet_ntop(one, socket.inet_pton(one, text))
            except (OSError, ValueError):
                continue
        raise ValueError(f"ip-address is {text!r:.40}, no address")


def _hostname(text: str) -> str:
    """Kea tells each octet as a character: what is UTF-8 in them is read as that, as in a lease file.

    Half a character of UTF-16, which no text has, becomes a question mark.
    """
    try:
        return readable(text.encode("latin-1"))
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
