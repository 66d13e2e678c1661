from __future__ import annotations

from dhcptools.lint.refused import classes
from support.lint_refusals import one, told


def test_names() -> None:
    assert "has already been defined" in one(classes, '{"Dhcp4": {"client-classes": [ {"name": "a"}, {"name": "a"} ]}}')
    assert "not empty parameter 'name'" in one(classes, '{"Dhcp4": {"client-classes": [ {"name": ""} ]}}')
    text = '{"Dhcp4": {"client-classes": [ {"name": "ALL", "test": "member(\'KNOWN\')"} ]}}'
    assert one(classes, text) == "built-in class 'ALL' test expression must be empty"
    assert told(classes, '{"Dhcp4": {"client-classes": [ {"name": "a"}, {"name": "KNOWN"}, {"name": 5} ]}}') == []
