from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.raw import RawOption, pack4, pack6
from dhcptools.packet.typed import options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.report.dump_blocks_own import own_makers
from dhcptools.report.dump_facts import fact4, fact6
from dhcptools.report.dump_tree import block
from support.dump_messages import DUIDS, IA_NA, IDENTIFIERS, TEXTS
from support.dumped import DISCOVER, MAC

NAMES = st.lists(st.sampled_from([b"\3abc", b"\2d-", b"\1\xe9", b"\0", b"\x40", b"\1.", b"\4host"]), max_size=4).map(
    b"".join
)
AGENTS = st.lists(
    st.builds(lambda code, body: bytes((code, len(body))) + body, st.integers(1, 3), TEXTS | st.binary(max_size=40)),
    max_size=3,
).map(b"".join)
CODES4 = st.sampled_from(sorted(own_makers(4)))
CODES6 = st.sampled_from(sorted(own_makers(6)))
OWN4 = (
    st.builds(RawOption, CODES4, TEXTS | IDENTIFIERS | st.binary(max_size=20))
    | st.builds(lambda head, name: RawOption(81, head + name), st.binary(min_size=3, max_size=3), NAMES | TEXTS)
    | st.builds(lambda body, more: RawOption(82, body + more), AGENTS, st.sampled_from([b"", b"\1", b"\xff"]))
)
OWN6 = (
    st.builds(RawOption, CODES6, st.binary(max_size=50) | TEXTS)
    | st.builds(lambda flags, name: RawOption(39, bytes((flags,)) + name), st.integers(0, 255), NAMES)
    | st.builds(lambda name: RawOption(37, b"\0\0\0\x09" + name), TEXTS)
    | st.builds(
        lambda times, inside: RawOption(25, bytes(4) + times + inside),
        st.binary(min_size=8, max_size=8),
        st.binary(min_size=25, max_size=25).map(lambda body: b"\0\x1a\0\x19" + body),
    )
)


@given(OWN4)
def test_blocks_of_dhcpv4_are_those_of_the_tree(option: RawOption) -> None:
    made = own_makers(4)[option.code](pack4([option]))
    typed = options4(Message4.decode(DISCOVER.with_options(option).encode()))[0]
    if made is not None:
        assert made == (block(4, typed), fact4(typed))


@given(IA_NA | DUIDS | OWN6)
def test_blocks_of_dhcpv6_are_those_of_the_tree(option: RawOption) -> None:
    made = own_makers(6)[option.code](pack6([option]))
    typed = options6(Message6(1, 0, (option,)))[0]
    if made is not None:
        assert made == (block(6, typed), fact6(typed))


@pytest.mark.parametrize(
    ("family", "option"),
    [
        (4, RawOption(12, b"pc-1")), (4, RawOption(50, bytes(4))), (4, RawOption(61, b"\1" + MAC)),
        (6, RawOption(1, b"\0\1\0\1\0\0\0\1" + MAC)), (6, RawOption(3, bytes(12))),
        (6, RawOption(3, bytes(12) + b"\0\5\0\x18" + bytes(24))),
        (6, RawOption(1, b"\0\3\0\1" + MAC)), (6, RawOption(1, b"\0\4" + bytes(16))),
        (6, RawOption(25, bytes(12) + b"\0\x1a\0\x19" + bytes(25))), (6, RawOption(18, b"eth0")),
        (6, RawOption(37, b"\0\0\0\1x")), (6, RawOption(39, b"\1\3abc\2de\0")), (4, RawOption(81, b"\0\0\0a.b")),
        (4, RawOption(81, b"\4\0\0\1a")), (4, RawOption(82, b"\1\1a\2\1b")), (4, RawOption(97, bytes(17))),
    ],
)  # fmt: skip  # an option a maker
def test_the_usual_forms_are_made(family: int, option: RawOption) -> None:
    octets = pack4([option]) if family == 4 else pack6([option])
    assert own_makers(family)[option.code](octets) is not None
