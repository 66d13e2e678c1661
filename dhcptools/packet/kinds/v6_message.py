"""Messages inside options: Relay Message (RFC 9915 §21.10) and DHCPv4 Message (RFC 7341 §7.1).

Rules this file keeps:

- a chain of relay messages is followed in a loop, outermost first, to MAX_LAYERS messages; no chain recurses;
- a message that stands deeper, inside other containers, is one layer with the depth of its container, so that what is
  printed has a bounded depth too;
- the octets come back as they were.
"""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.packet.definitions import Space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.space import TAIL, Container, SubOption
from dhcptools.packet.kinds.string import octets
from dhcptools.packet.kinds.syntax import line, quote
from dhcptools.packet.names6 import message_name
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import MAX_LAYERS, OPTION_RELAY_MSG, AnyMessage6, RelayMessage6, decode6
from dhcptools.packet.view4 import view


@dataclass(frozen=True, slots=True)
class Layer:
    """One message of a chain and its options. The relay-msg option that holds the next layer has no own value."""

    message: AnyMessage6
    options: tuple[SubOption, ...]


@dataclass(frozen=True, slots=True)
class Nested6:
    """A DHCPv6 message and the messages inside it, outermost first."""

    layers: tuple[Layer, ...]

    @property
    def message(self) -> AnyMessage6:
        """The outermost message."""
        return self.layers[0].message

    @property
    def innermost(self) -> AnyMessage6:
        """The last message that could be followed: the client's, when the chain is whole."""
        return self.layers[-1].message


class RelayMessage(Kind):
    """A DHCPv6 message. The value is a Nested6."""

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Nested6:
        """Raises DecodeError when the outermost header is not whole, and for a depth over MAX_DEPTH."""
        _check_depth(context, at)
        space = Container("dhcp6", 6).space_in(context)
        limit = MAX_LAYERS if context.depth == 0 else 1
        message: AnyMessage6 | None = decode6(data, at)
        layers: list[Layer] = []
        while message is not None:
            layer, message = _layer(message, space, context.deeper(), limit - len(layers))
            layers.append(layer)
        return Nested6(tuple(layers))

    def encode(self, value: Value) -> bytes:
        """A Nested6, a message of :mod:`dhcptools.packet.v6`, or octets. Raises EncodeError."""
        if isinstance(value, bytes):
            return value
        if isinstance(value, Nested6):
            return value.message.encode()
        if not isinstance(value, AnyMessage6):
            raise EncodeError(f"a DHCPv6 message is needed, got {value!r}")
        return value.encode()

    def parse(self, text: str) -> Nested6:
        """Hexadecimal octets of a message. Raises EncodeError."""
        try:
            return self.decode(octets(text))
        except DecodeError as error:
            raise EncodeError(f"no DHCPv6 message: {error}") from None

    def text(self, value: Value) -> str:
        """One line: each message with its fields and, in parentheses, its options."""
        inner = ""
        for layer in reversed(value.layers):
            fields = [
                f"{item.name}=({inner})" if _holds_next(item) else f"{item.name}={quote(item.text)}"
                for item in layer.options
            ]
            options = f" ({line(fields)})" if fields else ""
            inner = f"{_head(layer.message)}{options}"
        return inner

    def json(self, value: Value) -> Json:
        """An object with the header fields and ``options``; the next message is the value of its relay-msg option."""
        inner: Json = None
        for layer in reversed(value.layers):
            message = layer.message
            out: dict[str, Json] = {"msg_type": message.msg_type, "name": message_name(message.msg_type)}
            if isinstance(message, RelayMessage6):
                out["hop_count"] = message.hop_count
                out["link_address"] = str(message.link_address)
                out["peer_address"] = str(message.peer_address)
            else:
                out["transaction_id"] = message.transaction_id
            out["options"] = [_json(item, inner) for item in layer.options]
            inner = out
        return inner


@dataclass(frozen=True, slots=True)
class Nested4:
    """A DHCPv4 message and its options, overload followed and split values joined."""

    message: Message4
    options: tuple[SubOption, ...]


class Message4Kind(Kind):
    """A DHCPv4 message. The value is a Nested4."""

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Nested4:
        """Raises DecodeError when the header is not whole, and for a depth over MAX_DEPTH."""
        _check_depth(context, at)
        try:
            message = Message4.decode(data)
        except DecodeError as error:
            raise DecodeError(error.reason, at + error.offset) from None
        seen = view(message)
        inner = Context(seen.get(60), context.depth + 1, context.catalogue)
        space = Container("dhcp4", 4).space_in(context)
        options = tuple(
            _option(space, RawOption(item.code, item.data, at + item.offset), 2, inner) for item in seen.options
        )
        return Nested4(message, options)

    def encode(self, value: Value) -> bytes:
        """A Nested4, a Message4 without padding to 300 octets, or octets. Raises EncodeError."""
        if isinstance(value, bytes):
            return value
        message = value.message if isinstance(value, Nested4) else value
        if not isinstance(message, Message4):
            raise EncodeError(f"a DHCPv4 message is needed, got {value!r}")
        return message.encode(minimum=0)

    def parse(self, text: str) -> Nested4:
        """Hexadecimal octets of a message. Raises EncodeError."""
        try:
            return self.decode(octets(text))
        except DecodeError as error:
            raise EncodeError(f"no DHCPv4 message: {error}") from None

    def text(self, value: Value) -> str:
        """One line: the addresses that are set and, in parentheses, the options."""
        message = value.message
        head = f"op={message.op} xid={message.xid:#010x} chaddr={message.hardware_address.hex(':')}"
        for name in ("ciaddr", "yiaddr", "siaddr", "giaddr"):
            if int(getattr(message, name)):
                head += f" {name}={getattr(message, name)}"
        return f"{head} ({line([f'{item.name}={quote(item.text)}' for item in value.options])})"

    def json(self, value: Value) -> Json:
        """An object with the header fields and ``options``."""
        message = value.message
        out: dict[str, Json] = {
            name: getattr(message, name) for name in ("op", "htype", "hlen", "hops", "xid", "secs", "flags")
        }
        out |= {name: str(getattr(message, name)) for name in ("ciaddr", "yiaddr", "siaddr", "giaddr")}
        out |= {name: getattr(message, name).hex() for name in ("chaddr", "sname", "file")}
        out["options"] = [_json(item, None) for item in value.options]
        return out


RELAY_MESSAGE = RelayMessage()
DHCPV4_MESSAGE = Message4Kind()


def _check_depth(context: Context, at: int) -> None:
    if context.depth >= MAX_DEPTH:
        raise DecodeError(f"options nested more than {MAX_DEPTH} deep", at)


def _layer(message: AnyMessage6, space: Space, context: Context, left: int) -> tuple[Layer, AnyMessage6 | None]:
    """One layer, and the message inside it when there is one that may still be followed."""
    following: AnyMessage6 | None = None
    found = []
    for option in message.options:
        if option.code == OPTION_RELAY_MSG and isinstance(message, RelayMessage6) and following is None:
            problem = None
            if left > 1:
                try:
                    following = decode6(option.data, option.offset + 4)
                except DecodeError as error:
                    problem = error
            elif context.depth == 1:
                problem = DecodeError(f"more than {MAX_LAYERS} relay layers", option.offset)
            if following is not None or problem is not None:
                name = space.by_code(option.code).name
                found.append(SubOption(option.code, name, None, option.data, option.offset, problem, RELAY_MESSAGE))
                continue
        found.append(_option(space, option, 4, context))
    if message.tail:
        problem = message.problems[0] if message.problems else None
        found.append(SubOption(TAIL, "tail", message.tail, message.tail, problem.offset if problem else -1, problem))
    return Layer(message, tuple(found)), following


def _option(space: Space, option: RawOption, header: int, context: Context) -> SubOption:
    definition = space.by_code(option.code)
    kind = definition.kind
    value: Value = None
    problem = None
    try:
        value = kind.decode(option.data, option.offset + header, context)
    except DecodeError as error:
        problem = error
    return SubOption(option.code, definition.name, value, option.data, option.offset, problem, kind)


def _holds_next(item: SubOption) -> bool:
    return item.kind is RELAY_MESSAGE and item.value is None and item.problem is None


def _head(message: AnyMessage6) -> str:
    name = message_name(message.msg_type)
    if isinstance(message, RelayMessage6):
        addresses = f"link_address={message.link_address} peer_address={message.peer_address}"
        return f"{name} hop_count={message.hop_count} {addresses}"
    return f"{name} transaction_id={message.transaction_id:#08x}"


def _json(item: SubOption, inner: Json) -> Json:
    value: Json = None
    if _holds_next(item):
        value = inner
    elif item.problem is None:
        value = item.kind.json(item.value)
    out: dict[str, Json] = {"code": item.code, "name": item.name, "value": value, "hex": item.data.hex()}
    if item.offset >= 0:
        out["offset"] = item.offset
    if item.problem is not None:
        out["problem"] = str(item.problem)
    return out
