"""Values on the command line of ``query``: addresses, numbers and names, each with its own error."""

from __future__ import annotations

import os
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

import click

from dhcptools.packet.errors import EncodeError

if TYPE_CHECKING:  # generic since click 8.2
    NumberType = click.ParamType[int]
    AddressType = click.ParamType[IPv4Address]
    OctetsType = click.ParamType[bytes | str]
else:
    NumberType = AddressType = OctetsType = click.ParamType


class Number(NumberType):
    """An integer in decimal or, with 0x, hexadecimal, in 0 to ``most``."""

    name = "number"

    def __init__(self, most: int) -> None:
        self._most = most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Raises BadParameter."""
        text = str(value).strip()
        try:
            number = int(text, 0) if len(text) < 20 else -1
        except ValueError:
            number = -1
        if not 0 <= number <= self._most:
            self.fail(f"{text!r} is no number in 0..{self._most}", param, ctx)
        return number


class Address4(AddressType):
    """An IPv4 address."""

    name = "address"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> IPv4Address:
        """Raises BadParameter."""
        try:
            return IPv4Address(str(value))
        except ValueError:
            self.fail(f"{value!r} is no IPv4 address", param, ctx)


class Octets(OctetsType):
    """Octets in hexadecimal, with colons, hyphens or nothing between them; ``words`` are taken as they are."""

    name = "octets"

    def __init__(self, example: str, most: int, words: tuple[str, ...] = ()) -> None:
        self._example = example
        self._most = most
        self._words = words

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> bytes | str:
        """Raises BadParameter."""
        if isinstance(value, bytes) or str(value) in self._words:
            return value if isinstance(value, bytes) else str(value)
        try:
            octets = bytes.fromhex(str(value).removeprefix("0x").replace(":", "").replace("-", ""))
        except ValueError:
            octets = b""
        if not 1 <= len(octets) <= self._most:
            words = "".join(f" or {word}" for word in self._words)
            self.fail(f"{value!r} is not like {self._example}{words}", param, ctx)
        return octets


def client_id(text: str) -> bytes:
    """A client identifier as ``--option 61=`` reads it. UsageError."""
    from dhcptools.packet.kinds.v4_client import CLIENT_ID  # noqa: PLC0415 - only when it is given

    try:
        if text.startswith("hex:"):
            return bytes.fromhex(text.removeprefix("hex:"))
        return CLIENT_ID.encode(CLIENT_ID.parse(text))
    except (EncodeError, ValueError) as error:
        raise click.UsageError(f"--client-id: {error}") from error


def random_bits(bits: int) -> int:
    """Fresh bits for transaction ids."""
    return int.from_bytes(os.urandom(4)) >> (32 - bits)


def random_mac() -> bytes:
    """A unicast address that no manufacturer has given out."""
    return bytes((0x02,)) + os.urandom(5)
