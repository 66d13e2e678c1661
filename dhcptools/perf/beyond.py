"""What a load run may be asked beyond the flags of perfdhcp, and what of it cannot go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Final

from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.problems import PlanError
from dhcptools.perf.workload import Phase, Share, parse_mix, parse_phases

PROCESSES_MOST: Final = 64
INTERFACE_OCTETS: Final = 15  # IFNAMSIZ, without the final zero


@dataclass(frozen=True, slots=True)
class Beyond:
    """The shape of the load, who sends it, and what is looked at; None and empty: not asked.

    ``interface`` and ``vlan``: clients send frames with their own addresses there, when ``frames`` is set.
    """

    window: int | None = None
    phases: tuple[Phase, ...] = ()
    ramp: bool = False
    mix: tuple[Share, ...] = ()
    retransmit: bool = False
    check_addresses: bool = False
    subnets: tuple[str, ...] = ()
    strict_rate: bool = False
    processes: int = 1
    frames: bool = False
    interface: str | None = None
    vlan: int | None = None


def phases(text: str) -> tuple[Phase, ...]:
    """Read stages. FlagError."""
    try:
        return parse_phases(text)
    except PlanError as error:
        raise FlagError(str(error)) from error


def mix(text: str) -> tuple[Share, ...]:
    """Read a mix. FlagError."""
    try:
        return parse_mix(text)
    except PlanError as error:
        raise FlagError(str(error)) from error


def processes(text: str) -> int:
    """Read a number of processes: a power of two, since they share transaction ids by their low bits. FlagError."""
    if text not in {str(1 << bits) for bits in range(PROCESSES_MOST.bit_length())}:
        raise FlagError(f"{text!r} is not 1, 2, 4, 8, 16, 32 or {PROCESSES_MOST}")
    return int(text)


def vlan(text: str) -> int:
    """Read a VLAN identifier (IEEE 802.1Q). FlagError."""
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= 4094):
        raise FlagError(f"{text!r} is not a VLAN identifier, 1 to 4094")
    return int(text)


def interface(text: str) -> str:
    """Read the name of an interface. FlagError."""
    if not text or "/" in text or len(text.encode()) > INTERFACE_OCTETS:
        raise FlagError(f"{text!r} is no name of an interface: 1 to {INTERFACE_OCTETS} octets without /")
    return text


def subnet(text: str) -> str:
    """Read a subnet. FlagError."""
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise FlagError(f"{text!r} is no subnet: {error}") from None


@dataclass(frozen=True, slots=True)
class _Rule:
    broken: Callable[[Asked, Beyond], bool]
    text: str


def _scheduled(asked: Asked, more: Beyond) -> bool:
    return asked.rate_pps is not None or bool(more.phases)


RULES: Final = (
    _Rule(
        lambda a, m: m.window is not None and a.rate_pps is not None,
        "--window and -r, --rate exclude each other: exchanges start when others end, or by the clock",
    ),
    _Rule(
        lambda _, m: m.window is not None and bool(m.phases),
        "--window and --stages exclude each other: exchanges start when others end, or by the clock",
    ),
    _Rule(
        lambda a, m: bool(m.phases) and a.rate_pps is not None,
        "--stages and -r, --rate exclude each other: every stage has a rate",
    ),
    _Rule(
        lambda a, m: bool(m.phases) and a.period_s is not None,
        "--stages and -p, --period exclude each other: every stage has a time",
    ),
    _Rule(lambda _, m: m.ramp and not m.phases, "--ramp needs --stages: it goes from the rate of one to the next"),
    _Rule(
        lambda a, m: bool(m.mix) and a.two_way,
        "--mix and -i, --two-way exclude each other: clients without a lease have nothing to renew",
    ),
    _Rule(
        lambda a, m: bool(m.mix) and a.renew_rate + a.release_rate > 0,
        "--mix says how much is renewed and released: -f, --renew-rate and -F, --release-rate do not go with it",
    ),
    _Rule(
        lambda a, m: m.check_addresses and a.two_way and not a.rapid_commit,
        "--check-addresses needs leases, and -i, --two-way gets none",
    ),
    _Rule(lambda _, m: bool(m.subnets) and not m.check_addresses, "--subnet needs --check-addresses"),
    _Rule(
        lambda a, m: m.strict_rate and not _scheduled(a, m),
        "--strict-rate needs -r, --rate or --stages: without them there is no rate to keep",
    ),
    _Rule(
        lambda _, m: m.window is not None and m.window < m.processes,
        "--window is less than --processes: every process needs an exchange to keep open",
    ),
    _Rule(
        lambda a, m: m.processes > 1 and bool(a.diagnostics),
        "--processes and -x, --diagnostics exclude each other: packets are told by one process alone",
    ),
    _Rule(
        lambda a, m: m.processes > 1 and a.preload > 0,
        "--processes and -P, --preload exclude each other: each process would send all of them",
    ),
    _Rule(
        lambda a, m: m.processes > 1 and (a.unique or m.check_addresses),
        "--processes goes without -u, --unique and --check-addresses: an address in two processes would not be seen",
    ),
    _Rule(lambda _, m: m.frames and m.interface is None, "--l2 needs -i, --interface: frames leave from one"),
    _Rule(
        lambda _, m: not m.frames and m.interface is not None, "--interface needs --l2; -l, --local names an address"
    ),
    _Rule(lambda _, m: not m.frames and m.vlan is not None, "--vlan needs --l2: other packets are not tagged here"),
    _Rule(
        lambda a, m: m.frames and (a.local is not None or a.relay_list is not None),
        "--l2 goes without -l, --local and -J, --relay-list: clients on the link have no address and no relay",
    ),
    _Rule(
        lambda a, m: m.frames and (a.local_port > 0 or a.server_port > 0),
        "--l2 goes without --local-port and --server-port: clients send from their own port to the server's",
    ),
    _Rule(
        lambda a, m: m.frames and bool(a.encapsulation),
        "--l2 goes without -A, --encapsulation: no relay stands before clients on the link",
    ),
    _Rule(
        lambda _, m: m.frames and m.processes > 1,
        "--l2 and --processes exclude each other: processes share a UDP port, and frames have none",
    ),
    _Rule(
        lambda a, m: m.frames and a.server is not None,
        "--l2 goes without a SERVER: clients ask every server on the link",
    ),
    _Rule(
        lambda a, m: not _family_fits(a, m),
        "--subnet is of the other family",
    ),
)

_NO_AVALANCHE: Final[dict[str, Callable[[Beyond], bool]]] = {
    "--window": lambda m: m.window is not None,
    "--stages": lambda m: bool(m.phases),
    "--mix": lambda m: bool(m.mix),
    "--retransmit": lambda m: m.retransmit,
    "--processes": lambda m: m.processes > 1,
}


def check_beyond(asked: Asked, more: Beyond) -> None:
    """Raise FlagError for the first rule broken."""
    for rule in RULES:
        if rule.broken(asked, more):
            raise FlagError(rule.text)
    if asked.avalanche:
        for name, given in _NO_AVALANCHE.items():
            if given(more):
                raise FlagError(f"{name} has no meaning in --scenario avalanche: all clients start at once, and try on")
    if not asked.avalanche and asked.period_s is None and not asked.requests and not more.phases:
        raise FlagError("--period, --requests or --stages must say when to end")


def _family_fits(asked: Asked, more: Beyond) -> bool:
    return all(ip_network(text).version == asked.family for text in more.subnets)
