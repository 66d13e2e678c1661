"""``--style tcpdump``: the layout of tcpdump 4.99 with -nvv.

Rules this file keeps:

- what tcpdump decodes is printed as it prints it; what it does not know, cuts off or guesses by its length has our name
  and value, in the same places;
- options that are split, or in sname and file, are joined and shown, which tcpdump does not do;
- text from the network is escaped.
"""

from __future__ import annotations

from socket import inet_ntoa

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.checksum import checksum, pseudo_header
from dhcptools.packet.frame import Frame
from dhcptools.packet.ip import UDP, IPv4, IPv6
from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.kinds.syntax import escape
from dhcptools.packet.typed import TypedOption
from dhcptools.packet.udp import Check
from dhcptools.packet.v4 import Message4
from dhcptools.report.dump_tcpdump6 import message6
from dhcptools.report.dump_tcpdump_names import (
    ADDRESSES,
    AGENT,
    HARDWARE,
    MESSAGES4,
    NAMES4,
    NUMBERS,
    PAIRS,
    STRINGS,
    SWITCHES,
    TOKENS,
)
from dhcptools.report.dump_time import clock
from dhcptools.report.dump_tree import overloaded

_SIGNED = frozenset({2})
_FLAGS = ((1, "+"), (2, "DF"), (4, "rsvd"))


class DumpTcpdump:
    """``--style tcpdump``."""

    def __init__(self, setting: Setting) -> None:
        self._catalogue = setting.catalogue

    def lines(self, packet: Packet) -> str:
        """The packet as ``tcpdump -nvv`` shows it."""
        frame, message = packet.frame, packet.message
        head = f"{clock(packet.time_ns)} {_ip(frame)}"
        ends = _ends(packet, frame)
        if isinstance(message, Message4):
            body = self._message4(message, packet)
        elif message is not None:
            body = f"dhcp6 {message6(message, packet.options, self._catalogue)}\n"
        else:
            body = f"[|{'bootp' if packet.family == 4 else 'dhcp6'}]\n"
        wrong = "".join(f"\t  [{each.layer} octet {each.offset}: {escape(each.message)}]\n" for each in packet.problems)
        return f"{head}{ends}{body}{wrong}"

    def _message4(self, message: Message4, packet: Packet) -> str:
        hardware = message.hardware_address.hex(":")
        ether = message.htype == 1 and message.hlen == 6
        op = {1: "Request", 2: "Reply"}.get(message.op, f"unknown (0x{message.op:02x})")
        out = [f"BOOTP/DHCP, {op}"]
        if message.op == 1 and ether:
            out.append(f" from {hardware}")
        out.append(f", length {len(packet.payload)}")
        if message.htype != 1:
            out.append(f", htype {message.htype}")
        if message.hlen != 6 or message.htype != 1:
            out.append(f", hlen {message.hlen}")
        out += [f", {name} {value}" for name, value in (("hops", message.hops),) if value]
        out += [f", xid 0x{message.xid:x}"] if message.xid else []
        out += [f", secs {message.secs}"] if message.secs else []
        out.append(f", Flags [{'Broadcast' if message.flags & 0x8000 else 'none'}] (0x{message.flags:04x})\n")
        fields = (
            ("Client-IP", message.ciaddr), ("Your-IP", message.yiaddr), ("Server-IP", message.siaddr),
            ("Gateway-IP", message.giaddr),
        )  # fmt: skip  # as they come
        out += [f"\t  {name} {value}\n" for name, value in fields if int(value)]
        if ether:
            out.append(f"\t  Client-Ethernet-Address {hardware}\n")
        full = overloaded(message)
        for name, field in (("sname", message.sname), ("file", message.file)):
            text = field.partition(b"\0")[0]
            if text and name not in full:
                out.append(f"\t  {name} {_string(text)}\n")
        if not message.cookie:
            vendor = message.tail[:4].ljust(4, b"\0")
            return "".join(out) + (f"\t  Vendor-#0x{vendor.hex().lstrip('0')}\n" if vendor.strip(b"\0") else "")
        out.append("\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x63825363\n")
        out += [self._option(option) for option in packet.options]
        return "".join(out)

    def _option(self, option: TypedOption) -> str:
        code, data = option.code, option.data
        name = NAMES4.get(code) or ("Unknown" if option.name == f"option-{code}" else escape(option.name))
        place = f" (in {option.source})" if option.source != "options" else ""
        label = f"\t    {name} ({code}), length {len(data)}{place}"
        if not data:
            return f"{label}\n"
        if option.problem is not None:
            return f"{label}: 0x{data.hex()} [ERROR: {escape(option.problem.reason)}]\n"
        if code == 55:
            return f"{label}: {self._asked(data)}\n"
        if code == 77 and not option.value.plain:
            rows = enumerate(option.value.classes, 1)
            return f"{label}: \n" + "".join(
                f"\t      instance#{number}: {_string(each)}, length {len(each)}\n" for number, each in rows
            )
        if code == 82:
            return f"{label}: \n" + "".join(map(_agent, option.value))
        return f"{label}: {_value(option)}\n"

    def _asked(self, codes: bytes) -> str:
        space = self._catalogue.space("dhcp4", 4)
        names = []
        for code in codes:
            name = NAMES4.get(code) or (escape(space.by_code(code).name) if space.knows(code) else "Unknown")
            names.append(f"{name} ({code})")
        return "".join(f"\n\t      {', '.join(names[at : at + 4])}" for at in range(0, len(names), 4))


def _value(option: TypedOption) -> str:
    code, data = option.code, option.data
    if code in ADDRESSES:
        return ",".join(_addresses(data))
    if code in PAIRS:
        each = _addresses(data)
        return ",".join(f"({first}:{second})" for first, second in zip(each[::2], each[1::2], strict=True))
    if code in STRINGS:
        return _string(data)
    if code in NUMBERS:
        size = NUMBERS[code]
        numbers = [data[at : at + size] for at in range(0, len(data), size)]
        return ",".join(str(int.from_bytes(each, signed=code in _SIGNED)) for each in numbers)
    if code in SWITCHES:
        return ",".join("Y" if octet else "N" for octet in data)
    if code in TOKENS:
        return TOKENS[code].get(data[0], f"#{data[0]}")
    match code:
        case 53:
            return MESSAGES4.get(data[0], f"Unknown ({data[0]})")
        case 61:
            return _client(data)
        case 81:
            return _fqdn(data, option.value.name)
        case 121 | 249:
            return ",".join(
                f"({f'{route.destination}/{route.width}' if route.width else 'default'}:{route.router})"
                for route in option.value
            )
    return escape(option.kind.text(option.value))


def _client(data: bytes) -> str:
    if data[0] == 0:
        return _string(data[1:])
    name = HARDWARE.get(data[0])
    rest = data[1:].hex(":")
    return f"{name} {rest}" if name is not None else f"hardware-type {data[0]}, {rest}"


def _fqdn(data: bytes, name: str) -> str:
    flags = "".join(letter for bit, letter in ((1, "S"), (2, "O"), (4, "E"), (8, "N")) if data[0] & bit)
    codes = f"{data[1]}/{data[2]} " if data[1] or data[2] else ""
    return f'{f"[{flags}] " if flags else ""}{codes}"{escape(name)}"'


def _agent(option: SubOption) -> str:
    data = option.data
    if option.code < 0:
        return f"\t      [ERROR: octets that are no sub-option] 0x{data.hex()}\n"
    name = AGENT.get(option.code) or option.name
    text = escape(option.text) if option.code not in AGENT else _string(data)[1:-1]
    return f"\t      {name} SubOption {option.code}, length {len(data)}: {text}\n"


def _string(data: bytes) -> str:
    return f'"{escape(data.decode("utf-8", "surrogateescape"))}"'


def _addresses(data: bytes) -> list[str]:
    return [inet_ntoa(data[at : at + 4]) for at in range(0, len(data), 4)]


def _ip(frame: Frame | None) -> str:
    ip = frame.ip if frame is not None else None
    if isinstance(ip, IPv4):
        flags = ", ".join(name for bit, name in _FLAGS if ip.flags & bit) or "none"
        options = f", options (0x{ip.options.hex()})" if ip.options else ""
        return (
            f"IP (tos 0x{ip.tos:x}, ttl {ip.ttl}, id {ip.identification}, offset {ip.fragment_offset}, "
            f"flags [{flags}], proto UDP (17), length {ip.total_length}{options})\n    "
        )
    if isinstance(ip, IPv6):
        named = f"class 0x{ip.traffic_class:02x}, " if ip.traffic_class else ""
        named += f"flowlabel 0x{ip.flow_label:05x}, " if ip.flow_label else ""
        return f"IP6 ({named}hlim {ip.hop_limit}, next-header UDP (17) payload length: {ip.payload_length}) "
    return "no IP "


def _ends(packet: Packet, frame: Frame | None) -> str:
    if frame is None or frame.ip is None or frame.udp is None:
        return ""
    udp = frame.udp
    if udp.check is Check.NONE:
        check = "no cksum"
    elif udp.check is Check.RIGHT:
        check = "udp sum ok"
    elif udp.check is Check.UNKNOWN:
        check = "udp cksum not checked"
    else:
        check = f"bad udp cksum 0x{udp.checksum:04x} -> 0x{_expected(packet, frame):04x}!"
    return f"{frame.ip.source}.{udp.source_port} > {frame.ip.destination}.{udp.destination_port}: [{check}] "


def _expected(packet: Packet, frame: Frame) -> int:
    """What belongs into the field of the UDP checksum."""
    if frame.ip is None or frame.udp is None:
        return 0
    udp = frame.udp
    head = b"".join(number.to_bytes(2) for number in (udp.source_port, udp.destination_port, udp.length, 0))
    segment = head + packet.payload
    pseudo = pseudo_header(frame.ip.source.packed, frame.ip.destination.packed, UDP, len(segment))
    return checksum(pseudo + segment) or 0xFFFF
