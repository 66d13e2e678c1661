"""``dhcptool class test``: an expression of Kea's client classes against packets, as Kea would evaluate it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dhcptools.cli.class_packets import Given, packets_of
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.lint_inputs import given_target
from dhcptools.cli.streams import err_result, note, result, styled, wants_colour
from dhcptools.cli.tree import Session, common_options

if TYPE_CHECKING:
    from dhcptools.kea.expression import Expression, Names
    from dhcptools.kea.model import Config
    from dhcptools.report.class_outcome import Outcome

EXAMPLES = (
    (
        "Is it this vendor's client",
        "dhcptool class test \"substring(option[60].hex,0,4) == 'MSFT'\" --packet req.pcap#1",
    ),
    ("Why does it not match", 'dhcptool class test "option[53].hex == 1" --packet req.pcap#1 --trace'),
    ("Which packets of a capture match", "dhcptool class test \"relay4[1].hex == 'eth0'\" --packet all.pcapng"),
    ("The classes a packet gets, and its subnet", "dhcptool class test --config kea-dhcp4.conf --packet req.pcap#1"),
    ("What a template would name", 'dhcptool class test --template "option[60].hex" --packet req.pcap#1'),
)

NOTES = (
    (
        "PACKETS",
        """
        --packet takes FILE#N, packet N of a capture counted from 1 as Wireshark does; FILE, every request in it; or
        hexadecimal octets of a frame, of an IP packet or of a bare message, as `dump --hex` does. A relayed DHCPv6
        message is what was sent to the server, relay messages around. Where the packet came in is taken from its frame;
        --interface, --source and --destination say otherwise.
        """,
    ),
    (
        "EVALUATION",
        """
        The language, its errors and its steps are those of the Kea that --target names, else of the installed one, else
        of the newest. Values are octets: an integer has four, an absent option none. With --trace each step is shown as
        Kea's debug log has it. What can never hold is noted with the lint rule that is about it.

        --member puts the packet into a class; otherwise it is in ALL and in VENDOR_CLASS_ of its vendor class.
        With --config the packet gets the classes of that configuration first: those that need the packet alone, then,
        with its subnet, those of its reservations, KNOWN or UNKNOWN, and the classes that wait for these. Classes of
        additional lists are told apart. DROP ends it where it is reached.
        """,
    ),
    (
        "EXIT STATUS",
        """
        0 when the expression is true for a packet, or none was given; 1 when it is false for all, or fails; 2 for an
        expression that Kea refuses, with its words and a caret under the place; 5 for a packet or a configuration that
        cannot be read.
        """,
    ),
)


@click.command("class test", context_settings={"auto_envvar_prefix": "DHCPTOOL_CLASS_TEST"})
@click.argument("expression", metavar="[EXPR]", required=False)
@click.option("--packet", metavar="FILE#N|FILE|HEX", required=True, help="What to evaluate it against.")
@click.option("--config", metavar="FILE", help="Classify the packet by this Kea configuration first.")
@click.option("--trace", is_flag=True, help="Show each step as Kea logs it.")
@click.option("--template", is_flag=True, help="EXPR gives octets, as template-test does, and no truth.")
@click.option("--member", metavar="CLASS", multiple=True, help="The packet is in this class.")
@click.option("--interface", metavar="NAME", help="The server's interface it came in by.")
@click.option("--source", metavar="ADDRESS", help="Where it came from.")
@click.option("--destination", metavar="ADDRESS", help="Where it was sent to.")
@click.option("--target", metavar="VERSION", help="The Kea that is to evaluate it.")
@click.option("-4", "--ipv4", "only4", is_flag=True, help="The packet is of DHCPv4.")
@click.option("-6", "--ipv6", "only6", is_flag=True, help="The packet is of DHCPv6.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@common_options
@click.pass_obj
def class_test(
    session: Session,
    /,
    *,
    expression: str | None,
    packet: str,
    config: str | None,
    trace: bool,
    template: bool,
    member: tuple[str, ...],
    interface: str | None,
    source: str | None,
    destination: str | None,
    target: str | None,
    only4: bool,
    only6: bool,
    as_json: bool,
) -> int:
    """Evaluate EXPR, a test of Kea's client classes, against packets.

    Without EXPR the classes are shown that a configuration gives the packet.
    """
    if expression is None and config is None:
        raise click.UsageError("give an expression, or --config for the classes of a configuration")
    if only4 and only6:
        raise click.UsageError("-4 and -6 exclude each other")
    version = given_target(target)
    model = None if config is None else _configuration(config, version)
    family = 4 if only4 else 6 if only6 else 0 if model is None else model.family
    given = packets_of(packet, family, (interface, source, destination))
    family = given[0].family
    if model is not None and model.family != family:
        raise click.UsageError(f"{config} is of DHCPv{model.family}, the packet of DHCPv{family}")
    from dhcptools.kea.expression import Names  # noqa: PLC0415 - the help page needs none of it

    names = Names(family, version, {} if model is None or model.names is None else model.names.own)
    parsed = None if expression is None else _parsed(expression, names, template, session)
    outcomes = _outcomes(parsed, given, model, names, member)
    if parsed is not None:
        _note_remarks(parsed)
    if as_json:
        import json  # noqa: PLC0415

        from dhcptools.report.class_json import document  # noqa: PLC0415

        result(json.dumps(document(parsed, family, version, outcomes)) + "\n")
    else:
        from dhcptools.report.class_text import text  # noqa: PLC0415

        result(text(parsed, outcomes, trace=trace, colour=wants_colour(sys.stdout, session.colour)))
    if parsed is None:
        return Exit.YES
    return Exit.YES if any(outcome.matched for outcome in outcomes) else Exit.NO


def _configuration(path: str, target: tuple[int, ...]) -> Config:
    from dhcptools.kea.config import load_config  # noqa: PLC0415 - only with --config
    from dhcptools.kea.reader import ConfigError  # noqa: PLC0415
    from dhcptools.kea.tree import DialectError  # noqa: PLC0415

    try:
        return load_config(path, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ProblemError(f"cannot read {path}", reason, "give a configuration file", Exit.UNREADABLE) from None
    except ConfigError as error:
        what = f"{error.position}: {error.what}"
        raise ProblemError(what, error.why, error.fix, Exit.UNREADABLE) from None
    except DialectError as error:
        fix = "`dhcptool lint` shows what is wrong with it"
        raise ProblemError(f"cannot read {path}", str(error), fix, Exit.UNREADABLE) from None


def _parsed(text: str, names: Names, template: bool, session: Session) -> Expression:
    """The expression. Shows Kea's words with a caret under the place and ends with USAGE when Kea refuses it."""
    from dhcptools.kea.expression import ExpressionError, parse  # noqa: PLC0415
    from dhcptools.kea.expression.hints import hint  # noqa: PLC0415
    from dhcptools.report.class_caret import caret  # noqa: PLC0415

    try:
        return parse(text, names, result="string" if template else "bool")
    except ExpressionError as error:
        found = hint(text, error, names)
        err_result(caret(text, error, styled("^", "1;32", wants_colour(sys.stderr, session.colour))) + "\n")
        version = ".".join(map(str, names.target))
        why = "" if found.message == str(error) else f"{found.rule}: {found.message}"
        fix = "--target 3.3 evaluates it as the newest Kea would" if found.rule == "KL519" else ""
        if not template and "expecting == or +" in str(error) and _gives_octets(text, names):
            fix = "it gives octets: compare them with something, or show them with --template"
        raise ProblemError(f"Kea {version} refuses the expression: {error}", why, fix, Exit.USAGE) from None


def _gives_octets(text: str, names: Names) -> bool:
    from dhcptools.kea.expression import ExpressionError, parse  # noqa: PLC0415

    try:
        parse(text, names, result="string")
    except ExpressionError:
        return False
    return True


def _outcomes(
    parsed: Expression | None, given: list[Given], model: Config | None, names: Names, member: tuple[str, ...]
) -> list[Outcome]:
    from dhcptools.cli.class_packet import classify, plain  # noqa: PLC0415
    from dhcptools.kea.expression import Program  # noqa: PLC0415
    from dhcptools.report.class_outcome import Outcome  # noqa: PLC0415

    program = None if parsed is None else Program(parsed)
    outcomes = []
    for one in given:
        classified = None
        if model is None:
            packet = plain(one, names)
        else:
            packet, classified = classify(one, model, names)
        packet.classes.update(dict.fromkeys(member))
        if parsed is not None and _waits(parsed):
            packet.read_deferred()
        if program is None:
            outcomes.append(Outcome(one.number, None, "", (), classified))
            continue
        steps, error = program.trace(packet)
        value = program.value(packet) if error is None else None
        outcomes.append(Outcome(one.number, value, "" if error is None else str(error), tuple(steps), classified))
    return outcomes


def _waits(parsed: Expression) -> bool:
    """Whether Kea would evaluate it once reservations are known."""
    from dhcptools.kea.expression.nodes import Member  # noqa: PLC0415

    return any(isinstance(node, Member) and node.name in {"KNOWN", "UNKNOWN"} for node in parsed.walk())


def _note_remarks(parsed: Expression) -> None:
    from dhcptools.kea.expression.analysis import remarks  # noqa: PLC0415
    from dhcptools.report.terminal import escape  # noqa: PLC0415

    for remark in remarks(parsed):
        note(f"{remark.rule} {escape(remark.message)}")
