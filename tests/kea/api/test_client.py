from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dhcptools.kea.api.answer import Answer, ApiError
from dhcptools.kea.api.client import Client
from dhcptools.kea.api.endpoint import Credentials, parse_endpoint
from support.kea_api import Server, agent, direct, http, lease4, unix, unix_server


def test_the_same_answer_by_every_way(tmp_path: Path) -> None:
    server = Server(4, [lease4(1)])
    with (
        unix_server(tmp_path / "s", server) as one,
        http(agent({"dhcp4": server})) as two,
        http(direct(server)) as three,
    ):
        for source, service in ((one, ""), (two, "dhcp4"), (three, ""), (three, "dhcp4")):
            with Client(parse_endpoint(source)[0], service=service) as client:
                found = client.demand("lease4-get-all")
                assert found.members["leases"] == [lease4(1)]
                assert "lease4-get-page" in client.commands()
                assert client.ask("no-such").result == 2
                assert client.name == (f"dhcp4 at {source}" if service else source)
        asked: dict[str, Any] = server.asked[0]
        assert asked == {"command": "lease4-get-all"}


def test_a_service_that_a_server_is_not() -> None:
    with (
        http(direct(Server(4, []))) as source,
        Client(parse_endpoint(source)[0], service="dhcp6") as client,
        pytest.raises(ApiError, match="unsupported service 'dhcp6'"),
    ):
        client.commands()


def test_passwords_are_never_in_an_error() -> None:
    def echo(request: dict[str, Any]) -> Any:
        return [{"result": 1, "text": "user u with password geheim is unknown"}]

    with http(echo, login="u:geheim") as source:
        for password in ("geheim", "falsch"):
            with Client(parse_endpoint(source)[0], Credentials("u", password)) as client:
                with pytest.raises(ApiError) as caught:
                    client.demand("config-get")
                assert password not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (404, b"<html>", "HTTP status 404"),
        (502, b"", "HTTP status 502"),
        (401, b"<html>", "authentication failed"),
        (403, b'{"result": 403, "text": "Forbidden"}', "Forbidden"),
        (200, b"<html>", "no JSON"),
        (200, b'[{"result": "0"}]', "it answered"),
        (200, b"[]", "it answered"),
    ],
)
def test_other_servers(status: int, body: bytes, reason: str) -> None:
    with (
        http(lambda _: (status, body)) as source,
        Client(parse_endpoint(source)[0]) as client,
        pytest.raises(ApiError, match=reason),
    ):
        client.demand("list-commands")


def test_commands_that_are_no_list(tmp_path: Path) -> None:
    with unix(tmp_path / "s", lambda _: json.dumps({"result": 0, "arguments": {"a": 1}}).encode()) as source:
        client = Client(parse_endpoint(source)[0])
        assert client.commands() == frozenset()
        assert client.ask("x") == Answer(0, "", {"a": 1})
