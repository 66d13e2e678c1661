"""``dhcptool compat perfdhcp``: perfdhcp's command line, its text and its exit codes."""

from __future__ import annotations

import os
import sys

import click

from dhcptools import __version__
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.local import is_interface
from dhcptools.cli.streams import result
from dhcptools.cli.verbatim import Verbatim
from dhcptools.net.errors import NetError
from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import FlagError
from dhcptools.perf.flag_rules import check
from dhcptools.perf.lists import read_files
from dhcptools.perf.perfdhcp_line import Line, parse
from dhcptools.report.perfdhcp_text import preamble
from dhcptools.report.perfdhcp_usage import usage

VERSION = "2.2.0"
"""The version of perfdhcp whose words these are."""

DIFFERENCES = (
    ("Usage", "the synopsis is perfdhcp's, with --or, -V, -y and -Y; what follows it is in other words."),
    ("-V, --or", "perfdhcp 2.2 refuses them; they are taken as 3.3 takes them."),
    ("Running:", "--scenario is repeated as it stands, as 3.3 does; 2.2 prints -, in its place."),
    ("Numbers that are none", "n/a on a line of its own, where perfdhcp prints -nan, inf, or two fields in one line."),
    ("orphans", "replies to nothing that is open; perfdhcp adds one for each answer to a renewal or a release."),
    ("rejected leases", "DHCPNAK counts too; as with perfdhcp it is also a drop."),
    ("collected packets", "always 0: whether perfdhcp collects a packet depends on the order of replies."),
    ("non unique addresses", "said in the exchange that grants leases; perfdhcp says it in both."),
    ("-D", "only what is lost counts, when its drop time is over; perfdhcp counts whatever is not answered yet."),
    ("-d", "a value that is no number, such as nan, is refused."),
    ("-W", "it ends as soon as everything is answered, and never sends while it waits; the rate leaves the wait out."),
    ("-i with -W, -i with -c", "they work; perfdhcp ends with Packets exchange not specified."),
    ("-B", "also sets the broadcast flag in requests."),
    ("-w", "PROGRAM gets start and stop as its first argument."),
    ("-M", "a file that cannot be read is an error, and every address in it is as likely as the others."),
    ("-J", "with -6 an exchange keeps its link-address, and -A is needed."),
    ("-x i, -x e", "count sleeps of our own loop; say once why the run ended, not in every turn of a loop."),
    ("SERVER", "may be a host name."),
    ("-L", "another port than the relays' is told to the server by RFC 8357's option; else no answer would come."),
    ("Port 67 or 547 taken", "any other is used in that way; perfdhcp ends with an error."),
    ("-g", "the words are printed; one thread sends and receives in either case."),
    ("SIGTERM", "ends with the report, as SIGINT does; perfdhcp dies without one."),
    ("--scenario avalanche", "retrying counts everything sent again until then; it exits with 3 when interrupted."),
)  # fmt: skip


@click.command(cls=Verbatim, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def perfdhcp(arguments: tuple[str, ...]) -> int:
    """Take perfdhcp's arguments, print perfdhcp's text, exit with perfdhcp's codes."""
    line = Line()
    try:
        parse(arguments, line)
        if line.wanted:
            result(_answer(line.wanted))
            return 0
        lists = read_files(line.partly(), templates=False)
        request = _announced(line)
    except FlagError as error:
        result(usage())
        return _error(f"parsing command line options: {error.said or error}")
    from dhcptools.cli import compat_run  # noqa: PLC0415 - brings numpy; the lines above come first

    try:
        return compat_run.carry_out(request, lists, multi=_threads(line) == "multi")
    except FlagError as error:
        return _error(f"running perfdhcp: {error.said or error}")
    except (NetError, ProblemError) as error:
        return _error(f"running perfdhcp: {error.what}" + (f": {error.why}" if error.why else ""))


def _answer(letter: str) -> str:
    if letter == "h":
        return usage()
    return f"VERSION: {VERSION}\n" if letter == "v" else f"VERSION: {VERSION} (dhcptool {__version__})\n"


def _announced(line: Line) -> Asked:
    """Print what perfdhcp prints before it runs. FlagError when the request is not a whole one."""
    threads = _threads(line)
    if "separator" not in line.values:
        scenario = line.values.get("scenario", ["basic"])[-1]
        result(preamble(line.running, str(scenario)) + ("Multi-thread mode enabled.\n" if threads == "multi" else ""))
    request = line.request(is_interface)
    check(request, native=False, last=lambda: _warn(threads))
    if request.avalanche and request.drop_times_s:
        result("INFO: in avalanche scenario drop time is ignored\n")
    return request


def _warn(threads: str) -> None:
    """Say what perfdhcp says when the thread mode does not suit the number of processors."""
    several = (os.cpu_count() or 1) > 1
    if (threads == "multi") == several:
        return
    number, better = ("more than 1", "multi") if several else ("only 1", "single")
    result(
        f"WARNING: Currently system can run {number} thread in parallel.\n"
        f"WARNING: Better results are achieved when run in {better}-threaded mode.\n"
        f"WARNING: To switch use -g {better} option.\n"
    )


def _threads(line: Line) -> str:
    """The thread mode: single or multi."""
    default = "multi" if (os.cpu_count() or 1) > 1 else "single"
    return str(line.values.get("thread_mode", [default])[-1])


def _error(text: str) -> int:
    print(f"\nERROR: {text}", file=sys.stderr)  # noqa: T201 - stderr is where errors go
    return 1
