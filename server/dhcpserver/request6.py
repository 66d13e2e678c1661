"""What a DHCPv6 server needs to know of a message, read once: the relays around it and the client's own message."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final

from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import OPTION_IA_NA, OPTION_IA_PD, OPTION_IA_TA, IaNa, IaPd, IaTa
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, layers

CLIENT_ID: Final = 1
SERVER_ID: Final = 2
ORO: Final = 6
RAPID_COMMIT: Final = 14
VENDOR_CLASS: Final = 16
INTERFACE_ID: Final = 18
CLIENT_LINK_LAYER: Final = 79  # RFC 6939
RELAY_ECHO: Final = 43  # RFC 4994
RELAY_PORT: Final = 135  # RFC 8357 §5.3
_MOST_RELAYS: Final = 32  # RFC 9915 §7.6 lets relays add 8


@dataclass(frozen=True, slots=True)
class Wish:
    """An address or prefix a client names in an IA, with the lifetimes it would like; 0 for no wish."""

    address: int
    length: int
    preferred: int
    valid: int


@dataclass(frozen=True, slots=True)
class Ia:
    """One identity association of a message, without its encoding."""

    code: int
    iaid: int
    wishes: tuple[Wish, ...]


class Request6:
    """A client's message and the relays around it, outermost first."""

    __slots__ = ("client_id", "ias", "message", "oro", "rapid_commit", "relays", "server_id", "vendor_class")

    def __init__(self, outermost: AnyMessage6) -> None:
        """Raises DecodeError for a message that cannot be understood (RFC 9915 §16)."""
        self.relays: list[RelayMessage6] = []
        message: Message6 | None = None
        for layer in layers(outermost, _MOST_RELAYS + 1):
            if isinstance(layer, RelayMessage6):
                self.relays.append(layer)
            else:
                message = layer
        if message is None:
            raise DecodeError("a relay chain without a message", 0)
        self.message = message
        self.client_id = _duid(message, CLIENT_ID)
        self.server_id = _duid(message, SERVER_ID)
        asked = message.first(ORO) or b""
        if len(asked) % 2:
            raise DecodeError(f"option {ORO} has {len(asked)} octets, needs pairs")
        self.oro = tuple(int.from_bytes(asked[at : at + 2]) for at in range(0, len(asked) - 1, 2))
        self.rapid_commit = message.first(RAPID_COMMIT) is not None
        self.ias = tuple(_ia(option.code, option.data) for option in message.options if option.code in _IAS)
        self.vendor_class = _first_tuple(message.first(VENDOR_CLASS))

    def identity(self) -> dict[str, bytes]:
        """The identifiers that reservations may name, by Kea's words."""
        identity = {"duid": self.client_id}
        hardware = self._told_by_relay()
        if not hardware and self.client_id:
            hardware = Duid(self.client_id).link_layer_address or b""
        if hardware:
            identity["hw-address"] = hardware
        return identity

    def _told_by_relay(self) -> bytes:
        """The hardware address of the client as the first relay saw it (RFC 6939 §4), empty when it does not say."""
        told = self.relays[-1].first(CLIENT_LINK_LAYER) if self.relays else None
        return b"" if told is None else told[2:]

    @property
    def link_address(self) -> int:
        """The first link-address that says something, from the relay nearest to the client (RFC 9915 §13.1)."""
        return next((int(relay.link_address) for relay in reversed(self.relays) if int(relay.link_address)), 0)

    @property
    def interface_ids(self) -> list[bytes]:
        """The Interface-Ids of the relays, nearest to the client first."""
        found = (relay.first(INTERFACE_ID) for relay in reversed(self.relays))
        return [value for value in found if value is not None]

    @property
    def relay_port(self) -> bool:
        """Whether the relay that sent this wants the answer at its source port (RFC 8357 §5.4)."""
        return bool(self.relays) and self.relays[0].first(RELAY_PORT) is not None

    def __str__(self) -> str:
        via = f" via {self.relays[0].peer_address}" if self.relays else ""
        return f"{self.client_id.hex(':') or 'no DUID'} xid {self.message.transaction_id:#08x}{via}"


_IAS: Final = frozenset((OPTION_IA_NA, OPTION_IA_TA, OPTION_IA_PD))


def _ia(code: int, data: bytes) -> Ia:
    if code == OPTION_IA_NA:
        na = IaNa.decode(data)
        return Ia(code, na.iaid, tuple(
            Wish(int(item.address), 128, item.preferred_lifetime, item.valid_lifetime) for item in na.addresses()
        ))  # fmt: skip  # one IA a line
    if code == OPTION_IA_PD:
        pd = IaPd.decode(data)
        return Ia(code, pd.iaid, tuple(
            Wish(int(item.prefix), item.prefix_length, item.preferred_lifetime, item.valid_lifetime)
            for item in pd.prefixes()
        ))  # fmt: skip  # one IA a line
    return Ia(code, IaTa.decode(data).iaid, ())


def _duid(message: Message6, code: int) -> bytes:
    """The one DUID of an option, empty when absent. A client or server has one (RFC 9915 §21.2)."""
    found = message.all(code)
    if len(found) > 1:
        raise DecodeError(f"option {code} stands {len(found)} times", found[1].offset)
    if not found:
        return b""
    if found[0].data == b"\0":  # stands for no client in lease files; a DUID has a type of two octets (RFC 9915 §11.1)
        raise DecodeError("a DUID is more than a single zero", found[0].offset)
    if not 1 <= len(found[0].data) <= 130:
        raise DecodeError(f"a DUID has 1 to 130 octets, this one {len(found[0].data)}", found[0].offset)
    return found[0].data


def _first_tuple(data: bytes | None) -> bytes:
    """The first text of a Vendor Class option (RFC 9915 §21.16), empty when there is none."""
    if data is None or len(data) < 6:
        return b""
    return data[6 : 6 + int.from_bytes(data[4:6])]


def text_of(address: int) -> str:
    """An address as text."""
    return str(IPv6Address(address))
