from __future__ import annotations

from dhcptools.leases.findings import ERROR, RULES, WARNING, Finding


def test_a_rule_says_how_bad_it_is() -> None:
    assert {severity for severity, _ in RULES.values()} == {ERROR, WARNING}
    assert Finding("lfc-limit", "x.1", "m").severity == ERROR
    assert Finding("bad-row", "x", "m", line=7).place == "x:7"
    assert Finding("bad-row", "x", "m").place == "x"
