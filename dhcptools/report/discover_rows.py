"""The findings of ``discover`` as rows and sentences, for every form that people read."""

from __future__ import annotations

from typing import Final

from dhcptools.packet.ia6 import INFINITY
from dhcptools.probe.census import Census, Server
from dhcptools.probe.changes import Change
from dhcptools.probe.expect import Judged, Judgement
from dhcptools.report.terminal import escape

HEADINGS: Final = ("FAMILY", "SERVER ID", "SOURCE", "MAC", "OFFERED", "LEASE", "RTT ms", "COPIES", "EXPECTED")
_EXPECTED: Final = {True: "yes", False: "NO", None: "-"}


def row(judged: Judged) -> tuple[str, ...]:
    """One server, a cell a heading."""
    server = judged.server
    best = server.best
    return (
        f"DHCPv{best.family}",
        best.server_id or "-",
        best.source + _vlans(server),
        best.mac.hex(":"),
        offered(server) or escape(best.status or ", ".join(server.kinds)),
        lease(best.lease_s),
        "-" if best.rtt_ns is None else f"{best.rtt_ns / 1e6:.3f}",
        str(server.duplicates),
        _EXPECTED[judged.expected],
    )


def offered(server: Server) -> str:
    """Every address and prefix of the offer; "" without any."""
    return " ".join((*server.best.addresses, *server.best.prefixes)) if server.best.offers else ""


def lease(seconds: int | None) -> str:
    """``3600 s``; ``forever`` for the greatest number there is."""
    if seconds is None:
        return "-"
    return "forever" if seconds == INFINITY else f"{seconds} s"


def named(server: Server) -> str:
    """Who and where: ``DHCPv4 server 192.0.2.2 from 192.0.2.2, MAC 02:00:00:00:00:02``."""
    best = server.best
    name = f" {best.server_id}" if best.server_id else ""
    return f"DHCPv{best.family} server{name} from {best.source}{_vlans(server)}, MAC {best.mac.hex(':')}"


def findings(judgement: Judgement) -> list[str]:
    """What is wrong, a sentence each; nothing when everything is as expected."""
    lines = [f"unexpected: {named(judged.server)}{does(judged.server)}" for judged in judgement.unexpected]
    lines += [
        f"wrong offer: {named(judged.server)}: {escape(fault)}" for judged in judgement.wrong for fault in judged.faults
    ]
    lines += [f"missing: {escape(text)}" for text in judgement.missing]
    lines += [
        f"no offer: {named(judged.server)}{does(judged.server)}"
        for judged in judgement.others
        if judged.expected is not False
    ]
    every = (*judgement.servers, *judgement.others)
    lines += [
        f"odd: {named(judged.server)}: {escape(problem)}" for judged in every for problem in judged.server.best.problems
    ]
    return lines


def does(server: Server) -> str:
    """What it offers, or which messages it sends instead: ``, offers 192.0.2.9 for 600 s``."""
    if server.best.offers:
        return f", offers {offered(server)}" + (f" for {lease(server.best.lease_s)}" if server.best.lease_s else "")
    words = f' "{escape(server.best.status)}"' if server.best.status else ""
    return f", sends {', '.join(server.kinds)}{words}"


def details(judgement: Judgement) -> list[str]:
    """Every option of every server's best answer, a line each."""
    lines = []
    for judged in (*judgement.servers, *judgement.others):
        best = judged.server.best
        lines += ["", f"{named(judged.server)}: {best.kind}"]
        lines += [f"  {option.name} ({option.code}): {escape(option.text)}" for option in best.options]
    return [*lines, ""] if lines else []


def totals(census: Census) -> str:
    """``2 servers, 2 offers, 1 copy``, and what was heard beside them."""
    copies = sum(server.duplicates for server in census.servers)
    parts = [_many(len(census.servers), "server"), _many(census.offers, "offer")]
    parts += [_many(copies, "copy", "copies")] if copies else []
    ignored = census.ignored.total()
    text = ", ".join(parts) + (f"; {_many(ignored, 'other packet')} ignored" if ignored else "")
    if census.dropped:
        text += f"; {_many(census.dropped, 'packet')} came too fast to be read, perhaps answers among them"
    return text


def happened(change: Change, expected: bool | None = None) -> str:
    """One change between two looks, of a server that was ``expected`` or not."""
    text = f"{change.what}: {'unexpected ' if expected is False else ''}{named(change.server)}"
    if change.what == "appeared":
        return text + does(change.server)
    words = [
        f"{difference.name} {_value(difference.before)} -> {_value(difference.after)}"
        for difference in change.differences
    ]
    return text + (": " + "; ".join(words) if words else "")


def _value(text: str | None) -> str:
    return "none" if text is None else escape(text)


def _vlans(server: Server) -> str:
    return "".join(f" (VLAN {vlan})" for vlan in server.best.vlans)


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
