"""What users type after ``--option``: names or codes, values as their kind reads them, or hex.

``60=MSFT``, ``host-name=pc1``, ``routers=192.0.2.1,192.0.2.2``, ``43=hex:0102``, ``82.circuit-id=eth0/1``,
``82.1=hex:00``, ``rapid-commit``.
"""

from __future__ import annotations

from collections.abc import Iterable

from dhcptools.packet.definitions import Definition, Space
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context
from dhcptools.packet.kinds.space import Container, parse_value
from dhcptools.packet.raw import RawOption


def parse_option(text: str, space: Space, context: Context = NOTHING) -> RawOption:
    """One option from its text. Raises EncodeError that says what is wrong and, for names, which are near.

    A path such as ``82.circuit-id`` gives the option 82 with this one option inside; :func:`merge_options` puts
    several together. ``context`` brings the user's own definitions of spaces inside.
    """
    path, equals, value = text.partition("=")
    names = [name.strip() for name in path.split(".")]
    if not all(names):
        raise EncodeError(f"{text!r} needs the form NAME=VALUE, CODE=VALUE or NAME.NAME=VALUE")
    definitions: list[Definition] = []
    spaces = [space]
    for depth, name in enumerate(names):
        definition = spaces[-1].by_name(name)
        definitions.append(definition)
        if depth + 1 < len(names):
            if not isinstance(definition.kind, Container):
                raise EncodeError(f"option {definition.name} holds no options, so {names[depth + 1]!r} cannot be in it")
            spaces.append(definition.kind.space_in(context))
    leaf = definitions[-1]
    if not equals and leaf.kind.octets != 0:
        raise EncodeError(f"option {leaf.name} needs a value: {path.strip()}=VALUE")
    data, _ = parse_value(leaf, value)
    option = RawOption(leaf.code, data)
    for outer, inside in zip(reversed(definitions[:-1]), reversed(spaces), strict=False):
        option = RawOption(outer.code, inside.pack((option,)))
    return option


def merge_options(options: Iterable[RawOption], space: Space) -> tuple[RawOption, ...]:
    """Options with those that hold options put together by code, in the place of the first; others stay as they are."""
    out: list[RawOption] = []
    places: dict[int, int] = {}
    for option in options:
        if isinstance(space.by_code(option.code).kind, Container):
            place = places.setdefault(option.code, len(out))
            if place < len(out):
                out[place] = RawOption(option.code, out[place].data + option.data)
                continue
        out.append(option)
    return tuple(out)
