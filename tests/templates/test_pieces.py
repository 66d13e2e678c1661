from __future__ import annotations

import pytest

from dhcptools.templates import pieces
from dhcptools.templates.settings import Settings, Version

VERSIONS: list[Version] = [(2, 2, 0), (2, 4, 2), (2, 6, 5), (3, 0, 4), (3, 3, 1)]


@pytest.mark.parametrize("version", VERSIONS)
def test_keywords_are_those_of_the_version(version: Version) -> None:
    settings = Settings(version)
    new = version >= (3, 0, 0)
    assert ("control-sockets" in pieces.control(settings, "x")) is new
    assert ("output-options" in pieces.loggers(settings, "kea-dhcp4")["loggers"][0]) is new
    assert ("client-classes" in pieces.guard(settings, "a")) is new
    library = pieces.hook(settings, "libdhcp_ha.so")["library"]
    assert library == ("libdhcp_ha.so" if version >= (2, 6, 3) else f"{pieces.HOOKS}/libdhcp_ha.so")


def test_a_directory_of_hooks_is_written_where_it_is_given() -> None:
    settings = Settings((3, 0, 4), hooks="/opt/kea/hooks")
    assert pieces.hook(settings, "libdhcp_ha.so", {"a": 1}) == {
        "library": "/opt/kea/hooks/libdhcp_ha.so",
        "parameters": {"a": 1},
    }
