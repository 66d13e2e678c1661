from __future__ import annotations

from dhcptools.report.dump_colour import ENDS, GRANTS, OFFERS, PLAIN, REFUSES, of_type, paint


def test_a_colour_says_what_a_message_does() -> None:
    assert of_type("DHCPOFFER") == of_type("ADVERTISE") == OFFERS
    assert of_type("DHCPNAK") == REFUSES
    assert of_type("RELAY-REPL(REPLY)") == GRANTS
    assert of_type("RELEASE") == ENDS
    assert of_type("DHCPLEASEQUERY") == PLAIN


def test_paint_ends_what_it_starts() -> None:
    assert paint("x", "31") == "\x1b[31mx\x1b[0m"
