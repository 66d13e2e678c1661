from __future__ import annotations

from dhcptools.lint.refused.refusal import placed
from support.lint_contexts import context


def test_kea_s_place() -> None:
    top = context('{\n "Dhcp4": { } }').root
    assert placed("text", top.entries["Dhcp4"]) == "text (test.json:2:2)"
