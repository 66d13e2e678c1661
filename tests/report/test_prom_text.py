"""What a collector reads, whatever the labels hold."""

from __future__ import annotations

from dhcptools.report.prom_text import gauge


def test_a_gauge() -> None:
    assert gauge("a_b", "What it is.", [({"x": "1"}, 2), ({"x": 'q"\\\n'}, 0.5)]) == (
        '# HELP a_b What it is.\n# TYPE a_b gauge\na_b{x="1"} 2\na_b{x="q\\"\\\\\\n"} 0.5\n'
    )


def test_without_a_sample_there_is_no_gauge() -> None:
    assert gauge("a", "b", []) == ""
