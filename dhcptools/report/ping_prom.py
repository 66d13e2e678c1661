"""``ping --prom``: whether a server answers and how fast, in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Mapping

from dhcptools.probe.ping import Summary, Target
from dhcptools.report.prom_text import gauge


def exposition(target: Target, done: Summary, at_s: float) -> str:
    """Every gauge of what was asked until ``at_s`` of the Unix clock. ``target.server`` as its user names it."""
    labels = _labels(target)
    rtt = done.rtt_ms() or {}
    parts = [
        *_head(labels, 1, at_s),
        _one("success", "Whether something answered well and nothing refused, ever since.", labels, int(done.good)),
        _one("requests", "Questions that were asked.", labels, done.asked),
        _one("answers", "Questions that were answered, refusals among them.", labels, done.heard),
        _one("refusals", "DHCPNAK, or a status code other than Success.", labels, done.refused),
        *(
            _one(f"rtt_{name}_seconds", f"Time from question to answer: {name}.", labels, rtt[name] / 1e3)
            for name in ("min", "mean", "max")
            if name in rtt
        ),
    ]
    if done.latest is not None:
        text = "Whether the last question was answered well."
        parts.append(_one("last_success", text, labels, int(done.latest.good)))
        if done.latest.rtt_ns is not None:
            parts.append(_one("last_rtt_seconds", "Time to the answer of that.", labels, done.latest.rtt_ns / 1e9))
    if done.last is not None:
        who = {
            **labels,
            "type": done.last.kind,
            "server_id": done.last.server_id or "",
            "source": done.last.source or "",
        }
        parts.append(_one("last_answer_info", "The last answer, and who gave it.", who, 1))
    return "".join(parts)


def unreachable(target: Target, at_s: float) -> str:
    """What is left when the server could not be asked."""
    return "".join(_head(_labels(target), 0, at_s))


def _head(labels: Mapping[str, str], up: int, at_s: float) -> tuple[str, str]:
    return (
        _one("up", "Whether the server could be asked.", labels, up),
        _one("timestamp_seconds", "When this was written.", labels, round(at_s, 3)),
    )


def _labels(target: Target) -> dict[str, str]:
    return {"server": target.server, "family": str(target.family), "question": target.question}


def _one(name: str, text: str, labels: Mapping[str, str], value: float) -> str:
    return gauge(f"dhcptool_ping_{name}", text, [(labels, value)])
