"""Identity associations, their addresses and prefixes, and status codes (RFC 9915 §21).

Rules this file keeps:

- ``Class.decode(octets).encode() == octets`` for every input whose fixed fields are there;
- decode looks at one layer: options inside stay raw and in order, and are decoded by whoever asks for them, so that no
  depth of nesting costs anything here;
- decode raises :class:`DecodeError` only when a fixed field is not whole; what else is wrong stands in ``problems``;
- ``offset`` is where the option's value starts in the message; offsets of options inside count from there.

Times are in seconds; :data:`INFINITY` means for ever (RFC 9915 §7.7).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import RawOption, pack6, walk6

OPTION_IA_NA: Final = 3
OPTION_IA_TA: Final = 4
OPTION_IAADDR: Final = 5
OPTION_STATUS_CODE: Final = 13
OPTION_IA_PD: Final = 25
OPTION_IAPREFIX: Final = 26
INFINITY: Final = 0xFFFFFFFF
NO_ADDRESS: Final = IPv6Address(0)

_IA: Final = struct.Struct("!3I")
_ADDRESS: Final = struct.Struct("!16s2I")
_PREFIX: Final = struct.Struct("!2IB16s")


@dataclass(frozen=True, slots=True)
class StatusCode:
    """A Status Code option (RFC 9915 §21.13). ``message`` keeps octets that are not UTF-8 as surrogate escapes."""

    status_code: int = 0
    message: str = ""

    @classmethod
    def decode(cls, data: bytes, offset: int = 0) -> StatusCode:
        """Decode an option's value. Raises DecodeError when the code is not whole."""
        if len(data) < 2:
            raise DecodeError(f"a status code has 2 octets, {len(data)} are here", offset + len(data))
        return cls(int.from_bytes(data[:2]), data[2:].decode("utf-8", "surrogateescape"))

    def encode(self) -> bytes:
        """Encode to an option's value. Raises EncodeError when the code has more than 16 bits."""
        if not 0 <= self.status_code <= 0xFFFF:
            raise EncodeError(f"status_code {self.status_code} is not in 0..65535")
        try:
            return self.status_code.to_bytes(2) + self.message.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError as error:
            raise EncodeError(f"message has no UTF-8 encoding: {error.reason}") from None

    def option(self) -> RawOption:
        """The value as an option."""
        return RawOption(OPTION_STATUS_CODE, self.encode())


@dataclass(frozen=True, slots=True)
class IaAddr:
    """An IA Address option (RFC 9915 §21.6)."""

    address: IPv6Address = NO_ADDRESS
    preferred_lifetime: int = 0
    valid_lifetime: int = 0
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    @classmethod
    def decode(cls, data: bytes, offset: int = 0) -> IaAddr:
        """Decode an option's value. Raises DecodeError when its 24 fixed octets are not whole."""
        _need("IA Address", data, _ADDRESS.size, offset)
        address, preferred, valid = _ADDRESS.unpack_from(data)
        options, tail, problems = _inside(data, _ADDRESS.size, offset)
        problems = _lifetimes(preferred, valid, offset + 16) + problems
        return cls(IPv6Address(address), preferred, valid, options, tail, problems)

    def encode(self) -> bytes:
        """Encode to an option's value. Raises EncodeError when a lifetime has more than 32 bits."""
        _fits(preferred_lifetime=self.preferred_lifetime, valid_lifetime=self.valid_lifetime)
        fixed = _ADDRESS.pack(self.address.packed, self.preferred_lifetime, self.valid_lifetime)
        return fixed + pack6(self.options) + self.tail

    def option(self) -> RawOption:
        """The value as an option."""
        return RawOption(OPTION_IAADDR, self.encode())

    def status(self) -> StatusCode | None:
        """The first Status Code inside, None when absent. Raises DecodeError when it is too short."""
        return _status(self.options)


@dataclass(frozen=True, slots=True)
class IaPrefix:
    """An IA Prefix option (RFC 9915 §21.22). ``prefix`` keeps its host bits, ``prefix_length`` may be over 128."""

    preferred_lifetime: int = 0
    valid_lifetime: int = 0
    prefix_length: int = 0
    prefix: IPv6Address = NO_ADDRESS
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    @classmethod
    def decode(cls, data: bytes, offset: int = 0) -> IaPrefix:
        """Decode an option's value. Raises DecodeError when its 25 fixed octets are not whole."""
        _need("IA Prefix", data, _PREFIX.size, offset)
        preferred, valid, length, packed = _PREFIX.unpack_from(data)
        prefix = IPv6Address(packed)
        options, tail, problems = _inside(data, _PREFIX.size, offset)
        if length > 128:
            problems = (DecodeError(f"prefix length {length} is more than 128", offset + 8), *problems)
        elif int(prefix) & ((1 << (128 - length)) - 1):
            problems = (DecodeError(f"prefix {prefix}/{length} has bits set after its length", offset + 9), *problems)
        return cls(preferred, valid, length, prefix, options, tail, _lifetimes(preferred, valid, offset) + problems)

    def encode(self) -> bytes:
        """Encode to an option's value. Raises EncodeError when a field is out of its range."""
        _fits(preferred_lifetime=self.preferred_lifetime, valid_lifetime=self.valid_lifetime)
        if not 0 <= self.prefix_length <= 255:
            raise EncodeError(f"prefix_length {self.prefix_length} is not in 0..255")
        fixed = _PREFIX.pack(self.preferred_lifetime, self.valid_lifetime, self.prefix_length, self.prefix.packed)
        return fixed + pack6(self.options) + self.tail

    def option(self) -> RawOption:
        """The value as an option."""
        return RawOption(OPTION_IAPREFIX, self.encode())

    def network(self) -> IPv6Network | None:
        """The prefix without its host bits, None when its length is over 128."""
        if self.prefix_length > 128:
            return None
        return IPv6Network((self.prefix.packed, self.prefix_length), strict=False)

    def status(self) -> StatusCode | None:
        """The first Status Code inside, None when absent. Raises DecodeError when it is too short."""
        return _status(self.options)


@dataclass(frozen=True, slots=True)
class IaNa:
    """An Identity Association for Non-temporary Addresses (RFC 9915 §21.4)."""

    iaid: int = 0
    t1: int = 0
    t2: int = 0
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    @classmethod
    def decode(cls, data: bytes, offset: int = 0) -> IaNa:
        """Decode an option's value. Raises DecodeError when its 12 fixed octets are not whole."""
        _need("IA_NA", data, _IA.size, offset)
        iaid, t1, t2 = _IA.unpack_from(data)
        options, tail, problems = _inside(data, _IA.size, offset)
        return cls(iaid, t1, t2, options, tail, _times(t1, t2, offset + 4) + problems)

    def encode(self) -> bytes:
        """Encode to an option's value. Raises EncodeError when a field has more than 32 bits."""
        _fits(iaid=self.iaid, t1=self.t1, t2=self.t2)
        return _IA.pack(self.iaid, self.t1, self.t2) + pack6(self.options) + self.tail

    def option(self) -> RawOption:
        """The value as an option."""
        return RawOption(OPTION_IA_NA, self.encode())

    def addresses(self) -> tuple[IaAddr, ...]:
        """The IA Address options inside, in order. Raises DecodeError when one is too short."""
        return _addresses(self.options)

    def status(self) -> StatusCode | None:
        """The first Status Code inside, None when absent. Raises DecodeError when it is too short."""
        return _status(self.options)


@dataclass(frozen=True, slots=True)
class IaTa:
    """An Identity Association for Temporary Addresses (RFC 8415 §21.5; obsolete since RFC 9915, still decoded)."""

    iaid: int = 0
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    @classmethod
    def decode(cls, data: bytes, offset: int = 0) -> IaTa:
        """Decode an option's value. Raises DecodeError when its 4 fixed octets are not whole."""
        _need("IA_TA", data, 4, offset)
        options, tail, problems = _inside(data, 4, offset)
        return cls(int.from_bytes(data[:4]), options, tail, problems)

    def encode(self) -> bytes:
        """Encode to an option's value. Raises EncodeError when iaid has more than 32 bits."""
        _fits(iaid=self.iaid)
        return self.iaid.to_bytes(4) + pack6(self.options) + self.tail

    def option(self) -> RawOption:
        """The value as an option."""
        return RawOption(OPTION_IA_TA, self.encode())

    def addresses(self) -> tuple[IaAddr, ...]:
        """The IA Address options inside, in order. Raises DecodeError when one is too short."""
        return _addresses(self.options)

    def status(self) -> StatusCode | None:
        """The first Status Code inside, None when absent. Raises DecodeError when it is too short."""
        return _status(self.options)


@dataclass(frozen=True, slots=True)
class IaPd:
    """An Identity Association for Prefix Delegation (RFC 9915 §21.21)."""

    iaid: int = 0
    t1: int = 0
    t2: int = 0
    options: tuple[RawOption, ...] = ()
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    @classmethod
    def decode(cls, data: bytes, offset: int = 0) -> IaPd:
        """Decode an option's value. Raises DecodeError when its 12 fixed octets are not whole."""
        _need("IA_PD", data, _IA.size, offset)
        iaid, t1, t2 = _IA.unpack_from(data)
        options, tail, problems = _inside(data, _IA.size, offset)
        return cls(iaid, t1, t2, options, tail, _times(t1, t2, offset + 4) + problems)

    def encode(self) -> bytes:
        """Encode to an option's value. Raises EncodeError when a field has more than 32 bits."""
        _fits(iaid=self.iaid, t1=self.t1, t2=self.t2)
        return _IA.pack(self.iaid, self.t1, self.t2) + pack6(self.options) + self.tail

    def option(self) -> RawOption:
        """The value as an option."""
        return RawOption(OPTION_IA_PD, self.encode())

    def prefixes(self) -> tuple[IaPrefix, ...]:
        """The IA Prefix options inside, in order. Raises DecodeError when one is too short."""
        inside = (option for option in self.options if option.code == OPTION_IAPREFIX)
        return tuple(IaPrefix.decode(option.data, _body(option)) for option in inside)

    def status(self) -> StatusCode | None:
        """The first Status Code inside, None when absent. Raises DecodeError when it is too short."""
        return _status(self.options)


def _need(name: str, data: bytes, octets: int, offset: int) -> None:
    if len(data) < octets:
        raise DecodeError(f"{name} has {octets} fixed octets, {len(data)} are here", offset + len(data))


def _fits(**fields: int) -> None:
    for name, value in fields.items():
        if not 0 <= value <= 0xFFFFFFFF:
            raise EncodeError(f"{name} {value} is not in 0..4294967295")


def _inside(data: bytes, start: int, offset: int) -> tuple[tuple[RawOption, ...], bytes, tuple[DecodeError, ...]]:
    area = walk6(data, start, len(data), offset)
    return area.options, area.tail, () if area.problem is None else (area.problem,)


def _times(t1: int, t2: int, at: int) -> tuple[DecodeError, ...]:
    if t1 > t2 > 0:
        return (DecodeError(f"t1 {t1} is greater than t2 {t2} (RFC 9915 §21.4)", at),)
    return ()


def _lifetimes(preferred: int, valid: int, at: int) -> tuple[DecodeError, ...]:
    if preferred > valid:
        reason = f"preferred_lifetime {preferred} is greater than valid_lifetime {valid} (RFC 9915 §21.6)"
        return (DecodeError(reason, at),)
    return ()


def _addresses(options: tuple[RawOption, ...]) -> tuple[IaAddr, ...]:
    return tuple(IaAddr.decode(option.data, _body(option)) for option in options if option.code == OPTION_IAADDR)


def _status(options: tuple[RawOption, ...]) -> StatusCode | None:
    for option in options:
        if option.code == OPTION_STATUS_CODE:
            return StatusCode.decode(option.data, _body(option))
    return None


def _body(option: RawOption) -> int:
    return option.offset + 4 if option.offset >= 0 else 0
