r"""Domain names on the wire (RFC 1035 §3.1): one, several back to back, or compressed (RFC 1035 §4.1.4).

Names are values of type str without the final dot (``example.org``, ``.`` for the root). Octets of a label that are no
printable ASCII, and the dots and backslashes in it, stand as ``\DDD`` (RFC 1035 §5.1), so every name survives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.record import Array
from dhcptools.packet.kinds.syntax import encoded, join, split

MAX_NAME_OCTETS = 255  # RFC 1035 §2.3.4
MAX_LABEL_OCTETS = 63
MAX_LIST_OCTETS = 65535  # what compressed names may expand to, so that a datagram of pointers costs no more than itself
MAX_POINTERS = 127  # a name has at most 127 labels, so more jumps cannot be honest

Labels = tuple[bytes, ...]

_UNSAFE = re.compile(rb"[^!#-'*+\-/0-9:;<=>?@A-Z\[\]^_`a-z{|}~]")
_ESCAPE = re.compile(r"\\(?:(\d{3})|(.))|([^\\])|(\\)", re.DOTALL)


def text_of(labels: Labels) -> str:
    """Labels as text, without a final dot; ``.`` for no labels."""
    return ".".join(_UNSAFE.sub(_decimal, label).decode("ascii") for label in labels) or "."


def labels_of(text: str) -> Labels:
    """Labels from text, with or without a final dot. Raises EncodeError for empty and overlong labels and names."""
    return parse_name(text)[0]


def parse_name(text: str) -> tuple[Labels, bool]:
    """Labels from text, and whether a final dot stands there. Raises EncodeError."""
    text = text.strip()
    if text == ".":
        return (), True
    labels = []
    label = bytearray()
    dot = False
    for match in _ESCAPE.finditer(text):
        number, quoted, plain, stray = match.groups()
        dot = plain == "."
        if dot:
            labels.append(bytes(label))
            label.clear()
        elif number is not None:
            if int(number) > 255:
                raise EncodeError(f"\\{number} in {text!r} is no octet")
            label.append(int(number))
        elif stray is not None:
            raise EncodeError(f"{text!r} ends in a backslash")
        else:
            label += encoded(quoted or plain)
    if not dot:
        labels.append(bytes(label))
    check(labels, text)
    return tuple(labels), dot


def check(labels: Sequence[bytes], text: str) -> None:
    """Raise EncodeError for labels and names that are empty or too long."""
    if not all(labels):
        raise EncodeError(f"{text!r} has an empty label")
    if any(len(label) > MAX_LABEL_OCTETS for label in labels):
        raise EncodeError(f"{text!r} has a label over {MAX_LABEL_OCTETS} octets")
    if sum(len(label) + 1 for label in labels) + 1 > MAX_NAME_OCTETS:
        raise EncodeError(f"{text!r} is over {MAX_NAME_OCTETS} octets")


def wire_of(labels: Sequence[bytes], *, ended: bool = True) -> bytes:
    """Labels with their length octets, and the root label when ``ended``."""
    return b"".join(bytes((len(label),)) + label for label in labels) + (b"\0" if ended else b"")


def read_name(data: bytes, start: int, at: int = 0, *, pointers: bool = False) -> tuple[Labels, bool, int]:
    """Labels at ``data[start:]``, whether a root label ended them, and where the next name starts.

    ``at`` is added to the offsets of errors. Pointers must go back (RFC 1035 §4.1.4: a prior occurrence), so there are
    no loops. Raises DecodeError.
    """
    labels: list[bytes] = []
    here, after, lowest, total = start, -1, start, 1
    jumps = 0
    while here < len(data):
        length = data[here]
        if length == 0:
            return tuple(labels), True, after if after >= 0 else here + 1
        if length >= 0xC0:
            if not pointers:
                raise DecodeError("a compressed name where none is allowed", at + here)
            if here + 2 > len(data):
                raise DecodeError("half a compression pointer", at + here)
            target = (length & 0x3F) << 8 | data[here + 1]
            jumps += 1
            if target >= lowest or jumps > MAX_POINTERS:
                raise DecodeError(f"compression pointer to {target} does not go back", at + here)
            after = after if after >= 0 else here + 2
            here = lowest = target
            continue
        if length > MAX_LABEL_OCTETS:
            raise DecodeError(f"label length {length} is over {MAX_LABEL_OCTETS}", at + here)
        if here + 1 + length > len(data):
            raise DecodeError(f"a label says {length} octets, {len(data) - here - 1} are left", at + here)
        total += 1 + length
        if total > MAX_NAME_OCTETS:
            raise DecodeError(f"a name over {MAX_NAME_OCTETS} octets", at + here)
        labels.append(data[here + 1 : here + 1 + length])
        here += 1 + length
    if after >= 0:
        raise DecodeError("a compression pointer to a name without end", at + start)
    return tuple(labels), False, here


class Name(Kind):
    """One name without compression. The value is a str without the final dot."""

    name = "fqdn"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> str:
        """Raises DecodeError when the name does not end exactly where the octets do."""
        value, taken = self.take(data, at, context)
        if taken != len(data):
            raise DecodeError(f"{len(data) - taken} octets after the name", at + taken)
        return value

    def take(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[str, int]:
        """The name at the front of ``data``."""
        labels, ended, taken = read_name(data, 0, at)
        if not ended:
            raise DecodeError("a name without root label", at + len(data))
        return text_of(labels), taken

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        return wire_of(labels_of(_text(value)))

    def parse(self, text: str) -> str:
        """A name with or without the final dot. Raises EncodeError."""
        return text_of(labels_of(text))


class PartialName(Kind):
    """One name that may lack its root label, as a client sends its host name alone (RFC 4702 §2.3.1, RFC 4704 §4.2).

    The value is a str: with a final dot when the root label is there, empty when there are no octets.
    """

    name = "fqdn"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> str:
        """Raises DecodeError for labels past the end and for octets after the root label."""
        labels, ended, taken = read_name(data, 0, at)
        if taken != len(data):
            raise DecodeError(f"{len(data) - taken} octets after the name", at + taken)
        if not labels:
            return "." if ended else ""
        return text_of(labels) + ("." if ended else "")

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        text = _text(value).strip()
        if not text:
            return b""
        labels, dot = parse_name(text)
        return wire_of(labels, ended=dot)

    def parse(self, text: str) -> str:
        """A name; the final dot says that it is complete. Raises EncodeError."""
        return self.decode(self.encode(text))


class Names(tuple[str, ...]):
    """Domain names, with the octets they were decoded from: a list can be compressed in more than one way."""

    wire: bytes | None = None


class CompressedNames(Kind):
    """Names back to back that share their ends by pointers (RFC 3397 §2). The value is a tuple of str.

    A decoded value is a :class:`Names` and encodes to the octets it came from; any other tuple is compressed as far as
    pointers reach.
    """

    name = "fqdn-list-compressed"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Names:
        """Raises DecodeError for pointers that do not go back and for names without end."""
        if not data:
            raise DecodeError("a list of names without a name", at)
        found: list[str] = []
        here = total = 0
        while here < len(data):
            start = here
            labels, ended, here = read_name(data, start, at, pointers=True)
            if not ended:
                raise DecodeError("a name without root label", at + len(data))
            total += sum(map(len, labels)) + len(labels) + 1
            if total > MAX_LIST_OCTETS:
                raise DecodeError(f"names that expand to over {MAX_LIST_OCTETS} octets", at + start)
            found.append(text_of(labels))
        names = Names(found)
        names.wire = data
        return names

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if isinstance(value, Names) and value.wire is not None:
            return value.wire
        names = [labels_of(name) for name in ([value] if isinstance(value, str) else value)]
        if not names:
            raise EncodeError("a list of names needs at least one")
        out = bytearray()
        known: dict[Labels, int] = {}
        for labels in names:
            for index in range(len(labels)):
                rest = labels[index:]
                if rest in known:
                    out += (0xC000 | known[rest]).to_bytes(2)
                    break
                if len(out) < 0x4000:
                    known[rest] = len(out)
                out += bytes((len(labels[index]),)) + labels[index]
            else:
                out.append(0)
        return bytes(out)

    def parse(self, text: str) -> tuple[str, ...]:
        """Names separated by commas. Raises EncodeError."""
        names = tuple(text_of(labels_of(name)) for name in split(text))
        if not names:
            raise EncodeError("a list of names needs at least one")
        return names

    def text(self, value: Value) -> str:
        """Names separated by commas."""
        return join(value)

    def json(self, value: Value) -> Json:
        """A list of names."""
        return list(value)


def _decimal(match: re.Match[bytes]) -> bytes:
    return b"\\%03d" % match.group()[0]


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise EncodeError(f"a domain name is needed, got {value!r}")
    return value


FQDN = Name()
PARTIAL_FQDN = PartialName()
FQDN_LIST = Array(FQDN)
COMPRESSED_LIST = CompressedNames()
