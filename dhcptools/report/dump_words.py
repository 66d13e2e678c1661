"""Values of options in words for people: ``1h``, ``255.255.255.0 (/24)``, ``offer (2)``, a DUID with its fields.

Rules this file keeps:

- what a value means is decided by its kind; a code counts only where the kind does not know the unit or the format;
- nothing here depends on where an option stands, so what it returns may be kept by the octets of the option;
- whatever came from the network is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from types import MappingProxyType
from typing import Final

from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.duid import Duid
from dhcptools.packet.kinds.base import Kind, Value
from dhcptools.packet.kinds.record import Array, Record
from dhcptools.packet.kinds.scalar import INFINITE, Duration, Empty, Enum
from dhcptools.packet.kinds.string import Octets, Text
from dhcptools.packet.kinds.syntax import escape
from dhcptools.packet.kinds.v4_client import ClientId
from dhcptools.packet.kinds.v4_codes import OptionCode4
from dhcptools.packet.kinds.v4_pxe import MachineId
from dhcptools.packet.kinds.v4_relay import Identifier
from dhcptools.packet.kinds.v6_codes import OptionCode
from dhcptools.packet.kinds.v6_octets import HardwareAddress
from dhcptools.packet.names4 import HARDWARE_TYPES

_UNITS: Final = ((604800, "w"), (86400, "d"), (3600, "h"), (60, "m"), (1, "s"))
_DUID_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)  # RFC 9915 §11.2
_OCTETS_A_LINE: Final = 32

# Integers whose unit only the option's RFC says: seconds, except where another function stands here.
_SECONDS4: Final = frozenset({2, 24, 35, 38, 91})
_MOMENTS4: Final = frozenset({152, 153, 154, 155})  # seconds since 1970 (RFC 6926 §6.2.3)
_SECONDS6: Final = frozenset({46, 121, 122, 125, 128})
_MOMENTS6: Final = frozenset({100, 101, 102})  # seconds since 2000 (RFC 7653 §6.2, RFC 5007 for 46 is an age)


def duration(seconds: int) -> str:
    """``1h``, ``1h30m``, ``-5h``, ``0s``; ``infinite`` for all ones."""
    if seconds == INFINITE:
        return "infinite"
    if seconds < 0:
        return f"-{duration(-seconds)}"
    parts = []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def quoted(text: str) -> str:
    """Text from the network in quotes, escaped."""
    return f'"{escape(text)}"'


def octets(data: bytes) -> str:
    """Printable octets in quotes, others as hex, long ones in several lines."""
    if data and all(32 <= octet < 127 for octet in data):
        return f'"{data.decode("ascii")}"'
    if not data:
        return "empty"
    lines = [data[at : at + _OCTETS_A_LINE].hex() for at in range(0, len(data), _OCTETS_A_LINE)]
    return "0x" + "\n".join(lines)


def hardware(kind: int, address: bytes) -> str:
    """A hardware address with colons; its type in front when it is not that of Ethernet and six octets."""
    text = address.hex(":") or "none"
    if kind == 1 and len(address) == 6:
        return text
    return f"{HARDWARE_TYPES.get(kind, f'hardware type {kind}')} {text}"


def duid(value: Duid) -> str:
    """The octets in Kea's form, then what they say."""
    name, link = value.type_name, value.link_layer_address
    if link is not None:
        said = f"{name} {hardware(value.hardware_type or 0, link)}"
        if value.time_s is not None:
            said += f" made {_DUID_EPOCH + timedelta(seconds=value.time_s):%Y-%m-%d}"
        return f"{value} ({said})"
    if value.problem is not None:
        return f"{value} ({name}: {value.problem})"
    return f"{value} ({escape(value.describe())})"


def client_id(value: ClientId) -> str:
    """Option 61: a hardware address, an IAID with a DUID, text, or octets."""
    if value.duid is not None:
        return f"IAID {value.iaid} DUID {duid(Duid(value.duid))}"
    if value.type == 0 and value.body and all(32 <= octet < 127 for octet in value.body):
        return f'"{value.body.decode("ascii")}"'
    if value.type == 1 and len(value.body) == 6:
        return f"{value.octets.hex(':')} (ethernet)"
    name = HARDWARE_TYPES.get(value.type)
    return f"{value.octets.hex(':')} ({name})" if name is not None else value.octets.hex(":")


def mask(address: IPv4Address) -> str:
    """A subnet mask with its prefix length where it has one."""
    number = int(address)
    width = number.bit_count()
    whole = number == ((1 << width) - 1) << (32 - width)
    return f"{address} (/{width})" if whole else f"{address} (not contiguous)"


def words(family: int, code: int, kind: Kind, value: Value, data: bytes, catalogue: Catalogue = STANDARD) -> str:
    """A value that holds no options, in a line or, where it is long, in several.

    ``family`` 4 or 6 with the option's ``code``, 0 for options inside others, whose codes mean nothing here.
    """
    special = _BY_CODE.get((family, code))
    if special is not None and isinstance(value, int):
        return special(value)
    if family == 4 and code == 1 and isinstance(value, IPv4Address):
        return mask(value)
    return _by_kind(kind, value, data, catalogue)


def _by_kind(kind: Kind, value: Value, data: bytes, catalogue: Catalogue) -> str:
    if isinstance(kind, Enum):
        return named(kind, value)
    if isinstance(kind, Duration):
        return duration(value)
    if isinstance(value, Duid):
        return duid(value)
    if isinstance(value, ClientId):
        return client_id(value)
    if isinstance(kind, HardwareAddress):
        return kind.text(value)
    if isinstance(kind, Text):
        return quoted(value)
    if isinstance(kind, Identifier) or type(kind) is Octets:
        return octets(data)
    if isinstance(value, MachineId):
        return f"UUID {value.uuid}" if value.uuid is not None else f"type {value.type}, {octets(value.octets)}"
    if isinstance(kind, Empty):
        return "yes"
    if isinstance(kind, Array):
        return _array(kind, value, catalogue)
    if isinstance(kind, Record):
        return record(kind, value, catalogue)
    return escape(kind.text(value))


def named(kind: Enum, value: int) -> str:
    """``offer (2)``; the number alone where it has no name."""
    name = kind.names.get(value)
    return str(value) if name is None else f"{name} ({value})"


def record(kind: Record, value: Value, catalogue: Catalogue, last: int | None = None) -> str:
    """``name value, name value`` of the first ``last`` fields, or of all."""
    fields = list(zip(kind.names, kind.kinds, value, strict=True))[:last]
    return ", ".join(
        f"{name.replace('_', '-')} {_by_kind(each, item, _octets(item), catalogue)}" for name, each, item in fields
    )


def _octets(item: Value) -> bytes:
    return item if isinstance(item, bytes) else b""


def _array(kind: Array, value: Value, catalogue: Catalogue) -> str:
    inner = kind.kind
    if isinstance(inner, OptionCode4 | OptionCode):
        family = 4 if isinstance(inner, OptionCode4) else 6
        return wrapped(_codes(family, value, catalogue)) or "none"
    parts = [_by_kind(inner, item, _octets(item), catalogue) for item in value]
    return wrapped(parts) or "none"


def _codes(family: int, codes: tuple[int, ...], catalogue: Catalogue) -> list[str]:
    space = catalogue.space(f"dhcp{family}", family)
    return [f"{code} {escape(space.by_code(code).name)}" if space.knows(code) else str(code) for code in codes]


def wrapped(parts: list[str], width: int = 72) -> str:
    """Parts separated by commas, in lines of at most ``width`` characters where parts allow it."""
    lines: list[str] = []
    line = ""
    for part in parts:
        if line and len(line) + len(part) > width:
            lines.append(line + ",")
            line = ""
        line += f", {part}" if line else part
    return "\n".join([*lines, line])


def moment1970(seconds: int) -> str:
    """Seconds since 1970 as a time in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}Z"


def moment2000(seconds: int) -> str:
    """Seconds since 2000 as a time in UTC."""
    return f"{_DUID_EPOCH + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}Z"


def _hundredths(value: int) -> str:
    return f"{value / 100:g}s"  # RFC 9915 §21.9


def _octet_count(value: int) -> str:
    return f"{value} octets"


def _blocks(value: int) -> str:
    return f"{value} blocks of 512 octets"  # RFC 2132 §3.15


_BY_CODE: Final[Mapping[tuple[int, int], Callable[[int], str]]] = MappingProxyType(
    {
        **{(4, code): duration for code in _SECONDS4},
        **{(4, code): moment1970 for code in _MOMENTS4},
        **{(6, code): duration for code in _SECONDS6},
        **{(6, code): moment2000 for code in _MOMENTS6},
        (4, 13): _blocks,
        (4, 22): _octet_count,
        (4, 26): _octet_count,
        (4, 57): _octet_count,
        (6, 8): _hundredths,
    }
)
