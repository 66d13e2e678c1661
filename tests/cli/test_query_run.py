from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest

from dhcptools.cli.query_build import identity, request_of
from dhcptools.cli.query_open import Way
from dhcptools.cli.query_run import Exchanger, run_message
from dhcptools.cli.query_show import Shower
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6
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
