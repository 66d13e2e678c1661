from __future__ import annotations

import json
from ipaddress import IPv4Address
from typing import Any

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.model import Boot, Lifetime
from dhcptools.kea.reader import ConfigError, Reader
from dhcptools.kea.scopes import Inherited, otherwise, read_boot, read_lifetime


def scope(inner: dict[str, Any], outer: dict[str, Any]) -> Reader:
    whole = parse(json.dumps({**outer, "inside": [inner]}).encode())
    return next(Reader(whole.root, "Dhcp4").maps("inside", scope=True))


def test_the_narrowest_scope_that_says_something_counts() -> None:
    reader = scope({"authoritative": False}, {"authoritative": True, "rapid-commit": True})
    boolean = Inherited(reader)
    assert not boolean("authoritative", True)
    assert boolean("rapid-commit", False)
    assert boolean("match-client-id", True)
    assert otherwise(None, 3) == 3
    assert otherwise(0, 3) == 0


def test_lifetimes_have_their_bounds() -> None:
    reader = scope({"valid-lifetime": 5}, {"max-valid-lifetime": 9})
    assert read_lifetime(reader, "valid-lifetime", 1) == Lifetime(5, 5, 9)
    with pytest.raises(ConfigError, match="outside its bounds"):
        read_lifetime(scope({"min-valid-lifetime": 9}, {"valid-lifetime": 5}), "valid-lifetime", 1)


def test_boot_fields() -> None:
    reader = scope({"boot-file-name": "x"}, {"next-server": "192.0.2.1"})
    assert read_boot(reader) == Boot(IPv4Address("192.0.2.1"), None, "x")
    for wrong in ({"next-server": "x"}, {"server-hostname": "x" * 64}):
        with pytest.raises(ConfigError):
            read_boot(scope(wrong, {}))
