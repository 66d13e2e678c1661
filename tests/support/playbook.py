"""Exchanges written as a dialogue: the client under test on one side, a scripted server on the other."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from typing import TypeVar

from dhcptools.exchange.actions import Action, Done, Failed, Ignored, Message, Send, SetTimer
from dhcptools.exchange.machine import Machine
from dhcptools.exchange.results import SECOND_NS
from dhcptools.packet.ia6 import IaAddr, IaNa, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import BOOTREPLY, Message4
from dhcptools.packet.v6 import Message6

A = TypeVar("A")

SERVER4 = IPv4Address("192.0.2.1")
OFFERED4 = IPv4Address("192.0.2.77")
SERVER_DUID = bytes.fromhex("00030001020000000001")
OFFERED6 = IPv6Address("2001:db8::77")


class Playbook:
    """Drives one machine by hand; the clock moves only when the script says so."""

    def __init__(self, machine: Machine[Message4] | Machine[Message6]) -> None:
        self.machine = machine
        self.now_ns = 1_000 * SECOND_NS
        self.heard: tuple[Action, ...] = ()
        self.sent: list[Send] = []

    def start(self, delay_s: float = 0) -> Playbook:
        return self._hear(self.machine.start(self.now_ns, int(delay_s * SECOND_NS)))

    def pause(self, seconds: float) -> Playbook:
        self.now_ns += int(seconds * SECOND_NS)
        return self

    def server_says(self, message: Message) -> Playbook:
        return self._hear(self.machine.receive(message, self.now_ns))

    def timer_rings(self) -> Playbook:
        assert self.machine.timer_ns is not None
        self.now_ns = max(self.now_ns, self.machine.timer_ns)
        return self._hear(self.machine.timer(self.now_ns))

    def stop(self) -> Playbook:
        return self._hear(self.machine.stop(self.now_ns))

    def sends4(self) -> Message4:
        message = self._only(Send).message
        assert isinstance(message, Message4)
        return message

    def sends6(self) -> Message6:
        message = self._only(Send).message
        assert isinstance(message, Message6)
        return message

    @property
    def destination(self) -> str:
        return str(self._only(Send).destination)

    @property
    def waits_s(self) -> float:
        return (self._only(SetTimer).at_ns - self.now_ns) / SECOND_NS

    @property
    def done(self) -> Done:
        return self._only(Done)

    @property
    def failed(self) -> Failed:
        return self._only(Failed)

    @property
    def ignored(self) -> str:
        return self._only(Ignored).reason

    def _hear(self, actions: tuple[Action, ...]) -> Playbook:
        self.heard = actions
        self.sent += [action for action in actions if isinstance(action, Send)]
        return self

    def _only(self, kind: type[A]) -> A:
        found = [action for action in self.heard if isinstance(action, kind)]
        assert len(found) == 1, f"{kind.__name__} wanted once, heard {self.heard}"
        return found[0]


def answer4(request: Message4, kind: int, *options: RawOption, server: IPv4Address = SERVER4) -> Message4:
    """What a plain server answers: header copied, lease of an hour, no option of the request echoed but 61 and 82."""
    echoed = tuple(option for option in request.options if option.code in (61, 82))
    return replace(
        request,
        op=BOOTREPLY,
        yiaddr=IPv4Address(0) if kind == 6 else OFFERED4,
        options=(
            RawOption(53, bytes((kind,))),
            RawOption(54, server.packed),
            RawOption(51, (3600).to_bytes(4)),
            *options,
            *echoed,
        ),
    )


def answer6(request: Message6, msg_type: int, *options: RawOption, server: bytes = SERVER_DUID) -> Message6:
    """What a plain server answers: both identifiers and whatever is given."""
    client = tuple(option for option in request.options if option.code == 1)
    return Message6(msg_type, request.transaction_id, (*client, RawOption(2, server), *options))


def ia_na(address: IPv6Address = OFFERED6, iaid: int = 1, t1: int = 1800, t2: int = 2880) -> RawOption:
    """An IA_NA with one address of an hour."""
    return IaNa(iaid, t1, t2, (IaAddr(address, 3600, 7200).option(),)).option()


def status(code: int, message: str = "") -> RawOption:
    """A Status Code option."""
    return StatusCode(code, message).option()
