"""The options of a load run that perfdhcp has no flags for: shapes of load, verdicts, care, and what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

import click

from dhcptools.cli.perf_flags import Argument, Repeated
from dhcptools.perf import beyond
from dhcptools.perf.asked import Asked
from dhcptools.perf.beyond import Beyond, check_beyond
from dhcptools.perf.flag_kinds import POSITIVE, FlagError, Kind

if TYPE_CHECKING:
    from dhcptools.measure.thresholds import Threshold
    from dhcptools.perf.workload import Phase, Share

Function = TypeVar("Function", bound=Callable[..., object])

ALLOWED = 100
"""Clients that may take leases from a server without anybody being asked."""

_ANY = 1 << 48


def allowed(text: str) -> int:
    """Read how many clients may take leases, or all. FlagError."""
    if text == "all":
        return _ANY
    try:
        return cast("int", POSITIVE.read(text))
    except FlagError as error:
        raise FlagError(f"{error}, nor all") from None


_OPTIONS: tuple[tuple[str, Kind | None, bool, str], ...] = (
    # name, how its argument is read (None: it is a switch), whether it may be repeated, help
    ("window", POSITIVE, False, "Keep N exchanges open: each that ends gives way to the next. Without --rate."),
    ("stages", Kind("TIME@RATE,…", beyond.phases), False,
     "Go through stages, such as 10s@1000,1m@5k, instead of --rate and --period."),
    ("ramp", None, False, "Go from the rate of a stage to that of the next in a straight line, at first from 0."),
    ("mix", Kind("NAME=WEIGHT,…", beyond.mix), False,
     "Share the load among dora (sarr), renew, rebind, release, decline, inform (confirm, information_request)."),
    ("retransmit", None, False, "Send unanswered requests again as clients do, until the drop time is over."),
    ("check-addresses", None, False,
     "List addresses that two clients hold at once, or that are in no --subnet, and fail when there are any."),
    ("subnet", Kind("PREFIX", beyond.subnet), True, "A subnet that addresses are expected in; repeatable."),
    ("l2", None, False, "Send frames with each client's own MAC address, by no relay, to all servers on a link."),
    ("interface", Kind("IFACE", beyond.interface), False, "The interface of --l2."),
    ("vlan", Kind("N", beyond.vlan), False, "The VLAN of --l2."),
    ("processes", Kind("N", beyond.processes), False,
     "Share the work among N processes, such as one for each core; 1, 2, 4, 8, 16, 32 or 64.  [default: 1]"),
    ("yes", Kind("N|all", allowed), False,
     f"Let that many clients take leases from a server without asking.  [default: {ALLOWED}]"),
    ("threshold", Kind("EXPR", str), True, "Fail when the run misses this limit, such as p99<5ms; repeatable."),
    ("abort-on-fail", None, False, "End the run as soon as a threshold cannot be kept any more."),
    ("strict-rate", None, False, "Fail when the generator falls behind the rate."),
    ("verbose", None, False, "Write a line a second to stderr while the load runs, where nothing is drawn."),
    ("quiet", None, False, "Only the report: no remarks, nothing drawn."),
)  # fmt: skip  # a table


def more_options(function: Function) -> Function:
    """Add the options; their values are to be given to :func:`gather_more`."""
    for name, kind, repeated, text in reversed(_OPTIONS):
        if kind is None:
            function = click.option(f"--{name}", is_flag=True, help=text)(function)
        elif repeated:
            function = click.option(
                f"--{name}", cls=Repeated, type=Argument(kind), multiple=True, metavar=kind.metavar, help=text
            )(function)
        else:
            function = click.option(f"--{name}", type=Argument(kind), metavar=kind.metavar, help=text)(function)
    return function


NAMES = frozenset(name.replace("-", "_") for name, *_ in _OPTIONS)


def gather_more(values: Mapping[str, object], request: Asked) -> Beyond:
    """What is asked beyond the flags of perfdhcp. UsageError when it cannot go together."""
    if values["abort_on_fail"] and not values["threshold"]:
        raise click.UsageError("--abort-on-fail needs --threshold")
    if values["verbose"] and values["quiet"]:
        raise click.UsageError("--verbose and --quiet exclude each other")
    more = Beyond(
        window=cast("int | None", values["window"]),
        phases=cast("tuple[Phase, ...] | None", values["stages"]) or (),
        ramp=bool(values["ramp"]),
        mix=cast("tuple[Share, ...] | None", values["mix"]) or (),
        retransmit=bool(values["retransmit"]),
        strict_rate=bool(values["strict_rate"]),
        processes=cast("int | None", values["processes"]) or 1,
        check_addresses=bool(values["check_addresses"]),
        subnets=cast("tuple[str, ...]", values["subnet"]),
        frames=bool(values["l2"]),
        interface=cast("str | None", values["interface"]),
        vlan=cast("int | None", values["vlan"]),
    )
    try:
        check_beyond(request, more)
    except FlagError as error:
        raise click.UsageError(str(error)) from error
    return more


def read_thresholds(expressions: tuple[str, ...]) -> tuple[Threshold, ...]:
    """Read the expressions. UsageError for one that is none."""
    if not expressions:
        return ()
    from dhcptools.measure.thresholds import ThresholdError, parse  # noqa: PLC0415 - brings numpy

    try:
        return tuple(parse(expression) for expression in expressions)
    except ThresholdError as error:
        raise click.BadParameter(str(error), param_hint="--threshold") from error
