from __future__ import annotations

import re

from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.usage import Count, Place, Usage
from dhcptools.report.leases_stats_prom import exposition, unreadable
from support.lease_usage import CONFIG6, DATA, nothing, usage

SAMPLE = re.compile(r'[a-z_]+(?:\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\})? [0-9.]+')


def test_every_line_is_a_sample_of_a_declared_gauge() -> None:
    text = exposition([nothing(), usage(MemfileReading(DATA / "kea22" / "kea22-leases6.csv"), CONFIG6, 6)], 12.5)
    declared = set(re.findall(r"# TYPE (\S+) gauge", text))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in lines)
    assert {re.split(r"[{ ]", line)[0] for line in lines} == declared
    assert len(lines) == len({line.rpartition(" ")[0] for line in lines})
    assert (
        'dhcptool_leases_assigned{family="6",subnet="2001:db8:1::/48",subnet_id="1",shared_network="",level="subnet",'
        'type="prefix"} 4\n'
    ) in text
    assert "dhcptool_leases_up 1\n" in text
    assert "dhcptool_leases_timestamp_seconds 12.5\n" in text


def test_labels_are_quoted_and_failure_is_told() -> None:
    place = Place('a"b\\c\nd', Count(1))
    assert r'shared_network="a\"b\\c\nd"' in exposition([Usage(4, "x", [], [place], place)], 1)
    assert "dhcptool_leases_up 0\n" in unreadable(1)
