"""The one message a probe sends, from what its user wishes: any type, any header field, any option.

Nothing is taken by default: no Rapid Commit, no DHCPREQUEST. Options of the user win over those that a message has by
itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final

from dhcptools.exchange.bindings6 import Ia
from dhcptools.packet import names6
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix
from dhcptools.packet.names4 import MESSAGE_TYPES, message_type
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BOOTREQUEST, NO_ADDRESS, Message4
from dhcptools.packet.v6 import Message6

PARAMETERS: Final = (1, 3, 6, 12, 15, 26, 28, 33, 42, 43, 51, 54, 58, 59, 60, 66, 67, 108, 114, 119, 121, 150, 252)
ORO: Final = (21, 22, 23, 24, 31, 32, 39, 56, 59, 60, 82, 83)
_WITHOUT_PARAMETERS: Final = frozenset({None, 4, 7})  # BOOTP; RFC 2131 table 5: DECLINE, RELEASE
_WITH_ORO: Final = frozenset({1, 3, 5, 6, 11})  # RFC 9915 §18.2


@dataclass(frozen=True, slots=True)
class Wish4:
    """Every field of a DHCPv4 request; ``kind`` is option 53, None for plain BOOTP, ``parameters`` option 55."""

    kind: int | None
    chaddr: bytes
    xid: int
    op: int = BOOTREQUEST
    htype: int = 1
    hlen: int | None = None
    hops: int = 0
    secs: int = 0
    flags: int = 0
    ciaddr: IPv4Address = NO_ADDRESS
    yiaddr: IPv4Address = NO_ADDRESS
    siaddr: IPv4Address = NO_ADDRESS
    giaddr: IPv4Address = NO_ADDRESS
    sname: bytes = b""
    file: bytes = b""
    client_id: bytes | None = None
    parameters: tuple[int, ...] | None = None
    options: tuple[RawOption, ...] = ()

    def message(self) -> Message4:
        """The request. Raises EncodeError for a chaddr that the field cannot hold."""
        if len(self.chaddr) > 16:
            raise EncodeError(f"chaddr has {len(self.chaddr)} octets, the field holds 16")
        own = [] if self.kind is None else [RawOption(53, bytes((self.kind,)))]
        if self.client_id is not None:
            own.append(RawOption(61, self.client_id))
        parameters = self.parameters
        if parameters is None:
            parameters = () if self.kind in _WITHOUT_PARAMETERS else PARAMETERS
        if parameters:
            own.append(RawOption(55, bytes(parameters)))
        given = {option.code for option in self.options}
        options = (*(option for option in own if option.code not in given), *self.options)
        return Message4(
            self.op, self.htype, len(self.chaddr) if self.hlen is None else self.hlen, self.hops, self.xid, self.secs,
            self.flags, self.ciaddr, self.yiaddr, self.siaddr, self.giaddr, self.chaddr.ljust(16, b"\0"), self.sname,
            self.file, tuple(sorted(options, key=lambda option: (option.code != 53, option.code == 82))),
        )  # fmt: skip  # the order of the wire


@dataclass(frozen=True, slots=True)
class Wish6:
    """Everything in a DHCPv6 request; ``oro`` is option 6, None for the usual one of the type."""

    kind: int
    transaction_id: int
    duid: bytes = b""
    ias: tuple[Ia, ...] = ()
    oro: tuple[int, ...] | None = None
    options: tuple[RawOption, ...] = ()

    def message(self) -> Message6:
        """The request."""
        own = [RawOption(1, self.duid)] if self.duid else []
        own.append(RawOption(8, bytes(2)))
        oro = (ORO if self.kind in _WITH_ORO else ()) if self.oro is None else self.oro
        if oro:
            own.append(RawOption(6, b"".join(code.to_bytes(2) for code in oro)))
        given = {option.code for option in self.options}
        kept = (option for option in own if option.code not in given)
        return Message6(self.kind, self.transaction_id, (*kept, *(ia.option() for ia in self.ias), *self.options))


def kind_of(text: str, family: int | None) -> tuple[int, int | None]:
    """Family and number of a message type by name or number; None for ``bootp``. Raises EncodeError.

    Without a family a number is DHCPv4's, and a name that both have too.
    """
    plain = text.strip().upper().replace("_", "-")
    if family != 6:
        if plain == "BOOTP":
            return 4, None
        try:
            return 4, message_type(plain)
        except EncodeError:
            if family == 4:
                raise
    for code, name in names6.MESSAGE_TYPES.items():
        if plain.replace("-", "") == name.replace("-", ""):
            return 6, code
    if plain.isascii() and plain.isdigit() and len(plain) <= 3 and int(plain) <= 255:
        return 6, int(plain)
    known = [*MESSAGE_TYPES.values(), "bootp"] if family is None else []
    known += [name.lower() for name in names6.MESSAGE_TYPES.values()]
    raise EncodeError(f"{text!r} is no message type: a number or one of {', '.join(known)}")


def ia_na(text: str, iaid: int) -> IaNa:
    """An IA_NA from an address that is wished for, or ``any``. Raises EncodeError."""
    if text == "any":
        return IaNa(iaid)
    try:
        address = IPv6Address(text)
    except ValueError:
        raise EncodeError(f"{text!r} is no IPv6 address to ask for") from None
    return IaNa(iaid, options=(IaAddr(address).option(),))


def ia_pd(text: str, iaid: int) -> IaPd:
    """An IA_PD from a prefix that is wished for, a length such as ``/56``, or ``any``. Raises EncodeError."""
    if text == "any":
        return IaPd(iaid)
    try:
        wished = IPv6Network(f"::{text}" if text.startswith("/") else text)
    except ValueError:
        raise EncodeError(f"{text!r} is no prefix to ask for: /56, 2001:db8:1::/56 or any") from None
    hint = IaPrefix(prefix_length=wished.prefixlen, prefix=wished.network_address)
    return IaPd(iaid, options=(hint.option(),))
