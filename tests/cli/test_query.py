from __future__ import annotations

import json
from pathlib import Path

import pytest

from dhcptools.cli.query import _interactive
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.answerer import Answerer
from support.captures import pcap
from support.command import dhcptool
from support.queries import reply4, serve4
from support.query_flags import flags


def ask(home: Path, server: Answerer, *arguments: str, tries: int = 1) -> tuple[int, str, str]:
    """Ask a server on loopback as a relay agent, which needs no privilege."""
    way = (
        "--relay",
        "--target",
        "127.0.0.1",
        "--server-port",
        str(server.port),
        "--timeout",
        "5",
        "--tries",
        str(tries),
    )
    done = dhcptool(home, "query", *way, *arguments)
    return done.returncode, done.stdout, done.stderr


def nak(octets: bytes) -> list[bytes]:
    return [reply4(Message4.decode(octets), 6, RawOption(56, b"no such lease")).encode()]


def test_an_answer_as_text_json_and_one_value(tmp_path: Path) -> None:
    with Answerer(serve4) as server:
        code, out, err = ask(tmp_path, server, "discover")
        assert (code, out.count("Received packet from 127.0.0.1:")) == (0, 1)
        assert "Sending packet:\n" in err
        assert ask(tmp_path, server, "discover", "--print-only", "51", "-q") == (0, "3600\n", "")
        code, out, _ = ask(tmp_path, server, "discover", "--json")
        assert json.loads(out)["dhcp"]["yiaddr"] == "192.0.2.10"
    sent = [Message4.decode(octets) for octets in server.heard]
    assert [message.message_type for message in sent] == [1, 1, 1]
    assert len({message.xid for message in sent}) == 3
    assert all(message.giaddr.is_loopback for message in sent)


def test_a_value_that_is_not_there(tmp_path: Path) -> None:
    with Answerer(serve4) as server:
        code, out, err = ask(tmp_path, server, "discover", "--print-only", "200", "-q")
    assert (code, out, err) == (1, "", "dhcptool: no 200 in the answer from 127.0.0.1\n")


def test_a_nak_is_exit_1(tmp_path: Path) -> None:
    with Answerer(nak) as server:
        code, out, err = ask(tmp_path, server, "request", "--option", "50=192.0.2.9")
    assert code == 1
    assert "     53 (DHCP Message Type): nak\n" in out
    assert "refused by 127.0.0.1: no such lease" in err


def test_garbage_is_no_answer(tmp_path: Path) -> None:
    with Answerer(lambda _: [b"hello"]) as server:
        done = dhcptool(tmp_path, "query", "--relay", "--target", "127.0.0.1", "--server-port", str(server.port),
                        "--timeout", "0.2", "--tries", "2", "discover")  # fmt: skip  # one line of a shell
    assert (done.returncode, done.stdout) == (1, "")
    assert "Retrying, try 2...\n" in done.stderr
    assert "Giving up after 2 tries.\n" in done.stderr
    assert "236 octets, 5 are here" in done.stderr


def test_commands_from_stdin(tmp_path: Path) -> None:
    import subprocess

    from support.command import command, environment

    with Answerer(serve4) as server:
        line = ("query", "--interactive", "--relay", "--target", "127.0.0.1", "--server-port", str(server.port))
        done = subprocess.run(command(*line), env=environment(tmp_path), input="help\nquit\n", capture_output=True,
                              text=True, timeout=60, check=False)  # fmt: skip  # one call
    assert done.returncode == 1  # nothing was asked, so nothing answered
    assert "d, discover [MAC]" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name an interface with -i"),
        (("nosuch",), 2, "'nosuch' is no message type"),
        (("--target", "127.0.0.1", "--option", "nosuch=1"), 2, "no option 'nosuch'"),
        (("--target", "127.0.0.1", "--print-only", "nosuch"), 2, "no option 'nosuch'"),
        (("-i", "nosuch0"), 4, "no interface nosuch0"),
        (("-i", "lo", "--replay", "/nonexistent#1"), 5, "cannot read /nonexistent: No such file or directory\n"),
        (("-i", "lo", "--replay", "a.pcap#x"), 2, "'a.pcap#x' needs the form FILE#N"),
    ],
)
def test_errors_have_their_exit_codes(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = dhcptool(tmp_path, "query", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_a_terminal_without_type_reads_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _interactive(flags("-i", "eth0"))
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True)
    assert _interactive(flags("-i", "eth0"))
    for said in (("discover",), ("--json",), ("--dora",), ("--wait",), ("--print-only", "6"), ("--replay", "a#1")):
        assert not _interactive(flags("-i", "eth0", *said))


def test_a_capture_without_that_packet(tmp_path: Path) -> None:
    (tmp_path / "a.pcap").write_bytes(pcap([]))
    done = dhcptool(tmp_path, "query", "-i", "lo", "--replay", f"{tmp_path}/a.pcap#1")
    assert done.returncode == 5
    assert "has no packet 1" in done.stderr
