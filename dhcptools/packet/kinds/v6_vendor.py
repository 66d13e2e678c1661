"""Vendor-specific Information of DHCPv6 (RFC 9915 §21.17): an enterprise number chooses the space of the options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, NOTHING, Context, Json, Value
from dhcptools.packet.kinds.record import Many
from dhcptools.packet.kinds.scalar import UINT32
from dhcptools.packet.kinds.space import TAIL, Container, SubOption
from dhcptools.packet.kinds.syntax import unquote


class VendorOptions(NamedTuple):
    """The enterprise number and its options; octets that are no options at all are one SubOption named ``tail``."""

    enterprise: int
    options: tuple[SubOption, ...]


class VendorOptionsKind(Many):
    """An enterprise number and options of the space ``vendor-NUMBER``. The value is a VendorOptions."""

    name = "vendor-opts"

    def decode(self, data: bytes, at: int = 0, context: Context = NOTHING) -> VendorOptions:
        """Raises DecodeError for an enterprise number that is not whole and for a depth over MAX_DEPTH."""
        if len(data) < 4:
            raise DecodeError(f"an enterprise number has 4 octets, {len(data)} are here", at)
        if context.depth >= MAX_DEPTH:
            raise DecodeError(f"options nested more than {MAX_DEPTH} deep", at)
        enterprise = int.from_bytes(data[:4])
        container = _container(enterprise)
        space = container.space_in(context)
        body = data[4:]
        if not space.definitions:
            problem = space.walk(body, at + 4).problem
            if problem is not None:
                return VendorOptions(enterprise, (SubOption(TAIL, "tail", body, body, at + 4, problem),))
        return VendorOptions(enterprise, container.decode(body, at + 4, context))

    def encode(self, value: Value) -> bytes:
        """A VendorOptions or a pair (enterprise, options). Raises EncodeError."""
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise EncodeError(f"an enterprise number and its options are needed, got {value!r}")
        enterprise, options = value
        return UINT32.encode(enterprise) + _container(enterprise).encode(options)

    def fields(self, value: Value) -> list[str]:
        """The enterprise number, then ``name=value`` of each option."""
        return [str(value.enterprise), *_container(value.enterprise).fields(value.options)]

    def from_fields(self, fields: Sequence[str]) -> VendorOptions:
        """Raises EncodeError."""
        if not fields:
            raise EncodeError("an enterprise number and options are needed: 4491, tftp-servers=2001:db8::1")
        enterprise = UINT32.parse(unquote(fields[0]))
        return VendorOptions(enterprise, _container(enterprise).from_fields(fields[1:]))

    def json(self, value: Value) -> Json:
        """An object: enterprise and options."""
        options = _container(value.enterprise).json(value.options)
        return {"enterprise": value.enterprise, "options": options}


VENDOR_OPTIONS = VendorOptionsKind()


def _container(enterprise: int) -> Container:
    """The options of an enterprise; of none that anybody defined, octets by their codes."""
    return Container(f"vendor-{enterprise}", 6)
