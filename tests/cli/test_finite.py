"""What is no number to a person is none on the command line."""

from __future__ import annotations

import click
import pytest

from dhcptools.cli.finite import FiniteRange
from dhcptools.cli.tree import LazyGroup, dhcptool


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "NaN", "infinity", "1e999", "x", "-1"])
def test_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        FiniteRange(0).convert(text, None, None)


def test_taken() -> None:
    assert FiniteRange(0).convert("1e3", None, None) == 1000.0
    assert FiniteRange(0).convert(0.5, None, None) == 0.5


def test_every_command_uses_it() -> None:
    assert isinstance(dhcptool, LazyGroup)
    with click.Context(dhcptool) as ctx:
        for name in dhcptool.list_commands(ctx):
            command = dhcptool.get_command(ctx, name)
            commands = [command, *getattr(command, "commands", {}).values()]
            for each in commands:
                assert each is not None
                kinds = [parameter.type for parameter in each.params]
                assert all(isinstance(kind, FiniteRange) for kind in kinds if isinstance(kind, click.FloatRange)), name
