"""What a look should find, and whether it did: which servers, offers of which subnets, options with which values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Literal, TypeAlias

from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.duid import parse as parse_duid
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.spec import parse_option
from dhcptools.probe.census import Census, Server
from dhcptools.probe.sighting import Sighting

Verdict: TypeAlias = Literal["ok", "none", "missing", "unexpected", "wrong"]
Network: TypeAlias = IPv4Network | IPv6Network

_MAC: Final = re.compile(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}")


@dataclass(frozen=True, slots=True)
class ExpectedServer:
    """A server that may be there, by an address (server identifier or source), a MAC address or a DUID."""

    text: str
    address: IPv4Address | IPv6Address | None = None
    octets: bytes = b""
    is_mac: bool = False

    @classmethod
    def parse(cls, text: str) -> ExpectedServer:
        """Read an address, a MAC address or a DUID in hex. Raises EncodeError."""
        try:
            return cls(text, ip_address(text.partition("%")[0]))
        except ValueError:
            pass
        if _MAC.fullmatch(text):
            return cls(text, None, bytes.fromhex(re.sub("[:-]", "", text)), is_mac=True)
        try:
            return cls(text, None, parse_duid(text).octets)
        except EncodeError:
            reason = f"{text!r} is no address, MAC address or DUID, such as 192.0.2.1 or 02:00:5e:00:53:01"
            raise EncodeError(reason) from None

    def matches(self, answer: Sighting) -> bool:
        """Whether an answer is from this server."""
        if self.address is not None:
            return str(self.address) in (answer.server_id, answer.source)
        own_id = answer.family == 6 and answer.server_id == self.octets.hex(":")
        return own_id or (self.is_mac and answer.mac == self.octets)


@dataclass(frozen=True, slots=True)
class ExpectedOption:
    """An option that every offer of a family must carry with these octets."""

    text: str
    family: int
    code: int
    data: bytes

    @classmethod
    def parse(cls, text: str, families: Iterable[int]) -> tuple[ExpectedOption, ...]:
        """Read ``NAME=VALUE`` for each family that knows it so. Raises EncodeError when none does."""
        found = []
        reasons = []
        for family in families:
            try:
                option = parse_option(text, STANDARD.space(f"dhcp{family}", family))
            except EncodeError as error:
                reasons.append(error.reason)
            else:
                found.append(cls(text, family, option.code, option.data))
        if not found:
            raise EncodeError("; ".join(dict.fromkeys(reasons)))
        return tuple(found)

    def fault(self, offer: Sighting) -> str | None:
        """What is wrong with an offer; None when it is right, or of the other family."""
        if offer.family != self.family:
            return None
        told = [option for option in offer.options if option.code == self.code]
        if any(option.data == self.data for option in told):
            return None
        is_there = f"is {', '.join(option.text for option in told)}" if told else "is not there"
        return f"option {self.text.partition('=')[0]} {is_there}, expected {self.text.partition('=')[2] or 'present'}"


@dataclass(frozen=True, slots=True)
class Expectations:
    """Everything that was demanded; nothing demanded is met by any server."""

    servers: tuple[ExpectedServer, ...] = ()
    subnets: tuple[Network, ...] = ()
    options: tuple[ExpectedOption, ...] = ()

    def expects(self, answer: Sighting) -> bool | None:
        """Whether the server of an answer was named; None when none was."""
        return any(expected.matches(answer) for expected in self.servers) if self.servers else None

    def codes(self, family: int) -> tuple[int, ...]:
        """Codes of options that must be asked for."""
        return tuple(option.code for option in self.options if option.family == family)


@dataclass(frozen=True, slots=True)
class Judged:
    """A server and what is thought of it. ``expected`` is None when no servers were named."""

    server: Server
    expected: bool | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """``others`` are those that sent what does not answer; ``missing`` the expected servers that nothing came from."""

    servers: tuple[Judged, ...]
    others: tuple[Judged, ...]
    missing: tuple[str, ...]
    verdict: Verdict

    @property
    def unexpected(self) -> tuple[Judged, ...]:
        """Servers that nobody named, and others of that sort."""
        return tuple(judged for judged in (*self.servers, *self.others) if judged.expected is False)

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """Servers whose offers are not as demanded."""
        return tuple(judged for judged in self.servers if judged.faults)


def subnet(text: str) -> Network:
    """Read ``192.0.2.0/24`` or ``2001:db8::/32``. Raises EncodeError."""
    try:
        return ip_network(text)
    except ValueError as error:
        raise EncodeError(f"{text!r} is no subnet such as 192.0.2.0/24: {error}") from None


def judge(census: Census, expectations: Expectations) -> Judgement:
    """Hold what was heard against what was expected. An unexpected server weighs most, then a wrong offer."""
    servers = tuple(
        Judged(server, expectations.expects(server.best), _faults(server.best, expectations))
        for server in census.servers
    )
    others = tuple(Judged(other, expectations.expects(other.best)) for other in census.others)
    missing = tuple(
        expected.text
        for expected in expectations.servers
        if not any(expected.matches(server.best) for server in census.servers)
    )
    found = Judgement(servers, others, missing, "ok")
    verdict: Verdict = "ok"
    if found.unexpected:
        verdict = "unexpected"
    elif not servers:
        verdict = "none"
    elif found.wrong:
        verdict = "wrong"
    elif missing:
        verdict = "missing"
    return Judgement(servers, others, missing, verdict)


def _faults(offer: Sighting, expectations: Expectations) -> tuple[str, ...]:
    if not offer.offers:
        return ()
    subnets = [network for network in expectations.subnets if network.version == offer.family]
    places = (*offer.addresses, *(prefix.partition("/")[0] for prefix in offer.prefixes)) if subnets else ()
    faults = [
        f"{place} is in none of {', '.join(str(network) for network in subnets)}"
        for place in places
        if not any(ip_address(place) in network for network in subnets)
    ]
    faults += [fault for option in expectations.options if (fault := option.fault(offer)) is not None]
    return tuple(faults)
