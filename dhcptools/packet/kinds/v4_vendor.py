"""Options of vendors: option 43 by vendor class, options 124, 125 and sub-option 9 by enterprise number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dhcptools.packet.definitions import STANDARD, Definition, Space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, NOTHING, Context, Json, Value
from dhcptools.packet.kinds.record import Many
from dhcptools.packet.kinds.space import TAIL, Container, SubOption
from dhcptools.packet.kinds.string import STRING
from dhcptools.packet.kinds.syntax import quote, unquote
from dhcptools.packet.kinds.v4_octets import Reader, counted, named, show, shown_json, unshow, within
from dhcptools.packet.names4 import ENTERPRISES

GENERIC = "vendor-encapsulated-options-space"
# How option 60 starts, and the space of option 43 it chooses; "" for one text without codes.
_BY_CLASS = (
    (b"PXEClient", "pxe"),  # PXE 2.1 §2.2.1
    (b"HTTPClient", "pxe"),
    (b"docsis", "cablelabs-43"),  # CableLabs CL-SP-CANN-DHCP-Reg
    (b"pktc", "cablelabs-43"),
    (b"CableHome", "cablelabs-43"),
    (b"Cisco AP", "cisco-ap"),
    (b"MSFT", "msft"),
    (b"ArubaAP", ""),  # the controller's address as text
    (b"ArubaInstantAP", ""),  # organisation, AMP address and secret as text
)
_ANYWHERE = ((b"dslforum.org", "tr069"),)  # TR-069 Amendment 6 §3.1


def space_of_class(vendor_class: bytes | None) -> str | None:
    """The space of option 43 for a client of this class; empty for one text, None when nothing is known."""
    if vendor_class is None:
        return None
    for start, space in _BY_CLASS:
        if vendor_class.startswith(start):
            return space
    return next((space for part, space in _ANYWHERE if part in vendor_class), None)


class VendorEncapsulated(Container):
    """Option 43 (RFC 2132 §8.4): sub-options in the space that the vendor class chooses.

    The value is a tuple of SubOption. A class whose option 43 is bare text, and printable octets of an unknown class
    that are no sub-options, give one SubOption of code -1 named ``text``. Names of all vendors can be parsed: they
    differ from one another.
    """

    name = "vendor-encapsulated-options"

    def __init__(self) -> None:
        super().__init__(GENERIC, 4)

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[SubOption, ...]:
        """Raises DecodeError only for a depth over MAX_DEPTH."""
        space = space_of_class(context.vendor_class)
        if space == "" and data:
            return (_bare(data, at),)
        if not space:
            found = super().decode(data, at, context)
            problem = any(option.code == TAIL and option.problem is not None for option in found)
            return (_bare(data, at),) if problem and _printable(data) else found
        return Container(space, 4).decode(data, at, context)

    def sub_option(self, text: str) -> SubOption:
        """One option from ``name=value``, also ``text=…`` for a value without codes. Raises EncodeError."""
        name, _, value = text.partition("=")
        if name.strip() == "text":
            return _bare(unshow(unquote(value)), -1)
        return super().sub_option(text)


class AnyVendorSpace(Space):
    """A space without definitions of its own that knows the names, not the codes, of several others."""

    __slots__ = ("_others",)

    _others: tuple[Space, ...]

    def __init__(self, name: str, others: Sequence[Space]) -> None:
        super().__init__(name, 1, 1, (), padded=True)
        object.__setattr__(self, "_others", tuple(others))

    def by_name(self, name: str) -> Definition:
        """The definition of this name in any of the others. Raises EncodeError."""
        for space in self._others:
            found = next((item for item in space.definitions if item.name == name.strip().lower()), None)
            if found is not None:
                return found
        return super().by_name(name)


def _bare(data: bytes, at: int) -> SubOption:
    return SubOption(TAIL, "text", STRING.decode(data), data, at, None, STRING)


def _printable(data: bytes) -> bool:
    return all(32 <= octet < 127 for octet in data)


@dataclass(frozen=True, slots=True)
class EnterpriseOptions:
    """The sub-options of one enterprise in option 125 (RFC 3925 §4)."""

    enterprise: int
    options: tuple[SubOption, ...]


class VendorOptions(Many):
    """A tuple of :class:`EnterpriseOptions`; text ``cablelabs=(oro=2, tftp-servers=192.0.2.1)``, else by number.

    ``family`` is how the names of the enterprises' spaces start: what a relay agent sends (RFC 4243) is numbered apart.
    """

    name = "vendor-options"

    def __init__(self, family: str = "vendor-") -> None:
        self.family = family

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[EnterpriseOptions, ...]:
        """Raises DecodeError for an enterprise that is not whole, and for none at all."""
        if context.depth >= MAX_DEPTH:
            raise DecodeError(f"options nested more than {MAX_DEPTH} deep", at)
        reader = Reader(data, at, "vendor options")
        found = []
        while True:
            enterprise = reader.uint(4, "enterprise number")
            length = reader.uint(1, "data length")
            start = reader.offset
            inside = Container(self._space(enterprise, context), 4)
            found.append(EnterpriseOptions(enterprise, inside.decode(reader.take(length, "data"), start, context)))
            if not reader.left:
                return tuple(found)

    def encode(self, value: Value) -> bytes:
        """Each item an EnterpriseOptions, or a pair of enterprise and what a Container encodes. Raises EncodeError."""
        if not isinstance(value, tuple | list) or not value:
            raise EncodeError(f"vendor options need at least one enterprise, got {value!r}")
        out = bytearray()
        for item in value:
            enterprise, options = (item.enterprise, item.options) if isinstance(item, EnterpriseOptions) else item
            out += within(enterprise, 0xFFFFFFFF, "enterprise number").to_bytes(4)
            out += counted(Container(self._space(enterprise, NOTHING)).encode(options), "vendor options")
        return bytes(out)

    def fields(self, value: Value) -> list[str]:
        """``enterprise=(name=value, …)`` of each."""
        out = []
        for item in value:
            inside = Container(self._space(item.enterprise, NOTHING)).text(item.options)
            out.append(f"{_enterprise(item.enterprise)}={quote(inside)}")
        return out

    def from_fields(self, fields: Sequence[str]) -> tuple[EnterpriseOptions, ...]:
        """``enterprise=(name=value, …)`` or ``enterprise=name=value``. Raises EncodeError."""
        found = []
        for field in fields:
            name, _, inside = field.partition("=")
            enterprise = named(name, ENTERPRISES, 0xFFFFFFFF, "enterprise number")
            found.append(
                EnterpriseOptions(
                    enterprise, Container(self._space(enterprise, NOTHING)).parse(unquote(inside.strip(" ")))
                )
            )
        self.encode(found)
        return tuple(found)

    def json(self, value: Value) -> Json:
        """A list of objects."""
        return [
            {
                "enterprise": item.enterprise,
                "name": _enterprise(item.enterprise),
                "options": Container(self._space(item.enterprise, NOTHING)).json(item.options),
            }
            for item in value
        ]

    def _space(self, enterprise: int, context: Context) -> Space:
        """The space of an enterprise's sub-options, without definitions when nobody has any."""
        name = f"{self.family}{enterprise}"
        try:
            return (context.catalogue or STANDARD).space(name, 4)
        except EncodeError:
            return Space(name, 1, 1, ())


@dataclass(frozen=True, slots=True)
class VendorClass:
    """The class of one enterprise in option 124 (RFC 3925 §3): octets that only the vendor explains."""

    enterprise: int
    data: bytes


class VendorClasses(Many):
    """A tuple of :class:`VendorClass`; text ``cablelabs=docsis3.0``, and Kea's ``4491, docsis3.0`` is read as well."""

    name = "vendor-classes"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> tuple[VendorClass, ...]:
        """Raises DecodeError for a class that is not whole, and for none at all."""
        reader = Reader(data, at, "vendor class")
        found = []
        while True:
            enterprise = reader.uint(4, "enterprise number")
            found.append(VendorClass(enterprise, reader.counted("data")))
            if not reader.left:
                return tuple(found)

    def encode(self, value: Value) -> bytes:
        """Raises EncodeError."""
        if not isinstance(value, tuple | list) or not value:
            raise EncodeError(f"vendor classes need at least one, got {value!r}")
        return b"".join(
            within(item.enterprise, 0xFFFFFFFF, "enterprise number").to_bytes(4) + counted(item.data, "vendor class")
            for item in value
        )

    def fields(self, value: Value) -> list[str]:
        """``enterprise=text`` of each."""
        return [f"{_enterprise(item.enterprise)}={quote(show(item.data))}" for item in value]

    def from_fields(self, fields: Sequence[str]) -> tuple[VendorClass, ...]:
        """``enterprise=text``, or a number and a text. Raises EncodeError."""
        if len(fields) == 2 and "=" not in fields[0]:
            fields = [f"{fields[0]}={fields[1]}"]
        found = []
        for field in fields:
            name, equals, text = field.partition("=")
            if not equals:
                raise EncodeError(f"{field!r} is no vendor class: ENTERPRISE=TEXT")
            found.append(VendorClass(named(name, ENTERPRISES, 0xFFFFFFFF, "enterprise number"), unshow(unquote(text))))
        self.encode(found)
        return tuple(found)

    def json(self, value: Value) -> Json:
        """A list of objects."""
        return [
            {
                "enterprise": item.enterprise,
                "name": _enterprise(item.enterprise),
                "data": shown_json(item.data),
                "hex": item.data.hex(),
            }
            for item in value
        ]


def _enterprise(enterprise: int) -> str:
    return ENTERPRISES.get(enterprise, str(enterprise))


VENDOR_ENCAPSULATED = VendorEncapsulated()
VENDOR_OPTIONS = VendorOptions()
RELAY_VENDOR_OPTIONS = VendorOptions("relay-vendor-")
VENDOR_CLASSES = VendorClasses()
