from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator

from dhcptools.dump.record import Packet, Setting
from dhcptools.packet.raw import RawOption
from dhcptools.report.dump_follow import FollowJson, FollowText
from support.talks import CHOSEN, MAC, dora, four, sarr, six

VALIDATOR = Draft202012Validator(
    json.loads(files("dhcptools.schemas").joinpath("dump-follow-1.schema.json").read_text())
)


def told(packets: list[Packet], style: FollowText) -> list[str]:
    return ("".join(map(style.lines, packets)) + style.rest()).splitlines()


def sentences(packets: list[Packet]) -> list[str]:
    return [line.partition("Z  ")[2] for line in told(packets, FollowText(Setting(), MAC))]


def test_a_story() -> None:
    lease = RawOption(51, (7200).to_bytes(4))
    changed = "lease time changed from 1h to 2h; another server than 192.0.2.1 before"
    packets = [
        four("discover", 0, RawOption(12, b"pc\x1b1")), *dora()[1:],
        four("request", 60_000, ciaddr="192.0.2.10", xid=9), four("ack", 60_001, lease, server="192.0.2.2", xid=9),
        four("ack", 60_002, lease, server="192.0.2.2", xid=9), four("release", 60_010, *CHOSEN[:1], xid=10),
        four("request", 60_020, CHOSEN[1], xid=11), four("nak", 60_021, RawOption(56, b"gone"), xid=11),
        four("discover", 60_030, xid=12), four("discover", 64_030, xid=12),
    ]  # fmt: skip  # what happens
    assert sentences(packets) == [
        "looks for a server (DISCOVER), calls itself pc\\x1b1",
        "  192.0.2.1 offers 192.0.2.10 for 1h (OFFER), 1.000 ms later",
        "takes the offer of 192.0.2.1: 192.0.2.10 (REQUEST)",
        "  192.0.2.1 grants 192.0.2.10 for 1h (ACK), 1.000 ms later",
        "… nothing for 59s",
        "asks its server for more time: 192.0.2.10 (REQUEST)",
        f"  192.0.2.2 grants 192.0.2.10 for 2h (ACK), 1.000 ms later; {changed}",
        "  192.0.2.2 says it again (ACK)",
        "gives its address back (RELEASE)",
        "was started again and wants to keep its address: 192.0.2.10 (REQUEST)",
        "  192.0.2.1 refuses: gone (NAK), 1.000 ms later",
        "looks for a server (DISCOVER)",
        "asks again, copy 2 of its DISCOVER",
        "and so it ended: no OFFER after 2 times DISCOVER",
    ]


def test_objects_are_as_the_schema_says() -> None:
    packets = [*dora(), *sarr(5, relays=1), six("renew", 99_000, xid=9), six("reply", 99_001, xid=9, status=3)]
    found = [json.loads(line) for line in told(packets, FollowJson(Setting(), MAC))]
    for each in found:
        VALIDATOR.validate(each)
    assert [each["event"] for each in found].count("granted") == 2
    assert found[-1]["text"].startswith("DUID-LL 02:00:5e:00:aa:01 refuses: NoBinding (sorry) (REPLY)")


def test_colour() -> None:
    lines = told(dora(), FollowText(Setting(True), MAC))
    assert "\x1b[32m" in lines[-1]
