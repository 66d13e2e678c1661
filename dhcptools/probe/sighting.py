"""A frame read as the answer of a server to one of our questions.

A server that answers badly is a server all the same: only what cannot be an answer to us (another transaction, another
hardware address, a request, a checksum that is wrong) is left out. What else is wrong stands in ``problems``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from dhcptools.exchange.bindings6 import read as read_bindings
from dhcptools.exchange.bindings6 import status_of, status_text
from dhcptools.exchange.messages4 import MESSAGE_TEXT, SERVER_ID
from dhcptools.exchange.messages6 import CLIENT_ID as CLIENT_ID6
from dhcptools.exchange.messages6 import SERVER_ID as SERVER_ID6
from dhcptools.packet import names6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.frame import Frame
from dhcptools.packet.ia6 import OPTION_IA_NA, OPTION_IA_PD
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.udp import Check
from dhcptools.packet.v4 import BOOTREPLY, MESSAGE_TYPE, NO_ADDRESS, Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.packet.view4 import view
from dhcptools.probe.flavours import ANSWERS, Ask

CLIENT_PORTS: Final = (68, 546)
LEASE_TIME: Final = 51
_TOLD6: Final = frozenset({SERVER_ID6, OPTION_IA_NA, OPTION_IA_PD})  # what is wrong with them has words of its own
OTHERS: Final = "another transaction"
_KINDS4: Final = {2: "DHCPOFFER", 5: "DHCPACK", 6: "DHCPNAK"}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One answer. ``kind`` is the message's name; ``asked`` the flavour it came to and ``key`` that one's.

    ``answers``: it is what such a question is answered with. ``server_id`` is an address, or a DUID in hex with
    colons; ``addresses`` and ``prefixes`` are what is offered, ``lease_s`` for how long (4294967295: for ever).
    ``status`` is option 56, or a status code with its words. ``rtt_ns`` is None when the question's time is unknown.
    """

    family: int
    asked: str
    key: tuple[int, int]
    kind: str
    answers: bool
    server_id: str | None
    source: str
    mac: bytes
    vlans: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    lease_s: int | None = None
    rtt_ns: int | None = None
    status: str | None = None
    options: tuple[TypedOption, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def offers(self) -> bool:
        """Whether an address or a prefix is offered."""
        return self.answers and bool(self.addresses or self.prefixes)


def sight(octets: bytes, asks: Mapping[tuple[int, int], Ask], at_ns: int, *, checksums: bool = True) -> Sighting | str:
    """The answer in an Ethernet frame that came at ``at_ns``, or why it is none. ``asks`` is by :attr:`Ask.key`.

    ``checksums`` false for frames whose checksums a network card was to fill in.
    """
    try:
        frame = Frame.decode(octets, checksums=checksums)
        if frame.ethernet is None or frame.ip is None or frame.udp is None or frame.fragment:
            return "no whole UDP datagram"
        if frame.udp.destination_port not in CLIENT_PORTS:
            return "not to a client's port"
        if frame.udp.check is Check.WRONG:
            return "wrong UDP checksum"
        family = frame.ip.source.version
        ask = asks.get(_transaction(family, frame.payload))
        if ask is None:
            return OTHERS
        found = Message4.decode(frame.payload) if family == 4 else decode6(frame.payload)
        if isinstance(found, RelayMessage6):
            return "a relay message"
    except DecodeError as error:
        return f"malformed: {error}"
    vlans = tuple(tag.vlan for tag in frame.ethernet.tags)
    rtt_ns = max(0, at_ns - ask.sent_ns) if ask.sent_ns else None
    at = _Place(ask, str(frame.ip.source), frame.ethernet.source, vlans, rtt_ns)
    return _sight4(found, at) if isinstance(found, Message4) else _sight6(found, at)


def _transaction(family: int, payload: bytes) -> tuple[int, int]:
    """What :attr:`Ask.key` is compared with: xid, or transaction-id."""
    return family, int.from_bytes(payload[4:8] if family == 4 else payload[1:4])


@dataclass(frozen=True, slots=True)
class _Place:
    ask: Ask
    source: str
    mac: bytes
    vlans: tuple[int, ...]
    rtt_ns: int | None


def _sight4(reply: Message4, at: _Place) -> Sighting | str:
    request = at.ask.message
    if reply.op != BOOTREPLY:
        return "a request"
    if not isinstance(request, Message4) or (
        reply.hardware_address != request.hardware_address and reply.chaddr != request.chaddr
    ):
        return "another hardware address"
    logical = view(reply)
    code = logical.get(MESSAGE_TYPE)
    if code is None:
        kind = "BOOTREPLY"
    else:
        kind = _KINDS4.get(code[0], f"type {code[0]}") if len(code) == 1 else "a broken message type"
    problems = [str(problem) for problem in logical.problems]
    told = logical.get(SERVER_ID)
    if told is None and kind != "BOOTREPLY":
        problems.append("no server identifier (option 54)")
    elif told is not None and len(told) != 4:
        problems.append(f"server identifier has {len(told)} octets, needs 4")
    if kind == "DHCPOFFER" and reply.yiaddr == NO_ADDRESS:
        problems.append("an offer without address: yiaddr is 0.0.0.0")
    options = options4(reply, logical=logical)
    problems += [problem for code, problem in _unread(options) if code != SERVER_ID]  # that has words of its own
    text, lease = logical.get(MESSAGE_TEXT), logical.get(LEASE_TIME)
    return Sighting(
        4,
        at.ask.flavour,
        at.ask.key,
        kind,
        kind in ANSWERS[at.ask.flavour],
        str(IPv4Address(told)) if told is not None and len(told) == 4 else None,
        at.source,
        at.mac,
        at.vlans,
        () if reply.yiaddr == NO_ADDRESS else (str(reply.yiaddr),),
        (),
        int.from_bytes(lease) if lease is not None and len(lease) == 4 else None,
        at.rtt_ns,
        None if text is None else text.decode("utf-8", "backslashreplace"),
        options,
        tuple(problems),
    )


def _unread(options: tuple[TypedOption, ...]) -> list[tuple[int, str]]:
    """The options whose values cannot be read, each with what is wrong."""
    faulty = [option for option in options if option.problem is not None]
    return [(option.code, f"option {option.code} ({option.name}): {option.problem}") for option in faulty]


def _sight6(reply: Message6, at: _Place) -> Sighting | str:
    if reply.msg_type in (names6.SOLICIT, names6.REQUEST, names6.INFORMATION_REQUEST):
        return "a request"
    client = reply.first(CLIENT_ID6)
    if client is not None and client != at.ask.message.first(CLIENT_ID6):
        return "another client identifier"
    problems = [str(problem) for problem in reply.problems]
    if client is None:
        problems.append("no client identifier (RFC 9915 §16.3)")
    server_id = reply.first(SERVER_ID6)
    if not server_id:
        problems.append("no server identifier (RFC 9915 §16.3)")
    options = options6(reply)
    problems += [problem for code, problem in _unread(options) if code not in _TOLD6]
    held = read_bindings(reply)
    problems += held.skipped
    status = status_of(reply)
    statuses = [] if status is None or status.status_code == 0 else [status_text(status)]
    if not held.bindings:  # an IA that got nothing beside one that got something is no news
        statuses += [str(stated) for stated in held.statuses if stated.status.status_code]
    name = names6.MESSAGE_TYPES.get(reply.msg_type, f"type {reply.msg_type}")
    kind = "Advertise" if reply.msg_type == names6.ADVERTISE else name.capitalize()
    return Sighting(
        6,
        at.ask.flavour,
        at.ask.key,
        kind,
        kind in ANSWERS[at.ask.flavour],
        server_id.hex(":") if server_id else None,
        at.source,
        at.mac,
        at.vlans,
        tuple(str(bound.address) for bound in held.bindings if bound.ia != OPTION_IA_PD),
        tuple(f"{bound.address}/{bound.prefix_length}" for bound in held.bindings if bound.ia == OPTION_IA_PD),
        min((bound.valid_lifetime_s for bound in held.bindings), default=None),
        at.rtt_ns,
        "; ".join(statuses) or None,
        options,
        tuple(problems),
    )
