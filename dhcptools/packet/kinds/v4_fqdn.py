"""The client FQDN option 81 (RFC 4702): flags, two deprecated result codes, a name in one of two encodings."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Json, Value
from dhcptools.packet.kinds.domain import PARTIAL_FQDN
from dhcptools.packet.kinds.string import STRING
from dhcptools.packet.kinds.syntax import join, split
from dhcptools.packet.kinds.v4_octets import Reader, Structured, mapping, number, within

FLAG_S, FLAG_O, FLAG_E, FLAG_N = 1, 2, 4, 8  # RFC 4702 §2.1
_LETTERS = {"S": FLAG_S, "O": FLAG_O, "E": FLAG_E, "N": FLAG_N}


@dataclass(frozen=True, slots=True)
class ClientFqdn:
    r"""Option 81.

    ``name`` has a dot at its end when it is fully qualified; with flag E it stood in wire form (octets that are no
    printable ASCII are ``\DDD``), without it as text. The four reserved bits of ``flags`` are kept.
    """

    flags: int
    rcode1: int
    rcode2: int
    name: str


class Fqdn4(Structured):
    """A :class:`ClientFqdn`; text ``flags=SE, rcode1=0, rcode2=0, name=pc1.example.org.``; Kea's CSV is read too."""

    name = "record"
    what = "client FQDN"

    def read(self, reader: Reader) -> ClientFqdn:
        """Raises DecodeError for a name that is not well formed; without flag E any octets are text (§2.3.1)."""
        flags, rcode1, rcode2 = reader.take(3, "flags and result codes")
        at = reader.offset
        octets = reader.rest()
        name = PARTIAL_FQDN.decode(octets, at) if flags & FLAG_E else STRING.decode(octets, at)
        return ClientFqdn(flags, rcode1, rcode2, name)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, ClientFqdn):
            raise EncodeError(f"{value!r} is not a ClientFqdn")
        head = bytes(
            within(octet, 255, what)
            for octet, what in ((value.flags, "flags"), (value.rcode1, "rcode1"), (value.rcode2, "rcode2"))
        )
        return head + (PARTIAL_FQDN if value.flags & FLAG_E else STRING).encode(value.name)

    def parse(self, text: str) -> ClientFqdn:
        """``flags=SE, rcode1=0, rcode2=0, name=…`` or ``5, 0, 0, name``. Raises EncodeError."""
        if "=" in text:
            found = mapping(text, ("flags", "rcode1", "rcode2", "name"), self.what)
            flags, one, two, name = found["flags"], found["rcode1"], found["rcode2"], found["name"]
        else:
            parts = split(text)
            if len(parts) != 4:
                raise EncodeError(f"{text!r} is not a client FQDN: flags=S, rcode1=0, rcode2=0, name=… is wanted")
            flags, one, two, name = parts
        bits = _flags(flags)
        plain = PARTIAL_FQDN.parse(name) if bits & FLAG_E else STRING.parse(name)
        return ClientFqdn(bits, number(one, 255, "rcode1"), number(two, 255, "rcode2"), plain)

    def text(self, value: Value) -> str:
        """Every field by its name."""
        name = value.name if value.flags & FLAG_E else STRING.text(value.name)
        return join(
            (f"flags={flag_text(value.flags)}", f"rcode1={value.rcode1}", f"rcode2={value.rcode2}", f"name={name}")
        )

    def json(self, value: Value) -> Json:
        """An object; each flag also by its letter."""
        out: dict[str, Json] = {"flags": value.flags}
        out |= {letter.lower(): bool(value.flags & bit) for letter, bit in _LETTERS.items()}
        out |= {"rcode1": value.rcode1, "rcode2": value.rcode2, "name": STRING.json(value.name)}
        return out


def flag_text(flags: int) -> str:
    """``SE``, ``S+0x40`` when reserved bits are set, ``0`` for none."""
    letters = "".join(letter for letter, bit in _LETTERS.items() if flags & bit)
    reserved = flags & 0xF0
    return "+".join(part for part in (letters, f"{reserved:#x}" if reserved else "") if part) or "0"


def _flags(text: str) -> int:
    value = 0
    for part in text.split("+"):
        word = part.strip().upper()
        if word and all(letter in _LETTERS for letter in word):
            for letter in word:
                value |= _LETTERS[letter]
        else:
            value |= number(part, 255, "flags, letters of SOEN or a number")
    return value


CLIENT_FQDN = Fqdn4()
