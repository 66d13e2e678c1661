"""Kea and our server side by side: the same file, links of the same shape, the same packets, and what each answered.

A dialogue is a generator: it yields what a client or relay sends and is given the replies. Each server has a dialogue
of its own from the same seed, so that both hear the same packets for as long as they answer the same.

No reply is waited for by time: after every packet goes a marker, a message that every server answers and that changes
nothing. What came before its answer belongs to the packet.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Final

from dhcpserver.frames import datagram
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6, decode6, layers
from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Kea, Program
from support.replies import ORDER, Fields, Names, fields4, fields6, rename4, rename6

SERVER4: Final = "192.0.2.1"
RELAY4: Final = "192.0.2.2"
SERVER6: Final = "2001:db8:1::1"
SERVER_MAC: Final = bytes.fromhex("0200000000fe")
RELAY_MAC: Final = bytes.fromhex("0200000000fd")
_ETHERNET: Final = struct.Struct("!6s6sH")
_ETH_P_IP: Final = 0x0800
_OUTGOING: Final = 4  # PACKET_OUTGOING, packet(7)
_UDP: Final = 17
_MARKER4: Final = 0xFEED0000
_MARKER6: Final = 0xFE0000
_WAIT_S: Final = 5.0
_BROADCAST: Final = "255.255.255.255"
_GROUP: Final = "ff02::1:2"

AnyMessage = Message4 | AnyMessage6


@dataclass(frozen=True, slots=True)
class Sent:
    """A packet, and what it is called where replies to it differ; without message nothing is sent, so that dialogues
    stay in step where one server was silent. ``source`` and ``target`` are empty for a client without address that
    speaks to everybody."""

    name: str
    message: AnyMessage | None
    source: str = ""
    target: str = ""
    source_port: int = 68


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply and its fields as text."""

    message: AnyMessage
    fields: Fields


Dialogue = Generator[Sent, list[Answer], None]


class Side4:
    """The client's end of a link, for DHCPv4: whole frames, so that every address may be anything."""

    def __init__(self, client: Namespace) -> None:
        self.raw = client.socket(socket.AF_PACKET, socket.SOCK_RAW, 0, address=("eth0", _ETH_P_IP))
        self.raw.settimeout(_WAIT_S)
        self.marked = 0

    def close(self) -> None:
        self.raw.close()

    def ask(self, sent: Sent) -> list[Answer]:
        """The replies to one packet."""
        if sent.message is None:
            return []
        self.marked += 1
        kind = RawOption(53, b"\x08")
        marker = Message4(xid=_MARKER4 + self.marked, chaddr=RELAY_MAC, ciaddr=IPv4Address(RELAY4), options=(kind,))
        self._frame(sent)
        self._frame(Sent("marker", marker, RELAY4, SERVER4))
        answers: list[Answer] = []
        while True:
            frame, address = self.raw.recvfrom(65536)
            if address[2] == _OUTGOING or frame[23] != _UDP or int.from_bytes(frame[34:36]) != 67:
                continue
            message = Message4.decode(frame[42 : 14 + int.from_bytes(frame[16:18])])
            if message.xid == marker.xid:
                return answers
            where = {
                "sent to": f"{socket.inet_ntoa(frame[30:34])} port {int.from_bytes(frame[36:38])}",
                "sent from": socket.inet_ntoa(frame[26:30]),
            }
            answers.append(Answer(message, {**where, **fields4(message)}))

    def _frame(self, sent: Sent) -> None:
        assert isinstance(sent.message, Message4)
        far = SERVER_MAC if sent.target else b"\xff" * 6
        near = RELAY_MAC if sent.source else sent.message.chaddr[:6]
        source, target = (socket.inet_aton(text) for text in (sent.source or "0.0.0.0", sent.target or _BROADCAST))
        packet = datagram(sent.message.encode(), source, target, sent.source_port, 67)
        self.raw.send(_ETHERNET.pack(far, near, _ETH_P_IP) + packet)


class Side6:
    """The client's end of a link, for DHCPv6: the ports of a client and of a relay."""

    def __init__(self, client: Namespace) -> None:
        self.index = int(client.run(["ip", "-oneline", "link", "show", "eth0"]).stdout.partition(":")[0])
        self.ports = {port: client.socket(socket.AF_INET6, address=("::", port), device="eth0") for port in (546, 547)}
        for sock in self.ports.values():
            sock.settimeout(_WAIT_S)
        self.marked = 0

    def close(self) -> None:
        for sock in self.ports.values():
            sock.close()

    def ask(self, sent: Sent) -> list[Answer]:
        """The replies to one packet."""
        if sent.message is None or isinstance(sent.message, Message4):
            return []
        self.marked += 1
        marker: AnyMessage6 = Message6(11, _MARKER6 + self.marked, (RawOption(1, b"\0\3\0\1" + RELAY_MAC),))
        port = 546 if isinstance(sent.message, Message6) else 547
        if isinstance(sent.message, RelayMessage6):
            marker = RelayMessage6(12, 0, options=(RawOption(9, marker.encode()),))
        sock = self.ports[port]
        sock.sendto(sent.message.encode(), (sent.target or _GROUP, 547, 0, self.index))
        sock.sendto(marker.encode(), (_GROUP, 547, 0, self.index))
        answers: list[Answer] = []
        while True:
            data, address = sock.recvfrom(65536)
            message = decode6(data)
            *_, inner = layers(message)
            if isinstance(inner, Message6) and inner.transaction_id == _MARKER6 + self.marked:
                return answers
            answers.append(Answer(message, {"sent from": f"port {address[1]}", **fields6(message)}))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of the replies to one packet that is not the same; an absent one is ``-``."""

    sent: str
    field: str
    kea: str
    ours: str

    def __str__(self) -> str:
        return f"{self.sent}: {self.field}: Kea {self.kea}, ours {self.ours}"


@dataclass(slots=True)
class Outcome:
    """What two dialogues came to."""

    packets: int
    answered: int
    differences: list[Difference]


def compare(
    kea: Side4 | Side6, ours: Side4 | Side6, dialogue: Callable[[], Dialogue], pools: Mapping[str, str]
) -> Outcome:
    """Lead the dialogue with both servers, packet by packet. ``pools`` are FIRST-LAST or a prefix by what to call them.

    Addresses of pools are compared by pool and client: which one of a pool a client gets is for each server to say.
    """
    talks = (dialogue(), dialogue())
    names = (Names(pools), Names(pools))
    packets = [next(talk) for talk in talks]
    outcome = Outcome(0, 0, [])
    while True:
        theirs, own = kea.ask(packets[0]), ours.ask(packets[1])
        outcome.packets += 1
        outcome.answered += bool(theirs)
        renamed = [[_renamed(answer, name) for answer in said] for name, said in zip(names, (theirs, own), strict=True)]
        outcome.differences += differences(packets[0].name, *renamed)
        try:
            packets = [talks[0].send(theirs), talks[1].send(own)]
        except StopIteration:
            return outcome


def differences(name: str, theirs: list[Answer], own: list[Answer]) -> Iterator[Difference]:
    """Where the answers to one packet are not the same."""
    if len(theirs) != len(own):
        yield Difference(name, "replies", _said(theirs), _said(own))
        return
    for kea, ours in zip(theirs, own, strict=True):
        if kea.fields["type"] != ours.fields["type"]:
            yield Difference(name, "type", kea.fields["type"], ours.fields["type"])
            continue
        for key in dict.fromkeys([*kea.fields, *ours.fields]):
            one, other = kea.fields.get(key, "-"), ours.fields.get(key, "-")
            if key == ORDER:  # of those that both have: one that is missing is told once
                one, other = _common(one, other), _common(other, one)
            if one != other:
                yield Difference(name, key, one, other)


@contextmanager
def rivals(family: int, configuration: dict[str, Any], folder: Path) -> Iterator[tuple[Side4 | Side6, Side4 | Side6]]:
    """Kea and ours with the same file, each on a link of its own; the client's ends of both links."""
    with ExitStack() as stack:
        sides: list[Side4 | Side6] = []
        for _ in ("kea", "ours"):
            server = stack.enter_context(Namespace())
            client = stack.enter_context(Namespace(beside=server))
            connect(server, client, (f"{SERVER4}/24", f"{SERVER6}/64"), ("2001:db8:1::2/64",))
            prepare(server)
            if not sides:
                stack.enter_context(Kea(server, family, configuration, folder))
            else:
                stack.enter_context(serving(server, family, configuration, folder))
            side = Side4(client) if family == 4 else Side6(client)
            stack.callback(side.close)
            sides.append(side)
        yield sides[0], sides[1]


def serving(place: Namespace, family: int, configuration: dict[str, Any], folder: Path) -> Program:
    """Our server with a configuration given as the value of Dhcp4 or Dhcp6."""
    file = folder / f"ours-dhcp{family}.conf"
    file.write_text(json.dumps({f"Dhcp{family}": configuration}, indent=1))
    program = Program(
        place, command("serve", "--config", str(file)), folder / f"ours-dhcp{family}.log", environment(folder)
    )
    program.wait_for("serving")
    return program


def prepare(server: Namespace) -> None:
    """A hardware address that is known, and neighbours that need no asking: a reply waits for nothing."""
    server.run(["ip", "link", "set", "eth0", "address", SERVER_MAC.hex(":")])
    lines = [f"neigh replace 192.0.2.{host} lladdr {RELAY_MAC.hex(':')} dev eth0" for host in range(2, 255)]
    lines += [f"route add {prefix} via {RELAY4}" for prefix in ("198.51.100.0/24", "203.0.113.0/24")]
    server.run(["ip", "-batch", "-"], stdin="\n".join(lines))


def _renamed(answer: Answer, names: Names) -> Answer:
    if isinstance(answer.message, Message4):
        return Answer(answer.message, rename4(answer.message, answer.fields, names))
    return Answer(answer.message, rename6(answer.fields, names))


def _common(one: str, other: str) -> str:
    return " ".join(code for code in one.split() if code in other.split())


def _said(answers: list[Answer]) -> str:
    return ", ".join(answer.fields["type"] for answer in answers) or "silence"
