"""Text and octets of any length."""

from __future__ import annotations

import re

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.syntax import decoded, encoded, escape, unescape

_GROUPS = re.compile(r"[0-9a-fA-F]{1,2}(?:[: .-][0-9a-fA-F]{1,2})+\Z")
_SEPARATOR = re.compile(r"[: .-]")
_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]*)\Z")


class Text(Kind):
    """Text in UTF-8. The value is a str; octets that are no UTF-8 stand in it as surrogate escapes, and survive."""

    name = "string"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> str:
        """Never raises."""
        return decoded(data)

    def encode(self, value: Value) -> bytes:
        """A str, or octets as they are. Raises EncodeError."""
        if isinstance(value, bytes):
            return value
        if not isinstance(value, str):
            raise EncodeError(f"text is needed, got {value!r}")
        return encoded(value)

    def parse(self, text: str) -> str:
        r"""The text as it stands, with ``\xNN`` for an octet. Raises EncodeError for surrogates."""
        value = unescape(text)
        encoded(value)
        return value

    def text(self, value: Value) -> str:
        r"""The text with controls and stray octets as ``\xNN``."""
        return escape(value)

    def json(self, value: Value) -> Json:
        """The text as it is; with escapes when it holds octets that JSON cannot say."""
        return json_text(value)


class Octets(Kind):
    """Octets without a format of their own. The value is bytes."""

    name = "binary"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> bytes:
        """Never raises."""
        return data

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError for anything but octets."""
        if not isinstance(value, bytes | bytearray | memoryview):
            raise EncodeError(f"octets are needed, got {value!r}")
        return bytes(value)

    def parse(self, text: str) -> bytes:
        """``0102``, ``0x0102``, ``01:02``, ``01 02`` or ``'quoted text'``. Raises EncodeError."""
        return octets(text)

    def text(self, value: Value) -> str:
        """Lower-case hex."""
        return bytes(value).hex()


def octets(text: str) -> bytes:
    """Octets from hex (plain, 0x, with colons or blanks) or from text in single quotes. Raises EncodeError."""
    bare = text.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] == "'":
        return encoded(unescape(bare[1:-1]))
    if _GROUPS.match(bare):
        return bytes(int(part, 16) for part in _SEPARATOR.split(bare))
    found = _HEX.match(bare)
    if not found:
        raise EncodeError(f"{text!r} is neither hex (0102, 0x0102, 01:02) nor 'quoted text'")
    if len(found[1]) % 2:
        raise EncodeError(f"{text!r} has an odd count of hex digits")
    return bytes.fromhex(found[1])


def json_text(value: str) -> str:
    r"""Text that JSON can say: surrogate escapes become ``\xNN``, everything else stays."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return escape(value)
    return value


STRING = Text()
BINARY = Octets()
