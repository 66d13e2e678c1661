from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.filter import FilterError, compile_filter
from dump.test_fields import ACK, RELAYED
from support.dumped import DISCOVER, packet


@pytest.mark.parametrize(
    "text",
    [
        'type=ack and chaddr~^02:00 and option.82.circuit-id="eth0"',
        "type=DHCPACK", "type==5", "type != offer", "not type=offer", "! type=offer && secs=0", "secs<1 and secs<=0",
        "xid=11223344", "xid=0x11223344", "xid~^1122", "chaddr=02:00:5e:00:53:01", "chaddr=02005E005301",
        "mac=02-00-5e-00-53-01", "flags=0", "flags=0x0", "hlen>=6 and hlen>5 and htype=1", "option.3=192.0.2.4",
        "option.3=192.0.2.0/24", "option.3!=192.0.2.9", "option.routers~'192.0.2.4'", "option.3>192.0.2.3",
        "(option.12 or exists option.54) and not option.12", "option.82.2=02:00:5e:00:53:01", "udp.dst=67 and udp=68",
        "vlan=8", "option.51", "problem~'option 51|needs|octets'", "problems>0", "option.81.s=true",
        "ip.dst=255.255.255.255",
        "server=192.0.2.1", "type=offer or type=nak or type=ack", "option.82~ETH", "number=1 and family=4",
    ],
)  # fmt: skip  # one a line where long
def test_what_holds(text: str) -> None:
    assert compile_filter(text)(ACK)


@pytest.mark.parametrize(
    "text",
    [
        "type=offer", "type!=ack", "not type=ack", "option.12", "option.3=192.0.3.0/24", "secs>0", "xid=112233",
        "chaddr!~^02", "option.12=x", "option.12!=x and option.12", "link-address=::", "hop-count<9", "ip.src<::1",
        "option.82.circuit-id=eth", "type=ack and (type=nak or secs=1)", "option.81.n=true",
    ],
)  # fmt: skip  # short ones
def test_what_does_not_hold(text: str) -> None:
    assert not compile_filter(text)(ACK)


def test_relayed_messages_are_looked_into() -> None:
    assert compile_filter("type=request and option.ia-na.iaaddr.address=2001:db8::/64 and hop-count=1")(RELAYED)
    assert compile_filter("option.clientid=00:03:00:01:02:00:5e:00:53:01")(RELAYED)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 0, "a field is needed, the expression ends here"),
        ("typ=1", 0, "did you mean type"),
        ("type=offer chaddr=1", 11, "'and' or 'or' is missing before 'chaddr'"),
        ("type=", 5, "a value is needed after '=', the expression ends here"),
        ("type==)", 6, "a value is needed after '==', not ')'"),
        ("(type=ack", 9, "a ')' is missing"),
        ("type=ack and", 12, "a field is needed"),
        ("exists =", 7, "a field is needed, not '='"),
        ("secs<x", 5, "'<' compares numbers and addresses, 'x' is neither"),
        ("file~'('", 5, "no regular expression"),
        ('file="x', 5, "a quote is not closed"),
        ("type=ack & x", 9, "'&' has no meaning here"),
        ("type=ofer", 5, "did you mean offer"),
        ("(" * 50 + "type=ack" + ")" * 50, 41, "too many parentheses"),
        ("'type'=ack", 0, "a field is needed, not 'type'"),
    ],
)
def test_what_is_wrong_and_where(text: str, at: int, words: str) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(text)
    assert words in caught.value.reason
    assert caught.value.at == at


def test_values_in_quotes() -> None:
    named = packet(DISCOVER.with_options(*[type(DISCOVER.options[0])(12, b'a "b" (c)')]))
    assert compile_filter(r'option.12="a \"b\" (c)"')(named)
    assert compile_filter("option.12='a \"b\" (c)'")(named)


@given(st.text(alphabet="type=offr andxi.0123\"'()!~<>&|\\ ", max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    at = 0
    try:
        assert compile_filter(text)(ACK) in {True, False}
    except FilterError as error:
        at = error.at
    assert 0 <= at <= len(text)
