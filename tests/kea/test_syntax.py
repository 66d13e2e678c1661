"""What the grammar refuses, in the words of kea-dhcp4 -t 2.2.0 where they are given."""

from __future__ import annotations

import pytest

from dhcptools.kea.dialect import recover
from dhcptools.kea.syntax import KINDS, Fault, check, daemon_of


def faults(text: str, version: tuple[int, int, int] = (2, 2, 0)) -> list[Fault]:
    return check(recover(text.encode(), "k.json"), version)


def said(fault: Fault) -> str:
    start, last = fault.source.position(fault.start), fault.source.position(fault.stop - 1)
    until = f"-{last.column}" if last.column > start.column else ""
    return fault.text if fault.kind == "missing" else f"{start.line}.{start.column}{until}: {fault.text}"


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("{}", "nothing", "1.2: syntax error, unexpected }, expecting Dhcp4"),
        ('{"Dhcp4": { }}', "empty", "1.13: syntax error, unexpected }"),
        ('{"Dhcp4": []}', "type", "1.11: syntax error, unexpected [, expecting {"),
        ('{"Logging": {}}', "daemon", "1.2-10: syntax error, unexpected constant string, expecting Dhcp4"),
        (
            '{"Dhcp4": {"valid-lifetime": 1}, "Dhcp6": {"valid-lifetime": 1} }', "twice",
            '1.34-40: syntax error, unexpected constant string, expecting "," or }',
        ),
        ('{"Dhcp4": {"foo": 1}}', "unknown", '1.12-16: got unexpected keyword "foo" in Dhcp4 map.'),
        ('{"Dhcp4": {"pools": []}}', "misplaced", '1.12-18: got unexpected keyword "pools" in Dhcp4 map.'),
        ('{"Dhcp4": {"allocator": "x"}}', "newer", '1.12-22: got unexpected keyword "allocator" in Dhcp4 map.'),
        (
            '{"Dhcp4": {"valid-lifetime": "x"}}', "type",
            "1.30-32: syntax error, unexpected constant string, expecting integer",
        ),
        ('{"Dhcp4": {"t1-percent": 1}}', "type", "1.26: syntax error, unexpected integer, expecting floating point"),
        ('{"Dhcp4": {"subnet4": {}}}', "type", "1.23: syntax error, unexpected {, expecting ["),
        ('{"Dhcp4": {"subnet4": [ 1 ]}}', "type", "1.25: syntax error, unexpected integer, expecting ]"),
        (
            '{"Dhcp4": {"interfaces-config": { "interfaces": [ 1 ] }}}', "type",
            "1.51: syntax error, unexpected integer, expecting ]",
        ),
        (
            '{"Dhcp4": {"interfaces-config": { "dhcp-socket-type": "tcp" }}}', "word",
            "1.55-59: syntax error, unexpected constant string, expecting raw or udp",
        ),
        (
            '{"Dhcp4": {"lease-database": { "type": 5 }}}', "type",
            "1.40: syntax error, unexpected integer, expecting memfile or mysql or postgresql",
        ),
        (
            '{"Dhcp4": {"sanity-checks":{"lease-checks":"foo"}}}', "word",
            "1.44-48: Unsupported 'lease-checks value: foo, supported values are: none, warn, fix, fix-del, del",
        ),
        (
            '{"Dhcp4": {"ddns-replace-client-name":true}}', "type",
            "1.39-42: boolean values for the replace-client-name are no longer supported",
        ),
        ('{"Dhcp4": {"loggers":[]}}', "empty", "1.23: syntax error, unexpected ], expecting {"),
        (
            '{"Dhcp4": {"subnet4": [ {"id": 1} ]}}', "missing",
            "missing parameter 'subnet' (k.json:1:25) [subnet4 map between k.json:1:25 and k.json:1:33]",
        ),
        (
            '{"Dhcp4": {"dhcp-ddns": {"comment": ""}}}', "missing",
            "missing parameter 'enable-updates' (k.json:1:12) [dhcp-ddns map between k.json:1:25 and k.json:1:39]",
        ),
        (
            '{"Dhcp4": {"subnet4": [ {"subnet": "", "relay":{}} ]}}', "empty",
            "1.49: syntax error, unexpected }, expecting ip-address or ip-addresses",
        ),
        (
            '{"Dhcp4": {"subnet4": [ {"subnet": "", "relay":{"x": 1}} ]}}', "unknown",
            "1.49-51: syntax error, unexpected constant string, expecting ip-address or ip-addresses",
        ),
        ('{"DhcpDdns": {"port": 0}}', "bound", "1.23: port must be greater than zero but less than 65536"),
    ],
)  # fmt: skip  # rows
def test_one_refusal(text: str, kind: str, says: str) -> None:
    (only,) = faults(text)
    assert kind in KINDS
    assert (only.kind, said(only)) == (kind, says)


def test_all_in_the_order_in_which_kea_meets_them() -> None:
    text = '{"Dhcp4": {"subnet4": [ {"id": "x", "foo": 1}, {"subnet": 1} ], "bar": 2}}'
    assert [(each.kind, each.name) for each in faults(text)] == [
        ("type", "id"), ("unknown", "foo"), ("missing", "subnet"), ("type", "subnet"), ("unknown", "bar"),
    ]  # fmt: skip  # in order


def test_versions() -> None:
    assert [each.kind for each in faults('{"Dhcp4": {"reservation-mode": "all"}}', (2, 6, 0))] == ["removed"]
    assert faults('{"Dhcp4": {"reservation-mode": "off", "user-context": {"any": [1]}}}') == []


def test_what_was_told_before_or_follows_from_it_is_not_told_again() -> None:
    assert faults('{"Dhcp4": {"valid-lifetime": yes}}') == []
    assert faults('{"Dhcp4": {"subnet4": [ { "subnet": "" ] } }, "renew-timer": 1 } }') == []
    assert [each.kind for each in faults('{"Dhcp4": {"subnet4": [ { "subnet": "" ] } }, "nosuch": 1 } }')] == []
    assert faults("") == []


def test_any_member_where_any_is_allowed() -> None:
    assert faults('{"Dhcp4": {"dhcp-queue-control": {"enable-queue": true, "anything": {}}}}') == []
    assert faults('{"Dhcp6": {"mac-sources": ["duid"], "relay-supplied-options": [{}]}}') == []
    assert faults('{"DhcpDdns": {"forward-ddns": {}, "ip-address": "192.0.2.1"}}') == []
    assert faults('{"Control-agent": {"control-sockets": {"d2": {"socket-name": "x"}}}}') == []


def test_a_daemon_that_is_not_known_here_is_left_alone() -> None:
    assert faults('{"Netconf": {"managed-servers": {}}}') == []
    assert [each.kind for each in faults('{"Netcnf": {}}')] == ["daemon"]


def test_the_daemon_is_the_first_that_is_named() -> None:
    assert daemon_of(recover(b'{"x": 1, "Dhcp6": 2, "Dhcp4": 3}')) == "Dhcp6"
    assert daemon_of(recover(b"{}")) is None
    assert daemon_of(recover(b"")) is None


def test_comments_do_not_take_a_search_that_fails_through_all_their_ways() -> None:
    comments = "/* a */ // b\n# c\n" * 200
    assert faults(f'{{"Dhcp4": {{"subnet4": [ {{ {comments} "subnet": "", "subnet": "" }} ]}}}}') == []
    assert faults(f'{{"Dhcp4": {{"relay": {{ {comments} , }} }}}}')
