from __future__ import annotations

from dhcptools.dump.summary import Summary, Talker
from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_summary_rows import failures, headline, sections, talker_text
from support.summaries import gathered
from support.talks import dora, four, over6, sarr, six


def test_failures_with_their_reasons_the_most_frequent_first() -> None:
    packets = [four("discover", at, xid=at) for at in range(3)]
    packets += [four("nak", 9, RawOption(56, b"lease\x1bgone")), six("reply", status=2), four("decline", xid=77)]
    packets.append(four("request", ciaddr="192.0.2.10", xid=90))
    assert failures(gathered(packets)) == [
        ("no reply to DHCPDISCOVER", "3"), ("DHCPDECLINE: the address was in use", "1"),
        ("NAK: lease\\x1bgone", "1"), ("no reply to DHCPREQUEST (renew)", "1"), ("status NoAddrsAvail", "1"),
    ]  # fmt: skip  # why, how often


def test_sections_that_have_nothing_are_left_out() -> None:
    assert sections(Summary()) == []
    titles = [each.title for each in sections(gathered([*dora(), *sarr(relays=1)]))]
    assert titles == [
        "messages", "response times", "requests", "servers", "relay agents", "busiest of 2 clients", "options",
    ]  # fmt: skip  # in their order


def test_what_clients_are_known_by() -> None:
    packets = [over6(each) for each in dora()] + [six("information-request", duid=b"")]
    packets += [six("solicit", duid=b"\0\4" + bytes(14)), *sarr(20)]
    (busiest,) = [each.rows for each in sections(gathered(packets)) if each.title.startswith("busiest")]
    assert dict(busiest) == {
        "02:00:5e:00:53:01": "4", "fe80::5": "1",
        "DUID 00:04" + ":00" * 14: "1", "DUID-LL 02:00:5e:00:53:01": "4",
    }  # fmt: skip  # who, how many messages
    assert talker_text(Talker(4, bytes(16), 1)) == ":".join(["00"] * 16)


def test_dhcpv4_inside_dhcpv6_is_paired() -> None:
    found = gathered([over6(each, relays=1) for each in (*dora(), four("discover", 9, xid=9))])
    assert found.pairing.answered == {"discover_offer": 1, "request_ack": 1}
    assert failures(found) == [("no reply to DHCPDISCOVER", "1")]


def test_the_headline() -> None:
    assert headline(Summary()) == "no DHCP messages"
    assert headline(gathered(dora())).startswith("4 messages in 0.003 s, 1333/s, at most 4 in a second, from 20")
