"""``dump --pair``: an exchange in a few lines, as it closes."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

from dhcptools.dump.exchanges import Exchange, Line, Tracker
from dhcptools.dump.record import Packet, Setting
from dhcptools.dump.said import Said, said
from dhcptools.dump.verdict import judge
from dhcptools.packet.duid import Duid
from dhcptools.report.dump_colour import ENDS, GRANTS, OFFERS, REFUSES, paint
from dhcptools.report.dump_time import stamp
from dhcptools.report.dump_words import duration
from dhcptools.report.terminal import escape

_COLOURS: Final = {"granted": GRANTS, "answered": GRANTS, "sent": ENDS, "abandoned": OFFERS}


class PairText:
    """Takes packets, gives the text of exchanges."""

    def __init__(self, setting: Setting) -> None:
        self._colour = setting.colour
        self._tracker = Tracker()

    def lines(self, packet: Packet) -> str:
        """What closed by the time this packet came."""
        each = said(packet)
        return "" if each is None else self._texts(self._tracker.feed(each)[1])

    def turn(self, now_ns: int) -> str:
        """What closed because it is now ``now_ns``."""
        return self._texts(self._tracker.tick(now_ns))

    def rest(self) -> str:
        """What is still open."""
        return self._texts(self._tracker.rest())

    def _texts(self, exchanges: list[Exchange]) -> str:
        return "".join(exchange_text(each, colour=self._colour) for each in exchanges)


def exchange_text(exchange: Exchange, *, colour: bool = False) -> str:
    """A line that says what became of it, one for each message, and an empty one."""
    verdict = judge(exchange)
    first = exchange.first
    outcome = verdict.outcome
    shown = paint(outcome, _COLOURS.get(outcome, REFUSES)) if colour else outcome
    words = [shown]
    if verdict.addresses:
        words.append(", ".join(verdict.addresses))
        if verdict.lifetime_s is not None:
            words.append(f"for {duration(verdict.lifetime_s)}")
    if verdict.server:
        words.append(f"by {server_words(verdict.server)}")
    if exchange.refusals:
        words.append(f"({escape(', '.join(exchange.refusals))})")
    if exchange.duration_ns is not None and len(exchange.lines) + exchange.more > 1:
        words.append(f"in {milliseconds(exchange.duration_ns)}")
    xids = ", ".join(f"{xid:0{8 if first.family == 4 else 6}x}" for xid in list(exchange.xids)[:4])
    via = f" via {first.relay}" if first.relay else ""
    over = " over DHCPv6" if first.carried else ""
    head = f"{stamp(first.time_ns)}  {verdict.kind}{over}  {client_words(first)}{via}  xid {xids}: {' '.join(words)}\n"
    body = "".join(_line(line, exchange) for line in exchange.lines)
    if exchange.more:
        body += f"  … and {exchange.more} more messages\n"
    notes = [*verdict.missing]
    if len(exchange.servers) > 1:
        notes.append(f"{len(exchange.servers)} servers answered")
    if exchange.retransmissions:
        notes.append(f"{exchange.retransmissions} retransmission{'s' if exchange.retransmissions > 1 else ''}")
    if exchange.duplicates:
        notes.append(f"{exchange.duplicates} duplicate repl{'ies' if exchange.duplicates > 1 else 'y'}")
    if exchange.closed == "end":
        notes.append("the capture ended before the exchange did")
    if exchange.closed == "crowded":
        notes.append("given up: too many exchanges were open at once")
    tail = f"  ! {'; '.join(notes)}\n" if notes else ""
    return head + body + (paint(tail[:-1], REFUSES) + "\n" if tail and colour else tail) + "\n"


def _line(line: Line, exchange: Exchange) -> str:
    each = line.said
    since = "" if each.time_ns is None or exchange.began_ns is None else milliseconds(each.time_ns - exchange.began_ns)
    words = [f"  {'+' + since if since else '':>14}  {escape(each.name):<20}"]
    if each.row.request:
        words.append(f"copy {line.copy + 1}" if line.copy else "")
        if each.addresses:
            words.append(f"asks for {', '.join(each.addresses)}")
    else:
        words.append(server_words(each.server or each.source))
        words.append(", ".join(each.addresses))
        words.append(escape(each.refusal))
        if line.response_ns is not None:
            words.append(f"after {milliseconds(line.response_ns)}")
        words.append("duplicate" if line.duplicate else "")
    return "  ".join(word for word in words if word).rstrip() + "\n"


def client_words(each: Said) -> str:
    """Who: the hardware address, or the DUID where there is none."""
    if each.mac:
        return each.mac.hex(":")
    if each.identifier:
        return f"DUID {each.identifier.hex(':')}"
    if each.family == 4 and len(each.client) == 4:
        return str(IPv4Address(each.client))
    return each.client.hex(":") or "nobody"


def server_words(server: str) -> str:
    """An address as it is; of a DUID the hardware address in it, where it has one."""
    if "." in server or ":" in server or not server:
        return escape(server)
    octets = bytes.fromhex(server)
    link = Duid(octets).link_layer_address
    return f"DUID {octets.hex(':')}" if link is None else f"{Duid(octets).type_name} {link.hex(':')}"


def milliseconds(ns: int) -> str:
    """``0.532 ms``, ``12.5 s`` from a minute ``3m12s``."""
    if abs(ns) < 1_000_000_000:
        return f"{ns / 1e6:.3f} ms"
    if abs(ns) < 60_000_000_000:
        return f"{ns / 1e9:.3f} s"
    return duration(ns // 1_000_000_000)
