"""DHCPv6 messages (RFC 9915 §8 and §9): client/server messages and relay messages, ordered raw options, nothing lost.

Rules this file keeps:

- ``decode6(octets).encode() == octets`` for every input that has a whole header;
- decode raises :class:`DecodeError` only when the header is not there; what cannot be walked stays in ``tail`` and is
  named in ``problems``;
- relay nesting is followed one layer a call; :func:`layers` follows it to a bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import RawOption, pack6, walk6

RELAY_FORW: Final = 12
RELAY_REPL: Final = 13
OPTION_RELAY_MSG: Final = 9
RELAY_HEADER_OCTETS: Final = 34
HOP_COUNT_LIMIT: Final = 8  # RFC 9915 §7.6
MAX_LAYERS: Final = 64  # what we follow; far above HOP_COUNT_LIMIT so that a bad chain can still be shown
NO_ADDRESS: Final = IPv6Address(0)


@dataclass(frozen=True, slots=True)
class Message6:
    """A message between client and server (RFC 9915 §8). ``transaction_id`` has 24 bits."""

    msg_type: int
    transaction_id: int = 0
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    def encode(self) -> bytes:
        """Encode to a UDP payload. Raises EncodeError when a field is out of its range."""
        if not 0 <= self.msg_type <= 255:
            raise EncodeError(f"msg_type {self.msg_type} is not in 0..255")
        if not 0 <= self.transaction_id <= 0xFFFFFF:
            raise EncodeError(f"transaction_id {self.transaction_id:#x} has more than 24 bits")
        return bytes((self.msg_type,)) + self.transaction_id.to_bytes(3) + pack6(self.options) + self.tail

    def first(self, code: int) -> bytes | None:
        """The octets of the first instance of an option, None when absent."""
        return _first(self.options, code)

    def all(self, code: int) -> tuple[RawOption, ...]:
        """Every instance of an option, in order: IA_NA and IA_PD may stand more than once."""
        return tuple(option for option in self.options if option.code == code)


@dataclass(frozen=True, slots=True)
class RelayMessage6:
    """A Relay-forward or Relay-reply message (RFC 9915 §9)."""

    msg_type: int = RELAY_FORW
    hop_count: int = 0
    link_address: IPv6Address = NO_ADDRESS
    peer_address: IPv6Address = NO_ADDRESS
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    def encode(self) -> bytes:
        """Encode to a UDP payload. Raises EncodeError when a field is out of its range."""
        if self.msg_type not in (RELAY_FORW, RELAY_REPL):
            raise EncodeError(f"msg_type {self.msg_type} is not a relay message")
        if not 0 <= self.hop_count <= 255:
            raise EncodeError(f"hop_count {self.hop_count} is not in 0..255")
        head = bytes((self.msg_type, self.hop_count)) + self.link_address.packed + self.peer_address.packed
        return head + pack6(self.options) + self.tail

    def first(self, code: int) -> bytes | None:
        """The octets of the first instance of an option, None when absent."""
        return _first(self.options, code)

    def all(self, code: int) -> tuple[RawOption, ...]:
        """Every instance of an option, in order."""
        return tuple(option for option in self.options if option.code == code)

    def relayed(self) -> AnyMessage6:
        """The message one layer in, with offsets of the outermost message. Raises DecodeError when there is none."""
        for option in self.options:
            if option.code == OPTION_RELAY_MSG:
                return decode6(option.data, base=option.offset + 4 if option.offset >= 0 else 0)
        raise DecodeError("a relay message without Relay Message option (RFC 9915 §9.1)", RELAY_HEADER_OCTETS)


AnyMessage6 = Message6 | RelayMessage6


def decode6(data: bytes, base: int = 0) -> AnyMessage6:
    """Decode a UDP payload; ``base`` is added to offsets. Raises DecodeError when the fixed header is not whole."""
    if not data:
        raise DecodeError("an empty message", base)
    relay = data[0] in (RELAY_FORW, RELAY_REPL)
    need = RELAY_HEADER_OCTETS if relay else 4
    if len(data) < need:
        raise DecodeError(f"the header has {need} octets, {len(data)} are here", base + len(data))
    area = walk6(data, need, len(data), base)
    problems = (area.problem,) if area.problem is not None else ()
    if relay:
        link, peer = IPv6Address(data[2:18]), IPv6Address(data[18:34])
        return RelayMessage6(data[0], data[1], link, peer, area.options, area.tail, problems)
    return Message6(data[0], int.from_bytes(data[1:4]), area.options, area.tail, problems)


def layers(message: AnyMessage6, limit: int = MAX_LAYERS) -> Iterator[AnyMessage6]:
    """The message, then each message inside it, outermost first. Raises DecodeError past ``limit`` layers."""
    for _ in range(limit):
        yield message
        if isinstance(message, Message6):
            return
        message = message.relayed()
    raise DecodeError(f"more than {limit} relay layers", 0)


def _first(options: tuple[RawOption, ...], code: int) -> bytes | None:
    for option in options:
        if option.code == code:
            return option.data
    return None
