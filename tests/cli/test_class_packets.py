from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

import click
import pytest

from dhcptools.cli.class_packets import packets_of
from dhcptools.cli.errors import ProblemError
from support.captures import pcap
from support.class_packets import OTHER, PHONE, RELAYED, REPLY, SOLICIT, frame4

NOWHERE = (None, None, None)


@pytest.fixture
def capture(tmp_path: Path) -> str:
    path = tmp_path / "a#b.pcap"
    path.write_bytes(pcap([frame4(PHONE), frame4(REPLY), frame4(OTHER)]))
    return str(path)


def test_every_request_of_a_file(capture: str) -> None:
    found = packets_of(capture, 0, NOWHERE)
    assert [one.number for one in found] == [1, 3]
    assert found[0].message == PHONE
    assert (found[0].source, found[0].destination) == (IPv4Address("192.0.2.2"), IPv4Address("192.0.2.1"))
    assert found[0].unicast


def test_one_packet_by_its_number_though_it_is_a_reply(capture: str) -> None:
    assert [one.number for one in packets_of(f"{capture}#3", 0, NOWHERE)] == [3]
    assert packets_of(f"{capture}#2", 4, NOWHERE)[0].message == REPLY


@pytest.mark.parametrize("message", [PHONE, SOLICIT, RELAYED])
def test_hexadecimal_digits_of_a_message(message: object) -> None:
    octets = message.encode()  # type: ignore[attr-defined]  # each has it
    (one,) = packets_of(octets.hex(" "), 0, NOWHERE)
    assert one.message == message
    assert one.number == 1
    assert not one.unicast


def test_hexadecimal_digits_of_a_frame() -> None:
    (one,) = packets_of(frame4(PHONE).hex(), 0, ("eth7", "198.51.100.1", None))
    assert one.message == PHONE
    assert (one.interface, one.source) == ("eth7", IPv4Address("198.51.100.1"))
    assert one.destination == IPv4Address("192.0.2.1")


@pytest.mark.parametrize("text", ["00", "nothing.pcap", "0102030"])
def test_what_is_no_packet(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        packets_of(text, 0, NOWHERE)
    assert caught.value.code == 5


def test_numbers_that_are_not_there_and_families_that_are_not(capture: str) -> None:
    for text, family in ((f"{capture}#9", 0), (f"{capture}#1", 6), (capture, 6)):
        with pytest.raises(ProblemError) as caught:
            packets_of(text, family, NOWHERE)
        assert caught.value.code == 5
    with pytest.raises(click.BadParameter):
        packets_of(f"{capture}#0", 0, NOWHERE)
    with pytest.raises(click.BadParameter):
        packets_of(capture, 0, (None, "x", None))
