from __future__ import annotations

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_pair_text import PairText, milliseconds
from support.talks import dora, four, sarr, six


def text(packets: list[Packet], *, colour: bool = False) -> str:
    style = PairText(Setting(colour))
    return "".join(map(style.lines, packets)) + style.rest()


def test_an_exchange() -> None:
    head, *body = text(dora(relay="192.0.2.3")).splitlines()
    assert head.endswith(
        "  DORA  02:00:5e:00:53:01 via 192.0.2.3  xid 00000007: granted 192.0.2.10 for 1h by 192.0.2.1 in 3.000 ms"
    )
    assert body == [
        "       +0.000 ms  DISCOVER",
        "       +1.000 ms  OFFER                 192.0.2.1  192.0.2.10  after 1.000 ms",
        "       +2.000 ms  REQUEST               asks for 192.0.2.10",
        "       +3.000 ms  ACK                   192.0.2.1  192.0.2.10  after 1.000 ms",
        "",
    ]


def test_what_went_wrong_is_told_last_and_escaped() -> None:
    nak = four("nak", 5, RawOption(56, b"no\x1b[31m"))
    shown = text([four("discover"), four("discover", 1), *dora(2)[1:3], nak, nak])
    assert "refused by 192.0.2.1 (no\\x1b[31m) in 5.000 ms" in shown
    assert "\x1b" not in shown
    assert shown.splitlines()[-2] == "  ! 1 retransmission; 1 duplicate reply"
    assert "\x1b[1;31mrefused\x1b[0m" in text([four("discover"), nak, *dora()[2:3], nak], colour=True)


def test_dhcpv6_names_the_server_by_what_its_duid_says() -> None:
    shown = text([*sarr(), six("renew", 99, xid=9, duid=b"\0\2\0\0\0\11abc")])
    assert "granted 2001:db8::10 for 3m20s by DUID-LL 02:00:5e:00:aa:01 in 3.000 ms" in shown
    assert "! no REPLY after RENEW; the capture ended before the exchange did" in shown


def test_it_is_told_by_the_clock_too() -> None:
    style = PairText(Setting())
    assert "".join(map(style.lines, dora())) == ""
    assert style.turn((dora()[3].time_ns or 0) + 2_000_000_000).count("\n") == 6


def test_times() -> None:
    assert [milliseconds(ns) for ns in (532_000, 12_500_000_000, 192_000_000_000)] == ["0.532 ms", "12.500 s", "3m12s"]
