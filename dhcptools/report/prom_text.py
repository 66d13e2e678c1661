"""Prometheus' text format, as the textfile collector of node_exporter reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def gauge(name: str, text: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> str:
    """A gauge with what it tells, and a line a sample: labels and value. Nothing when there is no sample."""
    lines = [f"{name}{{{_written(labels)}}} {value!r}\n" for labels, value in samples]
    return f"# HELP {name} {text}\n# TYPE {name} gauge\n" + "".join(lines) if lines else ""


def _written(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
