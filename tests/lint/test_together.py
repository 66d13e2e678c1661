from __future__ import annotations

from dhcptools.kea.tree import Source
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.together import together


def test_few_are_told_each_and_many_once() -> None:
    source = Source("x", b"{}")
    found = [Finding("KL418", Severity.INFO, f"subnet {number}", source, 0, 1) for number in range(2000)]
    assert list(together(iter(found[:3]))) == found[:3]
    assert [each.message for each in together(found)] == ["subnet 0 (and 1,999 more like this)"]
    assert list(together([])) == []
