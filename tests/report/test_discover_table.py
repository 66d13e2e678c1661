from __future__ import annotations

from io import StringIO

from dhcptools.probe.expect import Expectations, ExpectedServer, judge
from dhcptools.report.discover_table import draw
from support.sightings import ROGUE_MAC, advertise, census, nothing6, offer

ONLY = Expectations((ExpectedServer.parse("192.0.2.1"),))


def drawn(*sightings: object, colour: bool = False, verbose: bool = False) -> str:
    found = census(*sightings)  # type: ignore[arg-type]  # sightings
    stream = StringIO()
    draw(found, judge(found, ONLY), stream, colour=colour, verbose=verbose)
    return stream.getvalue()


def test_a_table_without_colours_has_no_escapes() -> None:
    text = drawn(offer(), offer("192.0.2.2", ROGUE_MAC), advertise(nothing6()))
    assert "\x1b" not in text
    assert "unexpected: DHCPv4 server 192.0.2.2" in text
    assert "3 servers, 2 offers" in text


def test_an_unexpected_server_is_red() -> None:
    assert "\x1b[1;31m" in drawn(offer("192.0.2.2", ROGUE_MAC), colour=True)
    assert "\x1b[1;31m" not in drawn(offer(), colour=True)


def test_nobody() -> None:
    assert drawn() == "no DHCP server answered\nmissing: 192.0.2.1\n0 servers, 0 offers\n"


def test_verbose_adds_the_options() -> None:
    assert "  dhcp-lease-time (51): 3600\n" in drawn(offer(), verbose=True)
    assert "dhcp-lease-time" not in drawn(offer())
