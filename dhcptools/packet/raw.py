"""Raw options: what stands on the wire, in its order, before anybody interprets it.

One walker serves every option area there is: DHCPv4 options and sub-options (one octet of code, one of length,
RFC 2132 §2) and DHCPv6 options (two and two, RFC 9915 §21.1). It never raises: what cannot be walked comes back as
the octets left over and a :class:`DecodeError` that says why, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from dhcptools.packet.errors import DecodeError, EncodeError

PAD = 0
END = 255


@dataclass(frozen=True, slots=True)
class RawOption:
    """One option as it stands on the wire.

    ``offset`` is where its code stands, in octets from the start of the message; -1 for an option that was built and
    not yet sent. It takes no part in comparisons.
    """

    code: int
    data: bytes
    offset: int = field(default=-1, compare=False)


# A frozen dataclass guards every store of its constructor; the walkers make most options there are, so they store past
# the guard, at two thirds of the cost.
_new = object.__new__
_set_code, _set_data, _set_offset = (RawOption.__dict__[name].__set__ for name in ("code", "data", "offset"))


def _option(code: int, data: bytes, offset: int) -> RawOption:
    option = _new(RawOption)
    _set_code(option, code)
    _set_data(option, data)
    _set_offset(option, offset)
    return option


class Area(NamedTuple):
    """A walked option area. ``tail`` is what was left over: padding after END, or what could not be walked."""

    options: tuple[RawOption, ...]
    ended: bool
    tail: bytes
    problem: DecodeError | None = None


def walk4(data: bytes, start: int, stop: int, base: int = 0) -> Area:
    """Walk one-octet codes and lengths in ``data[start:stop]``; PAD is kept as an option, END stops the walk.

    ``base`` is added to every offset reported.
    """
    options: list[RawOption] = []
    at = start
    while at < stop:
        code = data[at]
        if code == PAD:
            options.append(_option(PAD, b"", base + at))
            at += 1
            continue
        if code == END:
            return Area(tuple(options), True, data[at + 1 : stop])
        body = at + 2
        if body > stop:
            reason = f"option {code} has no length octet"
            return Area(tuple(options), False, data[at:stop], DecodeError(reason, base + at))
        after = body + data[at + 1]
        if after > stop:
            reason = f"option {code} says {data[at + 1]} octets, {stop - body} are left"
            return Area(tuple(options), False, data[at:stop], DecodeError(reason, base + at))
        options.append(_option(code, data[body:after], base + at))
        at = after
    return Area(tuple(options), False, b"")


def walk6(data: bytes, start: int, stop: int, base: int = 0) -> Area:
    """Walk two-octet codes and lengths in ``data[start:stop]``; ``base`` is added to every offset reported."""
    options: list[RawOption] = []
    at = start
    while at < stop:
        body = at + 4
        if body > stop:
            reason = f"{stop - at} octets left, an option needs at least 4"
            return Area(tuple(options), False, data[at:stop], DecodeError(reason, base + at))
        code = data[at] << 8 | data[at + 1]
        length = data[at + 2] << 8 | data[at + 3]
        if body + length > stop:
            reason = f"option {code} says {length} octets, {stop - body} are left"
            return Area(tuple(options), False, data[at:stop], DecodeError(reason, base + at))
        options.append(_option(code, data[body : body + length], base + at))
        at = body + length
    return Area(tuple(options), False, b"")


def walk(data: bytes, start: int, stop: int, code_octets: int, length_octets: int, base: int = 0) -> Area:
    """Walk codes and lengths of any width in ``data[start:stop]``, without PAD and END; ``base`` as in walk6."""
    options: list[RawOption] = []
    head = code_octets + length_octets
    at = start
    while at < stop:
        body = at + head
        if body > stop:
            reason = f"{stop - at} octet{'s' if stop - at != 1 else ''} left, an option needs at least {head}"
            return Area(tuple(options), False, data[at:stop], DecodeError(reason, base + at))
        code = int.from_bytes(data[at : at + code_octets])
        length = int.from_bytes(data[at + code_octets : body])
        if body + length > stop:
            reason = f"option {code} says {length} octets, {stop - body} are left"
            return Area(tuple(options), False, data[at:stop], DecodeError(reason, base + at))
        options.append(_option(code, data[body : body + length], base + at))
        at = body + length
    return Area(tuple(options), False, b"")


def pack4(options: Iterable[RawOption]) -> bytes:
    """Encode with one-octet codes and lengths. Raises EncodeError for a value over 255 octets: split it first."""
    out = bytearray()
    for option in options:
        if option.code == PAD:
            out.append(PAD)
            continue
        if not 0 <= option.code <= 255:
            raise EncodeError(f"option code {option.code} is not in 0..255")
        if len(option.data) > 255:
            raise EncodeError(
                f"option {option.code} has {len(option.data)} octets, one instance holds 255 (RFC 3396 splits)"
            )
        out += bytes((option.code, len(option.data)))
        out += option.data
    return bytes(out)


def pack6(options: Iterable[RawOption]) -> bytes:
    """Encode with two-octet codes and lengths. Raises EncodeError for what 16 bits cannot say."""
    out = bytearray()
    for option in options:
        if not 0 <= option.code <= 0xFFFF:
            raise EncodeError(f"option code {option.code} is not in 0..65535")
        if len(option.data) > 0xFFFF:
            raise EncodeError(f"option {option.code} has {len(option.data)} octets, 65535 is the most")
        out += option.code.to_bytes(2) + len(option.data).to_bytes(2)
        out += option.data
    return bytes(out)


def pack(options: Iterable[RawOption], code_octets: int, length_octets: int, *, padded: bool = False) -> bytes:
    """Encode with codes and lengths of any width; PAD is one octet when ``padded``. Raises EncodeError."""
    out = bytearray()
    for option in options:
        if padded and option.code == PAD:
            out.append(PAD)
            continue
        if not 0 <= option.code < 1 << 8 * code_octets:
            raise EncodeError(f"option code {option.code} is not in 0..{(1 << 8 * code_octets) - 1}")
        if len(option.data) >= 1 << 8 * length_octets:
            most = (1 << 8 * length_octets) - 1
            raise EncodeError(f"option {option.code} has {len(option.data)} octets, {most} is the most")
        out += option.code.to_bytes(code_octets) + len(option.data).to_bytes(length_octets)
        out += option.data
    return bytes(out)
