"""Verdicts and places of Kea 2.2.0, 2.6.3 and 3.0.4, and what the tree is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression.errors import ExpressionError
from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.nodes import (
    Call,
    Choice,
    Equal,
    Field,
    Literal,
    Logic,
    Match,
    Member,
    Not,
    Option,
    Vendor,
)
from dhcptools.kea.expression.parser import parse

VERDICTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "lint" / "exprs.jsonl"
TARGETS = [(2, 2, 0), (2, 6, 3), (3, 0, 4)]
V4, V6 = Names(4, (3, 0)), Names(6, (3, 0))


def verdict(text: str, names: Names) -> str:
    try:
        parse(text, names, defined=lambda name: name in {"ALL", "KNOWN", "UNKNOWN", "BOOTP"})
    except ExpressionError as error:
        return str(error)
    return "ok"


@pytest.mark.skipif(not VERDICTS.exists(), reason="Kea's verdicts are kept beside the checkout, not in it")
def test_kea_says_the_same() -> None:
    wrong, count = [], 0
    for line in VERDICTS.read_text().splitlines():
        row = json.loads(line)
        # Kea was asked about texts as about tests: in brackets, compared with nothing.
        wrapped = row["kind"] == "string" or row.get("type") == "PARSER_STRING"
        text = f"({row['expr']}) == ''" if wrapped else row["expr"]
        for family, said in row["kea_2.2.0_2.6.3_3.0.4"].items():
            for target, expected in zip(TARGETS, said if len(said) == 3 else said * 3, strict=True):
                count += 1
                ours = verdict(text, Names(int(family[1]), target))
                if ours != expected:
                    wrong.append((row["expr"], family, target, expected, ours))
    assert count > 1000
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("options[60].hex == 'a'", "<string>:1.7: Invalid character: s"),
        ("", "<string>:1.1: syntax error, unexpected end of file"),
        ("option[256].hex == ''", "<string>:1.8-10: Option code has invalid value in 256. Allowed range: 0..255"),
        ("option[9999999999].hex == ''", "<string>:1.8-17: Option code has invalid value in 9999999999"),
        ("4294967296 == 0", "<string>:1.1-10: Invalid value in 4294967296. Allowed range: 0..4294967295"),
        ("vendor-class[1].data[256] == ''", "<string>:1.22-24: Invalid value in 256. Allowed range: 0..255"),
        ("pkt6.msgtype == 1", "<string>:1.1-4: pkt6 can only be used in DHCPv6."),
        ("relay6[0].peeraddr == ::", "<string>:1.8: Nest level invalid for DHCPv4 packets"),
        ("relay6[200].peeraddr == ::", "<string>:1.8-10: Invalid value in 200. Allowed range: -128..127"),
        ("member('later')", "<string>:1.8-14: Not defined client class 'later'"),
        (
            "match('[bad', 'x')",
            "invalid regular expression '[bad': Unexpected character within '[...]' in regular expression",
        ),
    ],
)  # fmt: skip
def test_faults_of_dhcpv4(text: str, said: str) -> None:
    assert verdict(text, V4) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pkt4.mac == 0x01", "<string>:1.1-4: pkt4 can only be used in DHCPv4."),
        ("relay4[1].exists", "<string>:1.1-6: relay4 can only be used in DHCPv4."),
        ("relay6[32].peeraddr == ::", "<string>:1.8-9: Nest level has invalid value in 32. Allowed range: -32..31"),
        ("option[65536].exists", "<string>:1.8-12: Option code has invalid value in 65536. Allowed range: 0..65535"),
    ],
)
def test_faults_of_dhcpv6(text: str, said: str) -> None:
    assert verdict(text, V6) == said


def test_a_template_is_a_text_and_no_test() -> None:
    assert isinstance(parse("substring(option[60].hex,0,all)", V4, result="string").root, Call)
    with pytest.raises(ExpressionError, match="unexpected ==, expecting end of file"):
        parse("pkt4.msgtype == 1", V4, result="string")


def test_trees() -> None:
    def root(text: str, names: Names = V4) -> object:
        return parse(text, names).root

    match root("not option[1].exists or 'a' == 'b' and member('x')"):
        case Logic(
            word="or",
            left=Not(operand=Option(codes=(1,), form="exists")),
            right=Logic(word="and", right=Member(name="x")),
        ):
            pass
        case other:
            pytest.fail(repr(other))
    match root("'a' == 'b' + 'c' + 'd'"):
        case Equal(right=Call(name="concat", arguments=(Call(), Literal(value=b"d")))):
            pass
        case other:
            pytest.fail(repr(other))
    match root("sifelse(vendor[9].exists, option[82].option[1].hex, vendor-class[*].data[2]) == 0xabc"):
        case Equal(
            left=Choice(strict=True, condition=Vendor(enterprise=9), yes=Option(codes=(82, 1)), no=Vendor(index=2)),
            right=Literal(value=b"\x0a\xbc"),
        ):
            pass
        case other:
            pytest.fail(repr(other))
    match root("relay6[-1].option[37].hex == relay6[0].linkaddr", V6):
        case Equal(left=Option(scope="relay6", number=-1), right=Field(scope="relay6", name="linkaddr")):
            pass
        case other:
            pytest.fail(repr(other))
    match root("match('a.*', pkt.iface)"):
        case Match(pattern="a.*", argument=Field(name="iface")):
            pass
        case other:
            pytest.fail(repr(other))


def test_chains_of_options_are_3_3() -> None:
    text = "option[43].option[1].option[2].option[3].hex == 0x00"
    assert verdict(text, V4) == "<string>:1.22-27: syntax error, unexpected option, expecting text or hex or exists"
    newest = Names(4, (3, 3))
    match parse(text, newest).root:
        case Equal(left=Option(codes=(43, 1, 2, 3), form="hex")):
            pass
        case other:
            pytest.fail(repr(other))
    match parse("vendor[1].option[2].option[3].exists", newest).root:
        case Option(scope="vendor", codes=(2, 3), number=1, form="exists"):
            pass
        case other:
            pytest.fail(repr(other))
    match parse("relay4[1].option[2].text == 'a'", newest).root:
        case Equal(left=Option(scope="relay4", codes=(1, 2))):
            pass
        case other:
            pytest.fail(repr(other))
    match parse("relay6[1].option[2].option[3].hex == 'a'", Names(6, (3, 3))).root:
        case Equal(left=Option(scope="relay6", codes=(2, 3), number=1)):
            pass
        case other:
            pytest.fail(repr(other))


def test_brackets_are_remembered() -> None:
    expression = parse("('a' == 'b' or 'c' == 'd') and 'e' == 'f'", V4)
    assert expression.parenthesised == {(1, 25)}


def test_depth_has_no_bound() -> None:
    deep = parse(f"{'(' * 20000}'a' == 'a'{')' * 20000} and not " + "not " * 20000 + "'b' == 'c'", V4)
    assert sum(1 for _ in deep.walk()) > 20000


WORDS = st.sampled_from([
    "option", "[", "]", "60", ".", "hex", "text", "exists", "==", "'a'", "0x01", "and", "or", "not", "(", ")", ",",
    "substring", "ifelse", "concat", "+", "pkt4", "mac", "relay4", "relay6", "vendor", "vendor-class", "*", "data",
    "member", "match", "all", "-1", "10.0.0.1", "::", "\n", "host-name", "é",
])  # fmt: skip


@given(st.lists(WORDS, max_size=20), st.sampled_from([4, 6]), st.sampled_from([(2, 2), (2, 6), (3, 0), (3, 3)]))
def test_anything_is_a_tree_or_a_fault_with_a_place(words: list[str], family: int, target: tuple[int, ...]) -> None:
    text = " ".join(words)
    fault: ExpressionError | None = None
    try:
        expression = parse(text, Names(family, target))
        assert all(node.start < node.stop for node in expression.walk())
    except ExpressionError as error:
        fault = error
    assert fault is None or 0 <= fault.offset <= fault.stop <= len(text.encode())
