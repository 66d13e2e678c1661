from __future__ import annotations

from dhcptools.lint.refused import classes
from support.lint_refusals import one, told


def test_names() -> None:
    assert "has already been defined" in one(classes, '{"Dhcp4": {"client-classes": [ {"name": "a"}, {"name": "a"} ]}}')
    assert "not empty parameter 'name'" in one(classes, '{"Dhcp4": {"client-classes": [ {"name": ""} ]}}')
    text = '{"Dhcp4": {"client-classes": [ {"name": "ALL", "test": "member(\'KNOWN\')"} ]}}'
    assert one(classes, text) == "built-in class 'ALL' test expression must be empty"
    assert told(classes, '{"Dhcp4": {"client-classes": [ {"name": "a"}, {"name": "KNOWN"}, {"name": 5} ]}}') == []


def test_what_built_in_classes_may_not_have() -> None:
    text = '{"Dhcp4": {"client-classes": [ {"name": "BOOTP", "only-if-required": true} ]}}'
    assert one(classes, text) == "built-in class 'BOOTP' only-if-required flag must be false"
    text = '{"Dhcp4": {"client-classes": [ {"name": "BOOTP", "test": "option[1].exists"} ]}}'
    assert one(classes, text) == "built-in class 'BOOTP' test expression must be empty"


def test_boot_fields() -> None:
    def said(key: str, value: str) -> list[str]:
        return told(classes, f'{{"Dhcp4": {{"client-classes": [ {{"name": "a", "{key}": "{value}"}} ]}}}}')

    assert "Invalid next-server value specified: 'x' (" in said("next-server", "x")[0]
    assert "must not be a broadcast (" in said("next-server", "255.255.255.255")[0]
    assert "server-hostname must be at most 63 bytes long, it is 64 (" in said("server-hostname", "x" * 64)[0]
    assert said("boot-file-name", "x" * 127) == said("next-server", "0.0.0.0") == []
