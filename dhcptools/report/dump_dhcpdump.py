"""``--style dhcpdump``: the layout of dhcpdump 1.8, and DHCPv6 in the same spirit.

Rules this file keeps:

- what 1.8 prints of a sound option is printed octet for octet, the blanks at the end of full rows of hex included;
- where it prints what is not in the packet, loses something or writes raw octets to the terminal, we do not; the man
  page of ``compat`` lists that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from socket import inet_ntoa
from typing import Final

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.kinds.base import Value
from dhcptools.packet.kinds.record import Record
from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.kinds.syntax import escape
from dhcptools.packet.kinds.v6_message import Nested4, Nested6
from dhcptools.packet.names4 import MESSAGE_TYPES_RFC
from dhcptools.packet.names6 import message_name
from dhcptools.packet.typed import TypedOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, RelayMessage6
from dhcptools.report.dump_dhcpdump_names import (
    ADDRESSES,
    AGENT,
    CHOICES,
    HARDWARE,
    NAMES4,
    NUMBERS,
    OPS,
    PAIRS,
    STRINGS,
    TIMES,
)
from dhcptools.report.dump_time import milliseconds
from dhcptools.report.dump_tree import Item, overloaded

SEPARATOR: Final = "-" * 75
NEXT_ROW: Final = "\n\t\t\t\t\t    "
_INSIDE: Final = " " * 18
_UNITS: Final = ((604800, "w"), (86400, "d"), (3600, "h"), (60, "m"))
_INFINITE: Final = 0xFFFFFFFF
_RELAY_MSG: Final = 9


class DumpDhcpdump:
    """``--style dhcpdump``. ``typed`` adds what the octets say to the options that 1.8 prints in hex.

    ``octets`` adds the octets of the whole packet, as later versions do with -H.
    """

    def __init__(self, setting: Setting, *, typed: bool = True, octets: bool = False) -> None:
        self._catalogue = setting.catalogue
        self._typed = typed
        self._octets = octets

    def lines(self, packet: Packet) -> str:
        """The packet, the line of dashes and an empty one."""
        head = f"  TIME: {milliseconds(packet.time_ns)}\n    IP: {_ends(packet)}\n"
        message = packet.message
        if isinstance(message, Message4):
            body = self._message4(message, packet.options)
        elif message is not None:
            body = "".join(self._chain6(message, packet.options))
        else:
            body = ""
        wrong = "".join(f" ERROR: octet {each.offset}: {escape(each.message)}\n" for each in packet.problems)
        octets = _dump(packet.octets) if self._octets else ""
        return f"{head}{body}{wrong}{octets}{SEPARATOR}\n\n"

    def _message4(self, message: Message4, options: Iterable[Item]) -> str:
        full = overloaded(message)
        fields = (
            ("OP", f"{message.op} ({_choice(OPS, message.op)})"),
            ("HTYPE", f"{message.htype} ({_choice(HARDWARE, message.htype)})"),
            ("HLEN", str(message.hlen)),
            ("HOPS", str(message.hops)),
            ("XID", f"{message.xid:08x}"),
            ("SECS", str(message.secs)),
            ("FLAGS", f"{message.flags:x}"),
            ("CIADDR", str(message.ciaddr)),
            ("YIADDR", str(message.yiaddr)),
            ("SIADDR", str(message.siaddr)),
            ("GIADDR", str(message.giaddr)),
            ("CHADDR", message.chaddr.hex(":")),
            ("SNAME", f"{_text(message.sname) if 'sname' not in full else ''}."),
            ("FNAME", f"{_text(message.file) if 'file' not in full else ''}."),
        )
        return _fields(fields) + "".join(map(self._option4, options))

    def _option4(self, option: Item) -> str:
        code, data = option.code, option.data
        known = code in NAMES4 or option.name == f"option-{code}"
        name = NAMES4.get(code, "???") if known else option.name
        label = _label(code, data, name)
        place = option.source if isinstance(option, TypedOption) else "options"
        mark = f" (in {place})" if place != "options" else ""
        if option.problem is not None:
            return f"{label}{_rows(data) if data else ''}{mark}\n"
        if code == 82 and option.value:
            return f"{label}{mark}\n{''.join(map(_agent, option.value))}"
        text = self._asked(data) if code == 55 else _value(option)
        if text is not None:
            return f"{label}{text}{mark}\n"
        if not known:
            return f"{label}{escape(option.kind.text(option.value))}{mark}\n"
        more = ""
        if self._typed and name != "???" and data:
            more = NEXT_ROW + escape(option.kind.text(option.value))
        return f"{label}{_rows(data)}{more}{mark}\n"

    def _asked(self, codes: bytes) -> str:
        """Option 55: a line each, and an empty one."""
        return "".join(f"{code:>3} ({self._name(code)}){NEXT_ROW}" for code in codes)

    def _name(self, code: int) -> str:
        """1.8's name of an option, ours where it has a wrong one or none."""
        space = self._catalogue.space("dhcp4", 4)
        return NAMES4.get(code) or (escape(space.by_code(code).name) if space.knows(code) else "???")

    def _chain6(self, message: AnyMessage6, options: Iterable[Item]) -> Iterator[str]:
        inner: Nested6 | None = None
        for option in options:
            if isinstance(message, RelayMessage6) and isinstance(option.value, Nested6):
                inner = option.value
        yield self._message6(message, options)
        if inner is not None:
            for layer in inner.layers:
                yield self._message6(layer.message, layer.options)

    def _message6(self, message: AnyMessage6, options: Iterable[Item]) -> str:
        op = ("OP", f"{message.msg_type} ({message_name(message.msg_type)})")
        if isinstance(message, RelayMessage6):
            link, peer = ("LINK", str(message.link_address)), ("PEER", str(message.peer_address))
            head = _fields((op, ("HOPS", str(message.hop_count)), link, peer))
        else:
            head = _fields((op, ("XID", f"{message.transaction_id:06x}")))
        return head + "".join(map(self._option6, options))

    def _option6(self, option: Item) -> str:
        label = _label(option.code, option.data, option.name)
        if option.problem is not None:
            return f"{label}{_rows(option.data)}\n"
        if option.code == _RELAY_MSG and (option.value is None or isinstance(option.value, Nested6)):
            return f"{label}(below)\n"
        if isinstance(option.value, Nested4):
            inside = self._message4(option.value.message, option.value.options)
            return f"{label}\n" + "".join(f"    {line}\n" for line in inside.splitlines())
        if isinstance(option.value, tuple) and option.value and isinstance(option.value[-1], tuple):
            items = [item for item in option.value[-1] if isinstance(item, SubOption)]
            if items and isinstance(option.kind, Record):
                return label + _record6(option.kind, option.value, items)
        return f"{label}{escape(option.kind.text(option.value))}\n"


def _record6(kind: Record, value: Value, inside: list[SubOption]) -> str:
    """The fields of a record, then a line for each option in it."""
    fields = zip(kind.kinds[:-1], value[:-1], strict=True)
    head = ", ".join(escape(each.text(item)) for each, item in fields)
    return f"{head}\n" + "".join(f"{_INSIDE}{item.name:<13} {escape(item.text)}\n" for item in inside)


def times(seconds: int) -> str:
    """1.8's words for a time: ``60m``, ``24h``, ``1h1s``, nothing for 0; also for what it cannot say."""
    if seconds < 0:
        return f"-{times(-seconds)}"
    out = ""
    for size, unit in _UNITS:
        if seconds > size:
            out += f"{seconds // size}{unit}"
            seconds %= size
    return f"{out}{seconds}s" if seconds else out


def _value(option: Item) -> str | None:
    """The value as 1.8 writes it, None for octets in hex."""
    code, data = option.code, option.data
    if code in ADDRESSES:
        return ",".join(_addresses(data))
    if code in PAIRS:
        each = _addresses(data)
        return ",".join(f"{first}{PAIRS[code]}{second}" for first, second in zip(each[::2], each[1::2], strict=True))
    if code in STRINGS:
        return escape(data.rstrip(b"\0").decode("utf-8", "surrogateescape"))
    if code in NUMBERS:
        return str(int.from_bytes(data))
    if code in TIMES:
        seconds = int.from_bytes(data, signed=code == 2)
        return f"{seconds} ({'infinite' if seconds == _INFINITE and TIMES[code] == 4 else times(seconds)})"
    if code in CHOICES:
        return f"{data[0]} ({_choice(CHOICES[code], data[0])})"
    match code:
        case 25:
            return ",".join(str(int.from_bytes(data[at : at + 2])) for at in range(0, len(data), 2))
        case 53:
            return f"{data[0]} ({MESSAGE_TYPES_RFC.get(data[0], '*wrong value*')})"
        case 61:
            return data.hex(":")
        case 81:
            return f"{data[0]}-{data[1]}-{data[2]} {escape(option.value.name)}"
    return None


def _agent(option: SubOption) -> str:
    if option.code < 0:
        return f"{_INSIDE}{'<unknown>':<13} *MALFORMED -- TOO LARGE* {option.data.hex(':')}\n"
    name = AGENT.get(option.code, f"<unknown-{option.code}>")
    return f"{_INSIDE}{name:<13} {option.data.hex(':')}\n"


def _rows(data: bytes) -> str:
    """Octets in rows of eight, hex and characters, with 1.8's blanks behind a last row that is full."""
    rows = []
    for at in range(0, len(data), 8):
        row = data[at : at + 8]
        shown = "".join(chr(octet) if 32 <= octet < 127 else "." for octet in row)
        rows.append(f"{row.hex():<16} {shown}")
    full = len(data) % 8 == 0
    return NEXT_ROW.join(rows) + (" " * 17 if full else "")


def _dump(data: bytes) -> str:
    """All octets of a packet in rows of sixteen, with their places."""
    rows = []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        shown = "".join(chr(octet) if 32 <= octet < 127 else "." for octet in row)
        rows.append(f"{at:>6x}: {row.hex(' '):<47}  {shown}\n")
    return "".join(rows)


def _fields(fields: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{name:>6}: {value}\n" for name, value in fields)


def _label(code: int, data: bytes, name: str) -> str:
    label = f"OPTION: {code:>3} ({len(data):>3}) {escape(name):<26}"
    return label if label.endswith(" ") or len(name) == 26 else label + " "


def _choice(names: tuple[str, ...], number: int) -> str:
    return names[number] if number < len(names) else "*wrong value*"


def _text(field: bytes) -> str:
    return escape(field.partition(b"\0")[0].decode("utf-8", "surrogateescape"))


def _addresses(data: bytes) -> list[str]:
    return [inet_ntoa(data[at : at + 4]) for at in range(0, len(data), 4)]


def _ends(packet: Packet) -> str:
    frame = packet.frame
    ethernet = frame.ethernet if frame is not None else None
    macs = ("-", "-") if ethernet is None else (_ether(ethernet.source), _ether(ethernet.destination))
    if ethernet is None and packet.cooked is not None:
        macs = (_ether(packet.cooked.address), "-")
    ends = ("-", "-") if frame is None or frame.ip is None else (str(frame.ip.source), str(frame.ip.destination))
    return f"{ends[0]} ({macs[0]}) > {ends[1]} ({macs[1]})"


def _ether(mac: bytes) -> str:
    """A MAC address as ether_ntoa(3) writes it: no zeros in front."""
    return ":".join(f"{octet:x}" for octet in mac)
