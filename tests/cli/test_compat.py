from __future__ import annotations

from dhcptools.cli.compat import EXAMPLES, NOTES, compat
from dhcptools.cli.compat_perfdhcp import DIFFERENCES
from dhcptools.cli.man import pages


def test_every_program_has_its_command() -> None:
    assert list(compat.commands) == ["perfdhcp"]


def test_the_page_lists_what_differs() -> None:
    page = pages()["dhcptool-compat.1"].replace("\\-", "-")
    assert all(f"{what}: " in page for what, _ in DIFFERENCES)
    assert all(heading in page for heading, _ in NOTES)
    assert all(command in page for _, command in EXAMPLES)
