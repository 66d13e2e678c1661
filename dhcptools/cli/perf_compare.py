"""``dhcptool perf compare``: two kept load runs side by side, with the noise of every difference."""

from __future__ import annotations

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import result
from dhcptools.cli.tree import common_options

EXAMPLES = (
    ("Did the upgrade make it slower?", "dhcptool perf compare before.json after.json"),
    ("The same for machines", "dhcptool perf compare before.json after.json --json"),
)

NOTES = (
    (
        "NOISE",
        """
        Every difference has an interval that holds it with a confidence of 99 %. Rates are taken as counts over time,
        losses as shares of what was sent, latencies as the medians over the seconds of each run; runs of fewer than
        five seconds leave the noise of latencies unknown. What varies from run to run more than from second to second
        is not in the intervals: several runs of each show it.
        """,
    ),
)


@click.command("perf compare", context_settings={"auto_envvar_prefix": "DHCPTOOL_PERF_COMPARE"})
@click.option("--json", is_flag=True, help="Report as one JSON object.")
@click.argument("before")
@click.argument("after")
@common_options
def compare(*, json: bool, before: str, after: str) -> int:
    """Compare the runs that perf --output or --json kept in BEFORE and AFTER.

    Each figure is the same within noise, better or worse. The exit status is 1 when any is worse.
    """
    import json as writer  # noqa: PLC0415 - the name of the option is json

    from dhcptools.report import perf_compare  # noqa: PLC0415 - brings numpy; the help page needs none
    from dhcptools.report.perf_load import RunFileError, load_run  # noqa: PLC0415

    names = (before, after)
    try:
        differences = perf_compare.compare(load_run(before), load_run(after))
    except RunFileError as error:
        raise ProblemError(error.what, error.why, error.fix, Exit.UNREADABLE) from error
    except ValueError as error:
        raise ProblemError(
            f"{before} and {after} cannot be compared", str(error), "compare runs of one kind", Exit.UNREADABLE
        ) from error
    if json:
        result(writer.dumps(perf_compare.document(differences, names), allow_nan=False) + "\n")
    else:
        result(perf_compare.text(differences, names))
    return Exit.NO if perf_compare.worse(differences) else Exit.YES
