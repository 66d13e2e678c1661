from __future__ import annotations

import pytest

from dhcptools.kea.expression import Names, parse
from dhcptools.kea.expression.analysis import lengths, remarks, truth

V4, V6 = Names(4, (3, 3)), Names(6, (3, 3))


def said(text: str, names: Names = V4) -> list[tuple[str, str, str | None]]:
    return [(each.rule, each.message, each.better) for each in remarks(parse(text, names))]


MAC = "pkt4.mac is 6 raw bytes: "
DUMP = "a non-string option is a dump"
ONE = "option[53].hex is 1 byte, "


@pytest.mark.parametrize(
    ("text", "rule", "message", "better"),
    [
        ("pkt4.mac == '00:11:22:33:44:55'", "KL504",
         f"{MAC}'00:11:22:33:44:55' never matches; write 0x001122334455", "0x001122334455"),
        ("'0-1-2-3-4-A' == pkt4.mac", "KL504",
         f"{MAC}'0-1-2-3-4-A' never matches; write 0x00010203040a", "0x00010203040a"),
        ("option[53].hex == 1", "KL505", f"{ONE}integer 1 is 4 bytes: always false; write 0x01", "0x01"),
        ("option[13].hex == 7", "KL505",
         "option[13].hex is 2 bytes, integer 7 is 4 bytes: always false; write 0x0007", "0x0007"),
        ("option[53].hex == 0x0001", "KL505", f"{ONE}0x0001 is 2 bytes: always false; write 0x01", "0x01"),
        ("option[53].hex == 'discover'", "KL505", f"{ONE}'discover' is 8 bytes: always false", None),
        ("pkt4.msgtype == 0x01", "KL505",
         "pkt4.msgtype is 4 bytes, 0x01 is 1 byte: always false; write 0x00000001", "0x00000001"),
        ("substring(option[60].hex,0,3) == 'wind'", "KL506",
         "substring(option[60].hex,0,3) can never equal 'wind' (4 bytes)", None),
        ("'a' == 'b' and option[1].exists", "KL507", "expression is always false", None),
        ("option[3].text == '192.0.2.1'", "KL508",
         f'option[3].text of {DUMP} ("type=003, len=…: …"); use addrtotext(option[3].hex)', None),
        ("option[53].text == '1'", "KL508",
         f'option[53].text of {DUMP} ("type=053, len=…: …"); use uint8totext(option[53].hex)', None),
        ("option[1].exists or option[2].exists and option[3].exists", "KL513",
         "and binds tighter than or: add parentheses", "(option[2].exists and option[3].exists)"),
        ("match('^win', option[60].text)", "KL520",
         "match() is anchored: match('^win', ...) is true only for exactly \"win\"; add .*", None),
        ("match('win', option[60].text)", "KL520",
         "match() is anchored: match('win', ...) is true only for exactly \"win\"; add .*", None),
    ],
)  # fmt: skip
def test_remarks(text: str, rule: str, message: str, better: str | None) -> None:
    assert said(text) == [(rule, message, better)]


@pytest.mark.parametrize(
    "text",
    [
        "pkt4.mac == 0x001122334455",
        "option[53].hex == 0x1",
        "option[93].hex == 7",
        "pkt4.msgtype == 1",
        "substring(option[60].hex,0,3) == 'win'",
        "substring(option[60].hex,0,9) == 'win'",
        "substring(option[60].hex,2,all) == 'anything'",
        "option[60].text == 'x'",
        "option[3].text == 'type=003, len=004: 192.0.2.1'",
        "hexstring(pkt4.mac, ':') == '00:11:22:33:44:55'",
        "hexstring(substring(pkt4.mac, 0, 3), '') == '001122'",
        "option[1].exists or (option[2].exists and option[3].exists)",
        "match('win.*', option[60].text)",
        "match('.*win$', option[60].text)",
        "ifelse(option[60].exists, 'a', 'bb') == 'bb'",
        "concat(option[53].hex, 0x02) == 0x02",
        "member('ALL')",
        "option[50].hex == 192.0.2.1",
        "option[50].hex == ''",
        "pkt4.giaddr == 192.0.2.1",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert said(text) == []


def test_spans_are_what_is_to_be_replaced() -> None:
    text = "option[60].exists and option[53].hex == 1"
    (remark,) = remarks(parse(text, V4))
    assert text[remark.start : remark.stop] == "1"


def test_lengths_and_truth() -> None:
    def of(text: str, names: Names = V4) -> object:
        return lengths(parse(text, names, result="string").root, names)

    assert of("substring(option[60].hex, 1, -2)") == {0, 1, 2}
    assert of("substring('foobar', -2, all)") == {2}
    assert of("relay6[0].peeraddr", V6) == {0, 16}
    assert of("pkt.src", V6) == {16}
    assert of("pkt.iface") is None
    assert of("lcase('abc') + 'd'") == {4}
    assert of("split('a', 'b', 1)") is None
    assert truth(parse("not 'a' == 'b'", V4).root, V4) is True
    assert truth(parse("option[1].exists or 'a' == 'a'", V4).root, V4) is True
    assert truth(parse("option[1].exists and 'a' == 'a'", V4).root, V4) is None


def test_depth_has_no_bound() -> None:
    assert said("'a'" + " + 'b'" * 3000 + " == 'c'") == []
    assert len(said("not " * 3000 + "'a' == 'b'")) == 1
