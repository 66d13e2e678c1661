from __future__ import annotations

from pathlib import Path

from dhcptools.leases.faults import Fault, StoreError


def test_a_fault_names_its_line() -> None:
    assert str(Fault(Path("x.csv"), 7, "no address")) == "x.csv:7: no address"


def test_an_error_says_why_and_what_helps() -> None:
    error = StoreError("what", "why", "fix")
    assert (error.what, error.why, error.fix) == ("what", "why", "fix")
    assert "why" in str(error)
