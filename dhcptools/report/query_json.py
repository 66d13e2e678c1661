"""``query --json``: an object an answer, as schemas/query-1.schema.json says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dhcptools.packet.v4 import Message4
from dhcptools.probe.judge import Reply
from dhcptools.report.message_json import message_object, problems


def reply_object(reply: Reply, interface: str | None, port: int, time_ns: int) -> dict[str, Any]:
    """The object of an answer. ``port`` is where we listen, ``time_ns`` when it came, since 1970.

    ``link`` is null for a UDP socket, which sees no frames; so are addresses that it does not see.
    """
    datagram, frame = reply.datagram, reply.datagram.frame
    link = None
    if frame is not None and frame.ethernet is not None:
        link = {
            "interface": interface,
            "source": frame.ethernet.source.hex(":"),
            "destination": frame.ethernet.destination.hex(":"),
            "vlan": frame.ethernet.tags[0].vlan if frame.ethernet.tags else None,
        }
    destination = None if frame is None or frame.ip is None else str(frame.ip.destination)
    whole = reply.message if reply.outer is None else reply.outer
    return {
        "schema": "dhcptool.query/1",
        "time": iso(time_ns),
        "rtt_ms": reply.rtt_ns / 1e6,
        "attempt": reply.attempt,
        "good": reply.good,
        "refused": reply.refused,
        "link": link,
        "ip": {"source": datagram.source, "destination": destination},
        "udp": {"source_port": datagram.port, "destination_port": port},
        "dhcp": message_object(whole),
        "problems": _problems(reply, whole),
    }


def iso(time_ns: int) -> str:
    """``2026-01-31T12:00:00.000000Z``."""
    moment = datetime.fromtimestamp(time_ns // 1_000_000_000, UTC).replace(microsecond=time_ns // 1000 % 1_000_000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _problems(reply: Reply, whole: Any) -> list[dict[str, Any]]:
    found = problems(whole)
    if reply.doubt is not None:
        rule = "RFC 2131" if isinstance(reply.message, Message4) else "RFC 9915"
        found.append({"offset": None, "option": None, "rule": rule, "message": reply.doubt})
    return found
