"""What a filter can ask of a packet: fields by their RFC's names, and options by code or Kea's name.

Rules this file keeps:

- a field gives every value it has: both addresses for ``ip``, each router of option 3, those of all layers of a relayed
  message; a comparison holds when it holds for one of them;
- nothing raises on a packet, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Any, Final

from dhcptools.dump.record import Packet
from dhcptools.packet.definitions import Catalogue, nearest
from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.links import NAMES
from dhcptools.packet.names4 import MESSAGE_TYPES
from dhcptools.packet.names6 import DHCPV4_QUERY, DHCPV4_RESPONSE, message_name
from dhcptools.packet.names6 import MESSAGE_TYPES as MESSAGE_TYPES6
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, layers
from dhcptools.packet.view4 import view

Leaf = int | str | bytes | IPv4Address | IPv6Address
Field = Callable[[Packet], Iterable[Leaf]]

_PLAIN4, _PLAIN6 = 42, 62  # where the message starts in frames of the common shape
_TYPED: Final = b"\x63\x82\x53\x63\x35\x01"  # the cookie, and option 53 of one octet
_DEEPER: Final = (12, 13, DHCPV4_QUERY, DHCPV4_RESPONSE)  # message types that have a message inside
_CARRIERS: Final = (DHCPV4_QUERY, DHCPV4_RESPONSE)
_DHCPV4_MSG: Final = 87
_VENDOR_CLASS: Final = 60
_CLIENT_ID4, _CLIENT_ID6, _SERVER_ID4, _SERVER_ID6, _LINK_LAYER_ADDRESS = 61, 1, 54, 2, 79


class FieldError(ValueError):
    """A name that is no field; the message says so, with those most like it."""


def messages6(packet: Packet) -> list[AnyMessage6]:
    """The DHCPv6 messages of a packet, outermost first, as far as they can be read."""
    message = packet.message
    found: list[AnyMessage6] = []
    if message is not None and not isinstance(message, Message4):
        try:
            found.extend(layers(message))
        except DecodeError:
            found = found or [message]
    return found


def carried4(packet: Packet) -> Message4 | None:
    """The DHCPv4 message in a DHCPV4-QUERY or DHCPV4-RESPONSE, relayed or not (RFC 7341); None for other packets."""
    inner = next(reversed(messages6(packet)), None)
    if inner is None or inner.msg_type not in _CARRIERS:
        return None
    octets = inner.first(_DHCPV4_MSG)
    try:
        return None if octets is None else Message4.decode(octets)
    except DecodeError:
        return None


def type_names(packet: Packet) -> Iterator[Leaf]:
    """Message types: ``offer``, ``solicit``, ``relay-forw``; of what is nested all layers, and their numbers."""
    octets, at = packet.octets, packet.plain
    if at == _PLAIN4 and octets[278:284] == _TYPED:  # as most clients and servers write it, first of all
        yield MESSAGE_TYPES.get(octets[284]) or f"type-{octets[284]}"
        yield octets[284]
        return
    if at == _PLAIN6 and octets[at] not in _DEEPER:
        yield message_name(octets[at]).lower()
        yield octets[at]
        return
    for outer in messages6(packet):
        yield message_name(outer.msg_type).lower()
        yield outer.msg_type
    message = _message4(packet)
    if message is not None:
        kind = message.message_type
        if kind is None:
            yield "bootp"
        else:
            yield MESSAGE_TYPES.get(kind, f"type-{kind}")
            yield kind


def type_name(text: str) -> str:
    """A message type as :func:`type_names` gives it, from any spelling or a number. Raises FieldError."""
    plain = text.strip().lower().replace("_", "-")
    if plain.isascii() and plain.isdigit():
        return plain
    names6 = {name.lower(): name.lower() for name in MESSAGE_TYPES6.values()}
    known = {"bootp": "bootp", **{name: name for name in MESSAGE_TYPES.values()}, **names6}
    squeezed = {name.replace("-", ""): name for name in known}
    short = plain.replace("-", "")
    found = squeezed.get(short) or squeezed.get(short.removeprefix("dhcp"))
    if found is None:
        raise FieldError(f"no message type is called {text!r}{nearest(plain, known)}")
    return found


def hardware_addresses(packet: Packet) -> Iterator[Leaf]:
    """Who the client is by its MAC address: chaddr; in DHCPv6 that of its DUID or of RFC 6939, or of its frame."""
    if packet.family == 4:
        yield from _chaddr(packet)
        return
    carried = carried4(packet)
    if carried is not None:
        yield carried.hardware_address
    for each in messages6(packet):
        duid = each.first(_CLIENT_ID6)
        if duid is not None:
            address = Duid(duid).link_layer_address
            if address is not None:
                yield address
        told = each.first(_LINK_LAYER_ADDRESS)
        if told is not None:
            yield told[2:]
    frame = packet.frame
    if frame is not None and frame.ethernet is not None and 546 in packet.ports:
        yield frame.ethernet.source if packet.ports[0] == 546 else frame.ethernet.destination


def servers(packet: Packet) -> Iterator[Leaf]:
    """Servers: option 54, or the server identifier of DHCPv6, and the address of who answers."""
    message = _message4(packet)
    if message is not None:
        octets = message.first(_SERVER_ID4)
        if octets is not None and len(octets) == 4:
            yield IPv4Address(octets)
    for each in messages6(packet):
        octets = each.first(_SERVER_ID6)
        if octets is not None:
            yield octets
    frame = packet.frame
    if frame is not None and frame.ip is not None:
        if packet.ports[0] in {67, 547}:
            yield frame.ip.source
        if packet.ports[1] in {67, 547}:
            yield frame.ip.destination


def _message4(packet: Packet) -> Message4 | None:
    """The DHCPv4 message, inside DHCPv6 as well."""
    message = packet.message
    return message if isinstance(message, Message4) else carried4(packet)


def _header4(name: str) -> Field:
    def values(packet: Packet) -> Iterator[Leaf]:
        message = _message4(packet)
        if message is not None:
            value = getattr(message, name)
            yield value.rstrip(b"\0").decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value

    return values


def _header6(name: str, kind: type[Message6 | RelayMessage6]) -> Field:
    def values(packet: Packet) -> Iterator[Leaf]:
        return (getattr(each, name) for each in messages6(packet) if isinstance(each, kind))

    return values


def _xid(packet: Packet) -> Iterator[Leaf]:
    at = packet.plain
    if at == _PLAIN4:
        yield int.from_bytes(packet.octets[46:50])
        return
    if at == _PLAIN6 and packet.octets[at] not in _DEEPER:
        yield int.from_bytes(packet.octets[63:66])
        return
    message = _message4(packet)
    if message is not None:
        yield message.xid  # what carries it has flags there (RFC 7341 §6.1)
        return
    yield from (each.transaction_id for each in messages6(packet) if isinstance(each, Message6))


def _chaddr(packet: Packet) -> Iterator[Leaf]:
    if packet.plain == _PLAIN4:
        yield packet.octets[70 : 70 + min(packet.octets[44], 16)]
        return
    message = _message4(packet)
    if message is not None:
        yield message.hardware_address


def _client_id(packet: Packet) -> Iterator[Leaf]:
    message = _message4(packet)
    if message is not None:
        octets = message.first(_CLIENT_ID4)
        yield from () if octets is None else (octets,)
    yield from (octets for each in messages6(packet) if (octets := each.first(_CLIENT_ID6)) is not None)


def _ip(*names: str) -> Field:
    def values(packet: Packet) -> Iterator[Leaf]:
        frame = packet.frame
        if frame is not None and frame.ip is not None:
            yield from (getattr(frame.ip, name) for name in names)

    return values


def _ethernet(*names: str) -> Field:
    def values(packet: Packet) -> Iterator[Leaf]:
        frame = packet.frame
        if frame is not None and frame.ethernet is not None:
            yield from (getattr(frame.ethernet, name) for name in names)

    return values


def _vlan(packet: Packet) -> Iterator[Leaf]:
    frame = packet.frame
    tags = frame.ethernet.tags if frame is not None and frame.ethernet is not None else ()
    if packet.cooked is not None:
        tags = packet.cooked.tags
    return (tag.vlan for tag in tags)


def _udp(*which: int) -> Field:
    return lambda packet: [packet.ports[each] for each in which] if packet.frame and packet.frame.udp else []


FIELDS: Final[Mapping[str, Field]] = MappingProxyType({
    "type": type_names, "mac": hardware_addresses, "server": servers, "xid": _xid, "transaction-id": _xid,
    **{name: _header4(name) for name in (
        "op", "htype", "hlen", "hops", "secs", "flags", "ciaddr", "yiaddr", "siaddr", "giaddr", "sname", "file",
    )},
    "chaddr": _chaddr, "client-id": _client_id, "duid": _client_id,
    "msg-type": lambda packet: [each.msg_type for each in messages6(packet)],
    "hop-count": _header6("hop_count", RelayMessage6), "link-address": _header6("link_address", RelayMessage6),
    "peer-address": _header6("peer_address", RelayMessage6),
    "ip": _ip("source", "destination"), "ip.src": _ip("source"), "ip.dst": _ip("destination"),
    "link.type": lambda packet: [packet.link_type, NAMES.get(packet.link_type, "unknown")],
    "link": _ethernet("source", "destination"), "link.src": _ethernet("source"), "link.dst": _ethernet("destination"),
    "udp": _udp(0, 1), "udp.src": _udp(0), "udp.dst": _udp(1), "vlan": _vlan,
    "family": lambda packet: [packet.family], "number": lambda packet: [packet.number],
    "length": lambda packet: [packet.length], "source": lambda packet: [packet.source],
    "problem": lambda packet: [each.message for each in packet.problems],
    "problems": lambda packet: [len(packet.problems)],
})  # fmt: skip  # grouped by where they come from
HEXADECIMAL: Final = frozenset({"xid", "transaction-id"})
"""Numbers that are written in hexadecimal."""


def find_field(name: str, catalogue: Catalogue) -> Field:
    """A field by its name, or ``option.CODE`` and ``option.NAME`` with names inside it after further points.

    Raises FieldError.
    """
    plain = name.lower().replace("_", "-")
    if plain in FIELDS:
        return FIELDS[plain]
    first, _, path = plain.partition(".")
    if first == "option" and path:
        return _option(path.split("."), catalogue)
    near = nearest(plain, [*FIELDS, "option.CODE"])
    raise FieldError(f"no field is called {name!r}{near}")


def _option(path: list[str], catalogue: Catalogue) -> Field:
    codes: dict[int, int] = {}
    error = ""
    for family in (4, 6):
        try:
            codes[family] = catalogue.space(f"dhcp{family}", family).by_name(path[0]).code
        except EncodeError as wrong:
            error = error or wrong.reason
    if not codes:
        raise FieldError(error)

    def values(packet: Packet) -> Iterator[Leaf]:
        for option in _options(packet, codes):
            yield from _leaves_of(option, path[1:])

    return values


def _options(packet: Packet, codes: Mapping[int, int]) -> Iterator[TypedOption]:
    """The options of a code by family, of every layer; the others are not decoded."""
    for outer in messages6(packet) if 6 in codes else ():
        mine = tuple(option for option in outer.options if option.code == codes[6])
        yield from options6(replace(outer, options=mine), packet.catalogue) if mine else ()
    message = _message4(packet) if 4 in codes else None
    if message is not None:
        logical = packet.logical or view(message)
        needed = (codes[4], _VENDOR_CLASS)  # the latter decides what option 43 means
        some = logical._replace(options=tuple(option for option in logical.options if option.code in needed))
        yield from (option for option in options4(message, packet.catalogue, some) if option.code == codes[4])


def _leaves_of(option: TypedOption, path: list[str]) -> Iterator[Leaf]:
    if not path:
        yield option.data
        if option.problem is None:
            yield option.text
            yield from _leaves(option.kind.json(option.value))
        return
    found: list[Any] = [] if option.problem is not None else [option.kind.json(option.value)]
    for key in path:
        found = [inside for each in found for inside in _step(each, key)]
    for each in found:
        yield from _leaves(each)


def _step(value: Any, key: str) -> Iterator[Any]:
    """What has the name or code ``key`` inside a value of JSON; options inside options are lists of objects."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict) and "code" in each:
                if key in {str(each["code"]), str(each.get("name", "")).lower().replace("_", "-")}:
                    yield each
            elif isinstance(each, dict | list):
                yield from _step(each, key)
    elif isinstance(value, dict):
        for name, inside in value.items():
            if name.lower().replace("_", "-") == key and name not in {"code", "name", "options"}:
                yield inside
        yield from (value["name"],) if key == "name" and "code" not in value and "name" in value else ()
        for name in ("value", "options"):
            if isinstance(value.get(name), list | dict):
                yield from _step(value[name], key)


def _leaves(value: Any) -> Iterator[Leaf]:
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, dict):
        if "code" in value and "hex" in value:
            yield bytes.fromhex(value["hex"])
            yield from _leaves(value.get("value"))
        else:
            for each in value.values():
                yield from _leaves(each)
    elif value is not None:
        yield value
