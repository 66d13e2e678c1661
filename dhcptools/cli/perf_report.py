"""``dhcptool perf report``: a load run, or several as one, from the files that they were kept in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.streams import note, result
from dhcptools.cli.tree import common_options

if TYPE_CHECKING:
    from dhcptools.measure.result import Run
    from dhcptools.measure.thresholds import Threshold

FORMATS = ("text", "json", "csv", "html", "hgrm")

EXAMPLES = (
    ("Read a run again", "dhcptool perf report run.json"),
    ("Plots of rates and latencies, in one file", "dhcptool perf report run.json --format html --output run.html"),
    ("What two load generators measured side by side, as one run", "dhcptool perf report one.json two.json"),
    ("Judge a run that was kept", "dhcptool perf report run.json --threshold 'p99<5ms' --threshold 'lost<0.1%'"),
)

NOTES = (
    (
        "FORMATS",
        """
        text is what perf prints, json the object that it keeps, csv a row a second and exchange, html one file with
        plots that needs nothing else, hgrm the percentiles of one exchange for the plotters of HdrHistogram.
        """,
    ),
    (
        "THRESHOLDS",
        """
        A threshold is METRIC OPERATOR NUMBER with a unit where one is needed, such as p99<5ms, lost<0.1%, rate>=1000,
        nak==0, discover_offer.p99.9<10ms, service.p50<1ms. Metrics are min, mean, max, stddev and pN for latencies;
        sent, received, lost, late, in_flight, nak, rejected, failed, orphans, duplicates and malformed for counts, with
        % as shares of what was sent; rate, behind, max_behind, duration, receive_dropped, refused and
        duplicate_addresses for the whole run. Without the name of an exchange before it a count is the sum over all
        exchanges, while a latency or a share must hold in each.

        With thresholds they alone decide the verdict; without any a run fails when a request failed.
        """,
    ),
)


@click.command("perf report", context_settings={"auto_envvar_prefix": "DHCPTOOL_PERF_REPORT"})
@click.option("--format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to write.")
@click.option("--json", is_flag=True, help="The same as --format json.")
@click.option("--exchange", metavar="NAME", help="Exchange for hgrm, such as request_ack; the last one by default.")
@click.option(
    "--threshold", multiple=True, metavar="EXPR", help="Judge by this limit instead of those kept; repeatable."
)
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write to FILE instead of stdout.")
@click.argument("file", nargs=-1, required=True)
@common_options
def report(
    *,
    format: str,  # noqa: A002 - the option's name, by which defaults know it
    json: bool,
    exchange: str | None,
    threshold: tuple[str, ...],
    output: str | None,
    file: tuple[str, ...],
) -> int:
    """Report what perf --output or --json kept in FILE.

    Several files are reported as one run that several processes or machines made side by side.
    """
    style = "json" if json else format
    if json and format not in {"text", "json"}:
        raise click.UsageError(f"--json and --format {format} exclude each other")
    if exchange and style != "hgrm":
        raise click.UsageError("--exchange is for --format hgrm")
    limits = _limits(threshold)
    from dhcptools.measure.thresholds import judge, passes  # noqa: PLC0415 - brings numpy; usage errors come first
    from dhcptools.report.perf_load import RunFileError, load_runs  # noqa: PLC0415

    try:
        run = load_runs(list(file))
    except RunFileError as error:
        raise ProblemError(error.what, error.why, error.fix, Exit.UNREADABLE) from error
    if limits:
        judge(limits, run)
    passed = passes(run) if limits or run.passed is None else run.passed
    _write(_render(run, style, exchange, passed=passed), output)
    return Exit.YES if passed or not limits else Exit.FAILED


def _limits(expressions: tuple[str, ...]) -> list[Threshold]:
    if not expressions:
        return []
    from dhcptools.measure.thresholds import ThresholdError, parse  # noqa: PLC0415 - brings numpy

    try:
        return [parse(expression) for expression in expressions]
    except ThresholdError as error:
        raise click.BadParameter(str(error), param_hint="--threshold") from error


def _render(run: Run, style: str, exchange: str | None, *, passed: bool) -> str:
    """Make the text; each renderer is imported when it is the one."""
    if style == "json":
        import json  # noqa: PLC0415

        from dhcptools.report.perf_json import document  # noqa: PLC0415

        return json.dumps(document(run, passed=passed), allow_nan=False) + "\n"
    if style == "csv":
        from dhcptools.report.perf_csv import table  # noqa: PLC0415

        return table(run)
    if style == "html":
        from dhcptools.report.perf_html import page  # noqa: PLC0415

        return page(run, passed=passed)
    if style == "hgrm":
        return _hgrm(run, exchange)
    from dhcptools.report.perf_addresses import address_list  # noqa: PLC0415
    from dhcptools.report.perf_latency import latency_table  # noqa: PLC0415
    from dhcptools.report.perf_notes import notes  # noqa: PLC0415
    from dhcptools.report.perf_thresholds import threshold_table  # noqa: PLC0415
    from dhcptools.report.perfdhcp_text import final_report  # noqa: PLC0415

    for sentence in notes(run):
        note(sentence)
    return final_report(run) + latency_table(run) + address_list(run) + threshold_table(run)


def _hgrm(run: Run, exchange: str | None) -> str:
    from dhcptools.report.perf_hgrm import distribution  # noqa: PLC0415

    names = list(run.exchanges)
    if exchange is not None and exchange not in names:
        raise click.BadParameter(f"the run has {', '.join(names)}", param_hint="--exchange")
    if not names:
        raise ProblemError("the run made no exchange", "it ended before the first one", "run it again", Exit.UNREADABLE)
    chosen = exchange or names[-1]
    if exchange is None and len(names) > 1:
        note(f"these are the percentiles of {chosen}; --exchange names another one of {', '.join(names)}")
    return distribution(run.exchanges[chosen].latency)


def _write(text: str, output: str | None) -> None:
    if output is None:
        result(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise ProblemError(f"cannot write {output}: {error.strerror}", fix="name another file") from error
