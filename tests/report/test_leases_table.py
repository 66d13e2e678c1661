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


ROUTER = Lease(
    "2001:db8:8000:aa00::", "IA_PD", 56, duid=bytes(range(14)), iaid=7, subnet_id=1, hostname="a name of many words",
    expires=1795237600, valid_lifetime=600,
)  # fmt: skip  # a wide one
COLUMNS = ("address", "type", "duid", "iaid", "hostname", "subnet_id", "state", "expires")


@pytest.mark.parametrize(
    ("width", "out"),
    [
        (200, ()),
        (120, ("type", "iaid", "subnet_id")),
        (80, ("duid", "iaid", "subnet_id")),
        (62, None),
        (20, None),
    ],
)
def test_no_value_is_broken(width: int, out: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    stream = io.StringIO()
    assert draw([ROUTER], COLUMNS, 1795237000, stream, colour=False, all_columns=False) == out
    text = stream.getvalue()
    assert all(len(line) <= width for line in text.splitlines())
    for name, value in (("address", "2001:db8:8000:aa00::/56"), ("duid", ROUTER.duid.hex(":")),
                        ("expires", "2026-11-21T05:06:40Z")):  # fmt: skip  # what must be whole
        assert (value in text) == (out is not None and name not in out)


def test_what_was_asked_for_is_never_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setenv("COLUMNS", "120")
    assert draw([ROUTER], COLUMNS, 0, stream, colour=False) is None
    assert stream.getvalue() == ""
    assert draw([ROUTER], ("address", "duid"), 0, stream, colour=False) == ()
