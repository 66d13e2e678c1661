"""A DHCPv6 reply while faults are made in it: always in the client's own message, inside all relay messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from dhcpserver.faults.draft import Edit
from dhcpserver.faults.subject import type_name
from dhcpserver.reply6 import Reply6
from dhcptools.packet.ia6 import (
    OPTION_IA_NA,
    OPTION_IA_PD,
    OPTION_IA_TA,
    OPTION_IAADDR,
    OPTION_IAPREFIX,
    IaAddr,
    IaNa,
    IaPd,
    IaPrefix,
)
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import OPTION_RELAY_MSG, AnyMessage6, Message6, RelayMessage6

FILLER: Final = 65_000  # unassigned
_CLIENT_ID: Final = 1
_SERVER_ID: Final = 2
_IAS: Final = (OPTION_IA_NA, OPTION_IA_TA, OPTION_IA_PD)
_TIMED: Final = (OPTION_IA_NA, OPTION_IA_PD)


@dataclass(frozen=True, slots=True)
class Spoiled6(Reply6):
    """A reply whose octets are not what its message says."""

    octets: bytes = b""

    def encode(self) -> bytes:
        """The octets, faults and all."""
        return self.octets


class Draft6:
    """One reply; see :class:`dhcpserver.faults.draft.Draft`."""

    family = 6

    def __init__(self, reply: Reply6) -> None:
        self._reply = reply
        self._relays: list[RelayMessage6] = []
        message: AnyMessage6 = reply.message
        while isinstance(message, RelayMessage6):
            self._relays.append(message)
            message = message.relayed()
        self.message: Message6 = message
        self._inner = message
        self.kind = type_name(6, message.msg_type)
        self.edits: tuple[Edit, ...] = ()

    def copy(self) -> Draft6:
        """Another one like it."""
        other = Draft6(self._reply)
        other.message, other.edits = self.message, self.edits
        return other

    def finish(self) -> Reply6:
        """The reply as it leaves. Raises EncodeError."""
        if self.message == self._inner and not self.edits:
            return self._reply
        octets = self.message.encode()
        for edit in self.edits:
            octets = edit(octets)
        for relay in reversed(self._relays):
            options = (
                RawOption(OPTION_RELAY_MSG, octets) if option.code == OPTION_RELAY_MSG else option
                for option in relay.options
            )
            octets = replace(relay, options=tuple(options)).encode()
        return Spoiled6(self.message, self._reply.destination, self._reply.port, octets)

    def codes(self) -> tuple[int, ...]:
        """The codes of the options, in order."""
        return tuple(option.code for option in self.message.options)

    def wrong_xid(self, random: Random) -> str:
        """Another transaction id."""
        other = self.message.transaction_id ^ random.randrange(1, 1 << 24)
        self.message = replace(self.message, transaction_id=other)
        return f"xid is {other:#08x}"

    def wrong_server_id(self, value: bytes | None, random: Random) -> str | None:
        """Another Server Identifier, a random DUID-LL when ``value`` is None."""
        duid = bytes.fromhex("000300010200") + random.randbytes(4) if value is None else value
        return self._identifier(_SERVER_ID, duid, "server-id")

    def wrong_client(self, random: Random) -> str | None:
        """Another Client Identifier."""
        return self._identifier(_CLIENT_ID, bytes.fromhex("000300010200") + random.randbytes(4), "client-id")

    def wrong_iaid(self, random: Random) -> str | None:
        """Every IA with an IAID that was not asked for."""
        if not any(code in _IAS for code in self.codes()):
            return None
        by = random.randrange(1, 1 << 32)
        self._each(_IAS, lambda data: (int.from_bytes(data[:4]) ^ by).to_bytes(4) + data[4:])
        return f"IAIDs differ by {by:#010x}"

    def lease_time(self, seconds: int) -> str | None:
        """All lifetimes of all IAs, T1 and T2 at 0.5 and 0.8 of them (RFC 9915 §21.4)."""
        if not any(code in _TIMED for code in self.codes()):
            return None
        self._each((OPTION_IA_NA,), lambda data: _timed_na(data, seconds))
        self._each((OPTION_IA_PD,), lambda data: _timed_pd(data, seconds))
        return f"lifetimes are {seconds} s"

    def without_end(self) -> str | None:
        """Nothing: DHCPv6 has no END."""
        return None

    def oversize(self, octets: int) -> str | None:
        """An option nobody knows at the end, up to a length of the client's message."""
        need = octets - len(self.message.encode()) - 4
        if need < 0:
            return None
        self.message = replace(self.message, options=(*self.message.options, RawOption(FILLER, bytes(need))))
        return f"{octets} octets"

    def set_value(self, code: int, change: Edit) -> None:
        """Change the value of the first option of a code."""
        options = list(self.message.options)
        for at, option in enumerate(options):
            if option.code == code:
                options[at] = RawOption(code, change(option.data))
                break
        self.message = replace(self.message, options=tuple(options))

    def _identifier(self, code: int, duid: bytes, name: str) -> str | None:
        if code not in self.codes():
            return None
        self.set_value(code, lambda _: duid)
        return f"{name} is {duid.hex(':')}"

    def _each(self, codes: tuple[int, ...], change: Edit) -> None:
        options = (
            RawOption(option.code, change(option.data)) if option.code in codes else option
            for option in self.message.options
        )
        self.message = replace(self.message, options=tuple(options))


def _timed_na(data: bytes, seconds: int) -> bytes:
    ia = IaNa.decode(data)
    inside = tuple(
        replace(IaAddr.decode(option.data), preferred_lifetime=seconds, valid_lifetime=seconds).option()
        if option.code == OPTION_IAADDR
        else option
        for option in ia.options
    )
    return replace(ia, t1=seconds // 2, t2=seconds * 4 // 5, options=inside).encode()


def _timed_pd(data: bytes, seconds: int) -> bytes:
    ia = IaPd.decode(data)
    inside = tuple(
        replace(IaPrefix.decode(option.data), preferred_lifetime=seconds, valid_lifetime=seconds).option()
        if option.code == OPTION_IAPREFIX
        else option
        for option in ia.options
    )
    return replace(ia, t1=seconds // 2, t2=seconds * 4 // 5, options=inside).encode()
