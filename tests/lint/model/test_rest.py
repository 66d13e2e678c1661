from __future__ import annotations

from support.lint_contexts import context

FILES = '"trust-anchor": "/a", "cert-file": "/c", "key-file": "/k"'


def test_the_control_agent_listens() -> None:
    (rest,) = context('{ "Control-agent": { "http-port": 80 } }').rest
    assert (rest.host, rest.port, rest.is_encrypted, rest.clients) == ("127.0.0.1", 80, False, [])
    assert rest.port_at.value == 80
    assert rest.host_at.value is not None


def test_control_sockets_of_servers_listen() -> None:
    made = context(f"""{{ "Dhcp6": {{ "control-sockets": [ {{ "socket-type": "unix", "socket-name": "/s" }},
        {{ "socket-type": "https", "socket-address": "::1", {FILES},
           "authentication": {{ "clients": [ {{ "user": "u", "password": "p" }} ] }} }} ] }} }}""")
    (rest,) = made.rest
    assert (rest.host, rest.port, rest.is_encrypted) == ("::1", 8000, True)
    assert [item.text for item in rest.tls_files] == ["/a", "/c", "/k"]
    assert [client.text("user") for client in rest.clients] == ["u"]
    assert [item.text for item in made.secrets] == ["p"]
