"""An option of a packet as Kea's classes hold it: its octets, its options inside, and what ``.text`` makes of it.

What Kea repacks it repacks sorted by code: an option that holds options gives its octets in that order. A value that
does not fit its definition is taken for octets.
"""

from __future__ import annotations

from typing import Final

from dhcptools.kea.expression import special
from dhcptools.kea.expression.dump import INTEGERS, Misfit, dumped, header, octets_text, width
from dhcptools.kea.expression.names import Names
from dhcptools.kea.tables.rows import Row
from dhcptools.packet.raw import RawOption, pack, walk, walk4

MOST_DEPTH: Final = 16  # options inside options that are looked into
_IA_FIXED: Final = {3: 12, 25: 12, 5: 24, 26: 25}  # RFC 9915 §21: octets in front of the options inside
_VENDOR: Final = {4: 125, 6: 17}
_FQDN: Final = {4: 81, 6: 39}
_VENDOR_CLASS: Final = {4: 124, 6: 16}


class PacketOption:
    """One option; what is inside is worked out when asked for. ``octets`` are those on the wire."""

    __slots__ = ("_inside", "code", "depth", "names", "octets", "row", "space")

    def __init__(self, names: Names, space: str, code: int, octets: bytes, depth: int = 0) -> None:
        self.names = names
        self.space = space
        self.code = code
        self.octets = octets
        self.depth = depth
        self.row: Row | None = names.row(space, code)
        self._inside: tuple[int, tuple[PacketOption, ...]] | None = None

    @property
    def standard(self) -> bool:
        """Whether it is one of the family's own space."""
        return self.space == self.names.space

    def option(self, code: int) -> PacketOption | None:
        """The first option inside with a code, None when there is none."""
        for each in self.inside()[1]:
            if each.code == code:
                return each
        return None

    def inside(self) -> tuple[int, tuple[PacketOption, ...]]:
        """How many octets stand in front of the options inside, and those, sorted by code as Kea keeps them."""
        if self._inside is None:
            self._inside = self._read()
        return self._inside

    def _read(self) -> tuple[int, tuple[PacketOption, ...]]:
        family, data = self.names.family, self.octets
        nothing = len(data), ()
        if self.depth >= MOST_DEPTH:
            return nothing
        if self.standard and self.code == _VENDOR[family]:
            return self._vendor()
        if family == 6 and self.standard and self.code in _IA_FIXED:
            fixed, space = _IA_FIXED[self.code], "dhcp6"
            if len(data) < fixed:
                return nothing
        elif self.row is None or not (self.row.encapsulates or self.row.types in INTEGERS):
            return nothing
        else:  # behind an integer Kea reads options whatever its definition says
            space = self.row.encapsulates
            try:
                fixed = width(family, self.row.types.removesuffix("*").split(), data)
            except Misfit:
                return nothing
        return fixed, self._options(space, data[fixed:])

    def _options(self, space: str, data: bytes) -> tuple[PacketOption, ...]:
        if self.names.family == 4:
            padded = space != "dhcp-agent-options-space"
            area = walk4(data, 0, len(data)) if padded else walk(data, 0, len(data), 1, 1)
            raw = [option for option in area.options if not padded or option.code != 0]
        else:
            raw = list(walk(data, 0, len(data), 2, 2).options)
        raw.sort(key=lambda option: option.code)  # as a multimap keeps them
        return tuple(PacketOption(self.names, space, each.code, each.data, self.depth + 1) for each in raw)

    def _vendor(self) -> tuple[int, tuple[PacketOption, ...]]:
        """Options of a vendor; of option 125 Kea 2.x keeps the first enterprise's number for all."""
        data = self.octets
        if len(data) < 4:
            return len(data), ()
        space = f"vendor-{int.from_bytes(data[:4])}"
        if self.names.family == 6:
            return 4, self._options(space, data[4:])
        inner, at = b"", 0
        while at + 5 <= len(data):
            inner += data[at + 5 : at + 5 + data[at + 4]]
            at += 5 + data[at + 4]
        return 4, self._options(space, inner)

    @property
    def enterprise(self) -> int:
        """The enterprise of a vendor's option."""
        return int.from_bytes(self.octets[:4])

    def hex(self) -> bytes:
        """The octets as Kea would pack them."""
        if self.standard and self.code == _VENDOR_CLASS[self.names.family]:
            return special.vendor_class_octets(self.names.family, self.octets)
        if self.standard and self.code == _FQDN[self.names.family]:
            return special.fqdn_octets(self.names.family, self.octets)
        fixed, inside = self.inside()
        if not inside:
            return self.octets.rstrip(b"\0") if self._is_string() else self.octets
        family = self.names.family
        wide = 1 if family == 4 else 2
        packed = pack((RawOption(each.code, each.hex()) for each in inside), wide, wide)
        if self.standard and family == 4 and self.code == _VENDOR[4]:
            return self.octets[:4] + bytes((len(packed) & 0xFF,)) + packed
        return self.octets[:fixed] + packed

    def _is_string(self) -> bool:
        return self.row is not None and self.row.types == "string"

    def text(self) -> bytes:
        """What ``.text`` gives."""
        if self._is_string():
            return self.octets.rstrip(b"\0")
        return self.dump(0).encode("latin-1", "replace")

    def dump(self, indent: int) -> str:
        """The dump of the option and, further in, of those inside."""
        fixed, inside = self.inside()
        try:
            text = self._own(fixed)
        except Misfit:
            return " " * indent + octets_text(self.names.family, self.code, self.octets)
        lines = "".join(f"\n{each.dump(indent + 2)}" for each in inside)
        return " " * indent + text + (f",\noptions:{lines}" if inside else "")

    def _own(self, fixed: int) -> str:
        family, code, data = self.names.family, self.code, self.octets
        extra = len(data) - fixed
        if self.standard and code == _VENDOR_CLASS[family]:
            return special.vendor_class_text(family, data)
        if self.standard and code == _VENDOR[family]:
            size = f" {len(data) - 5} (uint8)" if family == 4 else ""
            return f"{header(family, code, len(data))}: {self.enterprise} (uint32){size}"
        if self.standard and family == 4:
            if code == 81:
                return special.fqdn4_text(data)
            if code == 79:
                return special.slp_scope_text(data)
        if self.standard and family == 6:
            if code == 39:
                return special.fqdn6_text(data)
            if code == 13:
                return special.status_text(code, data)
            if code in _IA_FIXED and len(data) >= _IA_FIXED[code]:
                if code == 5:
                    return special.address_text(data[:fixed], extra)
                if code == 26:
                    return special.prefix_text(data[:fixed], extra)
                return special.ia_text(code, data[:fixed], extra)
        if self.row is None or self.row.types == "internal":
            return octets_text(family, code, data)
        if self.row.types == "tuple*":
            return special.tuples_text(family, code, data)
        return dumped(family, self.row, data[:fixed] if self.inside()[1] else data, extra if self.inside()[1] else 0)
