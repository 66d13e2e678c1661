"""``server-id``: the DUID a DHCPv6 server is configured to have."""

from __future__ import annotations

from dhcptools.kea.reader import Reader
from dhcptools.packet.duid import ETHERNET

_TYPES = ("EN", "LL", "LLT")


def read_server_id(reader: Reader) -> bytes | None:
    """The octets of the configured DUID; None when the server shall make its own. Raises ConfigError."""
    entry = reader.child("server-id")
    if entry is None:
        return None
    kind = entry.text("type") or ""
    entry.boolean("persist")  # whether a DUID that was made is kept; one that is written here needs no keeping
    number = entry.integer("enterprise-id")
    hardware_type = entry.integer("htype", 0, 0xFFFF)
    time = entry.integer("time")
    text = entry.text("identifier") or ""
    try:
        identifier = bytes.fromhex(text.replace(":", ""))
    except ValueError as error:
        raise entry.fail("identifier", "identifier is not hexadecimal", str(error), "write octets in hex") from None
    if kind not in _TYPES:
        raise entry.fail("type", "no such type of DUID", f"type is {kind!r}", "write EN, LL or LLT")
    if not identifier:
        entry.note("type", "server-id names no identifier: the server makes a DUID of its own, of a type of its own")
        return None
    if kind == "EN":
        return b"\0\2" + (number or 0).to_bytes(4) + identifier
    if kind == "LL":
        return b"\0\3" + (hardware_type or ETHERNET).to_bytes(2) + identifier
    return b"\0\1" + (hardware_type or ETHERNET).to_bytes(2) + (time or 0).to_bytes(4) + identifier
