from __future__ import annotations

import pytest

from dhcptools.lint.refused import options
from support.lint_refusals import one, told


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ('"data": "x"', "option data configuration requires one of 'code' or 'name' parameters to be specified"),
        ('"code": 256', "invalid option code '256', it must not be greater than '255' (P)"),
        ('"code": 1, "space": "x!"', "invalid option space name 'x!' (P)"),
        ('"code": 1, "space": "dhcp6"', "'dhcp6' option space name is reserved for DHCPv6 server (P)"),
        (
            '"name": "foo", "code": 3, "data": "192.0.2.1"',
            "specified option name 'foo' does not match the option definition: 'dhcp4.routers' (P)",
        ),
    ],
)
def test_one_option(option: str, says: str) -> None:
    assert one(options, f'{{"Dhcp4": {{"option-data": [ {{{option}}} ]}}}}').startswith(says)


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        ('"type": "record"', "invalid number of data fields: 0 specified for the option of type 'record'"),
        ('"type": "record", "record-types": "uint8, foo"', "invalid record type values specified"),
        ('"type": "record", "record-types": "string, uint8"', "string data field can't be laid before"),
        ('"type": "uint8", "record-types": "uint8"', "invalid record type values specified for the option definition"),
        ('"type": "string", "array": true', "array of strings is not a valid option definition."),
        ('"type": "ipv4_address"', "option type 18 not supported."),
        ('"type": "uint8", "array": true, "encapsulate": "x"', "option 'dhcp4.a', comprising an array of data fields"),
        ('"type": "uint8", "encapsulate": "dhcp4"', "option must not encapsulate an option space it belongs to"),
        ('"type": "uint8", "space": "-"', "invalid option space name '-'"),
    ],
)
def test_one_definition(definition: str, says: str) -> None:
    text = f'{{"Dhcp4": {{"option-def": [ {{"name": "a", "code": 222, {definition}}} ]}}}}'
    assert one(options, text).startswith(says)


def test_definitions_that_are_there_already() -> None:
    text = '{"Dhcp4": {"option-def": [ {"name": "%s", "code": %d, "type": "uint8"} ]}}'
    assert "unable to override definition of option '3'" in one(options, text % ("a", 3))
    assert "unable to override definition of option 'routers'" in one(options, text % ("routers", 222))
    assert "reserved for END" in one(options, text % ("a", 255))
    assert "must not be negative" in one(options, text % ("a", -1))
    recorded = text.replace('"uint8"', '"%s", "record-types": "%s"')
    assert "must be used instead of 'unknown'" in one(options, recorded % ("a", 222, "recor", "uint8, uint8"))
    assert "attempted to add invalid data type 'unknown'" in one(options, recorded % ("a", 222, "record", "x"))
    assert "invalid option name '-a'" in one(options, text % ("-a", 222))
    assert told(options, text % ("a", 43)) == []
    two = '{"name": "a", "code": 222, "type": "uint8"}'
    assert "already exists" in one(options, f'{{"Dhcp4": {{"option-def": [ {two}, {two} ]}}}}')
    named = f'{{"Dhcp4": {{"option-def": [ {two}, {two.replace("222", "223")} ]}}}}'
    assert one(options, named) == "option definition with name 'a' already exists in option space 'dhcp4' (P)"


def test_values_that_no_other_rule_tells_of() -> None:
    text = '{"Dhcp4": {"option-data": [ {"name": "%s", "data": "%s"} ]}}'
    assert "duplicate period in a..b" in one(options, text % ("domain-search", "a..b"))
    assert "code: 43): attempt to write invalid" in one(options, text % ("vendor-encapsulated-options", "x"))
    raw = '{"Dhcp4": {"option-data": [ {"name": "%s", "csv-format": false, "never-send": true} ]}}'
    assert "option buffer truncated" in one(options, raw % "broadcast-address")
    assert told(options, raw % "routers") == []
    assert told(options, raw.replace(', "never-send": true', "") % "broadcast-address") == []  # KL410
    assert told(options, text % ("routers", "x")) == []  # KL422
    assert told(options, text % ("interface-mtu", "x")) == []
    assert told(options, '{"DhcpDdns": {"option-data": [ {} ]}}') == []
