from __future__ import annotations

from dhcptools.kea.expression import Names, parse
from dhcptools.report.class_outcome import Classified, Outcome
from dhcptools.report.class_text import text

PARSED = parse("option[60].exists", Names(4, (2, 2)))


def test_colours_and_escapes() -> None:
    found = text(PARSED, [Outcome(1, None, "no\x1b", (), None)], trace=False, colour=True)
    assert found == "\x1b[31merror\x1b[0m: no\\x1b\n"


def test_classes_and_where_drop_ended_it() -> None:
    classified = Classified(("ALL", "a\nb"), (), (), (), "packet", None, "", "")
    lines = text(None, [Outcome(1, None, "", (), classified)], trace=False, colour=False).splitlines()
    assert lines == ["classes: ALL, a\\x0ab", "  dropped: class DROP, before a subnet was chosen"]
    classified = Classified(("ALL",), (), (), (), "", 3, "192.0.2.0/24", "net")
    lines = text(None, [Outcome(2, None, "", (), classified)] * 2, trace=False, colour=False).splitlines()
    assert lines[:2] == ["packet 2: classes: ALL", "  subnet: 192.0.2.0/24 (id 3) of net"]
