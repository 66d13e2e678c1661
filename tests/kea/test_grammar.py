from __future__ import annotations

import pytest

from dhcptools.kea.grammar import DAEMONS, maps

VERSIONS = [(2, 2, 0), (2, 4, 0), (2, 6, 3), (3, 0, 4), (3, 2, 0), (3, 3, 1)]


@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_map_that_a_keyword_names_is_there(daemon: str, version: tuple[int, int, int]) -> None:
    specs = maps(daemon, version)
    assert daemon in specs
    for spec in specs.values():
        for keyword in spec.keywords.values():
            assert keyword.child in {"", "*", *specs}
        assert set(spec.mandatory) <= set(spec.all)


def test_keywords_live_from_a_version_to_another() -> None:
    assert "allocator" not in maps("Dhcp4", (2, 2, 0))["subnet4"].keywords
    assert "allocator" in maps("Dhcp4", (2, 4, 0))["subnet4"].keywords
    assert "reservation-mode" in maps("Dhcp6", (2, 4, 0))["Dhcp6"].keywords
    assert "reservation-mode" not in maps("Dhcp6", (2, 6, 0))["Dhcp6"].keywords
    assert "control-socket" in maps("Dhcp4", (3, 2, 0))["Dhcp4"].keywords
    assert "control-socket" not in maps("Dhcp4", (3, 3, 1))["Dhcp4"].keywords
    assert "ip-address" in maps("Dhcp4", (2, 4, 0))["relay"].keywords
    assert "ip-address" not in maps("Dhcp4", (2, 6, 0))["relay"].keywords


def test_types_and_words() -> None:
    spec = maps("Dhcp4", (2, 2, 0))["Dhcp4"]
    assert (spec.keywords["valid-lifetime"].holds, spec.keywords["t1-percent"].holds) == (int, float)
    assert (spec.keywords["subnet4"].holds, spec.keywords["subnet4"].item, spec.keywords["subnet4"].child) == (
        list,
        dict,
        "subnet4",
    )
    assert spec.keywords["client-classes"].not_empty
    assert "client-id" in spec.keywords["host-reservation-identifiers"].words
    assert "client-id" not in maps("Dhcp6", (2, 2, 0))["Dhcp6"].keywords["host-reservation-identifiers"].words
    assert maps("Control-agent", (2, 2, 0))["agent-socket"].shown == "xxx-server"
