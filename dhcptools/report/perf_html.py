"""A run as one HTML file that needs nothing else: plots over time, the latency distribution, counts, configuration."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from datetime import UTC
from importlib.resources import files

from dhcptools import __version__
from dhcptools.measure.result import Configured, ExchangeResult, Run
from dhcptools.measure.series import Row
from dhcptools.report.perf_hgrm import percentiles
from dhcptools.report.perf_notes import notes
from dhcptools.report.perfdhcp_text import LABELS
from dhcptools.report.svg import Axis, Bar, Line, Point, Spot, chart, legend, linear_axis, milliseconds_axis
from dhcptools.report.terminal import escape as visible

_FATES = ("lost", "late", "nak", "rejected")
_FATE_WORDS = {"lost": "lost", "late": "late", "nak": "NAK", "rejected": "rejected"}
_SHADES = ("one", "two", "three", "four")
_MOST_NINES = 6


def page(run: Run, *, passed: bool) -> str:
    """Write the whole file; ``passed`` is the verdict."""
    title = f"dhcptool perf: {run.target.server}"
    style = files("dhcptools.report").joinpath("perf_html.css").read_text("utf-8")
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{_text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n",
        _head(run, passed=passed),
        _cards(run),
        _thresholds(run),
        _notes(run),
        _over_time(run),
        _distribution(run),
        _counts(run),
        _latencies(run),
        _servers(run),
        _configuration(run),
        f"</main>\n<footer>dhcptool {__version__}. Latencies count from the time a request was meant to be sent; ",
        "the service time counts from when it was sent.</footer>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _text(value: object) -> str:
    return html.escape(visible(str(value)))


def _label(name: str) -> str:
    return LABELS.get(name, name)


def _head(run: Run, *, passed: bool) -> str:
    started = run.started.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    server = "the built-in server" if run.target.embedded else run.target.server
    word, style = ("passed", "good") if passed else ("failed", "bad")
    return (
        f'<header><h1>DHCPv{run.family} load on {_text(server)} <span class="badge {style}">{word}</span></h1>\n'
        f"<p>{started}, {run.duration_s:.1f} s, ended by {_text(run.stopped_by)}</p></header>\n"
    )


def _cards(run: Run) -> str:
    ways = "four-way" if run.four_way else "two-way"
    asked = "" if run.configured.rate_pps is None else f"of {run.configured.rate_pps:,} asked for"
    sent = sum(each.sent for each in run.exchanges.values())
    failed = sum(each.failed for each in run.exchanges.values())
    share = f"{100 * failed / sent:.3g} %" if sent else "n/a"
    last = list(run.exchanges.values())[-1:]
    cards = [
        (f"{ways} exchanges a second", "n/a" if run.rate_pps is None else f"{run.rate_pps:,.0f}", asked),
        ("requests that failed", share, f"{failed:,} of {sent:,}"),
    ]
    for exchange in last:
        for words, percentile in (("median", 50.0), ("99th percentile", 99.0)):
            cards.append((f"{words} latency", _ms(exchange.latency.percentile_ns(percentile)), _label(exchange.name)))
    items = (f"<li><b>{_text(value)}</b>{_text(name)}<small>{_text(more)}</small></li>" for name, value, more in cards)
    return f'<ul class="cards">{"".join(items)}</ul>\n'


def _thresholds(run: Run) -> str:
    if not run.thresholds:
        return ""
    rows = [
        (
            verdict.expression,
            "n/a" if verdict.value is None else f"{verdict.value:.4g}",
            "kept" if verdict.ok else "missed",
        )
        for verdict in run.thresholds
    ]
    return _section("Limits", _table("What the run was judged by", ("limit", "measured", "verdict"), rows))


def _notes(run: Run) -> str:
    said = notes(run)
    return f'<ul class="notes">{"".join(f"<li>{_text(each)}</li>" for each in said)}</ul>\n' if said else ""


def _over_time(run: Run) -> str:
    timelines = {name: timeline.rows() for name, timeline in run.seconds.items()}
    timelines = {name: rows for name, rows in timelines.items() if rows}
    if not timelines:
        return ""
    end = max(rows[-1].start_s + rows[-1].width_s for rows in timelines.values())
    seconds = linear_axis(end, "seconds since the start", most=12)
    time = Axis(0, end, tuple(tick for tick in seconds.ticks if tick[0] <= end), seconds.label)
    parts = [_section("Rate over time", _rates(run, timelines, time))]
    if any(getattr(row, fate) for rows in timelines.values() for row in rows for fate in _FATES):
        parts.append(_section("Failures over time", _failures(timelines, time)))
    for name, rows in timelines.items():
        if any(row.max_ns is not None for row in rows):
            parts.append(_section(f"Latency over time, {_label(name)}", _latency_over_time(name, rows, time)))
    return "".join(parts)


def _rates(run: Run, timelines: dict[str, list[Row]], time: Axis) -> str:
    lines = []
    first = next(iter(timelines.values()))
    for number, (name, rows) in enumerate(timelines.items()):
        sent, answered = ("one", "two") if number % 2 == 0 else ("three", "four")
        lines.append(Line(f"{_label(name)} sent", f"{sent} thin", _steps(run, rows, "sent")))
        lines.append(Line(f"{_label(name)} answered", answered, _steps(run, rows, "answered")))
    if first[0].asked is not None:
        lines.append(Line("asked for", "asked", _steps(run, first, "asked")))
    top = max((value or 0 for line in lines for _, value in line.points), default=0)
    spots = [Spot(row.start_s, row.start_s + row.width_s, _told(name, row)) for name, row in _merged(timelines)]
    drawn = chart("Rate over time", _described(lines), time, linear_axis(top, "a second"), lines, spots=spots)
    return legend((line.label, line.style) for line in lines) + drawn + "<p>Requests and answers a second.</p>"


def _steps(run: Run, rows: Sequence[Row], name: str) -> list[Point]:
    """A rate a row, from its start to its end; a last row less than half over says nothing about rates."""
    points: list[Point] = []
    for row in rows:
        covered = min(row.width_s, run.duration_s - row.start_s)
        if covered < row.width_s / 2:
            continue
        rate = (getattr(row, name) or 0) / covered
        points += [(row.start_s, rate), (row.start_s + covered, rate)]
    return points


def _merged(timelines: dict[str, list[Row]]) -> list[tuple[str, Row]]:
    """One entry a row of the longest timeline."""
    name = max(timelines, key=lambda each: len(timelines[each]))
    return [(name, row) for row in timelines[name]]


def _told(name: str, row: Row) -> str:
    fates = ", ".join(f"{getattr(row, fate):,} {_FATE_WORDS[fate]}" for fate in _FATES if getattr(row, fate))
    asked = "" if row.asked is None else f"{row.asked:,} asked for, "
    text = f"{_label(name)}, second {row.start_s}: {asked}{row.sent:,} sent, {row.answered:,} answered"
    if row.p50_ns is not None:
        text += f"; p50 {_ms(row.p50_ns)}, p99 {_ms(row.p99_ns)}, max {_ms(row.max_ns)}"
    return f"{text}; {fates}" if fates else text


def _failures(timelines: dict[str, list[Row]], time: Axis) -> str:
    bars, top = [], 0
    by_start: dict[tuple[int, int], dict[str, int]] = {}
    for rows in timelines.values():
        for row in rows:
            counts = by_start.setdefault((row.start_s, row.width_s), dict.fromkeys(_FATES, 0))
            for fate in _FATES:
                counts[fate] += getattr(row, fate)
    for (start, width), counts in by_start.items():
        base = 0
        for fate in _FATES:
            if counts[fate]:
                bars.append(Bar(start, start + width, base, base + counts[fate], fate))
                base += counts[fate]
        top = max(top, base)
    used = [fate for fate in _FATES if any(counts[fate] for counts in by_start.values())]
    described = ", ".join(f"{sum(counts[fate] for counts in by_start.values()):,} {_FATE_WORDS[fate]}" for fate in used)
    spots = [Spot(row.start_s, row.start_s + row.width_s, _told(name, row)) for name, row in _merged(timelines)]
    drawn = chart("Failures over time", described, time, linear_axis(top, "requests", most=3), (), bars, spots, 150)
    words = "<p>Requests by the second in which they were sent.</p>"
    return legend((_FATE_WORDS[fate], f"{fate} wide") for fate in used) + drawn + words


def _latency_over_time(name: str, rows: list[Row], time: Axis) -> str:
    kinds = (("median", "p50_ns", "one"), ("p99", "p99_ns", "two"), ("maximum", "max_ns", "three thin"))
    lines = [
        Line(words, style, [(row.start_s + row.width_s / 2, _in_ms(getattr(row, key))) for row in rows])
        for words, key, style in kinds
    ]
    values = [value for line in lines for _, value in line.points if value is not None]
    spots = [Spot(row.start_s, row.start_s + row.width_s, _told(name, row)) for row in rows]
    axis = milliseconds_axis(min(values), max(values), "")
    drawn = chart(f"Latency over time, {_label(name)}", _described(lines, "ms"), time, axis, lines, spots=spots)
    return legend((line.label, line.style) for line in lines) + drawn


def _distribution(run: Run) -> str:
    lines = []
    nines = 1.0
    for exchange, shade in zip(run.exchanges.values(), _SHADES * 3, strict=False):
        for latency, words, style in (
            (exchange.latency, "", shade),
            (exchange.service, ", service time", f"{shade} dashed"),
        ):
            points = [
                (math.log10(100 / (100 - level)) if level < 100 else float(_MOST_NINES), ms)
                for ms, level, _ in percentiles(latency)
            ]
            if points:
                nines = max(nines, math.log10(latency.count))
                lines.append(Line(_label(exchange.name) + words, style, points))
    if not lines:
        return ""
    nines = min(math.ceil(nines), _MOST_NINES)
    lines = [Line(line.label, line.style, [(min(at, nines), ms) for at, ms in line.points]) for line in lines]
    names = ("0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %")
    ticks = ((math.log10(2), "50 %"), *((float(at), names[at]) for at in range(nines + 1)))
    values = [ms for line in lines for _, ms in line.points if ms is not None]
    x, y = Axis(0, nines, ticks, "percentile"), milliseconds_axis(min(values), max(values), "")
    drawn = chart("Latency distribution", _described(lines, "ms"), x, y, lines)
    return _section("Latency by percentile", legend((line.label, line.style) for line in lines) + drawn)


def _described(lines: Iterable[Line], unit: str = "a second") -> str:
    """The range of each curve in words."""
    said = []
    for line in lines:
        values = [value for _, value in line.points if value is not None]
        if values:
            said.append(f"{line.label} from {min(values):,.4g} to {max(values):,.4g} {unit}")
    return "; ".join(said)


def _counts(run: Run) -> str:
    heads = (
        "exchange",
        "sent",
        "received",
        "lost",
        "late",
        "in flight",
        "NAK",
        "rejected",
        "resent",
        "duplicates",
        "orphans",
    )
    rows = [
        (_label(each.name), *(f"{count:,}" for count in _numbers(each)), f"{each.malformed:,}")
        for each in run.exchanges.values()
    ]
    return _section("Counts", _table("What became of every request", (*heads, "malformed"), rows))


def _numbers(exchange: ExchangeResult) -> tuple[int, ...]:
    each = exchange
    return (
        each.sent, each.received, each.lost, each.late, each.in_flight, each.nak, each.rejected, each.resent,
        each.duplicates, each.orphans,
    )  # fmt: skip


def _latencies(run: Run) -> str:
    shares = (50.0, 90.0, 99.0, 99.9, 99.99)
    rows = []
    for exchange in run.exchanges.values():
        for words, latency in (("", exchange.latency), (", service time", exchange.service)):
            told = (latency.min_ns, latency.mean_ns, *map(latency.percentile_ns, shares), latency.max_ns)
            cells = ("n/a" if ns is None else f"{ns / 1e6:,.3f}" for ns in told)
            rows.append((_label(exchange.name) + words, *cells))
    heads = ("exchange", "min", "mean", *(f"p{share:g}" for share in shares), "max")
    return _section(
        "Latencies", _table("Milliseconds from the intended sending time, and from the real one", heads, rows)
    )


def _servers(run: Run) -> str:
    rows = [(name, f"{replies:,}") for name, replies in run.servers.items()]
    return _section("Servers", _table("Who answered", ("server identifier", "replies"), rows)) if rows else ""


def _configuration(run: Run) -> str:
    configured = run.configured
    rows = [
        ("server", f"{run.target.server} port {run.target.port}"),
        ("rate", _pace(configured)),
        *([("mix", ", ".join(f"{name} {weight:g}" for name, weight in configured.mix))] if configured.mix else []),
        *([("retransmission", "as clients do")] if configured.retransmit else []),
        *([("processes", str(configured.processes))] if configured.processes > 1 else []),
        *([("frames on", _link(configured))] if configured.interface else []),
        ("clients", f"{configured.clients:,}"),
        ("period", "n/a" if configured.period_s is None else f"{configured.period_s:g} s"),
        ("exchanges", "n/a" if configured.requests is None else f"{configured.requests:,}"),
        ("drop time", f"{configured.drop_time_s:g} s"),
        ("scenario", configured.scenario),
        ("addresses", f"{run.addresses_distinct:,} distinct, {run.addresses_duplicate:,} given to two clients"),
        ("generator", f"at most {run.behind:,} packets and {run.max_behind_s * 1000:.1f} ms behind"),
        ("lost on this host", f"{run.receive_dropped:,} answers in the receive buffer"),
    ]
    return _section("Configuration", _table("What was asked, of whom", ("", ""), rows))


def _pace(configured: Configured) -> str:
    if configured.stages:
        word = "straight to" if configured.ramp else "at"
        return ", ".join(f"{duration_s:g} s {word} {rate:g} a second" for duration_s, rate in configured.stages)
    if configured.rate_pps is None:
        open_at_once = "" if configured.window is None else f", {configured.window:,} open at any time"
        return f"as fast as answers come{open_at_once}"
    return f"{configured.rate_pps:,} a second"


def _link(configured: Configured) -> str:
    return f"{configured.interface}" + ("" if configured.vlan is None else f", VLAN {configured.vlan}")


def _section(title: str, content: str) -> str:
    return f"<section><h2>{_text(title)}</h2>\n{content}</section>\n"


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in heads) if any(heads) else ""
    body = "".join(
        f'<tr><th scope="row">{_text(row[0])}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in row[1:])}</tr>\n'
        for row in rows
    )
    head = f"<thead><tr>{head}</tr></thead>\n" if head else ""
    return (
        f'<div class="scroll"><table><caption>{_text(caption)}</caption>\n{head}<tbody>\n{body}</tbody></table></div>\n'
    )


def _in_ms(ns: float | None) -> float | None:
    return None if ns is None else ns / 1e6


def _ms(ns: float | None) -> str:
    if ns is None:
        return "n/a"
    return f"{ns / 1e6:,.3f} ms" if ns < 1e9 else f"{ns / 1e9:,.3f} s"
