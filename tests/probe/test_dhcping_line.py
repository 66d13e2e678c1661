"""dhcping's command line, and what is refused instead of sent."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.packet.v4 import NO_ADDRESS
from dhcptools.probe.dhcping import Question
from dhcptools.probe.dhcping_line import LineError, parse

LEAST = "-s 192.0.2.1 -c 192.0.2.10 -h 02:0:5e:00:53:1"
MAC = bytes.fromhex("02005e005301")


def test_least() -> None:
    line = parse(LEAST.split())
    assert line.question == Question(IPv4Address("192.0.2.1"), IPv4Address("192.0.2.10"), MAC, NO_ADDRESS, inform=False)
    assert (line.timeout_s, line.quiet, line.dump) == (3, False, False)


def test_all_letters_in_any_order() -> None:
    line = parse(f"word -qiVv {LEAST} -t1.5 more -g 192.0.2.2".split())
    assert line.question.giaddr == IPv4Address("192.0.2.2")
    assert line.question.inform
    assert (line.timeout_s, line.quiet, line.dump) == (1.5, True, True)


def test_a_name_of_the_server() -> None:
    assert parse([*LEAST.split(), "-s", "localhost"]).question.server == IPv4Address("127.0.0.1")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("-r -i", "Error: -r and -i are mutally exclusive."),  # dhcping's spelling
        ("-x", "dhcping: invalid option -- 'x'"),
        ("-t", "dhcping: option requires an argument -- 't'"),
        ("-s no.such.host.invalid", "gethostbyname: Resource temporarily unavailable"),
        ("-c host", "Error: -c host is no IPv4 address."),
        ("-g 1.2.3.4.5", "Error: -g 1.2.3.4.5 is no IPv4 address."),
        ("-h zz:0", "Error: -h zz:0 is no hardware address of 1 to 16 octets."),
        ("-h 100", "Error: -h 100 is no hardware address of 1 to 16 octets."),
        (f"-h {':'.join(['1'] * 17)}", "is no hardware address"),
        ("-t x", "Error: -t x is no number of seconds from 0 to 3600."),
        ("-t -1", "Error: -t -1 is no number"),
        ("-t nan", "Error: -t nan is no number"),
    ],
)
def test_refused(more: str, said: str) -> None:
    with pytest.raises(LineError) as error:
        parse([*LEAST.split(), *more.split()])
    assert said in str(error.value)


@pytest.mark.parametrize("letter", ["-s", "-c", "-h"])
def test_missing(letter: str) -> None:
    words = LEAST.split()
    at = words.index(letter)
    with pytest.raises(LineError, match=f"Error: {letter} .* is missing"):
        parse(words[:at] + words[at + 2 :])
