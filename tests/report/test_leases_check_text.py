from __future__ import annotations

from dhcptools.leases.findings import Finding
from dhcptools.report.leases_check_text import lines


def test_lines() -> None:
    found = [Finding("lfc-limit", "x.1", "a\x1bb", "do"), Finding("lfc-limit", "x.1", "c", "do")]
    assert list(lines(found)) == [
        "x.1: error: a\\x1bb [lfc-limit]\n", "  fix: do\n", "x.1: error: c [lfc-limit]\n",
    ]  # fmt: skip  # the fix once
    assert "\x1b[31merror\x1b[0m" in next(iter(lines(found, colour=True)))


def test_many_are_counted() -> None:
    many = list(lines(Finding("bad-row", "x", "m", line=line) for line in range(1, 104)))
    assert (len(many), many[-1]) == (101, "x: 3 more [bad-row]\n")
