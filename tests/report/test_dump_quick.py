from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Problem, Setting
from dhcptools.packet.definitions import STANDARD
from dhcptools.report import dump_quick
from dhcptools.report.dump_json import DumpJson
from dhcptools.report.dump_oneline import DumpOneline
from dhcptools.report.dump_quick import Links, Quick
from dhcptools.report.dump_text import DumpText, link_words
from support.captures import on_links
from support.dump_messages import frames4, frames6
from support.dumped import DISCOVER, SOLICIT, TIME_NS, framed

STYLES = [make(Setting(colour)) for make in (DumpText, DumpOneline, DumpJson) for colour in (False, True)]
QUICK = Quick(STANDARD, link_words, colour=False)
LINKS = range(len(on_links(framed(DISCOVER))))


def captured(link: int, frame: bytes, *, interface: str = "", checksums: bool = True, cut: int = 0) -> Packet:
    link_type, octets = on_links(frame)[link]
    kept = octets[: len(octets) - cut]
    return Packet(1, TIME_NS, "x", link_type, kept, len(octets), checksums=checksums, interface=interface)


@settings(max_examples=300)
@given(
    frames4() | frames6(), st.sampled_from(LINKS), st.booleans(), st.sampled_from(["", "any", "eth\x1b"]),
    st.sampled_from([0, 0, 0, 1]), st.data(),
)  # fmt: skip  # what, on which link, how it was captured
def test_the_quick_way_and_the_long_way_agree(
    frame: bytes, link: int, checksums: bool, interface: str, cut: int, data: st.DataObject
) -> None:
    link_type, octets = on_links(frame)[link]
    if data.draw(st.integers(0, 4)) == 0:  # something in the headers is another
        at = data.draw(st.integers(0, 60))
        octets = octets[:at] + bytes((data.draw(st.integers(0, 255)),)) + octets[at + 1 :]
    octets = octets[: len(octets) - cut]
    for style in STYLES:
        quick, whole = (
            Packet(1, TIME_NS, "x", link_type, octets, len(octets) + cut, checksums=checksums, interface=interface)
            for _ in range(2)
        )
        assert style.lines(quick) == style.whole(whole)


@pytest.mark.parametrize("link", LINKS)
def test_every_common_link_is_written_quickly(link: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any) -> str:
        pytest.fail("the long way was gone")

    for style in STYLES:
        monkeypatch.setattr(style, "whole", forbidden)
        for message in (DISCOVER, SOLICIT):
            assert style.lines(captured(link, framed(message)))


def test_what_is_not_all_there_is_left() -> None:
    assert QUICK.text(captured(3, framed(DISCOVER), cut=1)) is None
    noted = captured(3, framed(DISCOVER))
    noted.note(Problem("frame", 0, None, "", "a remark"))
    assert QUICK.text(noted) is None
    assert QUICK.text(Packet(1, 0, "x", 147, framed(DISCOVER), len(framed(DISCOVER)))) is None


def test_words_are_kept_by_header_and_interface_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    links = Links(lambda *given: asked.append(given[3]) or given[3])  # type: ignore[func-returns-value]
    monkeypatch.setattr(dump_quick, "_MOST_LINKS", 2)
    for name in ("a", "b", "a", "b"):
        found = links.shaped(captured(6, framed(DISCOVER), interface=name))
        assert found is not None
        assert (found.link, found.octets[14:]) == (name, framed(DISCOVER)[14:])
    assert asked == ["a", "b"]
    links.shaped(captured(6, framed(DISCOVER), interface="c"))
    links.shaped(captured(6, framed(DISCOVER), interface="a"))
    assert asked == ["a", "b", "c", "a"]
