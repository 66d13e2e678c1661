from __future__ import annotations

from support.lint_contexts import context

TEXT = """{ "Dhcp4": { "hooks-libraries": [ { "library": "/a/libdhcp_ha.so", "parameters": {
    "high-availability": [ { "this-server-name": "b", "mode": "hot-standby", "trust-anchor": "/ca", "cert-file": "/c",
    "heartbeat-delay": 5, %s "peers": [ { "name": "a", "url": "http://192.0.2.1:8000/", "role": "primary",
    "cert-file": "", "key-file": "/k" }, { "name": "b", "url": 3 }, { } ] } ] } } ] } }"""


def test_servers_and_timers() -> None:
    made = context(TEXT % "")
    assert made.hooks[0].path == "/a/libdhcp_ha.so"
    (relationship,) = made.relationships
    assert (relationship.this_server_name, relationship.mode) == ("b", "hot-standby")
    assert (relationship.heartbeat_delay, relationship.max_response_delay) == (5, 60_000)
    first, second, third = relationship.peers
    assert (first.name, first.url, first.role, first.label) == ("a", "http://192.0.2.1:8000/", "primary", "a")
    assert relationship.this_server is second
    assert (relationship.names, third.label) == ({"a", "b"}, "peers[2]")
    assert first.address is not None
    assert first.address.place == ("192.0.2.1", 8000)
    assert second.address is None


def test_tls_of_a_peer_is_its_own_or_the_relationships() -> None:
    first, second, _ = context(TEXT % "").relationships[0].peers
    assert [item.text for item in first.tls_files] == ["/ca", "/k"]
    assert [item.text for item in second.tls_files] == ["/ca", "/c"]


def test_threads_and_listener_are_on_since_2_3_7() -> None:
    (by_default,) = context(TEXT % "").relationships
    assert not by_default.dedicated_listener((2, 2, 0))
    assert by_default.multi_threading((2, 4, 0))
    assert by_default.dedicated_listener((2, 4, 0))
    (off,) = context(TEXT % '"multi-threading": { "enable-multi-threading": false },').relationships
    assert not off.dedicated_listener((3, 0, 0))
    (on,) = context(TEXT % '"multi-threading": { "enable-multi-threading": true },').relationships
    assert (on.multi_threading((2, 2, 0)), on.dedicated_listener((2, 2, 0))) == (True, False)
