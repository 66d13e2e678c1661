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
from dhcptools.packet.raw import END, RawOption, pack4, walk4

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
NO_ADDRESS: Final = IPv4Address(0)

_HEADER: Final = struct.Struct("!4BIHH4I16s64s128s")


@dataclass(frozen=True, slots=True)
class Message4:
    """A BOOTP or DHCPv4 message, with the field names of RFC 2131 §2.

    ``chaddr`` is the whole field of 16 octets (shorter values are padded by encode), ``sname`` and ``file`` are 64 and 128
    octets with their padding as received. ``cookie`` is empty for plain BOOTP, whose vendor area is then in ``tail``.
    ``options`` leaves out END; ``ended`` says whether it stood there and ``tail`` holds whatever followed.
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
            IPv4Address(ci), IPv4Address(yi), IPv4Address(si), IPv4Address(gi),
            chaddr, sname, file, options, cookie, ended, tail, problems,
        )  # fmt: skip  # the order of the wire, four groups

    def encode(self, *, minimum: int = MINIMUM_OCTETS, maximum: int | None = None) -> bytes:
        """Encode to a UDP payload, padded to ``minimum`` octets.

        With ``maximum`` (octets of the whole payload) options that do not fit move to ``file`` and then ``sname`` when
        those are empty, announced by option 52 (RFC 2132 §9.3). Raises EncodeError when that is still not enough, or
        when a field is out of its range.
        """
        message = self
        body = pack4(split_long(self.options))
        if maximum is not None and OPTIONS_OFFSET + len(body) + 1 > maximum:
            message, body = _overload(self, maximum)
        try:
            head = _HEADER.pack(
                message.op, message.htype, message.hlen, message.hops, message.xid, message.secs, message.flags,
                int(message.ciaddr), int(message.yiaddr), int(message.siaddr), int(message.giaddr),
                _fixed("chaddr", message.chaddr, 16), _fixed("sname", message.sname, 64), _fixed("file", message.file, 128),
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
        value = self.first(53)
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


def _fixed(name: str, value: bytes, octets: int) -> bytes:
    if len(value) > octets:
        raise EncodeError(f"{name} has {len(value)} octets, the field holds {octets}")
    return value


def _overload(message: Message4, maximum: int) -> tuple[Message4, bytes]:
    """Move options to file and sname until the rest fits in ``maximum`` octets (RFC 2132 §9.3, RFC 3396 §5)."""
    fields = [(name, size) for name, size in (("file", 128), ("sname", 64)) if not getattr(message, name).strip(b"\0")]
    options = [option for option in split_long(message.options) if option.code not in (0, OVERLOAD)]
    room = maximum - OPTIONS_OFFSET - 1 - 3  # END, and option 52 itself
    areas: dict[str, list[RawOption]] = {"options": [], **{name: [] for name, _ in fields}}
    left = {"options": room, **{name: size - 1 for name, size in fields}}
    order = list(areas)
    # Parts of one value must stay in the order options, file, sname (RFC 3396 §5): an area once left is not returned to.
    floor: dict[int, int] = {}
    for option in options:
        need = 2 + len(option.data)
        for rank in range(floor.get(option.code, 0), len(order)):
            if left[order[rank]] >= need:
                areas[order[rank]].append(option)
                left[order[rank]] -= need
                floor[option.code] = rank
                break
        else:
            raise EncodeError(f"options do not fit in {maximum} octets even with sname and file: option {option.code} is over")
    used = {name: areas[name] for name, _ in fields if areas[name]}
    flag = (1 if "file" in used else 0) | (2 if "sname" in used else 0)
    filled = {name: pack4(content) + bytes((END,)) for name, content in used.items()}
    main = [RawOption(OVERLOAD, bytes((flag,))), *areas["options"]] if flag else areas["options"]
    # RFC 2131 §3 wants the message type found at once: option 53 stays first.
    main.sort(key=lambda option: option.code != 53)
    return replace(message, tail=b"", ended=True, **filled), pack4(main)
