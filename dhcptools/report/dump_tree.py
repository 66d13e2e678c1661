"""Options and messages as indented lines: containers nested, relay chains nested, DHCPv4 inside DHCPv6.

Values stand in one column however deep their option is. A *block* is the text of one option, every line ended, its
first line without the ``PAD`` blanks in front, where the name of its group goes.

Rules this file keeps:

- what a sound block says depends on the octets of its option (and on option 60 for option 43), never on where it
  stands, so that it may be kept; a block with a problem in it says the octet;
- a chain of relay messages is a loop, options in options are as deep as the decoder went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.kinds.base import Kind, Value
from dhcptools.packet.kinds.record import Record
from dhcptools.packet.kinds.space import TAIL, Container, SubOption
from dhcptools.packet.kinds.v4_vendor import EnterpriseOptions
from dhcptools.packet.kinds.v6_message import Nested4, Nested6
from dhcptools.packet.kinds.v6_vendor import VendorOptions
from dhcptools.packet.names4 import ENTERPRISES, HARDWARE_TYPES, OPCODES
from dhcptools.packet.names6 import message_name
from dhcptools.packet.typed import TypedOption
from dhcptools.packet.v4 import OVERLOAD, Message4
from dhcptools.packet.v6 import AnyMessage6, RelayMessage6
from dhcptools.packet.view4 import source, view
from dhcptools.report.dump_groups import GROUPS, order
from dhcptools.report.dump_words import octets, quoted, record, words
from dhcptools.report.terminal import escape

PAD: Final = 13
_VALUE: Final = 45  # the column of values
_STEP: Final = 4
_MOST_PARTS: Final = 16  # of a value that are told; a message of nothing but parts would be hundreds of times as long
_FAMILIES: Final = {"dhcp4": 4, "dhcp6": 6, "rsoo-opts": 6}
_RELAY_MSG: Final = 9


class Item(Protocol):
    """What an option of a message and one inside another have in common."""

    @property
    def code(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def value(self) -> Value: ...
    @property
    def data(self) -> bytes: ...
    @property
    def problem(self) -> DecodeError | None: ...


def block(family: int, item: Item, catalogue: Catalogue = STANDARD) -> str:
    """The block of an option of DHCPv4 (``family`` 4) or DHCPv6 (6)."""
    text, inside = _parts(family, item, 0, catalogue)
    marks = "".join(f" [{mark}]" for mark in _marks(item)) if isinstance(item, TypedOption) else ""
    return _lines(item, text + marks, 0)[PAD:] + inside


def value_text(family: int, item: Item, catalogue: Catalogue = STANDARD) -> str:
    """What stands beside the name of an option, without what is inside it."""
    return _parts(family, item, 0, catalogue)[0]


def grouped(family: int, blocks: Sequence[tuple[int, str]]) -> str:
    """(code, block) of every option, group by group."""
    out = []
    last = -1
    for group, place in order(family, [code for code, _ in blocks]):
        out.append(f"  {GROUPS[group]:<{PAD - 2}}" if group != last else " " * PAD)
        out.append(blocks[place][1])
        last = group
    return "".join(out)


def overloaded(message: Message4) -> tuple[str, ...]:
    """The fields of a DHCPv4 message that hold options: ``file``, ``sname``, both or none."""
    value = view(message).overload if message.first(OVERLOAD) is not None else 0
    return tuple(name for bit, name in ((1, "file"), (2, "sname")) if value & bit)


def header4(message: Message4) -> str:
    """The lines of the header fields of a DHCPv4 message."""
    op = OPCODES.get(message.op, f"op {message.op}")
    htype = HARDWARE_TYPES.get(message.htype, f"htype {message.htype}")
    first = head4(op, message.xid, message.secs, message.flags, message.hops, htype, message.hlen)
    second = [f"{name} {value}" for name in ADDRESSES if int(value := getattr(message, name))]
    second += boot_fields(message.sname, message.file, overloaded(message))
    return first + (f"{'':<{PAD}}{', '.join(second)}\n" if second else "")


def boot_fields(sname: bytes, file: bytes, full: Iterable[str] = ()) -> list[str]:
    """The words of the header's fields sname and file; none for one that is empty. ``full`` of options are those."""
    words = []
    for name, field in (("sname", sname), ("file", file)):
        text, _, rest = field.partition(b"\0")
        if name in full:
            words.append(f"{name} holds options")
            continue
        if text:
            words.append(f"{name} {quoted(text.decode('utf-8', 'surrogateescape'))}")
        if rest.strip(b"\0"):
            words.append(f"{name} has octets after its end: 0x{rest.rstrip(bytes(1)).hex()}")
    return words


ADDRESSES: Final = ("ciaddr", "yiaddr", "siaddr", "giaddr")


def head4(op: str, xid: int, secs: int, flags: int, hops: int, htype: str, hlen: int) -> str:
    """The first line of a header."""
    set_flags = " (broadcast)" if flags & 0x8000 else ""
    fields = f"{op}, xid 0x{xid:08x}, secs {secs}, flags 0x{flags:04x}{set_flags}, hops {hops}, {htype} hlen {hlen}"
    return f"  {'header':<{PAD - 2}}{fields}\n"


def header6(message: AnyMessage6) -> str:
    """The line of the header of a DHCPv6 message."""
    name = message_name(message.msg_type)
    if isinstance(message, RelayMessage6):
        text = f"{name}, hop-count {message.hop_count}, link {message.link_address}, peer {message.peer_address}"
    else:
        text = f"{name}, transaction 0x{message.transaction_id:06x}"
    return f"  {'header':<{PAD - 2}}{text}\n"


def nested6(value: Nested6, catalogue: Catalogue) -> str:
    """A DHCPv6 message, and what it relays inside."""
    inner = ""
    for layer in reversed(value.layers):
        blocks = []
        for item in layer.options:
            text = block(6, item, catalogue) if not _holds_next(item) else _lines(item, "", 0)[PAD:] + indented(inner)
            blocks.append((item.code, text))
        inner = header6(layer.message) + grouped(6, blocks)
    return inner


def nested4(value: Nested4, catalogue: Catalogue) -> str:
    """A DHCPv4 message inside a DHCPv6 one."""
    blocks = [(item.code, block(4, item, catalogue)) for item in value.options]
    return header4(value.message) + grouped(4, blocks)


def indented(text: str, step: int = _STEP) -> str:
    """Every line further to the right."""
    pad = " " * step
    return pad + text[:-1].replace("\n", "\n" + pad) + "\n" if text else ""


def label(code: int, name: str, depth: int = 0) -> str:
    """The start of an option's line: its code and name."""
    return f"{'':<{PAD + _STEP * depth}}{'-' if code == TAIL else code:>3} {escape(name)}"


def shown(item: Item) -> bool:
    """Whether an option is worth a line: PAD and END inside a container are not."""
    return bool(item.data) or item.name not in {"pad", "end"}


def _parts(family: int, item: Item, depth: int, catalogue: Catalogue) -> tuple[str, str]:
    """What stands beside the name, and the lines below it."""
    kind, value = item.kind, item.value
    if item.code == TAIL and item.name == "tail":
        reason = item.problem.reason if item.problem is not None else "after the end"
        return f"{octets(item.data)} [{escape(reason)}]", ""
    if item.problem is not None:
        return f"{octets(item.data)} [octet {item.problem.offset}: {escape(item.problem.reason)}]", ""
    if isinstance(item, SubOption) and _holds_next(item):
        return "", ""  # the message inside is the next layer of its chain
    if isinstance(value, Nested6):
        return "", indented(nested6(value, catalogue), _STEP * (depth + 1))
    if isinstance(value, Nested4):
        return "", indented(nested4(value, catalogue), _STEP * (depth + 1))
    if isinstance(value, VendorOptions):
        return _enterprise(value.enterprise), _inside(0, value.options, depth + 1, catalogue)
    if isinstance(kind, Container):
        return "", _inside(_FAMILIES.get(kind.space.name, 0), value, depth + 1, catalogue)
    if isinstance(kind, Record) and isinstance(kind.kinds[-1], Container):
        family = _FAMILIES.get(kind.kinds[-1].space.name, 0)
        return record(kind, value, catalogue, -1), _inside(family, value[-1], depth + 1, catalogue)
    if isinstance(kind, Record) and isinstance(value[-1], Nested6):
        return record(kind, value, catalogue, -1), indented(nested6(value[-1], catalogue), _STEP * (depth + 1))
    if isinstance(value, tuple) and value and isinstance(value[0], EnterpriseOptions):
        return "", "".join(_of_enterprise(each, depth, catalogue) for each in value)
    return words(family, item.code, kind, value, item.data, catalogue), ""


def _of_enterprise(value: EnterpriseOptions, depth: int, catalogue: Catalogue) -> str:
    head = f"{'':<{PAD + _STEP * (depth + 1)}}{_enterprise(value.enterprise)}\n"
    return head + _inside(0, value.options, depth + 2, catalogue)


def _enterprise(number: int) -> str:
    name = ENTERPRISES.get(number)
    return f"enterprise {number}" + (f" ({name})" if name else "")


def _inside(family: int, items: Iterable[SubOption], depth: int, catalogue: Catalogue) -> str:
    out = []
    for item in items:
        if shown(item):
            text, inside = _parts(family, item, depth, catalogue)
            out.append(_lines(item, text, depth) + inside)
    return "".join(out)


def _lines(item: Item, text: str, depth: int) -> str:
    """The lines of an option and its value, without those of what is inside."""
    name = label(item.code, item.name, depth)
    if not text:
        return name + "\n"
    column = max(_VALUE, len(name) + 1)
    return f"{name:<{column}}" + text.replace("\n", "\n" + " " * column) + "\n"


def _marks(option: TypedOption) -> Iterator[str]:
    if len(option.parts) > 1:
        some = option.parts[:_MOST_PARTS]
        places = [f"{len(part.data)} octets at {part.offset} in {source(part.offset)}" for part in some]
        more = len(option.parts) - len(some)
        places += [f"and {more} more"] if more else []
        yield f"joined from {len(option.parts)} parts: {', '.join(places)}"
    elif option.source != "options":
        yield f"from {option.source}"
    if option.note:
        yield option.note


def _holds_next(item: SubOption) -> bool:
    return item.code == _RELAY_MSG and item.value is None and item.problem is None and bool(item.data)
