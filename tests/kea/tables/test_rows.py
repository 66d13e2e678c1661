from __future__ import annotations

from dhcptools.kea.tables.options4 import SPACES as SPACES4
from dhcptools.kea.tables.options6 import SPACES as SPACES6
from dhcptools.kea.tables.rows import own_row


def test_rows_of_option_defs() -> None:
    assert own_row("house", 222, "record", False, "uint16, string").types == "uint16 string"
    assert own_row("list", 223, "uint8", True) == (223, "list", "uint8*", (0,), "")


def test_codes_and_names_are_given_once() -> None:
    for spaces in (SPACES4, SPACES6):
        for rows in spaces.values():
            assert len({row.code for row in rows}) == len({row.name for row in rows}) == len(rows)
            assert all(row.types.strip("*") for row in rows)
