"""A request as expressions see it: with the classes it has by itself, or by a configuration."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from dhcptools.cli.class_packets import Given
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.kea.expression import Arrival, Names, Packet
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import Message4

if TYPE_CHECKING:
    from dhcptools.kea.model import Config
    from dhcptools.report.class_outcome import Classified

_VENDOR_CLASS = {4: 60, 6: 16}


def plain(given: Given, names: Names) -> Packet:
    """In class ALL, and in VENDOR_CLASS_… when it says one. ProblemError when no client's message is inside."""
    arrival = Arrival(given.interface, given.source, given.destination)
    try:
        if isinstance(given.message, Message4):
            packet = Packet(names, given.message, (), arrival, ("ALL",))
        else:
            packet = Packet.of6(names, given.message, arrival)
            packet.classes["ALL"] = None
    except DecodeError as error:
        raise _broken(given, error) from None
    vendor = packet.octets().get(_VENDOR_CLASS[given.family], b"").rstrip(b"\0")
    if given.family == 6:
        vendor = vendor[6 : 6 + int.from_bytes(vendor[4:6])]
    if vendor:
        packet.classes["VENDOR_CLASS_" + vendor.decode("utf-8", "surrogateescape")] = None
    return packet


def classify(given: Given, config: Config, names: Names) -> tuple[Packet, Classified]:
    """With the classes that a configuration gives it. ProblemError for a packet a server would refuse."""
    from dhcpserver.explain import explain4, explain6  # noqa: PLC0415 - only with --config
    from dhcpserver.reply4 import Context4  # noqa: PLC0415
    from dhcpserver.reply6 import Context6  # noqa: PLC0415
    from dhcptools.report.class_outcome import Classified, ClassVerdict  # noqa: PLC0415

    source, destination, unicast = given.source, given.destination, given.unicast
    try:
        if isinstance(given.message, Message4):
            near = source if isinstance(source, IPv4Address) else IPv4Address(0)
            local = destination if unicast and isinstance(destination, IPv4Address) else IPv4Address(0)
            context = Context4(near, local=local, unicast=unicast, interface=given.interface)
            found = explain4(config, names, given.message, context)
        else:
            far = source if isinstance(source, IPv6Address) else IPv6Address(0)
            here = destination if isinstance(destination, IPv6Address) else IPv6Address(0)
            context6 = Context6(far, unicast=unicast, interface=given.interface, local=here)
            found = explain6(config, names, given.message, context6)
    except DecodeError as error:
        raise _broken(given, error) from None
    subnet = found.subnet
    return found.packet, Classified(
        found.classes, found.additional, found.waiting,
        tuple(ClassVerdict(each.name, each.when, each.value, each.error) for each in found.verdicts),
        found.dropped, None if subnet is None else subnet.id, "" if subnet is None else str(subnet.prefix),
        "" if subnet is None else subnet.shared_network,
    )  # fmt: skip  # the order of Classified


def _broken(given: Given, error: DecodeError) -> ProblemError:
    what = f"packet {given.number} is no request a server would take"
    return ProblemError(what, str(error), "give another packet, or mend it", Exit.UNREADABLE)
