"""``dump -i``: from opening the link to the line that says what was heard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dhcptools.cli.dump_run import Show, packets_text
from dhcptools.cli.signals import StopSignals
from dhcptools.cli.streams import note
from dhcptools.dump.live import LiveLink
from dhcptools.net.privileges import drop_privileges
from dhcptools.net.ring import RingLink

if TYPE_CHECKING:
    from dhcptools.cli.dump_run import Flags
    from dhcptools.dump.record import Renderer
    from dhcptools.dump.select import Predicate
    from dhcptools.packet.definitions import Catalogue


def listen(
    flags: Flags, ports: frozenset[int], conditions: list[Predicate], catalogue: Catalogue, style: Renderer
) -> int:
    """Show what passes until a signal or ``-c``; the exit code. Raises NetError."""
    interface = flags.interface or ""
    with StopSignals() as signals, RingLink(interface, ports=sorted(ports), promiscuous=flags.promiscuous) as link:
        drop_privileges()  # before the first octet from the network is read
        show = Show(flags, signals, conditions, style)
        live = LiveLink(link, ports, catalogue)
        if not flags.quiet:
            note(f"listening on {interface}")
        try:
            for packets in live.turns(signals.stop):
                show.batch(packets)
                show.turn(time.time_ns() if not packets else packets[-1].time_ns or 0)
                show.flush()
                if show.matched == flags.count:
                    break
        finally:
            _, dropped = link.statistics  # the first one counts what is still in the ring, too
            if not flags.quiet or dropped:
                captured = packets_text(live.captured)
                note(f"{captured} captured, {show.matched} matched, {dropped} dropped by the kernel")
        return show.end()
