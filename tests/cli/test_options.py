from __future__ import annotations

import json
from pathlib import Path

from support.command import dhcptool


def test_one_option(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "options", "82")
    assert done.returncode == 0
    assert done.stdout.startswith("DHCPv4 option 82: dhcp-agent-options\n")
    assert "DHCPv6 option 82: solmax-rt\n" in done.stdout


def test_a_search_and_its_family(tmp_path: Path) -> None:
    assert dhcptool(tmp_path, "options", "-6", "rfc 3646").stdout.count("\nv6 ") == 2
    assert dhcptool(tmp_path, "options", "-4", "121").stdout.count("option 121") == 1


def test_nothing_found_is_a_no(tmp_path: Path) -> None:
    done = dhcptool(tmp_path, "options", "nosuch")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no option has 'nosuch'" in done.stderr


def test_all_of_them(tmp_path: Path) -> None:
    assert len(dhcptool(tmp_path, "options").stdout.splitlines()) > 290
    objects = [json.loads(line) for line in dhcptool(tmp_path, "options", "--json").stdout.splitlines()]
    assert {each["schema"] for each in objects} == {"dhcptool.options/1"}
    assert next(each for each in objects if each["name"] == "routers")["code"] == "3"
