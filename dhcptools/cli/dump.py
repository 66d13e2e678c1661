"""``dhcptool dump``: DHCP packets, decoded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dhcptools.cli.dump_styles import NAMES, renderer
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import wants_colour
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
    from dhcptools.dump.record import Renderer

EXAMPLES = (("For a script, an object a packet", "dhcptool dump -r capture.pcap --json"),)


@click.command("dump")
@click.option("-r", "--read", "files", multiple=True, required=True, metavar="FILE", help="Read a capture file.")
@click.option("--style", type=click.Choice(NAMES), default=NAMES[0], help="How packets are shown.")
@click.option("--json", is_flag=True, help="An object a line.")
@common_options
@click.pass_obj
def dump(session: Session, /, *, files: tuple[str, ...], style: str, json: bool) -> int:
    """Decode the DHCP packets of capture files."""
    from dhcptools.dump.record import Setting  # noqa: PLC0415 - the help page needs none of this

    setting = Setting(wants_colour(sys.stdout, session.colour))
    chosen = renderer("json" if json else style, setting)
    for name in files:
        _show(name, chosen)
    return Exit.YES


def _show(name: str, style: Renderer) -> None:
    from dhcptools.dump.reader import read_file  # noqa: PLC0415 - the help page needs none of this
    from dhcptools.net.capture import CaptureError  # noqa: PLC0415

    try:
        for packet in read_file(name):
            sys.stdout.write(style.lines(packet))
    except CaptureError as error:
        sys.stdout.flush()
        raise ProblemError(f"cannot read {name}", str(error), "give a pcap or pcapng file", Exit.UNREADABLE) from error
