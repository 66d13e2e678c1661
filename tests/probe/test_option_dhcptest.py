"""What users of dhcptest have in their scripts, and that it changes nothing of what is ours."""

from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from dhcptools.probe.option_dhcptest import plain, reworded
from dhcptools.probe.option_text import option_of


@pytest.mark.parametrize(
    ("text", "code", "data"),
    [
        ('Relay Agent Information=agentCircuitID="foo", agentRemoteID="bar"', 82, b"\1\3foo\2\3bar"),
        ("82=[agentCircuitID=foo]", 82, b"\1\3foo"),
        ("82.agentRemoteID=hex:00ff", 82, b"\2\2\0\xff"),
        ('82[relayAgent]=agentCircuitID="a b"', 82, b"\1\3a b"),
        ("61=type=1, clientIdentifier=02 00 5E 00 53 01", 61, b"\1\2\0\x5e\0\x53\1"),
        ("93=x64Uefi", 93, b"\0\7"),
        ("93[processorArchitecture]=7", 93, b"\0\7"),
        ("46=H", 46, b"\x08"),
        ("46=BP", 46, b"\x03"),
        ('81=flags=1, rcode1=0, rcode2=255, name="a.b"', 81, b"\1\0\xffa.b"),
        ("119=[a.b, c.d]", 119, b"\1a\1b\0\1c\1d\0"),
        ("77[userClass]=[class1, class2]", 77, b"\6class1\6class2"),
        ('121=[["10.0.0.0/8", "192.0.2.1"], ["0.0.0.0/0","192.0.2.2"]]', 121, b"\x08\n\xc0\0\2\1\0\xc0\0\2\2"),
        ("121=10.0.0.0/8 -> 192.0.2.1", 121, b"\x08\n\xc0\0\2\1"),
        ("3=192.0.2.1 192.0.2.2", 3, b"\xc0\0\2\1\xc0\0\2\2"),
        ("200[u16s]=[1, 2]", 200, b"\0\1\0\2"),
        ("200[durations]=1h,30m", 200, b"\0\0\x0e\x10\0\0\7\x08"),
        ("55=[1, 3]", 55, b"\1\3"),
        ("53[dhcpMessageType]=request", 53, b"\3"),
        ("51[duration]=1h", 51, b"\0\0\x0e\x10"),
        ("80=present", 80, b""),
        ('43=1="x"', 43, b"\1\1x"),
        ("12[fullString]=a b", 12, b"a b"),
    ],
)
def test_its_spelling_is_read(text: str, code: int, data: bytes) -> None:
    assert option_of(text, 4) == RawOption(code, data)


@pytest.mark.parametrize(
    ("text", "code", "data"),
    [
        ('82=circuit-id="foo"', 82, b'\1\5"foo"'),
        ("60=[x]", 60, b"[x]"),
        ("60=present", 60, b"present"),
        ("12=1 2", 12, b"1 2"),
    ],
)
def test_what_is_ours_stays_as_it_is(text: str, code: int, data: bytes) -> None:
    assert option_of(text, 4) == RawOption(code, data)


@pytest.mark.parametrize(
    "text",
    [
        "82=agentCircuit=x",
        "82=agentCircuitID",
        "61=type=256, clientIdentifier=01",
        "46=X",
        "121=[[1]]",
        "3=[x]",
        "93=Y",
    ],
)
def test_what_means_nothing_is_refused_in_our_words(text: str) -> None:
    with pytest.raises(EncodeError):
        option_of(text, 4)


def test_dhcpv6_has_other_codes() -> None:
    with pytest.raises(EncodeError):
        option_of("46[u8]=H", 6)
    assert option_of("23[ip6]=2001:db8::1", 6).code == 23


def test_words() -> None:
    assert plain(119, " [a, b] ") == "a, b"
    assert plain(12, "[a]") == "[a]"
    assert reworded(1, "{1 2}") == "1, 2"
