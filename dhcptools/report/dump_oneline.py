"""``--oneline``: one packet a line, in columns, coloured by what its message does."""

from __future__ import annotations

from collections.abc import Sequence

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.kinds.v6_message import Nested4, Nested6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from dhcptools.report.dump_colour import WRONG, paint
from dhcptools.report.dump_facts import facts4, facts6, type4, type6
from dhcptools.report.dump_line import one_line
from dhcptools.report.dump_quick import Quick
from dhcptools.report.dump_tree import Item


class DumpOneline:
    """``--style oneline``."""

    def __init__(self, setting: Setting) -> None:
        self._colour = setting.colour
        self._quick = Quick(setting.catalogue, colour=setting.colour)

    def lines(self, packet: Packet) -> str:
        """The packet's line."""
        return self._quick.text(packet, line=True) or self.whole(packet)

    def whole(self, packet: Packet) -> str:
        """The same for any packet, by way of its objects."""
        message = packet.message
        if isinstance(message, Message4):
            kind, xid, facts = type4(message), f"{message.xid:08x}", facts4(message, packet.options)
        elif message is not None:
            kind, xid, facts = type6(message, packet.options), _xid6(message, packet), facts6(message, packet.options)
        else:
            kind, xid, facts = "no DHCP message", "", ""
        if packet.problems:
            count = f"{len(packet.problems)} problem{'s' if len(packet.problems) > 1 else ''}"
            facts += f"  {paint(count, WRONG) if self._colour else count}"
        frame = packet.frame
        ends = ("-", "-") if frame is None or frame.ip is None else (str(frame.ip.source), str(frame.ip.destination))
        return one_line(packet.time_ns, kind, xid, *ends, facts, self._colour)


def _xid6(message: AnyMessage6, packet: Packet) -> str:
    """The transaction of the innermost message, DHCPv4's too; empty where relay messages hold none."""
    options: Sequence[Item] = packet.options
    if isinstance(message, RelayMessage6):
        inner = next((option.value for option in options if isinstance(option.value, Nested6)), None)
        if inner is None:
            return ""
        message, options = inner.innermost, inner.layers[-1].options
    four = next((option.value for option in options if isinstance(option.value, Nested4)), None)
    if four is not None:
        return f"{four.message.xid:08x}"
    return f"{message.transaction_id:06x}" if isinstance(message, Message6) else ""
