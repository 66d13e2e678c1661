"""The JSON object of ``dhcptool perf`` read back into a run, so that reports can be made from files alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

from dhcptools.measure.latency import Latency
from dhcptools.measure.result import AddressProblem, Configured, ExchangeResult, Run, Target, Verdict
from dhcptools.measure.series import Row, Timeline
from dhcptools.report.perf_json import SCHEMA

Kind = TypeVar("Kind")
Fields: TypeAlias = Mapping[str, object]

_COUNTS = (
    "sent", "received", "lost", "late", "in_flight", "nak", "rejected", "orphans", "duplicates", "malformed",
)  # fmt: skip
_ROW_COUNTS = ("sent", "answered", "received", "lost", "late", "in_flight", "nak", "rejected")
_MOST_OCTETS = 1 << 28


class RunFileError(Exception):
    """A file that cannot be read as a run: what, why, and what helps."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix


class _ShapeError(Exception):
    """A value is not what the schema says; the text names where."""


def load_run(path: str) -> Run:
    """Read the file at ``path``. Raises RunFileError."""
    fix = "name a file that 'dhcptool perf --output FILE' or '--json' wrote"
    try:
        with Path(path).open("rb") as file:
            octets = file.read(_MOST_OCTETS)
    except OSError as error:
        raise RunFileError(f"cannot read {path}", error.strerror or str(error), fix) from error
    try:
        document = json.loads(octets)
    except (ValueError, RecursionError) as error:
        why = "it is empty" if not octets.strip() else f"it is no JSON: {error}"
        raise RunFileError(f"{path} is no run", why, fix) from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        why = f'its "schema" is {json.dumps(schema)}, that of a run is "{SCHEMA}"'
        raise RunFileError(f"{path} is no run", why, fix)
    try:
        return _run(document)
    except (_ShapeError, ValueError, OverflowError) as error:
        raise RunFileError(f"{path} is a damaged run", str(error), "run it again, or use an undamaged copy") from error


def load_runs(paths: list[str]) -> Run:
    """Read several files as one run: what processes or machines measured side by side. Raises RunFileError."""
    whole = load_run(paths[0])
    for path in paths[1:]:
        try:
            whole.merge(load_run(path))
        except ValueError as error:
            raise RunFileError(
                f"{path} cannot be added to {paths[0]}", str(error), "report them one by one, or compare them"
            ) from error
    return whole


def _run(document: Fields) -> Run:
    target, lag, local = (_get(document, name, dict) for name in ("target", "generator_lag", "local"))
    addresses = _get(document, "addresses", dict)
    family = _get(target, "family", int)
    if family not in {4, 6}:
        raise _ShapeError(f"family is {family}, not 4 or 6")
    run = Run(
        Target(_get(target, "server", str), _get(target, "port", int), _get(target, "embedded", bool)),
        _configured(_get(document, "configured", dict)),
        _time(_get(document, "started", str)),
        family,
        _number(document, "duration_s"),
        addresses_distinct=_get(addresses, "distinct", int),
        addresses_duplicate=_get(addresses, "duplicate", int),
        behind=_get(lag, "behind", int),
        max_behind_s=_number(lag, "max_behind_s"),
        receive_dropped=_get(local, "receive_dropped", int),
        refused=_get(local, "refused", int),
        malformed=_get(local, "malformed", int),
        stopped_by=_get(document, "stopped_by", str),
        passed=_get(document, "verdict", str) == "pass",
    )
    run.send_failures = _get(local, "send_failures", int) if "send_failures" in local else 0
    run.addresses_foreign = _get(addresses, "foreign", int) if "foreign" in addresses else 0
    run.address_problems = [
        _problem(each) for each in (_get(addresses, "problems", list) if "problems" in addresses else [])
    ]
    for name, fields in _get(document, "exchanges", dict).items():
        run.exchanges[name] = _exchange(name, fields)
    for fields in _get(document, "servers", list):
        identifier = _get(fields, "id", str)
        run.servers[identifier] = _get(fields, "replies", int)
        if "histogram" in fields:
            run.server_latency[identifier] = _latency(fields, "latency_ms", "histogram")
    for fields in _get(document, "thresholds", list):
        value = _optional(fields, "value")
        run.thresholds.append(Verdict(_get(fields, "expression", str), value, _get(fields, "ok", bool)))
    for fields in _get(document, "seconds", list) if "seconds" in document else []:
        name = _get(fields, "exchange", str)
        if name not in run.exchanges:
            raise _ShapeError(f"seconds tell of {name}, exchanges do not")
        timeline = run.seconds.setdefault(name, Timeline())
        timeline.answered = run.exchanges[name].answered
        timeline.restore(_row(fields))
    return run


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _configured(fields: Fields) -> Configured:
    rate, requests = _optional(fields, "rate_pps"), _optional(fields, "requests")
    window = _optional(fields, "window") if "window" in fields else None
    stages = _get(fields, "stages", list) if "stages" in fields else []
    mix = _get(fields, "mix", dict) if "mix" in fields else {}
    return Configured(
        rate_pps=None if rate is None else round(rate),
        clients=_get(fields, "clients", int),
        period_s=_optional(fields, "period_s"),
        requests=None if requests is None else round(requests),
        drop_time_s=_number(fields, "drop_time_s"),
        scenario=_get(fields, "scenario", str),
        window=None if window is None else round(window),
        stages=tuple((_number(stage, "duration_s"), _number(stage, "rate_pps")) for stage in stages),
        ramp=_get(fields, "ramp", bool) if "ramp" in fields else False,
        mix=tuple((name, _number(mix, name)) for name in mix),
        retransmit=_get(fields, "retransmit", bool) if "retransmit" in fields else False,
        processes=_get(fields, "processes", int) if "processes" in fields else 1,
        interface=_text(fields, "interface"),
        vlan=_get(fields, "vlan", int) if fields.get("vlan") is not None else None,
    )


def _problem(fields: Fields) -> AddressProblem:
    return AddressProblem(_get(fields, "address", str), _get(fields, "client", str), _text(fields, "holder") or "")


def _text(fields: Fields, name: str) -> str | None:
    """A text that may be null or missing."""
    return None if not isinstance(fields, dict) or fields.get(name) is None else _get(fields, name, str)


def _exchange(name: str, fields: Fields) -> ExchangeResult:
    if not isinstance(fields, dict):
        raise _ShapeError(f"exchange {name} is no object")
    counts = {count: _get(fields, count, int) for count in _COUNTS}
    made = ExchangeResult(name)
    for count, number in counts.items():
        setattr(made, count, number)
    made.resent = _get(fields, "resent", int) if "resent" in fields else 0
    made.answered = _get(fields, "expects_answer", bool) if "expects_answer" in fields else True
    if made.accounted != made.sent:
        raise _ShapeError(f"the counts of {name} do not add up to what was sent")
    made.latency = _latency(fields, "latency_ms", "histogram")
    made.service = _latency(fields, "service_ms", "service_histogram")
    return made


def _latency(fields: Fields, statistics: str, histogram: str) -> Latency:
    told = _get(fields, statistics, dict)
    if _optional(told, "max") is None:
        return Latency()
    least, mean, greatest, deviation = (_number(told, name) * 1e6 for name in ("min", "mean", "max", "stddev"))
    try:
        return Latency.restore(_get(fields, histogram, str), round(least), round(greatest), mean, deviation)
    except ValueError as error:
        raise _ShapeError(f"{histogram}: {error}") from error


def _row(fields: Fields) -> Row:
    percentiles = _get(fields, "latency_ms", dict)
    bins = _get(fields, "latency_bins", list)
    if len(bins) % 2 or not all(type(number) is int and number >= 0 for number in bins):
        raise _ShapeError("latency_bins are no pairs of a bin and its count")
    asked = _optional(fields, "asked")
    width = _get(fields, "width_s", int)
    if width < 1:
        raise _ShapeError("width_s is less than 1")
    counts = {name: _get(fields, name, int) for name in _ROW_COUNTS}
    return Row(
        start_s=_get(fields, "start_s", int),
        width_s=width,
        asked=None if asked is None else round(asked),
        p50_ns=_ns(percentiles, "p50"),
        p90_ns=_ns(percentiles, "p90"),
        p99_ns=_ns(percentiles, "p99"),
        max_ns=_ns(percentiles, "max"),
        bins=tuple(zip(bins[0::2], bins[1::2], strict=True)),
        **counts,
    )


def _ns(fields: Fields, name: str) -> int | None:
    value = _optional(fields, name)
    return None if value is None else round(value * 1e6)


def _get(fields: Fields, name: str, kind: type[Kind]) -> Kind:
    value = fields.get(name) if isinstance(fields, dict) else None
    if not isinstance(value, kind) or type(value) is not kind or (isinstance(value, int) and value < 0):
        raise _ShapeError(f"{name} is {_shown(value)}")
    return value


def _number(fields: Fields, name: str) -> float:
    value = _optional(fields, name)
    if value is None:
        raise _ShapeError(f"{name} is null")
    return value


def _optional(fields: Fields, name: str) -> float | None:
    if not isinstance(fields, dict) or name not in fields:
        raise _ShapeError(f"{name} is missing")
    value = fields[name]
    if value is None:
        return None
    if type(value) not in {int, float} or not 0 <= value < 1e18:
        raise _ShapeError(f"{name} is {_shown(value)}")
    return float(value)


def _shown(value: object) -> str:
    return "missing" if value is None else json.dumps(value)[:40]
