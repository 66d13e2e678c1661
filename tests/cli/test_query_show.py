from __future__ import annotations

import json
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from dhcptools.cli.query_open import Way
from dhcptools.cli.query_show import Shower
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.probe.channel import Datagram
from dhcptools.probe.compose import Wish4
from dhcptools.probe.judge import Reply, judge
from dhcptools.probe.query import Copy, Sent, Stray
from support.queries import MAC, FakeChannel, reply4, serve4
from support.query_flags import flags

DISCOVER = Wish4(1, MAC, 7).message()
REQUEST = Wish4(3, MAC, 7, options=(RawOption(54, b"\xc0\0\2\1"),)).message()
WAY = Way(FakeChannel(), IPv4Address("255.255.255.255"), 68)


def reply(octets: bytes = b"", request: Message4 = DISCOVER) -> Reply:
    found = judge(Datagram(octets or serve4(request.encode())[0], "192.0.2.1", 67, 0), request)
    assert isinstance(found, Reply)
    return found


def shower(*arguments: str) -> Shower:
    return Shower(flags(*arguments), WAY)


def test_text_as_dhcptest(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower()
    shown.listening()
    for event in (Sent(DISCOVER), Sent(DISCOVER, 2), reply()):
        shown.event(event)
    out, err = capsys.readouterr()
    assert out.startswith("Received packet from 192.0.2.1:67:\n  op=BOOTREPLY chaddr=02:00:5E:00:53:01 ")
    assert err.startswith("Listening for DHCP replies on port 68.\nSending packet:\n  op=BOOTREQUEST ")
    assert err.endswith("Retrying, try 2...\n")
    assert shown.yes


def test_a_nak_is_a_no_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower()
    shown.event(reply(reply4(REQUEST, 6, RawOption(56, b"not \x1b[31mhere")).encode(), REQUEST))
    assert not shown.yes
    assert capsys.readouterr().err == "dhcptool: refused by 192.0.2.1: not \\x1b[31mhere\n"


def test_a_doubtful_answer_is_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower()
    shown.event(reply(reply4(DISCOVER, 5).encode()))
    assert not shown.yes
    assert "no valid answer from 192.0.2.1: a DHCPACK to a DHCPDISCOVER" in capsys.readouterr().err


def test_print_only_a_value_and_a_newline(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower("--print-only", "51")
    shown.event(reply())
    shown.final(reply(), DISCOVER)
    assert capsys.readouterr() == ("3600\n", "")
    assert shown.yes


def test_print_only_of_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower("--print-only", "200")
    shown.event(reply())
    shown.final(reply(), DISCOVER)
    assert capsys.readouterr() == ("", "dhcptool: no 200 in the answer from 192.0.2.1\n")
    assert not shown.yes


def test_json_a_line_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower("--json")
    shown.event(reply())
    shown.event(reply())
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["schema"] for line in lines] == ["dhcptool.query/1"] * 2


def test_copies_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--json", "--wait"], ["--wait"]):
        shown = shower(*arguments)
        first, second = reply(), reply()
        for event in (first, Copy(first), second, Copy(first)):
            shown.event(event)
        shown.over()
        out, err = capsys.readouterr()
        if "--json" in arguments:
            assert [json.loads(line)["duplicates"] for line in out.splitlines()] == [2, 0]
            assert err == ""
        else:
            assert out.count("Received packet from") == 2
            assert err == "2 copies of answers left out.\n"


def test_env_and_the_eleven_lines(capsys: pytest.CaptureFixture[str]) -> None:
    shower("--env", "-i", "eth0").final(reply(request=REQUEST), REQUEST)
    out = capsys.readouterr().out
    assert out.startswith("reason=BOUND\ninterface=eth0\nnew_ip_address=192.0.2.10\n")
    assert "requested_routers=1\n" in out
    shower("--style", "dhclient-debug").final(reply(), DISCOVER)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[:2] == ["DHCP State:          TEST", "IP Address:          192.0.2.10"]
    shower("--env").final(None, DISCOVER)
    assert capsys.readouterr().out == "reason=FAIL\ninterface=''\n"


def test_the_hook_decides_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = tmp_path / "hook"
    hook.write_text(f'#!/bin/sh\necho "$reason $new_ip_address" >{tmp_path}/seen\nexit 3\n')
    hook.chmod(0o755)
    shown = shower("--exec", str(hook))
    shown.event(reply())
    shown.final(reply(), DISCOVER)
    assert (tmp_path / "seen").read_text() == "TEST 192.0.2.10\n"
    assert not shown.yes
    assert "ended with status 3" in capsys.readouterr().err


def test_what_came_instead_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower()
    shown.event(Sent(DISCOVER, 2))
    capsys.readouterr()
    for _ in range(5):
        shown.event(Stray(Datagram(b"", "192.0.2.9", 67, 0), "it is \x1b odd"))
    shown.unanswered()
    assert capsys.readouterr().err == (
        "Giving up after 2 tries.\ndhcptool: ignored: "
        + "; ".join(["it is \\x1b odd (from 192.0.2.9)"] * 3)
        + "; and 2 more\n"
    )


def test_quiet_leaves_the_answers(capsys: pytest.CaptureFixture[str]) -> None:
    shown = shower("--quiet")
    shown.listening()
    shown.event(Sent(DISCOVER))
    shown.event(reply(reply4(DISCOVER, 5).encode()))
    shown.unanswered()
    out, err = capsys.readouterr()
    assert out.startswith("Received packet")
    assert err == ""
