from __future__ import annotations

import click

from dhcptools.cli.commands import COMMANDS, OPTIONS, help_page
from dhcptools.cli.tree import dhcptool


def context() -> click.Context:
    return dhcptool.make_context("dhcptool", [], resilient_parsing=True)


def test_the_table_names_commands_that_exist() -> None:
    for name, _, _ in COMMANDS:
        found = dhcptool.get_command(context(), name)
        assert isinstance(found, click.Command)
        assert found.name == name


def test_the_page_shows_the_options_of_the_tree() -> None:
    records = [parameter.get_help_record(context()) for parameter in dhcptool.get_params(context())]
    assert sorted(record for record in records if record) == sorted(OPTIONS)


def test_the_page_fits_a_terminal_and_lists_everything() -> None:
    page = help_page()
    assert all(len(line) <= 80 for line in page.splitlines())
    for name, _, summary in COMMANDS:
        assert f"  {name} " in page
        assert summary in page
    assert page.startswith("Usage: dhcptool [OPTIONS] COMMAND [ARGS]...\n")
