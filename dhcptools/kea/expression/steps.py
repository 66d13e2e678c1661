"""What each kind of token does to the stack, and what Kea logs of it.

A step is called with the packet, the stack, and a list for Kea's lines, None when nobody reads them. It returns 0, or
where the program goes on. Values are octets; what is true is ``true``, what is false ``false``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dhcptools.kea.expression.errors import EvaluationError
from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.nodes import Field, Literal, Option, Vendor
from dhcptools.kea.expression.option import PacketOption
from dhcptools.kea.expression.packet import Packet
from dhcptools.kea.expression.special import vendor_class
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6

Stack = list[bytes]
Log = list[str] | None
Step = Callable[[Packet, Stack, Log], int]

TRUE: Final = b"true"
FALSE: Final = b"false"


def in_hex(value: bytes) -> str:
    """Octets as Kea logs them."""
    return f"0x{value.hex().upper()}"


def in_text(value: bytes) -> str:
    """Octets of a text as Kea logs them, one character an octet."""
    return value.decode("latin-1")


def literal(node: Literal) -> Step:
    """A constant."""
    value = node.value
    if node.kind == "hexstring":
        line = f"EVAL_DEBUG_HEXSTRING Pushing hex string {in_hex(value)}"
    elif node.kind == "address":
        line = f"EVAL_DEBUG_IPADDRESS Pushing IPAddress {in_hex(value)}"
    else:
        line = f"EVAL_DEBUG_STRING Pushing text string '{in_text(value)}'"

    def step(_: Packet, stack: Stack, log: Log) -> int:
        stack.append(value)
        if log is not None:
            log.append(line)
        return 0

    return step


def _formed(option: PacketOption | None, form: str) -> bytes:
    """What is pushed for an option: its octets, its text, or whether it is there."""
    if form == "exists":
        return FALSE if option is None else TRUE
    if option is None:
        return b""
    return option.hex() if form == "hex" else option.text()


def _shown(value: bytes, form: str) -> str:
    return in_hex(value) if form == "hex" else f"'{in_text(value)}'"


def option(node: Option, names: Names) -> Step:
    """An option, or one inside others."""
    codes, form = node.codes, node.form
    if node.scope == "vendor":
        return _vendor_option(node, names)
    outer = _outer(node)
    first, rest = codes[0], codes[1:]
    last = codes[-1]

    def step(packet: Packet, stack: Stack, log: Log) -> int:
        found = outer(packet)
        parent = found
        for code in rest:
            parent, found = found, None if found is None else found.option(code)
        value = _formed(found, form)
        stack.append(value)
        if log is not None:
            shown = _shown(value, form)
            if not rest:
                log.append(f"EVAL_DEBUG_OPTION Pushing option {first} with value {shown}")
            elif parent is None:
                where = f"Requested option {first} sub-option {last}, but the parent option is not present"
                log.append(f"EVAL_DEBUG_SUB_OPTION_NO_OPTION {where}, pushing result {shown}")
            else:
                log.append(f"EVAL_DEBUG_SUB_OPTION Pushing option {first} sub-option {last} with value {shown}")
        return 0

    def fast(packet: Packet, stack: Stack, log: Log) -> int:
        """Octets of an option that holds no others and is no string: as they are."""
        value = packet.octets().get(first, b"")
        stack.append(value)
        if log is not None:
            log.append(f"EVAL_DEBUG_OPTION Pushing option {first} with value {_shown(value, form)}")
        return 0

    return fast if node.scope == "option" and not rest and form == "hex" and _is_plain(names, first) else step


def _is_plain(names: Names, code: int) -> bool:
    """Whether an option's octets are never repacked otherwise than received."""
    probe = PacketOption(names, names.space, code, bytes(64))
    return not probe.inside()[1] and probe.hex() == probe.octets and (probe.row is None or not probe.row.encapsulates)


def _outer(node: Option) -> Callable[[Packet], PacketOption | None]:
    """The option of the first code."""
    first, number = node.codes[0], node.number
    if node.scope == "relay4":

        def relay4(packet: Packet) -> PacketOption | None:
            agent = packet.option(82)
            return None if agent is None else agent.option(first)

        return relay4
    if node.scope == "relay6":
        return lambda packet: packet.relay_option(number, first)
    return lambda packet: packet.option(first)


def _vendor_option(node: Option, names: Names) -> Step:
    code = 125 if names.family == 4 else 17
    enterprise, form, codes = node.number, node.form, node.codes
    if codes == (0,):  # Kea takes sub-option 0 for none
        return _vendor_there(code, enterprise, form)

    def step(packet: Packet, stack: Stack, log: Log) -> int:
        outer = packet.option(code)
        if outer is None or (enterprise and enterprise != outer.enterprise):
            return _vendor_absent("VENDOR", code, enterprise, outer, form, stack, log)
        found: PacketOption | None = outer
        for each in codes:
            found = None if found is None else found.option(each)
        value = _formed(found, form)
        stack.append(value)
        if log is not None:
            log.append(f"EVAL_DEBUG_OPTION Pushing option {codes[0]} with value {_shown(value, form)}")
        return 0

    return step


def _vendor_there(code: int, enterprise: int, form: str) -> Step:
    def step(packet: Packet, stack: Stack, log: Log) -> int:
        outer = packet.option(code)
        if outer is None or (enterprise and enterprise != outer.enterprise):
            return _vendor_absent("VENDOR", code, enterprise, outer, form, stack, log)
        stack.append(TRUE)
        if log is not None:
            log.append(
                f"EVAL_DEBUG_VENDOR_EXISTS Option with enterprise-id {outer.enterprise} found, pushing result 'true'"
            )
        return 0

    return step


def _vendor_absent(
    word: str, code: int, enterprise: int, outer: PacketOption | None, form: str, stack: Stack, log: Log
) -> int:
    value = FALSE if form == "exists" else b""
    stack.append(value)
    if log is not None:
        pushed = f"pushing result '{in_text(value)}'"
        if outer is None:
            log.append(f"EVAL_DEBUG_{word}_NO_OPTION Option with code {code} missing, {pushed}")
        else:
            what = f"Was looking for {enterprise}, option had {outer.enterprise}"
            log.append(f"EVAL_DEBUG_{word}_ENTERPRISE_ID_MISMATCH {what}, {pushed}")
    return 0


def vendor(node: Vendor, names: Names) -> Step:
    """``vendor[E].exists``, ``vendor-class[E].exists`` or ``.data[N]``."""
    classes = node.scope == "vendor-class"
    word = "VENDOR_CLASS" if classes else "VENDOR"
    code = {(4, True): 124, (6, True): 16, (4, False): 125, (6, False): 17}[names.family, classes]
    enterprise, form, index = node.enterprise, node.form, node.index

    def step(packet: Packet, stack: Stack, log: Log) -> int:
        outer = packet.option(code)
        if outer is None or (enterprise and enterprise != outer.enterprise):
            return _vendor_absent(word, code, enterprise, outer, form, stack, log)
        if form == "exists":
            stack.append(TRUE)
            line = f"EXISTS Option with enterprise-id {outer.enterprise} found, pushing result 'true'"
        else:
            data = vendor_class(names.family, outer.octets).data
            if index < len(data):
                stack.append(data[index])
                text = in_text(data[index])
                line = f"DATA Data {index} (out of {len(data)} received) in vendor class found, pushing result '{text}'"
            else:
                stack.append(b"")
                had = f"but option with enterprise-id {outer.enterprise} has only {len(data)} data tuple(s)"
                line = f"DATA_NOT_FOUND Requested data index {index}, {had}, pushing result ''"
        if log is not None:
            log.append(f"EVAL_DEBUG_{word}_{line}")
        return 0

    return step


def field(node: Field, names: Names) -> Step:
    """A field of the header, of a relay's header, or of how the packet came in."""
    scope, name, number = node.scope, node.name, node.number
    if scope in {"vendor", "vendor-class"}:
        return _enterprise(scope == "vendor-class", names)
    read = _FIELDS[scope, name] if scope != "relay6" else _relay_field(name, number)
    if scope == "pkt":
        what = f"EVAL_DEBUG_PKT Pushing PKT meta data {name} with value "
    elif scope == "relay6":
        what = f"EVAL_DEBUG_RELAY6 Pushing PKT6 relay field {name} nest {number} with value "
    else:
        what = f"EVAL_DEBUG_{scope.upper()} Pushing {scope.upper()} field {name} with value "
    textual = scope == "pkt" and name == "iface"

    def step(packet: Packet, stack: Stack, log: Log) -> int:
        value = read(packet)
        stack.append(value)
        if log is not None:
            line = what if value or scope != "relay6" else what.replace("RELAY6", "RELAY6_RANGE", 1)
            log.append(f"{line}{in_text(value) if textual else in_hex(value)}")
        return 0

    return step


def _enterprise(classes: bool, names: Names) -> Step:
    word = "VENDOR_CLASS" if classes else "VENDOR"
    code = {(4, True): 124, (6, True): 16, (4, False): 125, (6, False): 17}[names.family, classes]

    def step(packet: Packet, stack: Stack, log: Log) -> int:
        outer = packet.option(code)
        if outer is None:
            return _vendor_absent(word, code, 0, outer, "hex", stack, log)
        value = outer.octets[:4]
        stack.append(value)
        if log is not None:
            line = f"Pushing enterprise-id {outer.enterprise} as result {in_hex(value)}"
            log.append(f"EVAL_DEBUG_{word}_ENTERPRISE_ID {line}")
        return 0

    return step


def _relay_field(name: str, number: int) -> Callable[[Packet], bytes]:
    def read(packet: Packet) -> bytes:
        relay = packet.relay(number)
        if relay is None:
            return b""
        return (relay.peer_address if name == "peeraddr" else relay.link_address).packed

    return read


def _four(packet: Packet) -> Message4:
    message = packet.message
    if isinstance(message, Message4):
        return message
    raise EvaluationError("Specified packet is not a Pkt4")


def _six(packet: Packet) -> Message6:
    message = packet.message
    if isinstance(message, Message6):
        return message
    raise EvaluationError("Specified packet is not Pkt6")


def _source(packet: Packet) -> bytes:
    address = packet.arrival.source
    return bytes(4 if packet.names.family == 4 else 16) if address is None else address.packed


def _destination(packet: Packet) -> bytes:
    address = packet.arrival.destination
    return bytes(4 if packet.names.family == 4 else 16) if address is None else address.packed


_FIELDS: Final[dict[tuple[str, str], Callable[[Packet], bytes]]] = {
    ("pkt", "iface"): lambda packet: packet.arrival.interface.encode("utf-8", "surrogateescape"),
    ("pkt", "src"): _source,
    ("pkt", "dst"): _destination,
    ("pkt", "len"): lambda packet: packet.length().to_bytes(4),
    ("pkt4", "mac"): lambda packet: _four(packet).hardware_address,
    ("pkt4", "hlen"): lambda packet: len(_four(packet).hardware_address).to_bytes(4),
    ("pkt4", "htype"): lambda packet: _four(packet).htype.to_bytes(4),
    ("pkt4", "ciaddr"): lambda packet: _four(packet).ciaddr.packed,
    ("pkt4", "giaddr"): lambda packet: _four(packet).giaddr.packed,
    ("pkt4", "yiaddr"): lambda packet: _four(packet).yiaddr.packed,
    ("pkt4", "siaddr"): lambda packet: _four(packet).siaddr.packed,
    ("pkt4", "msgtype"): lambda packet: (_four(packet).message_type or 0).to_bytes(4),
    ("pkt4", "transid"): lambda packet: _four(packet).xid.to_bytes(4),
    ("pkt6", "msgtype"): lambda packet: _six(packet).msg_type.to_bytes(4),
    ("pkt6", "transid"): lambda packet: _six(packet).transaction_id.to_bytes(4),
}


def member(name: str) -> Step:
    """``member('NAME')``."""

    def step(packet: Packet, stack: Stack, log: Log) -> int:
        value = TRUE if name in packet.classes else FALSE
        stack.append(value)
        if log is not None:
            log.append(f"EVAL_DEBUG_MEMBER Checking membership of '{name}', pushing result '{in_text(value)}'")
        return 0

    return step
