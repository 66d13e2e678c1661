from __future__ import annotations

import json
from importlib.resources import files

import jsonschema

from dhcptools.probe.option_lookup import entries, search
from dhcptools.report.options_text import details, option_object, table


def test_a_table_has_a_line_an_option() -> None:
    lines = table(search("captive")).splitlines()
    assert len(lines) == 3
    assert lines[0].split()[:3] == ["code", "name", "RFC"]
    assert lines[1] == "v4   114  v4-captive-portal  RFC 8910 §2.1  v4-captive-portal=https://example.org/portal"


def test_details_say_type_rfc_example_and_what_is_inside() -> None:
    text = details(search("82", (4,))[0])
    assert text.startswith("DHCPv4 option 82: dhcp-agent-options\n  title:      Relay Agent Information\n")
    assert "  defined in: RFC 3046 §2\n" in text
    assert "  example:    --option 'dhcp-agent-options=circuit-id=eth0/1, remote-id=sw1'\n" in text
    assert "82.1  circuit-id" in text
    assert "may hold" not in details(search("routers")[0])
    assert "no RFC" in details(search("252", (4,))[0])


def test_every_object_is_of_the_schema() -> None:
    schema = json.loads(files("dhcptools.schemas").joinpath("options-1.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for entry in entries((4,)):
        validator.validate(option_object(entry))
    assert option_object(search("routers")[0])["example"] == "routers=192.0.2.1, 192.0.2.2"
