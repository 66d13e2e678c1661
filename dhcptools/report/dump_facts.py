"""What a glance should catch of a packet: who asks or answers what, about which address, for how long.

A *fact* is a few words from one option, two blanks in front. Facts depend on the octets of their option alone, so they
may be kept. Their order is fixed: client's name, addresses, lease time, server, what was said, relay.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from dhcptools.packet.duid import Duid
from dhcptools.packet.kinds.v6_message import Nested4, Nested6
from dhcptools.packet.names4 import MESSAGE_TYPES_RFC, OPCODES
from dhcptools.packet.names6 import message_name, status_name
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, RelayMessage6
from dhcptools.report.dump_tree import Item
from dhcptools.report.dump_words import duration, quoted

ORDER4: Final = (12, 81, 50, 51, 54, 56)
"""The options of DHCPv4 that have a fact, in the order of facts; header addresses stand before option 50."""

ORDER6: Final = (1, 39, 3, 4, 25, 138, 13, 2)
"""The same for DHCPv6."""

_IAADDR, _IAPREFIX, _STATUS, _LLADDR = 5, 26, 13, 139
_SHOWN_ADDRESSES: Final = 4


def fact4(item: Item) -> str:
    """The fact of an option of DHCPv4, empty when it has none."""
    value = item.value
    if value is None or item.problem is not None:
        return ""
    match item.code:
        case 12 | 56:
            return f"  {quoted(value)}" if value else ""
        case 81:
            return f"  {quoted(value.name)}" if value.name else ""
        case 50:
            return f"  asks {value}"
        case 51:
            return f"  lease {duration(value)}"
        case 54:
            return f"  server {value}"
    return ""


def fact6(item: Item) -> str:
    """The fact of an option of DHCPv6, empty when it has none."""
    value = item.value
    if value is None or item.problem is not None:
        return ""
    match item.code:
        case 1:
            return f"  {_duid(value)}"
        case 2:
            return f"  server {_duid(value)}"
        case 39:
            return f"  {quoted(value[1])}" if value[1] else ""
        case 3 | 4 | 25 | 138:
            return _association(item)
        case 13:
            return _status(value)
    return ""


def addresses4(ciaddr: IPv4Address | str | None, yiaddr: IPv4Address | str | None) -> str:
    """The facts of the header's addresses; None for an address that is not set."""
    has = f"  has {ciaddr}" if ciaddr is not None and ciaddr != yiaddr else ""
    return has if yiaddr is None else f"{has}  address {yiaddr}"


def facts4(message: Message4, options: Iterable[Item]) -> str:
    """All facts of a DHCPv4 message, its client first."""
    found: dict[int, str] = {}
    for option in options:
        if option.code in ORDER4:
            found.setdefault(option.code, fact4(option))
    if 12 in found:
        found.pop(81, None)
    name = found.pop(12, "") or found.pop(81, "")
    yiaddr, ciaddr, giaddr = (
        address if int(address) else None for address in (message.yiaddr, message.ciaddr, message.giaddr)
    )
    rest = "".join(found[code] for code in ORDER4 if code in found)
    relay = f"  relay {giaddr}" if giaddr is not None else ""
    return f"  {client4(message.hardware_address)}{name}{addresses4(ciaddr, yiaddr)}{rest}{relay}"


def client4(address: bytes) -> str:
    """The client's hardware address."""
    return address.hex(":") or "no hardware address"


def facts6(message: AnyMessage6, options: Iterable[Item]) -> str:
    """All facts of a DHCPv6 message: those of the innermost message, and the addresses of the links of its relays."""
    items = list(options)
    relays: list[IPv6Address] = []
    if isinstance(message, RelayMessage6):
        relays.append(message.link_address)
        inner = next((item.value for item in items if isinstance(item.value, Nested6)), None)
        items = []
        if inner is not None:
            relays += [each.message.link_address for each in inner.layers if isinstance(each.message, RelayMessage6)]
            if not isinstance(inner.innermost, RelayMessage6):
                items = list(inner.layers[-1].options)
    return messages6_facts(items) + relays_fact(str(each) for each in relays)


def messages6_facts(items: Iterable[Item]) -> str:
    """The facts of the options of a client's or server's message, or of the DHCPv4 message in it."""
    found: dict[int, str] = {}
    for item in items:
        if isinstance(item.value, Nested4):
            return facts4(item.value.message, item.value.options)
        if item.code in ORDER6:
            found[item.code] = found.get(item.code, "") + fact6(item)
    return "".join(found[code] for code in ORDER6 if code in found)


def relays_fact(links: Iterable[str]) -> str:
    """The links that relay agents say, the outermost first; one may have none to say."""
    known = [link for link in links if link != "::"]
    return f"  relay {', '.join(known)}" if known else ""


def type4(message: Message4) -> str:
    """``DHCPOFFER``, or the opcode of a BOOTP message."""
    kind = message.message_type
    if kind is None:
        return OPCODES.get(message.op, f"OP-{message.op}")
    return MESSAGE_TYPES_RFC.get(kind, f"TYPE-{kind}")


def type6(message: AnyMessage6, options: Iterable[Item]) -> str:
    """``SOLICIT``; with what a message carries inside in parentheses: ``RELAY-FORW(SOLICIT)``."""
    names = [message_name(message.msg_type)]
    inner = next((item.value for item in options if isinstance(item.value, Nested6 | Nested4)), None)
    if isinstance(inner, Nested4):
        names.append(type4(inner.message))
    elif inner is not None and isinstance(message, RelayMessage6):
        names += [message_name(each.message.msg_type) for each in inner.layers]
        four = next((item.value for item in inner.layers[-1].options if isinstance(item.value, Nested4)), None)
        names += [type4(four.message)] if four is not None else []
    return chain(names)


def chain(names: list[str]) -> str:
    """Names outermost first, each in the parentheses of the one before; a run of one name is counted."""
    runs: list[list[str]] = []
    for name in names:
        if runs and runs[-1][0] == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    words = [run[0] if len(run) == 1 else f"{run[0]}*{len(run)}" for run in runs]
    return "(".join(words) + ")" * (len(words) - 1)


def _duid(value: Duid) -> str:
    link = value.link_layer_address
    if link is not None:
        return link.hex(":")
    return f"{value.type_name} {value.octets[2:].hex()}"


def _association(item: Item) -> str:
    inside = [each for each in item.value[-1] if each.problem is None and each.value is not None]
    words: list[str] = []
    times: set[str] = set()
    for each in inside:
        if each.code == _IAADDR:
            words.append(f"address {each.value[0]}")
            times.add(duration(each.value[2]))
        elif each.code == _IAPREFIX:
            words.append(f"prefix {each.value[3]}/{each.value[2]}")
            times.add(duration(each.value[1]))
        elif each.code == _LLADDR:
            words.append(f"address {each.value[1].hex(':')}")
            times.add(duration(each.value[3]))
    more = len(words) - _SHOWN_ADDRESSES
    words = words[:_SHOWN_ADDRESSES] + ([f"and {more} more"] if more > 0 else [])
    if words and times != {"0s"}:
        words.append(f"lease {'/'.join(sorted(times))}")
    said = "".join(_status(each.value) for each in inside if each.code == _STATUS)
    return "".join(f"  {word}" for word in words) + said


def _status(value: tuple[int, str]) -> str:
    code, text = value
    if code == 0:
        return ""
    return f"  status {status_name(code)}" + (f" {quoted(text)}" if text else "")
