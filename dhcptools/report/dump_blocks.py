"""Blocks of options, kept by their octets, and put in the order of their groups by the shape of their message.

Most options of a capture are the same in thousands of packets; those that are every client's own (identifier, name,
address) are written by :mod:`dhcptools.report.dump_blocks_own` when they have the form that nearly all have.

Rules this file keeps:

- only sound blocks are kept: one with a problem says where it stands;
- both stores are bounded: when full, they start again, between two messages (``make_room``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.base import Context
from dhcptools.packet.kinds.space import TAIL, SubOption
from dhcptools.packet.kinds.v4_vendor import EnterpriseOptions
from dhcptools.packet.kinds.v6_message import Nested4, Nested6
from dhcptools.packet.kinds.v6_vendor import VendorOptions
from dhcptools.report.dump_blocks_own import own_makers
from dhcptools.report.dump_colour import NAME, paint
from dhcptools.report.dump_facts import ORDER4, ORDER6, fact4, fact6
from dhcptools.report.dump_groups import GROUPS, order
from dhcptools.report.dump_tree import PAD, block

_MOST_BLOCKS: Final = 32768
_MOST_SHAPES: Final = 4096
_MOST_OPTIONS: Final = 128
_VENDOR_CLASS: Final = 60
_FACTS: Final = {4: frozenset(ORDER4), 6: frozenset(ORDER6)}


class Layout(NamedTuple):
    """How the blocks of messages with these options, in this order, are printed.

    ``text`` has a ``%s`` for each block, which ``pick`` takes in that order. ``places`` says where each code stands
    first; ``facts`` where those stand that have a fact, in the order of facts. ``once``: no code stands there twice.
    """

    text: str
    pick: Callable[[Sequence[str]], tuple[str, ...]]
    places: dict[int, int]
    facts: tuple[int, ...]
    once: bool

    def body(self, blocks: Sequence[str]) -> str:
        """The options of a message, group by group."""
        return self.text % self.pick(blocks)


class Blocks:
    """The blocks and facts of one family's options. ``colour`` paints the names of groups."""

    def __init__(self, family: int, catalogue: Catalogue, *, colour: bool) -> None:
        self.family = family
        self.kept: dict[bytes, str] = {}
        self.facts: dict[bytes, str] = {}
        self._catalogue = catalogue
        self._colour = colour
        self._layouts: dict[Sequence[int], Layout] = {}
        self._space = catalogue.space(f"dhcp{family}", family)
        self._quick = own_makers(family) if catalogue is STANDARD else {}

    def make_room(self) -> None:
        """Forget all blocks when there are too many; not while a message is put together."""
        if len(self.kept) >= _MOST_BLOCKS:
            self.kept.clear()
            self.facts.clear()

    def layout(self, codes: Sequence[int]) -> Layout:
        """The layout of messages with these codes; ``codes`` must be hashable."""
        found = self._layouts.get(codes)
        if found is None:
            if len(self._layouts) >= _MOST_SHAPES:
                self._layouts.clear()
            found = self._layouts[codes] = self._learnt(tuple(codes))
        return found

    def _learnt(self, codes: tuple[int, ...]) -> Layout:
        text = ""
        places: list[int] = []
        last = -1
        for group, place in order(self.family, codes):
            name = GROUPS[group]
            label = f"{paint(name, NAME) if self._colour else name}{'':<{PAD - 2 - len(name)}}"
            text += f"  {label}%s" if group != last else f"{'':<{PAD}}%s"
            places.append(place)
            last = group
        pick: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(*places) if len(places) > 1 else tuple
        first = {code: place for place, code in reversed(list(enumerate(codes)))}
        asked = ORDER4 if self.family == 4 else ORDER6
        facts = [place for code in asked for place, each in enumerate(codes) if each == code]
        if 12 in codes and self.family == 4:
            facts = [place for place in facts if codes[place] != 81]  # one name is enough
        return Layout(text, pick, first, tuple(facts), len(first) == len(codes))

    def add(self, key: bytes, octets: bytes, vendor_class: bytes | None = None) -> str:
        """Make and keep the block of an option, its code and length octets in front; "" when something is wrong in it.

        What is wrong is not kept. ``key`` is what it is kept by: ``octets``, and whatever else its meaning depends on.
        """
        code = octets[0] if self.family == 4 else octets[0] << 8 | octets[1]
        quick = self._quick.get(code)
        made = quick(octets) if quick is not None else None
        text, fact = self._made(code, octets, vendor_class) if made is None else made
        if text:
            self.kept[key] = text
        if code in _FACTS[self.family]:
            self.facts[key] = fact
        return text

    def _made(self, code: int, octets: bytes, vendor_class: bytes | None) -> tuple[str, str]:
        header = 2 if self.family == 4 else 4
        definition = self._space.by_code(code)
        data = octets[header:]
        context = Context(vendor_class, 0, None if self._catalogue is STANDARD else self._catalogue)
        try:
            value = definition.kind.decode(data, header, context)
        except DecodeError:
            return "", ""
        item = SubOption(code, definition.name, value, data, 0, None, definition.kind)
        if not _sound(value):
            return "", ""
        return block(self.family, item, self._catalogue), fact4(item) if self.family == 4 else fact6(item)


def _sound(value: object) -> bool:
    """Whether nothing in a value says where it stands: no problem, and no message, whose options may be joined."""
    if isinstance(value, SubOption):
        return value.problem is None and value.code != TAIL and _sound(value.value)
    if isinstance(value, Duid):
        return value.problem is None
    if isinstance(value, Nested4 | Nested6):
        return False
    if isinstance(value, EnterpriseOptions | VendorOptions):
        return _sound(value.options)
    return all(map(_sound, value)) if isinstance(value, tuple) else True
