from __future__ import annotations

from dhcptools.kea.dialect import parse
from dhcptools.lint.context import Context
from dhcptools.lint.model.membership import depend_on_known, is_known

TEXT = b"""{ "Dhcp4": { "client-classes": [
  { "name": "a", "test": "member('UNKNOWN')" }, { "name": "b", "test": "not member('a')" },
  { "name": "c", "test": "option[60].exists" }, { "name": "broken", "test": "member('later')" } ],
  "reservations": [ { "hw-address": "01", "client-classes": [ "given" ] } ] } }"""


def test_classes_that_a_client_can_be_in() -> None:
    context = Context(parse(TEXT, "f"), "f")
    for name in ("a", "KNOWN", "VENDOR_CLASS_x", "SPAWN_a_x", "given"):
        assert is_known(context, name)
    assert not is_known(context, "nobody")


def test_what_is_known_late_is_followed() -> None:
    context = Context(parse(TEXT, "f"), "f")
    assert depend_on_known(context) == {"KNOWN": "KNOWN", "UNKNOWN": "UNKNOWN", "a": "UNKNOWN", "b": "UNKNOWN"}
