"""Bad packets through every style: nothing raises, every problem is named, and good options after it are shown."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import pytest

from dhcptools.cli.dump_styles import NAMES, renderer
from dhcptools.dump.record import Packet, Setting
from support.command import command, dhcptool, environment
from support.dumped import TIME_NS
from support.malformed import BAD4, BAD6, capture, shows_the_rest

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
CASES = [pytest.param(name, octets, id=name) for name, octets in BAD4.items()] + [
    pytest.param(name, octets, id=f"v6 {name}") for name, octets in BAD6.items()
]
NO_FAULT = {
    "sname without a zero", "file without a zero", "message type 19", "two message types", "nothing", "plain BOOTP",
    "a host name that talks to the terminal", "a host name for a shell", "two SIP lists of different encoding",
    "another cookie", "search list forwards", "an option 300 times", "message type 255", "only zeros", "only ones",
    "relays after the client", "DUID of 200 octets", "server id of 4000 octets", "a relay message without a message",
    "client id with a long DUID", "frame:UDP length 8", "PXE menu that overruns", "message type of none",
    "overload without END", "overload inside overload", "SIP servers of encoding 7", "60 relay layers",
}  # fmt: skip  # unusual, and no rule is broken that a decoder can tell, or told elsewhere


def test_there_are_enough() -> None:
    assert len(BAD4) >= 37
    assert len(BAD6) >= 27


@pytest.mark.parametrize(("name", "octets"), CASES)
@pytest.mark.parametrize("style", NAMES)
@pytest.mark.parametrize("colour", [False, True])
def test_every_style(style: str, name: str, octets: bytes, colour: bool) -> None:
    packet = Packet(1, TIME_NS, "bad.pcap", 1, octets, len(octets))
    began = time.process_time()
    text = renderer(style, Setting(colour)).lines(packet)
    assert time.process_time() - began < 1
    assert text.endswith("\n")
    if not colour:
        assert not CONTROL.search(text.replace("\t", " "))
    family = packet.family
    if shows_the_rest(name) and style != "oneline" and not (style == "dhcpdump" and family == 6):
        assert "still-here" in text or b"still-here".hex() in text


@pytest.mark.parametrize(("name", "octets"), CASES)
def test_what_is_wrong_is_named(name: str, octets: bytes) -> None:
    packet = Packet(1, TIME_NS, "bad.pcap", 1, octets, len(octets) + (30 if "cut by" in name else 0))
    for problem in packet.problems:
        assert problem.offset >= 0
        assert problem.message
    assert packet.problems or name in NO_FAULT or shows_the_rest(name) is False, name


@pytest.mark.parametrize("style", NAMES)
def test_the_command(tmp_path: Path, style: str) -> None:
    (tmp_path / "bad.pcap").write_bytes(capture())
    flags = ["--json"] if style == "json" else ["--style", style]
    arguments = command("dump", "-r", str(tmp_path / "bad.pcap"), *flags)
    ran = subprocess.run(arguments, env=environment(tmp_path), capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    strict = dhcptool(tmp_path, "dump", "-r", str(tmp_path / "bad.pcap"), "--strict", "-c", "1", *flags)
    assert (strict.returncode, strict.stderr) == (1, "")


def test_json_keeps_every_octet(tmp_path: Path) -> None:
    (tmp_path / "bad.pcap").write_bytes(capture())
    lines = dhcptool(tmp_path, "dump", "-r", str(tmp_path / "bad.pcap"), "--json").stdout.splitlines()
    assert len(lines) == len(BAD4) + len(BAD6) - 1  # an IP header that does not fit has no ports to be known by
    every = [*BAD4.values(), *BAD6.values()]
    for line in lines:
        found = json.loads(line)
        if found["dhcp"] is not None:
            assert bytes.fromhex(found["dhcp"]["hex"]) in every[found["number"] - 1]
