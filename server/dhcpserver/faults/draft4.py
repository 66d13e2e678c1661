"""A DHCPv4 reply while faults are made in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from random import Random
from typing import Final

from dhcpserver.faults.draft import Edit
from dhcpserver.faults.subject import type_name
from dhcpserver.reply4 import Reply4
from dhcptools.packet.raw import PAD, RawOption
from dhcptools.packet.v4 import RELAY_AGENT_INFORMATION

FILLER: Final = 224  # RFC 3942 §2: a site-specific code
_SERVER_ID: Final = 54
_STRANGERS: Final = int(IPv4Address("203.0.113.0"))  # RFC 5737: nobody's


@dataclass(frozen=True, slots=True)
class Spoiled4(Reply4):
    """A reply whose octets are not what its message says."""

    octets: bytes = b""

    def encode(self) -> bytes:
        """The octets, faults and all."""
        return self.octets


class Draft4:
    """One reply; see :class:`dhcpserver.faults.draft.Draft`."""

    family = 4

    def __init__(self, reply: Reply4) -> None:
        self._reply = reply
        self.message = reply.message
        self.kind = type_name(4, reply.message.message_type)
        self.edits: tuple[Edit, ...] = ()
        self._whole = False  # whether the client's limit on the size no longer counts

    def copy(self) -> Draft4:
        """Another one like it."""
        other = Draft4(self._reply)
        other.message, other.edits, other._whole = self.message, self.edits, self._whole
        return other

    def finish(self) -> Reply4:
        """The reply as it leaves. Raises EncodeError."""
        if self.message is self._reply.message and not self.edits:
            return self._reply
        changed = replace(self._reply, message=self.message)
        if not self.edits and not self._whole:
            return changed
        octets = self.message.encode() if self._whole else changed.encode()
        for edit in self.edits:
            octets = edit(octets)
        old = self._reply
        return Spoiled4(self.message, old.destination, old.port, old.link_address, old.maximum, octets)

    def codes(self) -> tuple[int, ...]:
        """The codes of the options, in order."""
        return tuple(option.code for option in self.message.options if option.code != PAD)

    def wrong_xid(self, random: Random) -> str:
        """Another transaction id."""
        self.message = replace(self.message, xid=self.message.xid ^ random.randrange(1, 1 << 32))
        return f"xid is {self.message.xid:#010x}"

    def wrong_server_id(self, value: bytes | None, random: Random) -> str | None:
        """Another server identifier, one of 203.0.113.0/24 when ``value`` is None."""
        octets = (_STRANGERS + random.randrange(1, 255)).to_bytes(4) if value is None else value
        if _SERVER_ID not in self.codes():
            return None
        self.set_value(_SERVER_ID, lambda _: octets)
        return f"server-id is {IPv4Address(octets)}"

    def wrong_client(self, random: Random) -> str:
        """Another chaddr."""
        size = max(1, min(self.message.hlen, 16))
        other = int.from_bytes(self.message.chaddr[:size]) ^ random.randrange(1, 1 << 8 * min(size, 3))
        self.message = replace(self.message, chaddr=other.to_bytes(size) + self.message.chaddr[size:])
        return f"chaddr is {self.message.chaddr[:size].hex(':')}"

    def wrong_iaid(self, random: Random) -> str | None:  # noqa: ARG002 - DHCPv4 has no IAID
        """Nothing: DHCPv4 has no IAID."""
        return None

    def lease_time(self, seconds: int) -> str | None:
        """Option 51, and 58 and 59 where they stand (RFC 2131 §4.4.5: half and seven eighths)."""
        if 51 not in self.codes():
            return None
        for code, value in ((51, seconds), (58, seconds // 2), (59, seconds * 7 // 8)):
            self.set_value(code, lambda _, value=value: value.to_bytes(4))  # type: ignore[misc] # a lambda's default has no type
        return f"lease time is {seconds} s"

    def without_end(self) -> str:
        """No END option: zeros follow up to the least length of a message."""
        self.message = replace(self.message, ended=False)
        return "no END"

    def oversize(self, octets: int) -> str | None:
        """Options of a site-specific code before option 82, up to a length."""
        need = octets - len(self.message.encode(minimum=0))
        if need <= 0:
            return None
        filler = []
        while need > 1:
            size = min(need - 2, 255)
            filler.append(RawOption(FILLER, bytes(size)))
            need -= 2 + size
        filler += [RawOption(PAD, b"")] * need
        options = self.message.options
        at = len(options) - (bool(options) and options[-1].code == RELAY_AGENT_INFORMATION)
        self.message = replace(self.message, options=(*options[:at], *filler, *options[at:]))
        self._whole = True
        return f"{octets} octets"

    def set_value(self, code: int, change: Edit) -> None:
        """Change the value of the first option of a code."""
        options = list(self.message.options)
        for at, option in enumerate(options):
            if option.code == code:
                options[at] = RawOption(code, change(option.data))
                break
        self.message = replace(self.message, options=tuple(options))
