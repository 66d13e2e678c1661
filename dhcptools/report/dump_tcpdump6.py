"""DHCPv6 as tcpdump 4.99 writes it: a message and its options in parentheses, all in one line."""

from __future__ import annotations

from collections.abc import Iterable

from dhcptools.packet.definitions import Catalogue
from dhcptools.packet.duid import Duid
from dhcptools.packet.kinds.base import Value
from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.kinds.syntax import escape
from dhcptools.packet.kinds.v6_message import Nested6
from dhcptools.packet.names6 import status_name
from dhcptools.packet.v6 import OPTION_RELAY_MSG, AnyMessage6, RelayMessage6
from dhcptools.report.dump_tcpdump_names import MESSAGES6, NAMES6
from dhcptools.report.dump_tree import Item

_NAMES_ONLY = frozenset({14, 20, 148})
_LISTS = frozenset({22, 23, 27, 28, 31, 34, 40, 48, 52, 86, 142, 143})
_CODES = frozenset({6, 43, 111})
_OCTETS = frozenset({18, 38})


def message6(message: AnyMessage6, options: Iterable[Item], catalogue: Catalogue) -> str:
    """``solicit (xid=ab7c67 (client-ID …) …)``; relayed messages are inside the option that holds them."""
    writer = _Writer(catalogue)
    items = list(options)
    nested = next((item.value for item in items if isinstance(item.value, Nested6)), None)
    inner = ""
    if isinstance(message, RelayMessage6) and nested is not None:
        for layer in reversed(nested.layers):
            inner = f"(dhcp6 {writer.message(layer.message, layer.options, inner)}"
    return writer.message(message, items, inner)


class _Writer:
    def __init__(self, catalogue: Catalogue) -> None:
        self._space = catalogue.space("dhcp6", 6)

    def message(self, message: AnyMessage6, options: Iterable[Item], inner: str) -> str:
        """One message; ``inner`` is what its relay-message option holds."""
        name = MESSAGES6.get(message.msg_type, f"msgtype-{message.msg_type}")
        if isinstance(message, RelayMessage6):
            head = f"linkaddr={message.link_address} peeraddr={message.peer_address}"
        else:
            head = f"xid={message.transaction_id:x}"
        texts = [self._option(option, inner) for option in options]
        return f"{name} ({' '.join([head, *texts])})"

    def _option(self, option: Item, inner: str = "") -> str:
        name = NAMES6.get(option.code) or (
            f"opt_{option.code}" if option.name == f"option-{option.code}" else escape(option.name)
        )
        if option.problem is not None:
            return f"({name} 0x{option.data.hex()} [ERROR: {escape(option.problem.reason)}])"
        if option.code == OPTION_RELAY_MSG and inner:
            return f"({name} {inner})"
        text = self._value(option)
        return f"({name} {text})" if text and option.code not in _NAMES_ONLY else f"({name})"

    def _value(self, option: Item) -> str:
        code, value = option.code, option.value
        if isinstance(value, Duid):
            return _duid(value)
        if code in _CODES:
            return " ".join(self._name(each) for each in value)
        if code in _LISTS:
            return " ".join(map(str, value))
        if code in _OCTETS:
            return option.data.hex()
        match code:
            case 3 | 25 | 138 | 149:
                return f"IAID:{value[0]} T1:{value[1]} T2:{value[2]}{self._inside(value[3])}"
            case 4:
                return f"IAID:{value[0]}{self._inside(value[1])}"
            case 5:
                return f"{value[0]} pltime:{value[1]} vltime:{value[2]}{self._inside(value[3])}"
            case 26:
                return f"{value[3]}/{value[2]} pltime:{value[0]} vltime:{value[1]}{self._inside(value[4])}"
            case 13:
                return status_name(value[0]) + (f' "{escape(value[1])}"' if value[1] else "")
            case 19:
                return f"for {MESSAGES6.get(value, str(value))}"
            case 21 | 24:
                return " ".join(f"{escape(name.removesuffix('.'))}." for name in value)
            case 32:
                return str(value)
            case 37:
                return f"{value[0]} {value[1].hex()}"
            case 45:
                return self._inside(value).lstrip(" ")
        return escape(option.kind.text(value))

    def _inside(self, items: Value) -> str:
        return "".join(f" {self._option(item)}" for item in items if isinstance(item, SubOption))

    def _name(self, code: int) -> str:
        known = NAMES6.get(code)
        if known is not None:
            return known
        return escape(self._space.by_code(code).name) if self._space.knows(code) else f"opt_{code}"


def _duid(value: Duid) -> str:
    link = value.link_layer_address
    if link is not None and value.time_s is not None:
        return f"hwaddr/time type {value.hardware_type} time {value.time_s} {link.hex()}"
    if link is not None:
        return f"hwaddr type {value.hardware_type} {link.hex()}"
    if value.enterprise is not None and value.identifier is not None:
        return f"vid {value.enterprise:08x}{value.identifier.hex()}"
    name = "uuid" if value.duid_type == 4 else f"type {value.duid_type}"
    return f"{name} {value.octets[2:].hex()}"
