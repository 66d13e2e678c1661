from __future__ import annotations

import io

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.report.leases_table import draw


@pytest.mark.parametrize("colour", [False, True])
def test_a_table_shows_names_and_obeys_none(colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    stream = io.StringIO()
    leases = [Lease("192.0.2.1", hostname="[bold]x[/bold]\x1b]0;t\x07"), Lease("192.0.2.2", state="declined")]
    draw(leases, ("address", "hostname", "state"), 0, stream, colour=colour)
    text = stream.getvalue()
    assert r"[bold]x[/bold]\x1b]0;t\x07" in text
    assert ("\x1b[31m" in text) == colour
    assert "ADDRESS" in text
