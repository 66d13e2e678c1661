"""Options that Kea has classes of their own for: how each prints itself."""

from __future__ import annotations

from socket import AF_INET6, inet_ntop
from typing import Final, NamedTuple

from dhcptools.kea.expression.dump import Misfit, bare_name, header


class VendorClass(NamedTuple):
    """Option 124 or 16: the enterprise and its data, in order."""

    enterprise: int
    data: tuple[bytes, ...]


def vendor_class(family: int, data: bytes) -> VendorClass:
    """Read option 124 (RFC 3925 §3) or 16 (RFC 9915 §21.16). Raises Misfit.

    Kea 2.x takes what follows the first enterprise of option 124 for more data of the same.
    """
    if len(data) < 4:
        raise Misfit("no enterprise number")
    found, at = [], 4
    wide = 1 if family == 4 else 2
    while at < len(data):
        stop = at + wide + int.from_bytes(data[at : at + wide])
        if at + wide > len(data) or stop > len(data):
            raise Misfit("data of a vendor class is cut short")
        found.append(data[at + wide : stop])
        at = stop + 4 if family == 4 else stop  # each one has its enterprise in DHCPv4
    return VendorClass(int.from_bytes(data[:4]), tuple(found))


def vendor_class_octets(family: int, data: bytes) -> bytes:
    """The option as Kea packs it: in DHCPv4 the first enterprise stands in front of all data."""
    try:
        found = vendor_class(family, data)
    except Misfit:
        return data
    if family == 6 or not found.data:
        return data
    return b"".join(data[:4] + bytes((len(item),)) + item for item in found.data)


def vendor_class_text(family: int, data: bytes) -> str:
    """``type=124, len=8, enterprise id=0x118b, data-len0=3, vendor-class-data0='abc'``. Raises Misfit."""
    found = vendor_class(family, data)
    code = 124 if family == 4 else 16
    parts = [f"type={code}, len={len(data)}, "]
    for number, item in enumerate(found.data):
        if number == 0 or family == 4:
            parts.append(f" enterprise id=0x{found.enterprise:x},")
        parts.append(f" data-len{number}={len(item)}, vendor-class-data{number}='{item.decode('latin-1')}',")
    return (
        "".join(parts).removesuffix(",")
        if found.data
        else f"type={code}, len={len(data)},  enterprise id=0x{found.enterprise:x}"
    )


def fqdn4_text(data: bytes) -> str:
    """Option 81 (RFC 4702). Raises Misfit."""
    if len(data) < 3:
        raise Misfit("an FQDN option has at least 3 octets")
    flags, name = data[0], data[3:]
    shown = ", ".join(f"{letter}={flags >> bit & 1}" for letter, bit in (("N", 3), ("E", 2), ("O", 1), ("S", 0)))
    if flags & 4:
        text, full = _fqdn(name)
    else:
        text, full = name.decode("latin-1"), name.endswith(b".")
    return f"type=81 (CLIENT_FQDN), flags: ({shown}), domain-name='{text}' ({'full' if full else 'partial'})"


def fqdn6_text(data: bytes) -> str:
    """Option 39 (RFC 4704). Raises Misfit."""
    if not data:
        raise Misfit("an FQDN option has at least one octet")
    flags = data[0]
    text, full = _fqdn(data[1:])
    shown = ", ".join(f"{letter}={flags >> bit & 1}" for letter, bit in (("N", 2), ("O", 1), ("S", 0)))
    return f"type=39(CLIENT_FQDN), flags: ({shown}), domain-name='{text}' ({'full' if full else 'partial'})"


def _fqdn(name: bytes) -> tuple[str, bool]:
    if not name:
        return "", False
    full = name.endswith(b"\0")
    text, _ = bare_name((name if full else name + b"\0").lower(), 0)
    return text if full else text.removesuffix("."), full


def fqdn_octets(family: int, data: bytes) -> bytes:
    """Option 81 or 39 as Kea packs it: the name in lower case when it has labels."""
    if family == 6:
        return data[:1] + data[1:].lower()
    return data[:3] + data[3:].lower() if data[:1] and data[0] & 4 else data


def tuples_text(family: int, code: int, data: bytes) -> str:
    """An option of nothing but tuples. Raises Misfit."""
    parts, at, wide = [f"type={code}, len={len(data)}"], 0, 1 if family == 4 else 2
    while at < len(data):
        stop = at + wide + int.from_bytes(data[at : at + wide])
        if at + wide > len(data) or stop > len(data):
            raise Misfit("a tuple is cut short")
        number, item = len(parts) - 1, data[at + wide : stop].decode("latin-1")
        parts.append(f" data-len{number}={len(item)}, data{number}='{item}'")
        at = stop
    return ",".join(parts)


def slp_scope_text(data: bytes) -> str:
    """Option 79 (RFC 2610 §4). Raises Misfit."""
    if not data:
        raise Misfit("an SLP service scope has at least one octet")
    return f'{header(4, 79, len(data))}: mandatory:{data[0]}, scope-list:"{data[1:].decode("latin-1")}"'


def status_text(code: int, data: bytes) -> str:
    """Option 13 (RFC 9915 §21.13). Raises Misfit."""
    if len(data) < 2:
        raise Misfit("a status code has two octets")
    number = int.from_bytes(data[:2])
    name = _STATUS[number] if number < len(_STATUS) else "(unknown status code)"
    message = f'"{data[2:].decode("latin-1")}"' if len(data) > 2 else "(no status message)"
    return f"{header(6, code, len(data))}: {name}({number}) {message}"


_STATUS: Final = ("Success", "UnspecFail", "NoAddrsAvail", "NoBinding", "NotOnLink", "UseMulticast", "NoPrefixAvail")


def ia_text(code: int, data: bytes, extra: int) -> str:
    """Option 3 or 25 without what is inside. Raises Misfit."""
    head = header(6, code, len(data) + extra).replace(",", f"({_IA[code]}),", 1)
    iaid = int.from_bytes(data[:4])
    return f"{head}: iaid={iaid}, t1={int.from_bytes(data[4:8])}, t2={int.from_bytes(data[8:12])}"


_IA: Final = {3: "IA_NA", 25: "IA_PD"}


def address_text(data: bytes, extra: int) -> str:
    """Option 5 without what is inside."""
    address = inet_ntop(AF_INET6, data[:16])
    preferred, valid = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    head = header(6, 5, len(data) + extra).replace(",", "(IAADDR),", 1)
    return f"{head}: address={address}, preferred-lft={preferred}, valid-lft={valid}"


def prefix_text(data: bytes, extra: int) -> str:
    """Option 26 without what is inside."""
    prefix = inet_ntop(AF_INET6, data[9:25])
    preferred, valid = int.from_bytes(data[:4]), int.from_bytes(data[4:8])
    head = header(6, 26, len(data) + extra).replace(",", "(IAPREFIX),", 1)
    return f"{head}: prefix={prefix}/{data[8]}, preferred-lft={preferred}, valid-lft={valid}"
