from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.hextext import HexError, packets_of, read_hex
from support.dumped import DISCOVER, SOLICIT, framed


def rows(octets: bytes, head: str, group: int, gap: str = "  ") -> str:
    """A dump: an offset, groups of octets, and the same as text."""
    out = ""
    for at in range(0, len(octets), 16):
        row = octets[at : at + 16]
        digits = " ".join(row[i : i + group].hex() for i in range(0, len(row), group))
        text = "".join(chr(octet) if 0x20 < octet < 0x7F else "." for octet in row)
        width = 47 if group == 1 else 39
        out += f"{head.format(at)}{digits:{width}}{gap}{text}\n"
    return out


def tcpdump(octets: bytes) -> str:
    return "12:00:00.0 IP 0.0.0.0.68 > 255.255.255.255.67: BOOTP/DHCP, Request\n" + rows(octets, "\t0x{:04x}:  ", 2)


def wireshark(octets: bytes) -> str:
    return rows(octets, "{:04x}  ", 1, "   ") + "\n"


def xxd(octets: bytes) -> str:
    return rows(octets, "{:08x}: ", 2, "  ")


@pytest.mark.parametrize("written", [tcpdump, wireshark, xxd])
def test_dumps(written: object) -> None:
    packets = [framed(DISCOVER), b"ab" * 9 + b"0", framed(SOLICIT)]
    assert packets_of("".join(written(each) for each in packets)) == packets  # type: ignore[operator]  # one of two


@given(st.binary(min_size=1, max_size=80), st.sampled_from(["", " ", ":", "\n", ", 0x"]))
def test_digits(octets: bytes, between: str) -> None:
    assert packets_of(octets.hex(between[0]) if len(between) == 1 else octets.hex()) == [octets]


def test_a_string_of_a_programming_language() -> None:
    assert packets_of(r"\x01\xAB\x00") == [b"\1\xab\0"]


def test_several_packets_stand_apart_by_an_empty_line() -> None:
    assert packets_of("0102\n03\n\n04:05\n") == [b"\1\2\3", b"\4\5"]


@pytest.mark.parametrize(
    ("octets", "taken_for", "family"),
    [
        (framed(DISCOVER), "an Ethernet frame", 4),
        (framed(SOLICIT)[14:], "an IP packet", 6),
        (bytes(14) + b"\x08\0" + framed(DISCOVER)[14:], "a Linux cooked frame", 4),
        (b"\2\0\0\0" + framed(DISCOVER)[14:], "a loopback frame", 4),
        (b"\xff\3\0\x57" + framed(SOLICIT)[14:], "a PPP frame", 6),
        (DISCOVER.encode(), "a DHCPv4 message without a frame", 4),
        (SOLICIT.encode(), "a DHCPv6 message without a frame", 6),
    ],
)
def test_what_it_is_is_found_out(octets: bytes, taken_for: str, family: int) -> None:
    (found,) = read_hex(octets.hex())
    assert found.taken_for == taken_for
    assert found.packet.family == family
    assert found.packet.message is not None
    assert found.packet.problems == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no hexadecimal digits"),
        ("01 0g", "'g' is no hexadecimal digit"),
        ("012", "make no whole octets"),
        ("\t0x0000:  4500\n\t0x0010:  4500\n", "line 2 has offset 16, 2 octets stand before it"),
    ],
)
def test_what_is_no_hexadecimal_text(text: str, words: str) -> None:
    with pytest.raises(HexError, match=words):
        packets_of(text)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    try:
        for found in read_hex(text):
            assert found.packet.problems is not None
    except HexError:
        pass
