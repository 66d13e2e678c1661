from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.api.answer import Answer, ApiError, decode, hook_of, judge, unpack

API = Path(__file__).resolve().parents[2] / "data" / "kea22" / "kea22-api.jsonl"
RECORDED = [json.loads(line) for line in API.read_text().splitlines()]


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: f"{row['transport']}-{row['request']['command']}")
def test_what_kea_answered(row: dict[str, object]) -> None:
    response = row["response"]
    if isinstance(response, list) and len(response) > 1:
        with pytest.raises(ApiError, match="does not speak"):  # we ask one service at a time
            unpack(response, "kea")
        return
    answer = unpack(response, "kea")
    one = response[0] if isinstance(response, list) else response
    assert isinstance(one, dict)
    assert (answer.result, answer.text) == (one["result"], one.get("text", ""))
    assert answer.arguments == one.get("arguments")


def test_results() -> None:
    assert judge(Answer(0, "x"), "c", "kea") == Answer(0, "x")
    assert judge(Answer(3, "0 IPv4 lease(s) found."), "c", "kea").members == {}
    for result, what, why, fix in (
        (1, "kea refused c", "no subnet", "log"),
        (4, "kea refused c", "no subnet", "log"),
        (401, "kea does not let us in", "authentication failed: no subnet", "--password-file"),
        (403, "kea does not let us use c", "no subnet", "rbac"),
    ):
        with pytest.raises(ApiError) as caught:
            judge(Answer(result, "no subnet"), "c", "kea")
        assert (caught.value.what, caught.value.why, caught.value.result) == (what, why, result)
        assert fix in caught.value.fix


def test_a_server_behind_a_control_agent_that_is_down() -> None:
    answer = unpack([RECORDED[-4]["response"][1]], "dhcp6 at http://kea")
    with pytest.raises(ApiError, match="offline") as caught:
        judge(answer, "version-get", "dhcp6 at http://kea")
    assert "--service" in caught.value.fix


@pytest.mark.parametrize(
    ("command", "hook"),
    [
        ("lease4-get-page", "libdhcp_lease_cmds.so"),
        ("stat-lease6-get", "libdhcp_stat_cmds.so"),
        ("ha-heartbeat", "libdhcp_ha.so"),
        ("subnet4-list", "libdhcp_subnet_cmds.so"),
        ("network6-list", "libdhcp_subnet_cmds.so"),
        ("reservation-get-page", "libdhcp_host_cmds.so"),
        ("perfmon-get-all-durations", "libdhcp_perfmon.so"),
        ("leases-reclaim", None),
        ("config-hash-get", None),
    ],
)
def test_a_command_that_is_missing_names_its_hook(command: str, hook: str | None) -> None:
    assert hook_of(command) == hook
    with pytest.raises(ApiError, match=hook or "release of Kea does not have") as caught:
        judge(Answer(2, "not supported"), command, "kea")
    assert caught.value.result == 2


@pytest.mark.parametrize(
    "octets", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 5000, b"<html>", b'{"a":' * 50_000], ids=range(7)
)
def test_octets_that_are_no_answer(octets: bytes) -> None:
    with pytest.raises(ApiError, match="does not speak"):
        decode(octets, "kea")


def test_octets_in_latin_1() -> None:
    assert decode(b'{"hostname": "\xe9"}', "kea") == {"hostname": "é"}
    assert decode('{"hostname": "é"}'.encode(), "kea") == {"hostname": "é"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["result", "text", "password"]), inner),
)


@given(JSON)
def test_any_value_is_an_answer_or_an_error(value: object) -> None:
    with suppress(ApiError):
        answer = unpack(value, "kea")
        assert isinstance(answer.result, int)
        judge(answer, "c", "kea")


def test_a_strange_answer_is_shown_without_its_passwords() -> None:
    with pytest.raises(ApiError) as caught:
        unpack({"arguments": {"password": "geheim", "long": "x" * 500}}, "kea")
    assert "*****" in caught.value.why
    assert "geheim" not in caught.value.why
    assert len(caught.value.why) < 250
