from __future__ import annotations

from support.lint_contexts import context


def test_classes() -> None:
    made = context("""{ "Dhcp4": { "client-classes": [
        { "name": "a", "test": "member('ALL')", "only-if-required": true, "option-data": [ { } ] },
        { "template-test": "'x'", "only-in-additional-list": true }, { "name": 3 } ] } }""")
    first, second, third = made.classes
    assert (first.name, first.test, first.additional, first.label) == ("a", "member('ALL')", True, 'class "a"')
    assert len(first.options) == 1
    assert (second.template_test, second.additional) == ("'x'", True)
    assert (third.name, third.additional) == ("", False)


def test_sockets_loggers_and_keys() -> None:
    made = context("""{ "Dhcp4": { "control-socket": { "socket-type": "unix", "socket-name": "/s" }, "loggers": [ {
        "name": "kea-dhcp4", "output_options": [ { "output": "/l" } ], "output-options": [ { "output": "syslog:x" },
        { "output": "stdout" }, { } ] } ], "lease-database": { "type": "memfile", "name": "/f" } } }""")
    assert [(each.type, each.name) for each in made.control_sockets] == [("unix", "/s")]
    assert [each.path for each in made.loggers[0].outputs] == ["/l", None, None, None]
    assert made.lease_database is not None
    assert (made.lease_database.type, made.lease_database.name) == ("memfile", "/f")
    d2 = context("""{ "DhcpDdns": { "tsig-keys": [ { "name": "k", "algorithm": "HMAC-MD5" } ],
        "forward-ddns": { "ddns-domains": [ { "name": "a.", "key-name": "k", "dns-servers": [ { } ] } ] } } }""")
    assert (d2.tsig_keys[0].name, d2.tsig_keys[0].algorithm) == ("k", "HMAC-MD5")
    assert (d2.forward_domains[0].key_name, len(d2.forward_domains[0].servers)) == ("k", 1)
