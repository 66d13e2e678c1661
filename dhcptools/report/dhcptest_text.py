"""A message in the layout of dhcptest 0.7: header fields on two lines, then a line an option, every value of it.

DHCPv6, which dhcptest does not know, is laid out alike. Values are what our kinds print, with dhcptest's words for the
things it has words for: durations, message types, octets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dhcptools.packet.kinds.v4_client import ClientId
from dhcptools.packet.names4 import OPCODES
from dhcptools.packet.names6 import message_name
from dhcptools.packet.tables.titles4 import TITLES4
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6
from dhcptools.report.terminal import escape

_INFINITE: Final = 0xFFFFFFFF
_UNITS: Final = ((604800, "week"), (86400, "day"), (3600, "hour"), (60, "minute"), (1, "sec"))
_DURATIONS: Final = frozenset({51, 58, 59})


def message_text(message: Message4 | AnyMessage6) -> str:
    """The message, every line indented by two."""
    return text4(message) if isinstance(message, Message4) else text6(message)


def text4(message: Message4) -> str:
    """A DHCPv4 or BOOTP message."""
    op = OPCODES.get(message.op, str(message.op))
    chaddr = message.hardware_address.hex(":").upper()
    options = options4(message)
    overloaded = {option.source for option in options}
    sname, file = (
        "" if name in overloaded else escape(field.partition(b"\0")[0].decode("utf-8", "surrogateescape"))
        for name, field in (("sname", message.sname), ("file", message.file))
    )
    head = (
        f"  op={op} chaddr={chaddr} hops={message.hops} xid={message.xid:08X} secs={message.secs} "
        f"flags={message.flags:04X}\n"
        f"  ciaddr={message.ciaddr} yiaddr={message.yiaddr} siaddr={message.siaddr} giaddr={message.giaddr} "
        f"sname={sname} file={file}\n"
    )
    return head + _options(4, options, lambda option: TITLES4.get(option.code, option.name))


def text6(message: AnyMessage6) -> str:
    """A DHCPv6 message; what a relay message holds is the value of its relay-msg option."""
    name = message_name(message.msg_type)
    if isinstance(message, Message6):
        head = f"  msg-type={name} transaction-id={message.transaction_id:06X}\n"
    else:
        head = (
            f"  msg-type={name} hop-count={message.hop_count} link-address={message.link_address} "
            f"peer-address={message.peer_address}\n"
        )
    return head + _options(6, options6(message), lambda option: option.name)


def heading(source: str, port: int) -> str:
    """``Received packet from 192.0.2.1:67:``, an IPv6 address in brackets."""
    return f"Received packet from {f'[{source}]' if ':' in source else source}:{port}:\n"


def value_text(option: TypedOption, family: int = 4) -> str:
    """The value of an option on one line."""
    text = _value(option) if family == 4 else option.text
    marks = [f"[{option.problem}]"] if option.problem is not None else []
    marks += [f"[from {option.source}]"] if option.source != "options" else []
    return " ".join([escape(text), *map(escape, marks)])


def duration(seconds: int) -> str:
    """``1 hour``, ``1 day and 12 hours``, ``1 week, 3 days, and 5 secs``; ``infinite`` for all ones."""
    if seconds == _INFINITE:
        return "infinite"
    parts = []
    for size, name in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'s' if count > 1 else ''}")
    if not parts:
        return "0 secs"
    if len(parts) < 3:
        return " and ".join(parts)
    return ", ".join([*parts[:-1], f"and {parts[-1]}"])


def octets_text(octets: bytes) -> str:
    """``01 02 0A``."""
    return octets.hex(" ").upper()


def _options(family: int, options: tuple[TypedOption, ...], title: Callable[[TypedOption], str]) -> str:
    lines = [f"{option.code:>7} ({title(option)}): {value_text(option, family)}\n" for option in options]
    return f"  {len(options)} options:\n" + "".join(lines)


def _value(option: TypedOption) -> str:
    if option.problem is not None or option.text.startswith("hex:"):
        return octets_text(option.data)
    if option.code in _DURATIONS:
        return f"{option.value} ({duration(option.value)})"
    if option.code == 55:
        return ", ".join(f"{code} ({TITLES4.get(code, 'Unknown')})" for code in option.value)
    if option.code in {121, 249}:
        return option.text.replace(" - ", " -> ")
    if option.code == 119:
        return f"[{option.text}]"
    if isinstance(option.value, ClientId):
        return octets_text(option.data)
    return option.text
