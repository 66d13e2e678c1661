from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import cast

import pytest

from dhcptools.cli.query_build import identity, request_of
from dhcptools.cli.query_open import Way
from dhcptools.cli.query_run import Exchanger, run_message
from dhcptools.cli.query_show import Shower
from dhcptools.net.errors import NetError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6
from dhcptools.probe.channel import HeedfulChannel
from dhcptools.probe.query import Event
from support.queries import FakeChannel, reply4, serve4, serve6
from support.query_flags import flags


def run(channel: FakeChannel, family: int, *arguments: str) -> bool:
    found = flags("--timeout", "0.01", *arguments)
    address = IPv4Address("255.255.255.255") if family == 4 else IPv6Address("ff02::1:2")
    way = Way(channel, address, 68 if family == 4 else 546)
    who = identity(found, family)
    shower = Shower(found, way)
    if found.exchange:
        return Exchanger(found, way, who, shower).run()
    return run_message(found, way, request_of(found, family, who, way), shower)


def sent4(channel: FakeChannel) -> list[int | None]:
    return [Message4.decode(octets).message_type for octets, _ in channel.sent]


def nak(octets: bytes) -> list[bytes]:
    request = Message4.decode(octets)
    return [reply4(request, 2 if request.message_type == 1 else 6).encode()]


def test_one_message_takes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    channel = FakeChannel(serve4)
    assert run(channel, 4, "--print-only", "yiaddr")
    assert sent4(channel) == [1]
    assert capsys.readouterr() == ("192.0.2.10\n", "")


def test_no_answer_is_a_no_after_every_try(capsys: pytest.CaptureFixture[str]) -> None:
    channel = FakeChannel()
    assert not run(channel, 4, "--tries", "3", "--env")
    assert sent4(channel) == [1, 1, 1]
    out, err = capsys.readouterr()
    assert out == "reason=FAIL\ninterface=''\n"
    assert err.endswith("Giving up after 3 tries.\n")


@pytest.mark.parametrize(("kind", "code"), [("release", 7), ("decline", 4)])
def test_what_nobody_answers_is_sent_and_that_is_all(kind: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    channel = FakeChannel()
    assert run(channel, 4, kind, "--option", "54=192.0.2.1", "--tries", "3")
    assert sent4(channel) == [code]
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Sending packet:\n")
    assert "Giving up" not in err
    assert not run(FakeChannel(), 4, kind, "--wait")


def test_dora_and_release(capsys: pytest.CaptureFixture[str]) -> None:
    channel = FakeChannel(serve4)
    assert run(channel, 4, "--dora", "--release", "--env")
    assert sent4(channel) == [1, 3, 7]
    release, destination = channel.sent[-1]
    assert destination == IPv4Address("192.0.2.1")
    assert Message4.decode(release).first(54) == b"\xc0\0\2\1"
    assert capsys.readouterr().out.startswith("reason=BOUND\n")


def test_dora_with_what_was_wished() -> None:
    channel = FakeChannel(serve4)
    assert run(channel, 4, "--dora", "-q", "--xid", "9", "--secs", "5", "--option", "60=x", "--client-id", "hex:0102",
               "--mac", "02:00:5e:00:53:01", "--request", "1")  # fmt: skip  # one line of a shell
    for octets, _ in channel.sent:
        message = Message4.decode(octets)
        assert (message.xid, message.secs, message.broadcast) == (9, 5, True)
        assert [message.first(code) for code in (60, 61, 55)] == [b"x", b"\1\2", b"\1"]
        assert message.hardware_address.hex() == "02005e005301"


def test_a_nak_ends_dora_with_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run(FakeChannel(nak), 4, "--dora", "--env")
    out, err = capsys.readouterr()
    assert out.startswith("reason=FAIL\n")
    assert "refused by 192.0.2.1: DHCPNAK" in err


def test_dora_without_answer_is_a_no() -> None:
    channel = FakeChannel()
    assert not run(channel, 4, "--dora", "--tries", "2", "-q")
    assert sent4(channel) == [1, 1]


def test_sarr_and_release(capsys: pytest.CaptureFixture[str]) -> None:
    channel = FakeChannel(serve6, "fe80::1")
    assert run(channel, 6, "--sarr", "--release", "--env", "-i", "eth0")
    assert [decode6(octets).msg_type for octets, _ in channel.sent] == [1, 3, 8]
    out = capsys.readouterr().out
    assert out.startswith("reason=BOUND6\ninterface=eth0\n")
    assert "new_ip6_address=2001:db8::5\n" in out


def test_a_field_out_of_range_is_a_usage_error() -> None:
    import click

    with pytest.raises(click.UsageError, match="sname"):
        run(FakeChannel(), 4, "--sname", "x" * 65)


class ClosedPipe:
    """A reader that leaves after some of what it is told."""

    def __init__(self, shower: Shower, told: int) -> None:
        self._shower = shower
        self._left = told

    def __getattr__(self, name: str) -> object:
        return getattr(self._shower, name)

    def event(self, event: Event) -> None:
        self._left -= 1
        if self._left < 0:
            raise BrokenPipeError
        self._shower.event(event)


@pytest.mark.parametrize("told", [1, 3])
def test_a_lease_is_given_back_though_nobody_reads(told: int) -> None:
    channel, found = FakeChannel(serve4), flags("--dora", "--release", "-q", "--timeout", "0.01")
    way = Way(channel, IPv4Address("255.255.255.255"), 68)
    shower = cast("Shower", ClosedPipe(Shower(found, way), told))
    with pytest.raises(BrokenPipeError):
        Exchanger(found, way, identity(found, 4), shower).run()
    assert sent4(channel) == [1, 3, 7]
    channel, found = FakeChannel(serve4), flags("--dora", "-q", "--timeout", "0.01")
    way = Way(channel, IPv4Address("255.255.255.255"), 68)
    with pytest.raises(BrokenPipeError):
        Exchanger(found, way, identity(found, 4), cast("Shower", ClosedPipe(Shower(found, way), 1))).run()
    assert sent4(channel) == [1]  # nothing is taken that nobody wants


def test_a_lease_is_given_back_though_the_hook_cannot_run(tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.write_text("no #! line")
    hook.chmod(0o755)
    channel = FakeChannel(serve4)
    with pytest.raises(NetError, match="Exec format error"):
        run(channel, 4, "--dora", "--release", "-q", "--exec", str(hook))
    assert sent4(channel) == [1, 3, 7]


def test_stopped_before_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("discover", "--env"), ("--dora", "--env")):
        found = flags("--timeout", "3600", *arguments)
        way = Way(HeedfulChannel(FakeChannel(), lambda: True), IPv4Address("255.255.255.255"), 68)
        who, shower = identity(found, 4), Shower(found, way)
        if found.exchange:
            assert not Exchanger(found, way, who, shower).run()
        else:
            assert not run_message(found, way, request_of(found, 4, who, way), shower)
        out, err = capsys.readouterr()
        assert out == "reason=FAIL\ninterface=''\n"
        assert err == "Stopped after 1 try: no answer.\n"


def test_stopped_after_an_answer_is_a_yes(capsys: pytest.CaptureFixture[str]) -> None:
    found = flags("discover", "--wait", "--json", "--timeout", "3600")
    way = Way(HeedfulChannel(FakeChannel(serve4), lambda: True), IPv4Address("255.255.255.255"), 68)
    assert run_message(found, way, request_of(found, 4, identity(found, 4), way), Shower(found, way))
    assert '"yiaddr": "192.0.2.10"' in capsys.readouterr().out


def test_why_an_answer_to_a_unicast_discover_is_not_heard(capsys: pytest.CaptureFixture[str]) -> None:
    def asked(*arguments: str) -> str:
        found = flags("discover", "--timeout", "0.01", *arguments)
        way = Way(FakeChannel(), IPv4Address("192.0.2.1"), 68)
        assert not run_message(found, way, request_of(found, 4, identity(found, 4), way), Shower(found, way))
        return capsys.readouterr().err

    assert "ask with --broadcast" in asked("--target", "192.0.2.1")
    assert "ask with --broadcast" not in asked("--target", "192.0.2.1", "--broadcast")
    assert "ask with --broadcast" not in asked("--target", "192.0.2.1", "--ciaddr", "192.0.2.9")
    assert asked("--target", "192.0.2.1", "-q") == ""


def test_why_a_unicast_solicit_is_not_answered(capsys: pytest.CaptureFixture[str]) -> None:
    found = flags("solicit", "--timeout", "0.01")
    for relay, told in ((None, True), (IPv6Address("2001:db8::2"), False)):
        way = Way(FakeChannel(), IPv6Address("2001:db8::1"), 546, relay)
        assert not run_message(found, way, request_of(found, 6, identity(found, 6), way), Shower(found, way))
        assert ("this one with --relay" in capsys.readouterr().err) is told
