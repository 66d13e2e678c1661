"""``dump --follow``: the story of one client in plain language, or as objects with the same sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from dhcptools.dump.follow import Change, Event, Follower
from dhcptools.dump.record import Packet, Setting
from dhcptools.dump.said import Said
from dhcptools.report.dump_colour import ENDS, GRANTS, OFFERS, REFUSES, paint
from dhcptools.report.dump_pair_json import to_ms, xid_text
from dhcptools.report.dump_pair_text import milliseconds, server_words
from dhcptools.report.dump_time import iso_time, stamp
from dhcptools.report.dump_words import duration
from dhcptools.report.terminal import escape

SCHEMA: Final = "dhcptool.dump-follow/1"

_COLOURS: Final = {
    "granted": GRANTS, "refused": REFUSES, "unanswered": REFUSES, "expired": REFUSES, "told": OFFERS, "silence": ENDS,
}  # fmt: skip  # kinds of events
_ASKS: Final[Mapping[tuple[int, str], str]] = MappingProxyType(
    {
        (4, "discover"): "looks for a server", (6, "solicit"): "looks for a server",
        (4, "request"): "takes the offer", (6, "request"): "takes the offer",
        (4, "reboot"): "was started again and wants to keep its address",
        (4, "renew"): "asks its server for more time", (6, "renew"): "asks its server for more time",
        (4, "rebind"): "asks any server for more time", (6, "rebind"): "asks any server for more time",
        (4, "inform"): "has an address and asks for the rest",
        (6, "information_request"): "asks for no address, only the rest",
        (4, "release"): "gives its address back", (6, "release"): "gives its addresses back",
        (4, "decline"): "declines the address: somebody else uses it",
        (6, "decline"): "declines the addresses: somebody else uses them",
        (6, "confirm"): "asks whether its addresses are right on this link",
    }
)  # fmt: skip  # family, label: words


class FollowText:
    """A line an event."""

    def __init__(self, setting: Setting, identity: bytes) -> None:
        self._colour = setting.colour
        self._follower = Follower(identity)

    def lines(self, packet: Packet) -> str:
        """What this packet brings."""
        return self._texts(self._follower.feed(packet))

    def turn(self, now_ns: int) -> str:
        """What is told because it is now ``now_ns``."""
        return self._texts(self._follower.tick(now_ns))

    def rest(self) -> str:
        """What is left to tell."""
        return self._texts(self._follower.rest())

    def _texts(self, events: list[Event]) -> str:
        return "".join(map(self._line, events))

    def _line(self, event: Event) -> str:
        text = sentence(event)
        code = _COLOURS.get(event.kind)
        shown = paint(text, code) if self._colour and code is not None else text
        return f"{stamp(event.time_ns)}  {shown}\n"


class FollowJson(FollowText):
    """An object an event, as schemas/dump-follow-1.schema.json says."""

    def _line(self, event: Event) -> str:
        return json.dumps(event_object(event), separators=(",", ":")) + "\n"


def sentence(event: Event) -> str:
    """What happened, in words; everything that came from the network is escaped."""
    if event.line is None:
        return _without_packet(event)
    line, each = event.line, event.line.said
    if event.kind == "repeats":
        return f"asks again, copy {line.copy + 1} of its {_named(each)}"
    if each.row.request:
        return _asks(each)
    server = server_words(each.server or each.source) or "a server"
    after = f", {milliseconds(line.response_ns)} later" if line.response_ns is not None else ""
    if event.kind == "duplicate":
        return f"  {server} says it again ({_named(each)})"
    if event.kind == "refused":
        return f"  {server} refuses: {escape(each.refusal)} ({_named(each)}){after}"
    given = f" {', '.join(each.addresses)}" if each.addresses else ""
    lease = f" for {duration(each.lifetime_s)}" if each.lifetime_s is not None and given else ""
    if event.kind == "granted":
        changed = "".join(f"; {_changed(change)}" for change in event.changes)
        return f"  {server} grants{given}{lease} ({_named(each)}){after}{changed}"
    word = "offers" if each.row.label in {"offer", "advertise"} else "answers"
    return f"  {server} {word}{given}{lease} ({_named(each)}){after}"


def _named(each: Said) -> str:
    return f"{escape(each.name)} over DHCPv6" if each.carried else escape(each.name)


def _without_packet(event: Event) -> str:
    if event.kind == "silence":
        return f"… nothing for {duration((event.lasted_ns or 0) // 1_000_000_000)}"
    if event.kind == "expired":
        return f"the lease of {', '.join(event.addresses)} ran out"
    return f"and so it ended: {'; '.join(event.missing)}"


def _asks(each: Said) -> str:
    words = _ASKS.get((each.family, each.row.label), "sends")
    who = (
        f", calls itself {escape(each.hostname)}" if each.hostname and each.row.label in {"discover", "solicit"} else ""
    )
    wanted = f": {', '.join(each.addresses)}" if each.addresses else ""
    via = f", through {each.relay}" if each.relay else ""
    server = f" of {server_words(each.server)}" if each.row.label == "request" and each.server else ""
    return f"{words}{server}{wanted} ({_named(each)}){who}{via}"


def _changed(change: Change) -> str:
    if change.what == "lifetime":
        times = [duration(each) if isinstance(each, int) else "no time" for each in (change.before, change.after)]
        return f"lease time changed from {times[0]} to {times[1]}"
    if change.what == "server":
        return f"another server than {server_words(str(change.before))} before"
    return f"the address changed from {change.before}"


def event_object(event: Event) -> dict[str, Any]:
    """The object of an event."""
    line = event.line
    each = None if line is None else line.said
    return {
        "schema": SCHEMA,
        "time": iso_time(event.time_ns),
        "event": event.kind,
        "text": sentence(event).strip(),
        "number": None if each is None else each.number,
        "family": None if each is None else each.family,
        "dhcpv4_over_dhcpv6": each is not None and each.carried,
        "type": None if each is None else each.name,
        "xid": None if each is None else xid_text(each.family, each.xid),
        "relay": (each.relay or None) if each is not None else None,
        "server": (each.server or None) if each is not None else None,
        "source": (each.source or None) if each is not None else None,
        "addresses": list(event.addresses if each is None else each.addresses),
        "lifetime_s": None if each is None else each.lifetime_s,
        "response_ms": None if line is None else to_ms(line.response_ns),
        "silence_ms": to_ms(event.lasted_ns),
        "changes": [change._asdict() for change in event.changes],
        "missing": list(event.missing),
    }
