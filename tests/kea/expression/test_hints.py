from __future__ import annotations

import pytest

from dhcptools.kea.expression import ExpressionError, Names, parse
from dhcptools.kea.expression.analysis import Remark
from dhcptools.kea.expression.hints import hint

OLD, NEW = Names(4, (2, 2, 0)), Names(4, (3, 3, 1))


def hinted(text: str, names: Names = OLD) -> Remark:
    with pytest.raises(ExpressionError) as caught:
        parse(text, names, defined=lambda name: name == "ALL")
    return hint(text, caught.value, names)


@pytest.mark.parametrize(
    ("text", "rule", "message", "better"),
    [
        ("options[60].hex == 'a'", "KL515", 'unknown word "options" at 1:1; did you mean option[60]?', "option"),
        ("subtring('a',0,1) == 'a'", "KL515", 'unknown word "subtring" at 1:1; did you mean substring?', "substring"),
        ("qqq == 'a'", "KL515", 'unknown word "qqq" at 1:1', None),
        ("option[60].hex = 'a'", "KL516", "= at 1:16: use ==", "=="),
        ("option[vendor-class].exists", "KL518",
         "option 'vendor-class' is not defined in DHCPv4; did you mean 'vendor-class-identifier' (60)?",
         "vendor-class-identifier"),
        ("member('b')", "KL517", "member('b'): class \"b\" is not defined further up", None),
        ("match('a', 'b')", "KL519", "match() needs Kea 3.0 (lcase/ucase 2.6); target is 2.2.0", None),
        ("'a' == 'a' sand 'b' == 'b'", "KL519", "sand needs Kea 3.0 (lcase/ucase 2.6); target is 2.2.0", None),
        ("lcase('A') == 'a'", "KL519", "lcase() needs Kea 2.6 (lcase/ucase 2.6); target is 2.2.0", None),
        ("option[43].option[1].option[2].exists", "KL519",
         "more than two options in a chain need Kea 3.3 (target is 2.2.0)", None),
        ("'a' ==", "KL515", "<string>:1.7: syntax error, unexpected end of file", None),
        ("pkt6.msgtype == 1", "KL515", "<string>:1.1-4: pkt6 can only be used in DHCPv6.", None),
    ],
)  # fmt: skip
def test_hints(text: str, rule: str, message: str, better: str | None) -> None:
    found = hinted(text)
    assert (found.rule, found.message, found.better) == (rule, message, better)


def test_what_is_replaced_is_the_word() -> None:
    text = "option[60].exists and options[61].exists"
    found = hinted(text)
    assert text[found.start : found.stop] == "options"


def test_the_newest_knows_them_all() -> None:
    assert hinted("matches('a', 'b')", NEW).rule == "KL515"
