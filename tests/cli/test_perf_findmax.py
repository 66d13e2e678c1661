from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from dhcptools.cli.perf_findmax import perf_findmax
from dhcptools.packet.v4 import Message4
from support.command import ROOT
from support.scripted import Reply, ScriptedServer, answer4


def ask(*arguments: str) -> tuple[int, str, str]:
    ran = CliRunner().invoke(perf_findmax, list(arguments), standalone_mode=False)
    if ran.exception is not None:
        raise ran.exception
    return ran.return_value, ran.stdout, ran.stderr


def fast(request: Message4, number: int) -> list[Reply]:
    return [(0, answer4(request).encode())]


def test_the_rate_is_reported() -> None:
    with ScriptedServer(fast) as server:
        code, out, told = ask(
            "--json", "--begin", "100", "--most", "200", "-p", "0.2", "--rounds", "1", "-l", "127.0.0.2",
            "-N", str(server.port), "127.0.0.1",
        )  # fmt: skip
    document = json.loads(out)
    Draft202012Validator(json.loads((ROOT / "dhcptools/schemas/perf-find-max-1.schema.json").read_text())).validate(
        document
    )
    assert code == 0
    assert document["schema"] == "dhcptool.perf-find-max/1"
    assert (document["rate_pps"], document["above"]) == (200, None)
    assert document["at"]["loss_percent"] == 0
    assert told.count("% lost") == 2


def test_no_rate_is_an_answer_too() -> None:
    with ScriptedServer(lambda request, number: []) as server:
        code, out, _ = ask(
            "--begin", "1", "-p", "0.1", "-d", "0.1", "-l", "127.0.0.2", "-N", str(server.port), "127.0.0.1"
        )
    assert code == 1
    assert out == "No rate is borne with at most 1 % lost.\n"


def test_a_server_of_others_is_not_emptied_by_accident() -> None:
    with pytest.raises(click.UsageError, match="takes up to 500 leases"):
        ask("-R", "500", "--yes", "499", "-l", "127.0.0.1", "192.0.2.1")
    with pytest.raises(click.UsageError, match="nor all"):
        ask("--yes", "some", "192.0.2.1")
