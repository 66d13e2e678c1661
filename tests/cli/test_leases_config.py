from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.leases_config import config_model

CONFIG = Path(__file__).resolve().parents[1] / "data" / "leases" / "kea-dhcp4.conf"


def test_a_configuration(tmp_path: Path) -> None:
    assert config_model(str(CONFIG)).family == 4
    for name, text in (("gone", None), ("broken", "{"), ("wrong", '{"Dhcp4": {"subnet4": 7}}')):
        path = tmp_path / name
        if text is not None:
            path.write_text(text)
        with pytest.raises(ProblemError, match=name):
            config_model(str(path))


def test_one_of_dhcpd(tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.conf"
    path.write_text("subnet 10.0.0.0 netmask 255.0.0.0 { range 10.0.0.1 10.0.0.9; }\n")
    assert len(config_model(str(path)).subnets) == 1
    path.write_text("subnet 10.0.0.0 netmask 255.0.0.0 { range x; }\n")
    with pytest.raises(ProblemError, match="cannot read") as caught:
        config_model(str(path))
    assert "dhcpd.conf:1" in caught.value.why
