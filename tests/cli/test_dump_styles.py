from __future__ import annotations

from dhcptools.cli.dump_styles import NAMES, renderer
from dhcptools.dump.record import Setting
from support.dumped import DISCOVER, SOLICIT, packet


def test_every_style_of_the_table_shows_packets() -> None:
    for name in NAMES:
        style = renderer(name, Setting())
        for message in (DISCOVER, SOLICIT):
            assert style.lines(packet(message)).endswith("\n")
