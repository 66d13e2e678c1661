from __future__ import annotations

import pytest

from dhcptools.lint.refused import services
from support.lint_refusals import one, told

KEY = '{"name": "k", "algorithm": "HMAC-MD5", "secret": "LSWXnfkKZjdPJI5QxlpnfQ=="}'


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (
            '"interfaces-config": {"interfaces": ["lo", "lo"]}',
            "Failed to select interface: interface 'lo' has already been specified (P) (P)",
        ),
        ('"interfaces-config": {"interfaces": [""]}', "Failed to select interface: empty interface name"),
        ('"interfaces-config": {"interfaces": ["*", "*"]}', "Failed to select interface: the wildcard interface '*'"),
        ('"interfaces-config": {"interfaces": ["lo/x"]}', "Failed to select interface: Failed to convert string to"),
        (
            '"dhcp-ddns": {"server-ip": "x"}',
            "Failed to convert 'x' to address: Failed to convert string to address 'x'",
        ),
        ('"dhcp-ddns": {"sender-ip": "x"}', "invalid address (x) specified for parameter 'sender-ip'"),
        ('"dhcp-ddns": {"sender-ip": "2001:db8::1"}', "D2ClientConfig error: address family mismatch"),
        ('"dhcp-ddns": {"ncr-protocol": "TCP"}', "D2ClientConfig error: NCR Protocol: TCP is not supported."),
        (
            '"dhcp-ddns": {"sender-ip": "127.0.0.1", "sender-port": 53001}',
            "D2ClientConfig error: server and sender cannot share the exact same IP address/port",
        ),
        ('"host-reservation-identifiers": ["duid", "duid"]', "duplicate host identifier 'duid' (P)"),
    ],
)
def test_dhcpv4(members: str, says: str) -> None:
    assert one(services, f'{{"Dhcp4": {{{members}}}}}').startswith(says)


def test_lists_of_dhcpv6() -> None:
    assert "recognized MAC source" in one(services, '{"Dhcp6": {"mac-sources": ["duid", "x"]}}')
    assert "non-string Element" in one(services, '{"Dhcp6": {"mac-sources": [{}]}}')
    assert "unable to find option code" in one(services, '{"Dhcp6": {"relay-supplied-options": ["65", "x"]}}')


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ('"ip-address": "x"', "Failed to convert 'x' to address"),
        (f'"tsig-keys": [{KEY}, {KEY}]', "Duplicate TSIG key name specified : k"),
        (f'"tsig-keys": [{KEY.replace("MD5", "MD4")}]', "tsig-key : Unknown TSIG Key algorithm: HMAC-MD4"),
        ('"tsig-keys": [{"name": "k", "algorithm": "HMAC-MD5"}]', "missing parameter 'secret'"),
        (f'"tsig-keys": [{KEY.replace("==", "")}]', "Cannot make D2TsigKey"),
        (f'"tsig-keys": [{KEY.replace("k", "k:1", 1)}]', "Cannot make D2TsigKey"),
        ('"tsig-keys": [{"name": "k", "algorithm": "HMAC-MD5", "secret": "YR=="}]', "Cannot make D2TsigKey"),
        (f'"tsig-keys": [{KEY.replace("}", ", ")}"digest-bits": 1}}]', "P: "),
        ('"forward-ddns": {"ddns-domains": [{"name": "", "dns-servers": []}]}', "test.json:1.56: Ddns domain name"),
        ('"forward-ddns": {"ddns-domains": [{"name": "a."}]}', "Assertion `px != 0' failed."),
        (
            '"forward-ddns": {"ddns-domains": [{"name": "a.", "dns-servers": [{"ip-address": "x"}]}]}',
            "Dns Server : inva",
        ),
        ('"forward-ddns": {"ddns-domains": [{"name": "a.", "dns-servers": [{"ip-address": ""}]}]}', "Dns Server must"),
        ('"forward-ddns": {"ddns-domains": [{"name": "a.", "dns-servers": [{"hostname": "x"}]}]}', "P: "),
        ('"forward-ddns": {"ddns-domains": [{"name": "a.", "dns-servers": [{}]}]}', "missing parameter 'ip-address'"),
        ('"loggers": [{"name": "x", "severity": "INFO", "output_options": [{}]}]', "output_options entry does not"),
        ('"hooks-libraries": [{"library": ""}]', "hooks library configuration error: value of 'library' element must"),
        ('"loggers": [{"severity": "INFO"}]', "loggers entry does not have a mandatory 'name' element"),
    ],
)
def test_d2(members: str, says: str) -> None:
    assert one(services, f'{{"DhcpDdns": {{{members}}}}}').startswith(says)


def test_the_duid_of_a_server() -> None:
    text = '{"Dhcp6": {"server-id": {"type": "EN", "identifier": "%s"}}}'
    assert [told(services, text % good) for good in ("", "0102", "01 02 ")] == [[], [], []]
    for bad in ("1", "0x01", "01:02", "zz"):
        said = f"identifier specified in the DUID configuration '{bad}' is not a valid string of hexadecimal digits (P)"
        assert one(services, text % bad) == said


def test_the_data_directory_is_to_be_there() -> None:
    assert one(services, '{"Dhcp6": {"data-directory": ""}}') == "Bad directory '': No such file or directory"
    assert told(services, '{"Dhcp6": {"data-directory": "/nowhere"}}') == []  # nobody looked at the host


def test_parameters_of_databases_are_taken_apart_at_blanks() -> None:
    text = '{"Dhcp4": {"config-control": {"config-databases": [ {"type": "mysql", %s} ]}}}'
    assert one(services, text % '"name": "a b"') == "Cannot parse b', expected format is name=value (P)"
    assert one(services, text % '"host": "a b c"') == "Cannot parse b, expected format is name=value (P)"
    assert told(services, text % '"name": "a", "password": "b c"') == []


def test_the_control_agent() -> None:
    assert one(services, '{"Control-agent": {"cert-file": "x"}}').startswith("trust-anchor parameter is missing")
    clients = '{"Control-agent": {"authentication": {"type": "basic", "clients": [ %s ]}}}'
    assert "user is required" in one(services, clients % "{}")
    assert "user must not be empty" in one(services, clients % '{"user": ""}')
    assert "must not contain a ':'" in one(services, clients % '{"user": "a:b"}')
    assert "mutually exclusive" in one(services, clients % '{"user": "a", "user-file": "b"}')
    assert told(services, clients % '{"user": "a", "password": "b"}') == []


def test_loggers_of_servers_are_not_read() -> None:
    assert told(services, '{"Dhcp4": {"loggers": [{"debuglevel": 100}]}}') == []
