"""The commands as a table, and the page that lists them. Nothing here imports click, so that this page is immediate."""

from __future__ import annotations

ABOUT = "Load, probe, decode, check and serve DHCPv4 and DHCPv6."

COMMANDS = (
    # name, module:attribute of the click command, what it does
    ("class", "dhcptools.cli.class_group:class_group", "Try client classes on packets."),
    ("class test", "dhcptools.cli.class_test:class_test", "Evaluate an expression against a packet."),
    ("compat", "dhcptools.cli.compat:compat", "Be a drop-in for perfdhcp, dhcping or dhcpdump."),
    ("completion", "dhcptools.cli.completion:completion", "Print the completion script of a shell."),
    ("discover", "dhcptools.cli.discover:discover", "Find every DHCP server on a link."),
    ("dump", "dhcptools.cli.dump:dump", "Decode DHCP packets of a link or a capture."),
    ("init", "dhcptools.cli.init:init", "Write a configuration of Kea to start from."),
    ("leases", "dhcptools.cli.leases:leases", "Read lease stores."),
    ("leases check", "dhcptools.cli.leases_check:check", "Look for what is wrong in a store."),
    ("leases diff", "dhcptools.cli.leases_diff:diff", "Compare the leases of two stores."),
    ("leases export", "dhcptools.cli.leases_export:export", "Write leases to a file or another store."),
    ("leases show", "dhcptools.cli.leases_show:show", "Show the leases of a store."),
    ("leases stats", "dhcptools.cli.leases_stats:stats", "Say how full pools, subnets and networks are."),
    ("leases watch", "dhcptools.cli.leases_watch:watch", "Tell what changes in a store, as it happens."),
    ("lint", "dhcptools.cli.lint:lint", "Find mistakes in configurations of Kea."),
    ("lint rule", "dhcptools.cli.lint_rule:rule", "Explain a rule of lint."),
    ("lint rules", "dhcptools.cli.lint_rules:rules", "List the rules of lint."),
    ("options", "dhcptools.cli.options:options", "Say what an option is, and how to write it."),
    ("perf", "dhcptools.cli.perf:perf", "Load a server; report losses and latencies."),
    ("perf compare", "dhcptools.cli.perf_compare:compare", "Compare two kept load runs."),
    ("perf find-max", "dhcptools.cli.perf_findmax:perf_findmax", "Find the highest rate that a server bears."),
    ("perf report", "dhcptools.cli.perf_report:report", "Report a kept load run, as text, plots or data."),
    ("ping", "dhcptools.cli.ping:ping", "Ask a server whether it answers, and how fast."),
    ("query", "dhcptools.cli.query:query", "Send one message of any kind; show every answer."),
    ("serve", "dhcptools.cli.serve:serve", "Run the reference server."),
)

GROUPS = ("class", "leases")
"""Commands that do nothing without a second word."""

COMPLETION_VARIABLE = "_DHCPTOOL_COMPLETE"  # by which a shell asks

DROP_INS = ("perfdhcp", "dhcping", "dhcpdump")  # the commands of compat

OPTIONS = (
    ("--color [auto|always|never]", "When to use colours."),
    ("--debug", "Show a traceback with an error."),
    ("--version", "Show the version and exit."),
    ("-h, --help", "Show this message and exit."),
)

_NOTES = """\
'dhcptool COMMAND --help' describes a command. Any option can also be given
as DHCPTOOL_COMMAND_OPTION in the environment or in
$XDG_CONFIG_HOME/dhcptool/config.toml, as option = value below [command].
"""


def help_page() -> str:
    """What ``dhcptool --help`` prints."""
    rows = [(name, summary) for name, _, summary in COMMANDS]
    width = max(len(left) for left, _ in (*OPTIONS, *rows))
    sections = [
        f"Usage: dhcptool [OPTIONS] COMMAND [ARGS]...\n\n  {ABOUT}\n",
        "Commands:\n" + "".join(f"  {left:{width}}  {right}\n" for left, right in rows),
        "Options:\n" + "".join(f"  {left:{width}}  {right}\n" for left, right in OPTIONS),
        _NOTES,
    ]
    return "\n".join(sections)
