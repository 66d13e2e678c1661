from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dhcptools.packet.raw import RawOption
from support.captures import pcap
from support.command import command, dhcptool, environment
from support.dumped import DISCOVER, SOLICIT, capture, framed


def kinds(text: str) -> list[str]:
    return [json.loads(line)["dhcp"]["type"] for line in text.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "one of"),
        (["-r", "a", "--hex", "00"], "one of"),
        (["a.pcap"], "-r stands before the files: -r a.pcap"),
        (["-r", "a", "-4", "-6"], "exclude each other"),
    ],
)
def test_usage(tmp_path: Path, arguments: list[str], words: str) -> None:
    ran = dhcptool(tmp_path, "dump", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert words in ran.stderr


def test_selection(tmp_path: Path) -> None:
    name = capture(tmp_path / "a.pcap", DISCOVER, SOLICIT, DISCOVER)
    for flags, expected in (
        (["-4"], ["DHCPDISCOVER"] * 2), (["-6"], ["SOLICIT"]), (["-c", "1"], ["DHCPDISCOVER"]),
    ):  # fmt: skip  # flags, what is left
        assert kinds(dhcptool(tmp_path, "dump", "-r", name, "--json", *flags).stdout) == expected


def test_strict(tmp_path: Path) -> None:
    bad = DISCOVER.with_options(RawOption(53, b"\1"), RawOption(51, b"\1"))
    name = capture(tmp_path / "a.pcap", bad)
    assert dhcptool(tmp_path, "dump", "-r", name, "--json").returncode == 0
    assert dhcptool(tmp_path, "dump", "-r", name, "--json", "--strict").returncode == 1
    assert dhcptool(tmp_path, "dump", "-r", capture(tmp_path / "b.pcap", DISCOVER), "--strict").returncode == 0


def test_hexadecimal_text(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "dump", "--json", "--hex", SOLICIT.encode().hex(":"))
    assert (ran.returncode, kinds(ran.stdout)) == (0, ["SOLICIT"])
    assert "a DHCPv6 message without a frame" in ran.stderr
    other = dhcptool(tmp_path, "dump", "--json", "--hex", SOLICIT.encode().hex(":"), "--type", "offer")
    assert (other.returncode, other.stdout) == (0, "")
    assert "no packet was selected" in other.stderr
    wrong = dhcptool(tmp_path, "dump", "--hex", "zz")
    assert (wrong.returncode, wrong.stdout) == (5, "")
    assert "fix:" in wrong.stderr


@pytest.mark.parametrize(
    ("source", "octets"), [("-r", pcap([framed(DISCOVER)])), ("--hex", framed(DISCOVER).hex().encode())]
)
def test_standard_input(tmp_path: Path, source: str, octets: bytes) -> None:
    ran = subprocess.run(
        command("dump", source, "-", "--json"), input=octets, env=environment(tmp_path), capture_output=True, check=True
    )
    assert kinds(ran.stdout.decode()) == ["DHCPDISCOVER"]


def test_writing_and_a_closed_pipe(tmp_path: Path) -> None:
    name = capture(tmp_path / "a.pcap", *[DISCOVER, SOLICIT] * 500)
    ran = dhcptool(tmp_path, "dump", "-r", name, "-6", "-w", str(tmp_path / "out.pcap"))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "500 packets written to" in ran.stderr
    assert kinds(dhcptool(tmp_path, "dump", "-r", str(tmp_path / "out.pcap"), "--json").stdout) == ["SOLICIT"] * 500
    writer = subprocess.Popen(
        command("dump", "-r", name, "--json"), env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.read(10)
    writer.stdout.close()
    assert (writer.wait(20), writer.stderr.read()) == (0, b"")
    writer.stderr.close()


def test_what_cannot_be_entered_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap([b"x"], link=65000))
    ran = dhcptool(tmp_path, "dump", "-r", str(path))
    assert ran.returncode == 5
    assert "dhcptools[scapy]" in ran.stderr
    none = dhcptool(tmp_path, "dump", "-r", str(tmp_path / "none"))
    assert none.returncode == 5
    assert "No such file" in none.stderr


def test_a_big_file_reads_the_same_in_one_process_and_in_several(tmp_path: Path) -> None:
    name = capture(tmp_path / "a.pcap", *[DISCOVER, SOLICIT] * 6000)
    several = dhcptool(tmp_path, "dump", "-r", name, "--json", "-6")
    one = dhcptool(tmp_path, "dump", "-r", name, "--json", "-6", "-c", "100000")
    assert several.stdout == one.stdout
    assert several.stdout.count("\n") == 6000


def test_a_pipe_is_shown_as_it_comes_and_ends_by_a_signal(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("dump", "-r", "-", "--json"), env=environment(tmp_path),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip  # three pipes
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(pcap([framed(DISCOVER)]))
    process.stdin.flush()
    assert kinds(process.stdout.readline().decode()) == ["DHCPDISCOVER"]
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    process.communicate()


# A process begins with the peak of who started it, which is large here: a small one starts the program.
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10)
"""


@pytest.mark.parametrize("style", ["json", "default"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, style: str) -> None:
    frames = []
    for number in range(30_000):
        options = (RawOption(53, b"\1"), RawOption(12, b"pc-%d" % number), RawOption(61, b"\1" + number.to_bytes(6)))
        frames.append(framed(replace(DISCOVER, xid=number, options=options)))
    path = tmp_path / "flood.pcap"
    path.write_bytes(pcap(frames))
    arguments = command("dump", "-r", str(path), "--style", style, "-c", "1000000")  # with -c it is one process
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    code, octets = map(int, ran.stdout.split())
    assert code == 0
    assert octets < 150 << 20


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    name = capture(tmp_path / "a.pcap", DISCOVER)
    ran = dhcptool(tmp_path, "dump", "-r", name, "--type", "offer")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "no packet was selected" in ran.stderr
    ran = dhcptool(tmp_path, "dump", "-r", capture(tmp_path / "b.pcap"))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "no packets on ports 67, 68, 546, 547, 4011; --port adds others" in ran.stderr
    assert dhcptool(tmp_path, "dump", "-q", "-r", name, "--type", "offer").stderr == ""
