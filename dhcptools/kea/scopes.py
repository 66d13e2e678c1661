"""Values that a narrower scope inherits from a wider one: booleans, lifetimes, the BOOTP fields."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address
from typing import TypeVar

from dhcptools.kea.model import Boot, Lifetime
from dhcptools.kea.reader import Reader

T = TypeVar("T")


class Inherited:
    """Booleans of the narrowest scope that says something."""

    def __init__(self, entry: Reader) -> None:
        self.entry = entry

    def __call__(self, key: str, default: bool) -> bool:
        return otherwise(self.entry.inherited(key).boolean(key), default)


def otherwise(value: T | None, default: T) -> T:
    """The value, or the default for None."""
    return default if value is None else value


def read_lifetime(entry: Reader, key: str, fallback: int) -> Lifetime:
    """A lifetime with its bounds; a bound not given is the default itself."""
    default = otherwise(entry.inherited(key).integer(key), fallback)
    low = otherwise(entry.inherited(f"min-{key}").integer(f"min-{key}"), default)
    high = otherwise(entry.inherited(f"max-{key}").integer(f"max-{key}"), default)
    if not low <= default <= high:
        why = f"{low} <= {default} <= {high} does not hold"
        raise entry.fail(key, f"{key} is outside its bounds", why, f"change {key}, min-{key} or max-{key}")
    return Lifetime(default, low, high)


def read_boot(entry: Reader) -> Boot:
    """next-server, server-hostname and boot-file-name with inheritance."""
    server = entry.inherited("next-server").text("next-server")
    hostname = entry.inherited("server-hostname").text("server-hostname")
    file = entry.inherited("boot-file-name").text("boot-file-name")
    for key, value, most in (("server-hostname", hostname, 63), ("boot-file-name", file, 127)):
        if value is not None and len(value.encode("utf-8", "surrogateescape")) > most:
            why = f"the field of a DHCPv4 message holds {most} octets and a zero"
            raise entry.fail(key, f"{key} is too long", why, "shorten it")
    try:
        return Boot(None if server is None else IPv4Address(server or "0.0.0.0"), hostname, file)
    except AddressValueError as error:
        raise entry.fail("next-server", "next-server is no IPv4 address", str(error), "write 192.0.2.1") from None
