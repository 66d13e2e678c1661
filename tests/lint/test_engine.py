from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.lint.engine import Settings, lint


def test_findings_in_the_order_of_the_text_with_pointers(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_text("""{ "Dhcp4": { "subnet4": [ { "id": 1, "subnet": "192.0.2.1/24", "valid-lifetime": -1,
        "pools": [ { "pool": "192.0.2.1-192.0.2.9" } ],
        "reservations": [ { "hw-address": "1", "ip-address": "192.0.2.3" } ] } ] } }""")
    only = Settings(select=("KL201", "KL302", "KL605"))
    (result,) = lint([str(path)], only)
    assert [(each.rule, each.pointer) for each in result.findings] == [
        ("KL201", "/Dhcp4/subnet4/0/subnet"),
        ("KL605", "/Dhcp4/subnet4/0/valid-lifetime"),
        ("KL302", "/Dhcp4/subnet4/0/reservations/0/ip-address"),
    ]


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(OSError, match="no-such"):
        lint(["/no-such-file"], Settings())
