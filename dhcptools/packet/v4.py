"""DHCPv4 messages (RFC 2131 §2): every header field, ordered raw options, nothing lost.

Rules this file keeps:

- ``Message4.decode(octets).encode(minimum=0) == octets`` for every input that has a whole BOOTP header;
- decode raises :class:`DecodeError` only when the header itself is not there; every later fault is listed in
  ``problems`` and the octets it concerns stay in ``tail``;
- overload (RFC 2132 §9.3) and concatenation (RFC 3396) are views on the raw options, see :mod:`dhcptools.packet.view4`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import END, PAD, RawOption, pack4, walk4

BOOTREQUEST: Final = 1
BOOTREPLY: Final = 2
MAGIC_COOKIE: Final = b"\x63\x82\x53\x63"  # RFC 2131 §3
HEADER_OCTETS: Final = 236
SNAME_OFFSET: Final = 44
FILE_OFFSET: Final = 108
OPTIONS_OFFSET: Final = 240
MINIMUM_OCTETS: Final = 300  # RFC 1542 §2.1: a BOOTP message has at least 300 octets
BROADCAST_FLAG: Final = 0x8000  # RFC 2131 §2 figure 2
OVERLOAD: Final = 52
MESSAGE_TYPE: Final = 53
RELAY_AGENT_INFORMATION: Final = 82
NO_ADDRESS: Final = IPv4Address(0)

_OVERLOADABLE: Final = (("file", 1, 128), ("sname", 2, 64))  # RFC 2132 §9.3, in the order of RFC 3396 §5
_PINNED: Final = frozenset({MESSAGE_TYPE, RELAY_AGENT_INFORMATION})
_HEADER: Final = struct.Struct("!4BIHH4I16s64s128s")


@dataclass(frozen=True, slots=True)
class Message4:
    """A BOOTP or DHCPv4 message, with the field names of RFC 2131 §2.

    ``chaddr`` is the whole field of 16 octets (shorter values are padded by encode), ``sname`` and ``file`` are 64 and
    128 octets with their padding as received. ``cookie`` is empty for plain BOOTP, whose vendor area is then
    in ``tail``. ``options`` leaves out END; ``ended`` says whether it stood there and ``tail`` holds whatever followed.
    """

    op: int = BOOTREQUEST
    htype: int = 1
    hlen: int = 6
    hops: int = 0
    xid: int = 0
    secs: int = 0
    flags: int = 0
    ciaddr: IPv4Address = NO_ADDRESS
    yiaddr: IPv4Address = NO_ADDRESS
    siaddr: IPv4Address = NO_ADDRESS
    giaddr: IPv4Address = NO_ADDRESS
    chaddr: bytes = bytes(16)
    sname: bytes = b""
    file: bytes = b""
    options: tuple[RawOption, ...] = ()
    cookie: bytes = MAGIC_COOKIE
    ended: bool = True
    tail: bytes = b""
    problems: tuple[DecodeError, ...] = field(default=(), compare=False)

    @classmethod
    def decode(cls, data: bytes) -> Message4:
        """Decode a UDP payload. Raises DecodeError when it is shorter than the 236 octets of the header."""
        if len(data) < HEADER_OCTETS:
            raise DecodeError(f"a BOOTP header has {HEADER_OCTETS} octets, {len(data)} are here", len(data))
        (op, htype, hlen, hops, xid, secs, flags, ci, yi, si, gi, chaddr, sname, file) = _HEADER.unpack_from(data)
        problems: tuple[DecodeError, ...] = ()
        if data[HEADER_OCTETS:OPTIONS_OFFSET] == MAGIC_COOKIE:
            cookie = MAGIC_COOKIE
            area = walk4(data, OPTIONS_OFFSET, len(data))
            options, ended, tail = area.options, area.ended, area.tail
            if area.problem is not None:
                problems = (area.problem,)
            elif not ended:
                problems = (DecodeError("no END option (RFC 2131 §4.1)", len(data)),)
        else:
            cookie, options, ended, tail = b"", (), False, data[HEADER_OCTETS:]
        if hlen > 16:
            problems = (DecodeError(f"hlen {hlen} is more than the 16 octets of chaddr", 2), *problems)
        return cls(
            op, htype, hlen, hops, xid, secs, flags,
            _address(ci), _address(yi), _address(si), _address(gi),
            chaddr, sname, file, options, cookie, ended, tail, problems,
        )  # fmt: skip  # the order of the wire, four groups

    def encode(self, *, minimum: int = MINIMUM_OCTETS, maximum: int | None = None) -> bytes:
        """Encode to a UDP payload, padded to ``minimum`` octets.

        With ``maximum`` (octets of the whole payload) the tail and PAD options go first; then options that do not fit
        move to ``file`` and ``sname`` where those are empty, announced by option 52 (RFC 2132 §9.3). Raises EncodeError
        when that is still not enough, or when a field is out of its range.
        """
        message = self
        body = pack4(split_long(self.options))
        if maximum is not None and OPTIONS_OFFSET + len(body) + 1 + len(self.tail) > maximum:
            message, body = _fitted(self, maximum)
        try:
            head = _HEADER.pack(
                message.op, message.htype, message.hlen, message.hops, message.xid, message.secs, message.flags,
                int(message.ciaddr), int(message.yiaddr), int(message.siaddr), int(message.giaddr),
                _fixed("chaddr", message.chaddr, 16), _fixed("sname", message.sname, 64),
                _fixed("file", message.file, 128),
            )  # fmt: skip  # the order of the wire
        except struct.error as error:
            raise EncodeError(f"a header field is out of range: {error}") from None
        end = bytes((END,)) if message.ended else b""
        out = head + message.cookie + body + end + message.tail
        return out if len(out) >= minimum else out + bytes(minimum - len(out))

    @property
    def hardware_address(self) -> bytes:
        """The ``hlen`` octets of chaddr that count, at most 16."""
        return self.chaddr[: min(self.hlen, 16)]

    @property
    def broadcast(self) -> bool:
        """Whether the client asks for broadcast answers (RFC 2131 §4.1)."""
        return bool(self.flags & BROADCAST_FLAG)

    def first(self, code: int) -> bytes | None:
        """The first raw instance of an option in the options field; None when absent. Joined values: view4.joined."""
        for option in self.options:
            if option.code == code:
                return option.data
        return None

    @property
    def message_type(self) -> int | None:
        """Option 53 (RFC 2132 §9.6), None for BOOTP or when its length is not 1."""
        value = self.first(MESSAGE_TYPE)
        return value[0] if value is not None and len(value) == 1 else None

    def with_options(self, *options: RawOption) -> Message4:
        """The same message with these options and nothing left of an earlier tail."""
        return replace(self, options=options, ended=True, tail=b"", problems=())


def split_long(options: tuple[RawOption, ...]) -> tuple[RawOption, ...]:
    """Values over 255 octets as consecutive instances of 255 (RFC 3396 §6); others unchanged."""
    if all(len(option.data) <= 255 for option in options):
        return options
    out: list[RawOption] = []
    for option in options:
        data = option.data
        out.extend(RawOption(option.code, data[at : at + 255]) for at in range(0, len(data) or 1, 255))
    return tuple(out)


def _address(number: int) -> IPv4Address:
    return IPv4Address(number) if number else NO_ADDRESS


def _fixed(name: str, value: bytes, octets: int) -> bytes:
    if len(value) > octets:
        raise EncodeError(f"{name} has {len(value)} octets, the field holds {octets}")
    return value


def _fitted(message: Message4, maximum: int) -> tuple[Message4, bytes]:
    """The message without tail and PAD, its options moved to file and sname until the rest fits in ``maximum``."""
    options = [option for option in split_long(message.options) if option.code != PAD]
    room = maximum - OPTIONS_OFFSET - 1  # END
    body = pack4(options)
    if len(body) <= room:
        return replace(message, tail=b"", ended=True), body
    flag = _overload_flag(options)
    options = [option for option in options if option.code != OVERLOAD]
    free = [(name, bit, size) for name, bit, size in _OVERLOADABLE if not getattr(message, name).strip(b"\0")]
    left = [room - 3, *(size - 1 for _, _, size in free)]  # option 52 has 3 octets, END has one
    rank_of = _placed(options, left)
    if rank_of is None:
        raise EncodeError(f"the options do not fit in {maximum} octets, even with sname and file")
    file, sname = message.file, message.sname
    for rank, (name, bit, _) in enumerate(free, 1):
        moved = [option for option, at in zip(options, rank_of, strict=True) if at == rank]
        if not moved:
            continue
        flag |= bit
        if name == "file":
            file = pack4(moved) + bytes((END,))
        else:
            sname = pack4(moved) + bytes((END,))
    main = [option for option, at in zip(options, rank_of, strict=True) if at == 0]
    main.sort(key=lambda option: option.code != MESSAGE_TYPE)  # found at once by whoever reads on
    at = 1 if main and main[0].code == MESSAGE_TYPE else 0
    main.insert(at, RawOption(OVERLOAD, bytes((flag,))))
    return replace(message, tail=b"", ended=True, file=file, sname=sname), pack4(main)


def _placed(options: list[RawOption], left: list[int]) -> list[int] | None:
    """For each option the first area with room for it; None when one finds none. ``left`` are the octets of each area.

    Message type and relay agent information stay in the first area, where relays look for them (RFC 3046 §2.1). Parts
    of one value stay in the order of the areas (RFC 3396 §5): an area once left is not returned to.
    """
    for option in options:
        if option.code in _PINNED:
            left[0] -= 2 + len(option.data)
    rank_of: list[int] = []
    floor: dict[int, int] = {}
    for option in options:
        need = 2 + len(option.data)
        if option.code in _PINNED:
            rank_of.append(0)
            continue
        for rank in range(floor.get(option.code, 0), len(left)):
            if left[rank] >= need:
                left[rank] -= need
                floor[option.code] = rank
                rank_of.append(rank)
                break
        else:
            return None
    return rank_of if left[0] >= 0 else None


def _overload_flag(options: list[RawOption]) -> int:
    """What option 52 says already: fields that hold options keep them."""
    for option in options:
        if option.code == OVERLOAD and len(option.data) == 1 and option.data[0] in (1, 2, 3):
            return option.data[0]
    return 0
