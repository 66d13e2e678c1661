from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.definitions import STANDARD
from dhcptools.packet.raw import RawOption, pack4
from dhcptools.packet.typed import options4
from dhcptools.packet.v4 import Message4
from dhcptools.report import dump_blocks
from dhcptools.report.dump_blocks import Blocks
from dhcptools.report.dump_tree import block, grouped
from support.dump_messages import CODES4, IDENTIFIERS, TEXTS, option4
from support.dumped import DISCOVER

OPTIONS = st.sampled_from(CODES4).flatmap(option4) | st.builds(
    RawOption, st.sampled_from([12, 50, 61]), TEXTS | IDENTIFIERS | st.binary(max_size=9)
)


@given(OPTIONS)
def test_a_block_is_that_of_the_tree_or_nothing(option: RawOption) -> None:
    blocks = Blocks(4, STANDARD, colour=False)
    octets = pack4([option])
    text = blocks.add(octets, octets)
    typed = options4(Message4.decode(DISCOVER.with_options(option).encode()))
    assert text in ("", block(4, typed[0]))
    assert blocks.kept.get(octets, "") == text


@given(st.lists(st.integers(1, 254), min_size=1, max_size=8, unique=True))
def test_a_layout_is_that_of_grouped(codes: list[int]) -> None:
    layout = Blocks(4, STANDARD, colour=False).layout(bytes(codes))
    texts = [f"{code}%s\n" for code in codes]
    assert layout.body(texts) == grouped(4, list(zip(codes, texts, strict=True)))
    assert [codes[place] for place in layout.places.values()] == list(layout.places)


def test_names_of_groups_are_painted() -> None:
    assert "\x1b[1mlease\x1b[0m      %s" in Blocks(4, STANDARD, colour=True).layout(b"\x35").text


@pytest.mark.parametrize(("option", "made"), [(b"\x33\1\0", ""), (b"\x52\2\1\x09", ""), (b"\x0c\1a", '"a"')])
def test_what_says_where_it_stands_is_not_kept_as_text(option: bytes, made: str) -> None:
    text = Blocks(4, STANDARD, colour=False).add(option, option)
    assert made in text
    assert bool(text) == bool(made)


def test_stores_are_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(dump_blocks, "_MOST_BLOCKS", 10)
    monkeypatch.setattr(dump_blocks, "_MOST_SHAPES", 10)
    blocks = Blocks(4, STANDARD, colour=False)
    for number in range(40):
        octets = b"\x0c\1" + bytes([65 + number])
        blocks.make_room()
        blocks.add(octets, octets)
        blocks.layout(bytes([number + 1]))
    assert len(blocks.kept) <= 10
    assert len(blocks.facts) <= 10
    assert len(blocks._layouts) <= 10
