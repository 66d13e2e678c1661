"""The JSON of options, kept by their octets: most options of a capture were seen before.

Rules this file keeps:

- the text is that of ``json.dumps`` of :meth:`~dhcptools.packet.typed.TypedOption.json`, character for character; an
  option with anything wrong in it has none, and its packet is written the slow way;
- offsets inside a value are kept relative, so that one text serves every place;
- the store is bounded.
"""

from __future__ import annotations

import json
import re
import struct
from functools import lru_cache
from ipaddress import IPv6Address
from socket import AF_INET6, inet_ntoa, inet_ntop
from typing import Final

from dhcptools.packet.definitions import STANDARD, Catalogue, Definition, Space
from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.address import IPV4
from dhcptools.packet.kinds.base import Context, Kind
from dhcptools.packet.kinds.space import Container
from dhcptools.packet.kinds.string import STRING
from dhcptools.packet.kinds.v4_client import CLIENT_ID
from dhcptools.packet.names6 import MESSAGE_TYPES
from dhcptools.packet.v4 import RELAY_AGENT_INFORMATION

MOST_KEPT: Final = 1 << 16
RELAY_MESSAGE, IA_NA, IA_PD, IAADDR, IAPREFIX = 9, 3, 25, 5, 26
_encode: Final = json.JSONEncoder(separators=(",", ":")).encode
_OFFSET: Final = re.compile(r'(?<=",)"offset":(\d+)')  # behind the octets: a field of a value may have that name too
_IA: Final = struct.Struct("!III")
_IAADDR: Final = struct.Struct("!16sII")
_IAPREFIX: Final = struct.Struct("!IIB16s")
_MOST_LAYERS: Final = 8  # deeper chains are for the slow way

Kept = str | tuple[tuple[str, ...], tuple[int, ...], str] | None
"""What an option is up to the number of its offset: one text; or texts, each with an offset behind it that is relative
to the option's own, and the rest; or None when it has none."""


class OptionTexts:
    """The options of one family, or of the space ``inside`` one of its options."""

    def __init__(self, family: int, catalogue: Catalogue, inside: Space | None = None) -> None:
        self._space = inside or catalogue.space(f"dhcp{family}", family)
        self._header = 2 if family == 4 else 4
        self._depth = 0 if inside is None else 1
        self._catalogue = None if catalogue is STANDARD else catalogue
        self._inside: dict[int, OptionTexts] = {}
        self.kept: dict[bytes, Kept] = {}

    def add(self, key: bytes, part: bytes, vendor_class: bytes | None = None) -> Kept:
        """Keep the option whose code, length and value are ``part``, by ``key``."""
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        found = self.kept[key] = self._made(part, vendor_class)
        return found

    def _made(self, part: bytes, vendor_class: bytes | None) -> Kept:
        code = part[0] if self._header == 2 else int.from_bytes(part[:2])
        data = part[self._header :]
        definition = self._space.by_code(code)
        if code == RELAY_AGENT_INFORMATION and self._plain_container(definition):
            made = self._container(definition, data)
            if made is not None:
                return made
        try:
            text = _simple(definition.kind, data)
            if not text:
                context = Context(vendor_class, self._depth, self._catalogue)
                value = definition.kind.decode(data, self._header, context)
                if isinstance(value, Duid) and value.problem is not None:
                    return None
                text = _encode(definition.kind.json(value))
        except DecodeError:
            return None
        if '"problem":' in text:  # a quote inside a string has a backslash before it: this is a key
            return None
        whole = f'{{"code":{code},"name":{_encode(definition.name)},"value":{text},"hex":"{data.hex()}","offset":'
        places = _OFFSET.split(whole)
        if len(places) == 1:
            return whole
        return tuple(f'{before}"offset":' for before in places[0:-1:2]), tuple(map(int, places[1::2])), places[-1]

    def _plain_container(self, definition: Definition) -> bool:
        return (
            self._depth == 0
            and self._header == 2
            and self._catalogue is None
            and isinstance(definition.kind, Container)
        )

    def _container(self, definition: Definition, data: bytes) -> Kept:
        """Options inside an option, from texts of their own; None when they are not of the common shape."""
        kind = definition.kind
        inside = self._inside.get(definition.code)
        if inside is None and isinstance(kind, Container):
            inside = self._inside[definition.code] = OptionTexts(4, STANDARD, kind.space)
        if inside is None:
            return None
        befores: list[str] = []
        places: list[int] = []
        text, at = f'{{"code":{definition.code},"name":{_encode(definition.name)},"value":[', 0
        while at < len(data):
            after = at + 2 + (data[at + 1] if at + 1 < len(data) else len(data))
            part = data[at:after]
            found = inside.kept.get(part) or inside.add(part, part)
            if after > len(data) or not isinstance(found, str):
                return None
            befores.append(text + found)
            places.append(2 + at)
            text, at = "},", after
        if not places:
            return None
        return tuple(befores), tuple(places), f'}}],"hex":"{data.hex()}","offset":'


def _simple(kind: Kind, data: bytes) -> str:
    """The JSON of a value that many packets have their own of; empty for others. Raises DecodeError."""
    if kind is IPV4 and len(data) == 4:
        return f'"{inet_ntoa(data)}"'
    if kind is STRING and data.isascii():
        text = data.decode()
        return f'"{text}"' if text.isprintable() and '"' not in text and "\\" not in text else ""
    if kind is CLIENT_ID and len(data) == 7 and data[0] == 1:
        address = data[1:].hex(":")
        return f'{{"type":1,"hex":"{data.hex()}","hardware_type":"ethernet","hardware_address":"{address}"}}'
    return ""


def placed(kept: Kept, offset: int) -> str:
    """The text of an option that stands at ``offset``, without the brace that closes it; empty for None."""
    if isinstance(kept, str):
        return f"{kept}{offset}"
    if kept is None:
        return ""
    befores, relative, rest = kept
    inside = "".join([f"{before}{offset + at}" for before, at in zip(befores, relative, strict=True)])
    return f"{inside}{rest}{offset}"


@lru_cache(maxsize=8192)
def address6(octets: bytes) -> str:
    """An IPv6 address as Python's ipaddress writes it."""
    text = inet_ntop(AF_INET6, octets)
    return str(IPv6Address(octets)) if "." in text else text


class Options6:
    """The options of DHCPv6 messages; what differs in every packet is put together from what does not."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._texts = OptionTexts(6, catalogue)
        self._composed = catalogue is STANDARD

    def area(self, data: bytes, at: int, stop: int, end: str, depth: int = 0) -> str | None:
        """The objects of the options in ``data[at:stop]``, each closed by ``end``; None for the slow way."""
        kept = self._texts.kept
        out: list[str] = []
        while at < stop:
            body = at + 4
            if body > stop:
                return None
            after = body + (data[at + 2] << 8 | data[at + 3])
            if after > stop:
                return None
            code = data[at] << 8 | data[at + 1]
            text: str | None
            if code in _COMPOSED and self._composed:
                text = self._option(code, data, at, after, depth)
            else:
                part = data[at:after]
                found = kept.get(part, "")
                text = placed(found or self._texts.add(part, part), at)
            if not text:
                return None
            out.append(f"{text}{end}")
            at = after
        return ",".join(out)

    def _option(self, code: int, data: bytes, at: int, after: int, depth: int) -> str | None:
        if depth > _MOST_LAYERS:
            return None
        start, size = at + 4, after - at - 4
        if code == RELAY_MESSAGE:
            value = self._message(data, start, after, depth + 1)
        elif code in {IA_NA, IA_PD}:
            if size < 12:
                return None
            iaid, t1, t2 = _IA.unpack_from(data, start)
            inside = self.area(data, start + 12, after, "}", depth + 1)
            value = None if inside is None else f'{{"iaid":{iaid},"t1":{t1},"t2":{t2},"options":[{inside}]}}'
        elif code == IAADDR:
            if size < 24:
                return None
            address, preferred, valid = _IAADDR.unpack_from(data, start)
            inside = self.area(data, start + 24, after, "}", depth + 1)
            value = (
                None
                if inside is None
                else f'{{"address":"{address6(address)}","preferred_lifetime":{preferred},"valid_lifetime":{valid},'
                f'"options":[{inside}]}}'
            )
        else:
            value = self._prefix(data, start, after, depth)
        if value is None:
            return None
        head = f'{{"code":{code},"name":"{_COMPOSED[code]}","value":{value},"hex":"{data[start:after].hex()}"'
        return f'{head},"offset":{at}'

    def _prefix(self, data: bytes, start: int, after: int, depth: int) -> str | None:
        if after - start < 25:
            return None
        preferred, valid, length, prefix = _IAPREFIX.unpack_from(data, start)
        inside = self.area(data, start + 25, after, "}", depth + 1)
        if inside is None or length > 128:
            return None
        return (
            f'{{"preferred_lifetime":{preferred},"valid_lifetime":{valid},"prefix_length":{length},'
            f'"prefix":"{address6(prefix)}","options":[{inside}]}}'
        )

    def _message(self, data: bytes, start: int, after: int, depth: int) -> str | None:
        """A message inside a relay message."""
        head = message_head(data, start, after, '"msg_type":{0},"name":"{1}",')
        if head is None:
            return None
        inside = self.area(data, head[1], after, "}", depth)
        return None if inside is None else f'{{{head[0]}"options":[{inside}]}}'


_COMPOSED: Final = {RELAY_MESSAGE: "relay-msg", IA_NA: "ia-na", IA_PD: "ia-pd", IAADDR: "iaaddr", IAPREFIX: "iaprefix"}


def message_head(data: bytes, start: int, stop: int, kind: str) -> tuple[str, int] | None:
    """A message's header as JSON members after ``kind``, and where its options start; None when it is not whole.

    ``kind`` is a format of the type's number and name.
    """
    if start >= stop:
        return None
    msg_type = data[start]
    words = kind.format(msg_type, MESSAGE_TYPES.get(msg_type, f"MESSAGE-{msg_type}"))
    if msg_type in {12, 13}:
        if stop - start < 34:
            return None
        link, peer = address6(data[start + 2 : start + 18]), address6(data[start + 18 : start + 34])
        text = f'{words}"hop_count":{data[start + 1]},"link_address":"{link}","peer_address":"{peer}",'
        return text, start + 34
    if stop - start < 4:
        return None
    return f'{words}"transaction_id":{int.from_bytes(data[start + 1 : start + 4])},', start + 4
