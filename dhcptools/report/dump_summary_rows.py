"""A summary as sections of rows, for every renderer that draws tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dhcptools.dump.columns import ServerName, address_text
from dhcptools.dump.summary import Summary, Talker
from dhcptools.dump.tables_acts import ACTS
from dhcptools.measure.latency import Latency
from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.duid import Duid
from dhcptools.packet.names6 import DUID_TYPES
from dhcptools.report.dump_time import stamp
from dhcptools.report.terminal import escape

FEW: Final = 10
PERCENTILES: Final = (50.0, 90.0, 99.0, 99.9)


class Section(NamedTuple):
    """A table: its title, the headings of its columns, of which the first is a name, and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    more: str = ""


def headline(summary: Summary) -> str:
    """How much there was, from when to when, how fast."""
    if not summary.messages:
        return "no DHCP messages"
    text = f"{summary.messages} messages"
    span = summary.span_s
    if span is None:
        return text
    rate = f", {summary.messages / span:.0f}/s" if span > 0 else ""
    times = f"from {stamp(summary.first_ns)} to {stamp(summary.last_ns)}"
    return f"{text} in {span:.3f} s{rate}, at most {summary.peak} in a second, {times}"


def sections(summary: Summary, catalogue: Catalogue = STANDARD, few: int = FEW) -> list[Section]:
    """Every section that has rows; of names the ``few`` that came most."""
    clients = summary.clients
    least = "" if clients.exact else "at least "
    found = [
        Section("messages", ("TYPE", "COUNT"), [(name, str(count)) for _, name, count in summary.kind_counts()]),
        Section("response times", ("EXCHANGE", "COUNT", *_HEADS), _responses(summary)),
        Section("requests", ("REQUEST", "SEEN", "COPIES", "UNANSWERED"), _requests(summary)),
        Section("failed exchanges", ("WHY", "COUNT"), failures(summary)),
        _section("servers", ("SERVER", "SOURCE", "MAC", "REPLIES"), [
            (*server_cells(name), str(count)) for name, count in summary.servers.most()
        ], few),
        _section("relay agents", ("RELAY AGENT", "MESSAGES"), [
            (name, str(count)) for name, count in summary.relays.most()
        ], few),
        _section("vendors", ("VENDOR CLASS", "REQUESTS"), [
            (vendor_text(name), str(count)) for name, count in summary.vendors.most()
        ], few),
        Section(
            f"busiest of {least}{len(clients)} clients", ("CLIENT", "MESSAGES"),
            [(talker_text(each), str(each.messages)) for each in clients.most(few)],
        ),
        _section("options", ("OPTION", "MESSAGES", "SHARE"), _options(summary, catalogue), 2 * few),
    ]  # fmt: skip  # in the order in which they are asked for
    return [each for each in found if each.rows]


_HEADS: Final = ("MEAN", "P50", "P90", "P99", "P99.9", "MAX ms")


def _section(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], few: int) -> Section:
    return Section(title, columns, rows[:few], f"and {len(rows) - few} more" if len(rows) > few else "")


def failures(summary: Summary) -> list[tuple[str, str]]:
    """What went wrong, and how often: refusals with their words, and requests that nobody answered."""
    found = [(f"NAK: {escape(text)}", count) for text, count in summary.naks.items()]
    found += [(f"status {name}", count) for name, count in summary.status_counts()]
    for act, each in summary.pairing.requests.items():
        row = ACTS[act]
        if each.unanswered:
            found.append((f"no reply to {_full(act)}", each.unanswered))
        if row.label == "decline":
            found.append((f"{_full(act)}: the address was in use", each.seen - each.copies))
    return [(why, str(count)) for why, count in sorted(found, key=lambda pair: (-pair[1], pair[0]))]


def _full(act: int) -> str:
    """``DHCPREQUEST (renew)``, ``RENEW``."""
    row = ACTS[act]
    if row.family == 6 or row.name.startswith("BOOT"):
        return row.name
    which = f" ({row.label})" if row.name == "REQUEST" and row.label != "request" else ""
    return f"DHCP{row.name}{which}"


def _requests(summary: Summary) -> list[tuple[str, ...]]:
    return [
        (_full(act), str(each.seen), str(each.copies),
         str(each.unanswered) if ACTS[act].answered else "none awaited")
        for act, each in sorted(summary.pairing.requests.items())
    ]  # fmt: skip  # a row in two lines


def _responses(summary: Summary) -> list[tuple[str, ...]]:
    return [
        (name, str(latency.count), *(ms(ns) for ns in figures(latency)))
        for name, latency in sorted(summary.pairing.latencies.items(), key=lambda pair: -pair[1].count)
    ]


def figures(latency: Latency) -> list[float | None]:
    """Mean, percentiles and maximum in nanoseconds."""
    return [latency.mean_ns, *map(latency.percentile_ns, PERCENTILES), latency.max_ns]


def ms(ns: float | None) -> str:
    """Milliseconds without their unit."""
    return "n/a" if ns is None else f"{ns / 1e6:.3f}"


def server_cells(name: ServerName) -> tuple[str, str, str]:
    """Identifier, address, MAC address."""
    identifier = name.identifier
    if len(identifier) == 4:
        told = address_text(identifier)
    elif identifier:
        link = Duid(identifier).link_layer_address
        told = identifier.hex(":") if link is None else f"{Duid(identifier).type_name} {link.hex(':')}"
    else:
        told = "no identifier"
    return told, address_text(name.source), name.mac.hex(":")


def vendor_text(octets: bytes) -> str:
    """A vendor class as text."""
    return escape(octets.decode("utf-8", "backslashreplace"))


def talker_text(talker: Talker) -> str:
    """A hardware address, or a DUID by what it says."""
    duid = talker_duid(talker)
    if duid is not None:
        link = duid.link_layer_address
        return f"DUID {talker.identity.hex(':')}" if link is None else f"{duid.type_name} {link.hex(':')}"
    if talker.family == 6 and len(talker.identity) == 16:
        return address_text(talker.identity)
    return talker.identity.hex(":") or "no hardware address"


def talker_duid(talker: Talker) -> Duid | None:
    """The DUID; None for an IPv6 address without one, and for the hardware address of DHCPv4, inside DHCPv6 as well."""
    duid = Duid(talker.identity)
    size = len(talker.identity)
    address = size == 6 or (size == 16 and duid.duid_type not in DUID_TYPES)
    return None if talker.family == 4 or address else duid


def _options(summary: Summary, catalogue: Catalogue) -> list[tuple[str, ...]]:
    of_family = {4: 0, 6: 0}
    for kind, count in summary.kinds.items():
        of_family[kind >> 8] += count
    ranked = sorted(summary.options.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        (f"DHCPv{family} {code} {option_name(family, code, catalogue)}".rstrip(), str(count),
         f"{100 * count / max(of_family[family], 1):.1f}%")
        for (family, code), count in ranked
    ]  # fmt: skip  # a row in two lines


def option_name(family: int, code: int, catalogue: Catalogue) -> str:
    """What an option is called, empty where it has no name."""
    space = catalogue.space(f"dhcp{family}", family)
    return escape(space.by_code(code).name) if space.knows(code) else ""
