from __future__ import annotations

from dhcptools.kea.model import Config
from dhcptools.leases.memfile import MemfileReading
from dhcptools.report.leases_stats_text import lines
from support.lease_usage import CONFIG4, CONFIG6, DATA, usage

READING = DATA / "kea22" / "kea22-leases4.csv"


def test_networks_subnets_pools_and_the_total() -> None:
    rows = [line.split("  ")[0] for line in lines(usage(MemfileReading(READING), CONFIG4)) if not line.startswith(" ")]
    assert rows == ["shared network campus", "10.0.0.0/16 (id 1)", "total"]
    text = "".join(lines(usage(MemfileReading(READING), CONFIG4)))
    assert "  10.0.2.0-10.0.2.31            32         3         1        0            0    28  12.5%\n" in text
    assert "█" not in text


def test_bars() -> None:
    plain = "".join(lines(usage(MemfileReading(READING), CONFIG4), bars=True))
    assert "12.5%  ██░░░░░░░░░░░░░░░░░░\n" in plain
    assert "\x1b[32m" in "".join(lines(usage(MemfileReading(READING), CONFIG4), bars=True, colour=True))


def test_prefixes_and_strange_subnets() -> None:
    path = DATA / "kea22" / "kea22-leases6.csv"
    text = "".join(lines(usage(MemfileReading(path), CONFIG6, 6)))
    assert "2001:db8:8000::/40 /56, prefixes" in text
    assert "total, prefixes" in text
    assert "subnet 1, prefixes" in "".join(lines(usage(MemfileReading(path), None, 6)))
    strange = usage(MemfileReading(READING), Config(4))
    assert list(lines(strange))[-1] == "14 leases are of subnets that the configuration does not have\n"
