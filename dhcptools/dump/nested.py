"""What is wrong inside values: in options inside options, and in messages inside options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.space import TAIL, SubOption
from dhcptools.packet.kinds.v6_message import Nested4, Nested6


def vendor_octets(value: Any) -> bool:
    """Whether an option 43 ends in octets that are no options, which no rule forbids: RFC 2132 §8.4 says "should"."""
    return isinstance(value, tuple) and any(isinstance(each, SubOption) and each.code == TAIL for each in value)


def duid_problem(duid: Duid, offset: int) -> Iterator[DecodeError]:
    """What a DUID that starts at ``offset`` lacks; it is read all the same (RFC 9915 §11)."""
    if duid.problem is not None:
        yield DecodeError(duid.problem, offset)


def problems_inside(value: Any) -> Iterator[DecodeError]:
    """The problems of every option inside a decoded value, in order. Values have a bounded depth, so has this."""
    if isinstance(value, SubOption):
        if value.problem is not None:
            yield value.problem
        elif isinstance(value.value, Duid):
            yield from duid_problem(value.value, value.offset + 4)
        else:
            yield from problems_inside(value.value)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from problems_inside(each)
    elif isinstance(value, Nested6):
        for layer in value.layers:
            yield from problems_inside(layer.options)
    elif isinstance(value, Nested4):
        yield from value.message.problems
        yield from problems_inside(value.options)
