from __future__ import annotations

import numpy as np
import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.perf.content import Content
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.shapes4 import Shapes4
from support.perf_messages import plan4


def test_a_shape_is_made_once() -> None:
    shapes = Shapes4(plan4())
    assert shapes.get("discover", 0) is shapes.get("discover", 0)
    assert shapes.get("discover", 0) is not shapes.get("request", 0)
    assert not shapes.varies("discover")


def test_the_relay_port_is_asked_for_once() -> None:
    content = Content(options=(RawOption(82, b"\x13\0\x01\1x"),))
    octets = Shapes4(plan4(content, relay_port=True)).get("discover", 0).template.octets
    assert Message4.decode(octets).first(82) == b"\x13\0\x01\1x"


def test_an_option_82_of_the_user_stays_without_a_relay() -> None:
    content = Content(options=(RawOption(82, b"\x01\1x"),), relays=0)
    octets = Shapes4(plan4(content, relay_port=True)).get("discover", 0).template.octets
    assert Message4.decode(octets).first(82) == b"\x01\1x"


def test_an_own_client_identifier_leaves_no_place_for_ours() -> None:
    content = Content(patterns=(parse_pattern("61=hex:ff{i:08x}", 4),))
    assert "client_id" not in Shapes4(plan4(content)).get("request", 0).places
    assert "client_id" in Shapes4(plan4()).get("request", 0).places


def test_groups_are_those_of_the_patterns() -> None:
    shapes = Shapes4(plan4(Content(patterns=(parse_pattern("host-name=pc{i}", 4),)), clients=1000))
    assert shapes.varies("renew")
    groups = shapes.groups(np.array([9, 10, 999]))
    sizes = [len(shapes.get("renew", group).template.octets) for group in groups.tolist()]
    assert [size - sizes[0] for size in sizes] == [0, 1, 2]


@pytest.mark.parametrize("stages", [1, 2])
def test_a_template_does_not_vary(stages: int) -> None:
    patterns = (parse_pattern("host-name=pc{i}", 4),) if stages == 1 else ()
    shapes = Shapes4(plan4(Content(templates=(bytes(300),) * stages, patterns=patterns)))
    assert not shapes.varies("discover")
    assert shapes.varies("request") == (stages == 1)
    assert shapes.template(0) is shapes.get("discover", 0)
    assert (shapes.template(1) is None) == (stages == 1)
