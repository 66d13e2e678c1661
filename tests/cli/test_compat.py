from __future__ import annotations

from dhcptools.cli import compat_dhcpdump, compat_dhcping, compat_perfdhcp
from dhcptools.cli.commands import DROP_INS
from dhcptools.cli.compat import EXAMPLES, NOTES, compat
from dhcptools.cli.man import pages

DIFFERENCES = compat_perfdhcp.DIFFERENCES + compat_dhcping.DIFFERENCES + compat_dhcpdump.DIFFERENCES


def test_every_program_has_its_command() -> None:
    assert tuple(compat.commands) == DROP_INS == ("perfdhcp", "dhcping", "dhcpdump")


def test_the_page_lists_what_differs() -> None:
    page = pages()["dhcptool-compat.1"].replace("\\-", "-")
    assert all(f"{what}: " in page for what, _ in DIFFERENCES)
    assert all(heading in page for heading, _ in NOTES)
    assert all(command in page for _, command in EXAMPLES)
