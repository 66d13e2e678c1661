"""``dhcptool completion``: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dhcptools.cli.commands import COMPLETION_VARIABLE
from dhcptools.cli.streams import result
from dhcptools.cli.tree import common_options, dhcptool

EXAMPLES = (
    ("Complete in this bash session", 'eval "$(dhcptool completion bash)"'),
    (
        "Complete in every bash session",
        "dhcptool completion bash > ~/.local/share/bash-completion/completions/dhcptool",
    ),
    ("Complete in every zsh session, from a directory of $fpath", "dhcptool completion zsh > ~/.zfunc/_dhcptool"),
    ("Complete in every fish session", "dhcptool completion fish > ~/.config/fish/completions/dhcptool.fish"),
)


@click.command()
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@common_options
def completion(shell: str) -> None:
    """Print the completion script of SHELL: bash, zsh or fish."""
    completer = get_completion_class(shell)
    if completer is None:
        raise click.BadParameter(f"click has no completion for {shell}", param_hint="SHELL")
    shown = completer(dhcptool, {}, "dhcptool", COMPLETION_VARIABLE)
    result(shown.source_template % shown.source_vars())
