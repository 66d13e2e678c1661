"""What a server tells while it runs: a line an event, as text or as JSON (schema ``dhcptool.serve/1``).

Every line is for one message and its answer, or for the counters. What a message holds is shown in hexadecimal or as
addresses, never as it came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, TextIO

from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.reply6 import Context6, Reply6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import OPTION_IA_NA, OPTION_IA_PD, IaNa, IaPd
from dhcptools.packet.names4 import message_type_name
from dhcptools.packet.names6 import message_name as message_type_name6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, layers

SCHEMA: Final = "dhcptool.serve/1"
_MICROSECOND_NS: Final = 1000

Event = dict[str, object]


class Events:
    """Writes events to a stream. A closed pipe is not an error."""

    def __init__(self, stream: TextIO, *, as_json: bool) -> None:
        self._stream = stream
        self._as_json = as_json

    def started(self, family: int, bound: Sequence[tuple[str, int]], now_ns: int) -> None:
        """Every socket is bound."""
        if self._as_json:
            listen = [{"address": address, "port": port} for address, port in bound]
            self._write(json.dumps({**opening("started", now_ns), "family": family, "listen": listen}))

    def message4(self, message: Message4, context: Context4, replies: Sequence[Reply4], now_ns: int) -> None:
        """A DHCPv4 message and its answer."""
        client_id = message.first(61)
        self._message(now_ns, {
            "family": 4, "type": _name4(message), "xid": f"{message.xid:08x}",
            "client": message.hardware_address.hex(":"), "client_id": None if client_id is None else client_id.hex(),
            "interface": context.interface or None, "source": str(context.source),
            "relay": str(message.giaddr) if int(message.giaddr) else None,
            "replies": [_reply4(reply) for reply in replies],
        })  # fmt: skip  # keys by meaning

    def message6(self, message: AnyMessage6, context: Context6, replies: Sequence[Reply6], now_ns: int) -> None:
        """A DHCPv6 message and its answer."""
        inner = _innermost(message)
        duid = b"" if inner is None else inner.first(1) or b""
        self._message(now_ns, {
            "family": 6, "type": _name6(inner), "xid": None if inner is None else f"{inner.transaction_id:06x}",
            "client": duid.hex(), "client_id": None, "interface": context.interface or None,
            "source": str(context.source),
            "relay": str(message.link_address) if isinstance(message, RelayMessage6) else None,
            "replies": [_reply6(reply) for reply in replies],
        })  # fmt: skip  # keys by meaning

    def counters(self, event: str, counters: Mapping[str, int], now_ns: int) -> None:
        """The counters: one JSON object, or a line each for those that counted anything."""
        if self._as_json:
            self._write(json.dumps({**opening(event, now_ns), "counters": dict(counters)}))
        else:
            lines = [f"{name} {count}" for name, count in counters.items() if count]
            self._write("\n".join(lines))

    def _message(self, now_ns: int, event: Event) -> None:
        head = opening("message", now_ns)
        self._write(json.dumps({**head, **event}) if self._as_json else _text(str(head["time"]), event))

    def _write(self, line: str) -> None:
        if not line:
            return
        with suppress(BrokenPipeError):
            self._stream.write(line + "\n")
            self._stream.flush()


def opening(event: str, now_ns: int) -> Event:
    """What every event begins with: schema, event, time in UTC."""
    time = datetime.fromtimestamp(now_ns // 1_000_000_000, UTC).replace(
        microsecond=now_ns % 1_000_000_000 // _MICROSECOND_NS
    )
    return {"schema": SCHEMA, "event": event, "time": time.isoformat(timespec="microseconds").replace("+00:00", "Z")}


def _text(time: str, event: Event) -> str:
    said = [_said(reply) for reply in _list(event["replies"])]
    way = f"via {event['relay']}" if event["relay"] else f"on {event['interface'] or event['source']}"
    return f"{time} {event['type']} {event['client'] or '-'} {way}: {', '.join(said) or 'no answer'}"


def _said(reply: Event) -> str:
    words = [str(reply["type"]), *map(str, _list(reply["leases"]))]
    if reply["lifetime_s"] is not None:
        words.append(f"for {reply['lifetime_s']} s")
    return " ".join([*words, f"to {reply['destination']} port {reply['port']}"])


def _list(value: object) -> list[Event]:
    return value if isinstance(value, list) else []


def _reply4(reply: Reply4) -> Event:
    message = reply.message
    lifetime = message.first(51)
    return {
        "type": _name4(message), "leases": [str(message.yiaddr)] if int(message.yiaddr) else [],
        "lifetime_s": None if lifetime is None else int.from_bytes(lifetime),
        "destination": str(reply.destination), "port": reply.port,
    }  # fmt: skip  # keys by meaning


def _reply6(reply: Reply6) -> Event:
    inner = _innermost(reply.message)
    leases: list[str] = []
    lifetimes: list[int] = []
    for option in () if inner is None else inner.options:
        if option.code == OPTION_IA_NA:
            for address in IaNa.decode(option.data).addresses():
                leases += [str(address.address)] if address.valid_lifetime else []
                lifetimes.append(address.valid_lifetime)
        elif option.code == OPTION_IA_PD:
            for prefix in IaPd.decode(option.data).prefixes():
                leases += [f"{prefix.prefix}/{prefix.prefix_length}"] if prefix.valid_lifetime else []
                lifetimes.append(prefix.valid_lifetime)
    return {
        "type": _name6(inner), "leases": leases, "lifetime_s": max(lifetimes, default=0) or None,
        "destination": str(reply.destination), "port": reply.port,
    }  # fmt: skip  # keys by meaning


def _name4(message: Message4) -> str:
    kind = message.message_type
    return "BOOTP" if kind is None else message_type_name(kind)


def _name6(message: Message6 | None) -> str:
    if message is None:
        return "UNREADABLE"
    return message_type_name6(message.msg_type)


def _innermost(message: AnyMessage6) -> Message6 | None:
    """The client's or the server's own message; None when the relays lead to none."""
    try:
        *_, inner = layers(message)
    except DecodeError:
        return None
    return inner if isinstance(inner, Message6) else None
