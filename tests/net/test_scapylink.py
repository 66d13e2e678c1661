from __future__ import annotations

import sys

import pytest

from dhcptools.net.scapylink import LinkReader
from support.dumped import DISCOVER, SOLICIT, framed

IEEE802_11 = 105
HEAD = bytes.fromhex("08000000") + b"\xff" * 6 + b"\2" * 6 + b"\4" * 6 + b"\0\0" + bytes.fromhex("aaaa03000000")


@pytest.mark.parametrize(("message", "ethertype"), [(DISCOVER, b"\x08\0"), (SOLICIT, b"\x86\xdd")])
def test_a_link_type_that_only_scapy_knows(message: object, ethertype: bytes) -> None:
    octets = HEAD + ethertype + framed(message)[14:]  # type: ignore[arg-type]  # one of two messages
    below = LinkReader().enter(IEEE802_11, octets)
    assert below is not None
    assert below.frame is not None
    assert octets[below.frame.payload_offset :] == below.frame.payload == message.encode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("octets", [b"", b"\x08", bytes(40), HEAD])
def test_what_holds_no_ip_gives_no_frame(octets: bytes) -> None:
    below = LinkReader().enter(IEEE802_11, octets)
    assert below is not None
    assert below.frame is None


def test_without_scapy_they_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scapy.config", None)
    reader = LinkReader()
    assert reader.enter(IEEE802_11, b"") is None
    assert reader.enter(IEEE802_11, b"") is None
    assert reader.refused == {IEEE802_11: 2}


def test_link_types_nobody_knows() -> None:
    assert LinkReader().enter(65000, b"") is None
