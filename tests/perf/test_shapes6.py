from __future__ import annotations

import numpy as np
import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.perf.content import Content
from dhcptools.perf.shapes6 import Identity, Shapes6, low_octets
from support.perf_messages import plan6


def test_low_octets() -> None:
    values = np.array([0x0A0B0C0D0E0F, 1], np.uint64)
    assert low_octets(values, 3).tolist() == [[13, 14, 15], [0, 0, 1]]
    assert Identity(bytes(14), 8, 6).own(values).shape == (2, 6)


@pytest.mark.parametrize(
    ("content", "identity"),
    [
        (Content(), Identity(bytes.fromhex("0001000100000007000000000000"), 8, 6)),
        (Content(macs=(bytes(6),)), Identity(bytes.fromhex("00030001000000000000"), 4, 6)),
        (Content(base_duid=b"identity"), Identity(b"identity", 2, 6)),
        (Content(templates=(Message6(1, 0, (RawOption(1, bytes(14)),)).encode(),)), Identity(bytes(14), 12, 2)),
        (Content(templates=(Message6(1, 0, (RawOption(6, bytes(20)),)).encode(),)), Identity(b"", 0, 0)),
    ],
)
def test_who_clients_are(content: Content, identity: Identity) -> None:
    assert Shapes6(plan6(content, clients=1000, duid_time_s=7)).identity == identity


def test_shapes_are_kept_but_not_without_end() -> None:
    shapes = Shapes6(plan6())
    first = shapes.get("request", b"server", 0)
    assert shapes.get("request", b"server", 0) is first
    for number in range(64):
        shapes.get("request", number.to_bytes(4), 0)
    assert shapes.get("request", b"server", 0) is not first


def test_a_relay_option_stands_in_its_relay() -> None:
    content = Content(relays=2, relay_options=((1, RawOption(18, b"first")), (2, RawOption(18, b"second"))))
    outer = decode6(Shapes6(plan6(content)).get("solicit", b"", 0).template.octets)
    assert isinstance(outer, RelayMessage6)
    assert outer.first(18) == b"second"
    assert outer.relayed().first(18) == b"first"
