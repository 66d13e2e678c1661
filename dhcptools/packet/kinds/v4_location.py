"""Where the client is: civic addresses (option 99, RFC 4776) and coordinates (options 123 and 144, RFC 6225)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Final

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds import v4_octets
from dhcptools.packet.kinds.base import NOTHING, Context, Json, Kind, Value
from dhcptools.packet.kinds.syntax import join
from dhcptools.packet.kinds.v4_octets import (
    Reader,
    Structured,
    counted,
    mapping,
    named,
    show,
    shown_json,
    unshow,
    within,
)

WHATS: Final = {0: "server", 1: "network-element", 2: "client"}  # RFC 4776 §3.1
# IANA civic-address-types-registry.
CIVIC_TYPES: Final = {
    0: "language", 1: "a1", 2: "a2", 3: "a3", 4: "a4", 5: "a5", 6: "a6",
    16: "prd", 17: "pod", 18: "sts", 19: "hno", 20: "hns", 21: "lmk", 22: "loc", 23: "nam", 24: "pc", 25: "bld",
    26: "unit", 27: "flr", 28: "room", 29: "plc", 30: "pcn", 31: "pobox", 32: "addcode", 33: "seat", 34: "rd",
    35: "rdsec", 36: "rdbr", 37: "rdsubbr", 38: "prm", 39: "pom", 40: "ext", 128: "script",
}  # fmt: skip  # a table by number
ALTITUDES: Final = {0: "none", 1: "meters", 2: "floors"}  # RFC 6225 §2.4
DATUMS: Final = {1: "wgs84", 2: "nad83-navd88", 3: "nad83-mllw"}  # RFC 6225 §2.4.4


@dataclass(frozen=True, slots=True)
class Civic:
    """A civic address: what it is of, the country's two octets, and elements of (CAtype, UTF-8 octets) in order."""

    what: int
    country: bytes
    elements: tuple[tuple[int, bytes], ...]


class CivicAddress(Structured):
    """A :class:`Civic`; text ``what=client, country=DE, a1=Bayern, a3=Munich``, unknown CAtypes by number."""

    name = "binary"
    what = "civic address"

    def read(self, reader: Reader) -> Civic:
        what = reader.uint(1, "what")
        country = reader.take(2, "country")
        elements = []
        while reader.left:
            elements.append((reader.uint(1, "CAtype"), reader.counted("CAvalue")))
        return Civic(what, country, tuple(elements))

    def encode(self, value: Value) -> bytes:
        if not isinstance(value, Civic) or len(value.country) != 2:
            raise EncodeError(f"{value!r} is not a Civic with a country of two octets")
        out = bytes((within(value.what, 255, "what"),)) + value.country
        return out + b"".join(
            bytes((within(kind, 255, "CAtype"),)) + counted(octets, "CAvalue") for kind, octets in value.elements
        )

    def parse(self, text: str) -> Civic:
        pairs = v4_octets.fields(text)
        if [name for name, _ in pairs[:2]] != ["what", "country"]:
            raise EncodeError(f"{text!r} is not a civic address: what=client, country=DE, a1=… is wanted")
        elements = tuple((named(name, CIVIC_TYPES, 255, "CAtype"), unshow(octets)) for name, octets in pairs[2:])
        value = Civic(named(pairs[0][1], WHATS, 255, "what"), unshow(pairs[1][1]), elements)
        self.encode(value)
        return value

    def text(self, value: Value) -> str:
        civic: Civic = value
        parts = [f"what={WHATS.get(civic.what, civic.what)}", f"country={show(civic.country)}"]
        parts += [f"{CIVIC_TYPES.get(kind, kind)}={show(octets)}" for kind, octets in civic.elements]
        return join(parts)

    def json(self, value: Value) -> Json:
        civic: Civic = value
        return {
            "what": civic.what,
            "country": shown_json(civic.country),
            "elements": [
                {"type": kind, "name": CIVIC_TYPES.get(kind, str(kind)), "value": shown_json(octets)}
                for kind, octets in civic.elements
            ],
        }


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Sixteen octets of RFC 6225 §2.2, each field as its bits.

    ``latitude`` and ``longitude`` are signed, in 2^-25 degree; ``altitude`` is signed, in 2^-8 metre or floor.
    The three ``…_precision`` fields are resolution in option 123 and uncertainty in option 144. ``version`` and
    ``reserved`` together are the five reserved bits of option 123.
    """

    latitude_precision: int
    latitude: int
    longitude_precision: int
    longitude: int
    altitude_type: int
    altitude_precision: int
    altitude: int
    version: int
    reserved: int
    datum: int

    @property
    def latitude_degrees(self) -> str:
        """Decimal degrees, nine places."""
        return _decimal(self.latitude, 25, 9)

    @property
    def longitude_degrees(self) -> str:
        """Decimal degrees, nine places."""
        return _decimal(self.longitude, 25, 9)

    @property
    def altitude_units(self) -> str:
        """Metres or floors, three places."""
        return _decimal(self.altitude, 8, 3)


# Bits of each field in the order of the wire; negative counts are two's complement.
_WIDTHS: Final = (6, -34, 6, -34, 4, 6, -30, 2, 3, 3)
_FIXED: Final = {"latitude": (25, 9), "longitude": (25, 9), "altitude": (8, 3)}
_NAMES: Final = tuple(field.name for field in fields(Coordinates))


class GeoLocation(Kind):
    """:class:`Coordinates`; text ``latitude-precision=…, latitude=48.137000000, …, datum=wgs84``."""

    name = "binary"
    octets = 16

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> Coordinates:
        if len(data) != 16:
            raise DecodeError(f"a location needs 16 octets, {len(data)} are here", at)
        bits = int.from_bytes(data)
        values = []
        for width in reversed(_WIDTHS):
            size = abs(width)
            value = bits & ((1 << size) - 1)
            bits >>= size
            values.append(value - (1 << size) if width < 0 and value >> (size - 1) else value)
        return Coordinates(*reversed(values))

    def encode(self, value: Value) -> bytes:
        if not isinstance(value, Coordinates):
            raise EncodeError(f"{value!r} is not Coordinates")
        bits = 0
        for name, width in zip(_NAMES, _WIDTHS, strict=True):
            size = abs(width)
            field = getattr(value, name)
            low = -(1 << (size - 1)) if width < 0 else 0
            high = low + (1 << size) - 1
            if not isinstance(field, int) or not low <= field <= high:
                raise EncodeError(f"{name} {field!r} is not in {low}..{high}")
            bits = bits << size | field & ((1 << size) - 1)
        return bits.to_bytes(16)

    def parse(self, text: str) -> Coordinates:
        found = mapping(text, tuple(name.replace("_", "-") for name in _NAMES), "location")
        values = []
        for name in _NAMES:
            word = found[name.replace("_", "-")]
            if name in _FIXED:
                values.append(_fixed(word, _FIXED[name][0], name))
            else:
                names = {"altitude_type": ALTITUDES, "datum": DATUMS}.get(name, {})
                values.append(named(word, names, 63, name))
        value = Coordinates(*values)
        self.encode(value)
        return value

    def text(self, value: Value) -> str:
        parts = []
        for name in _NAMES:
            field = getattr(value, name)
            if name in _FIXED:
                shown = _decimal(field, *_FIXED[name])
            else:
                names = {"altitude_type": ALTITUDES, "datum": DATUMS}.get(name, {})
                shown = str(names.get(field, field))
            parts.append(f"{name.replace('_', '-')}={shown}")
        return ", ".join(parts)

    def json(self, value: Value) -> Json:
        out: dict[str, Json] = {name: getattr(value, name) for name in _NAMES}
        out |= {
            "latitude_degrees": value.latitude_degrees,
            "longitude_degrees": value.longitude_degrees,
            "altitude_units": value.altitude_units,
        }
        return out


def _decimal(value: int, bits: int, places: int) -> str:
    return f"{Decimal(value) / (1 << bits):.{places}f}"


def _fixed(text: str, bits: int, what: str) -> int:
    try:
        units = Decimal(text.strip())
    except InvalidOperation:
        raise EncodeError(f"{what}: {text[:40]!r} is not a decimal number") from None
    if not units.is_finite() or units.adjusted() > 11 or abs(units) >= 1 << 34:
        raise EncodeError(f"{what}: {text[:40]!r} is out of range")
    return int((units * (1 << bits)).to_integral_value())


CIVIC = CivicAddress()
GEO = GeoLocation()
