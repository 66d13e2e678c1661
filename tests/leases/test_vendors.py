from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.leases.vendors import made_up, vendors

IEEE = "OUI/MA-L  Organization\n00-00-0C   (hex)\t\tCisco Systems, Inc\r\n00000C     (base 16)\t\tCisco Systems, Inc\n"
NMAP = "00000C Cisco Systems\n# a remark\n"
WIRESHARK = "00:00:0C\tCisco\tCisco Systems, Inc\n00:00:0C:00:00:00/28\tOther\tOther\n"


@pytest.mark.parametrize(
    ("text", "name"), [(IEEE, "Cisco Systems, Inc"), (NMAP, "Cisco Systems"), (WIRESHARK, "Cisco Systems, Inc")]
)
def test_tables_of_systems(text: str, name: str, tmp_path: Path) -> None:
    table = tmp_path / "oui"
    table.write_text(text)
    wanted = [bytes.fromhex("00000c"), bytes.fromhex("000001")]
    assert vendors(wanted, [str(tmp_path / "gone"), str(table)]) == {b"\0\0\x0c": name}


def test_none_is_there(tmp_path: Path) -> None:
    assert vendors([b"\0\0\x0c"], [str(tmp_path / "gone")]) == {}


def test_addresses_that_clients_make_up() -> None:
    assert made_up(b"\x02\0\0")
    assert made_up(b"\xda\0\0")
    assert not made_up(b"\0\0\x0c")
