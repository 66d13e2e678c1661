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


@given(st.builds(RawOption, st.sampled_from([12, 50, 61]), TEXTS | IDENTIFIERS | st.binary(max_size=9)))
def test_blocks_of_dhcpv4_are_those_of_the_tree(option: RawOption) -> None:
    made = own_makers(4)[option.code](pack4([option]))
    typed = options4(Message4.decode(DISCOVER.with_options(option).encode()))[0]
    if made is not None:
        assert made == (block(4, typed), fact4(typed))


@given(IA_NA | DUIDS | st.builds(RawOption, st.sampled_from([1, 3]), st.binary(max_size=50)))
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
    ],
)  # fmt: skip  # an option a maker
def test_the_usual_forms_are_made(family: int, option: RawOption) -> None:
    octets = pack4([option]) if family == 4 else pack6([option])
    assert own_makers(family)[option.code](octets) is not None
