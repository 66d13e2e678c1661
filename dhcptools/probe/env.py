"""What a reply says, as the variables that dhclient gives to its script (dhclient-script(8)).

Values are text without control characters, so that none of them can leave a shell's quotes, an environment or a
terminal line. Names are made of letters, digits and underscores only.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from dhcptools.exchange.bindings6 import Binding6, read
from dhcptools.packet.ia6 import OPTION_IA_PD
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import NO_ADDRESS, Message4
from dhcptools.packet.v6 import Message6
from dhcptools.packet.view4 import view

Variables = dict[str, str]

LABELS: Final = (
    ("DHCP State", "reason"),
    ("IP Address", "new_ip_address"),
    ("Subnetmask", "new_subnet_mask"),
    ("Broadcast Address", "new_broadcast_address"),
    ("Alias IP Address", "alias_ip_address"),
    ("Alias Netmask", "alias_subnet_mask"),
    ("Routers", "new_routers"),
    ("Domain Name Servers", "new_domain_name_servers"),
    ("DNS Search List", "new_domain_search"),
    ("Local domain name", "new_domain_name"),
    ("Network number", "new_network_number"),
)
"""What the debugging script of dhclient prints, and the variable behind it."""

_NAMES: Final = {67: "bootfile_name", 81: "fqdn", 121: "rfc3442_classless_static_routes", 252: "wpad"}
_NAMES6: Final = {1: "client_id", 2: "server_id", 23: "name_servers", 24: "domain_search", 32: "info_refresh_time"}
_SKIPPED6: Final = frozenset({3, 4, 25})  # their content has variables of its own


def reason_of(request: Message4 | Message6, *, bound: bool, family: int) -> str:
    """Why the script is called: what dhclient says of such an exchange, ``TEST`` where nothing was taken.

    dhcpcd --test says TEST of an offer too. ``bound``: the reply grants what was asked.
    """
    end = "6" if family == 6 else ""
    if not bound:
        return "FAIL" + end
    if isinstance(request, Message6):
        return {3: "BOUND", 5: "RENEW", 6: "REBIND", 1: "TEST", 11: "BOUND"}.get(request.msg_type, "TEST") + end
    if request.message_type != 3:
        return "BOUND" if request.message_type == 1 and request.first(80) is not None else "TEST"
    if request.ciaddr != NO_ADDRESS:
        return "RENEW"
    return "BOUND" if request.first(54) is not None else "REBOOT"


def variables4(message: Message4, reason: str, interface: str, asked: Iterable[int] = (), now_s: int = 0) -> Variables:
    """The variables of a DHCPv4 reply; ``now_s`` is the time since 1970 that ``new_expiry`` counts from."""
    out = {"reason": reason, "interface": interface}
    address = message.yiaddr if message.yiaddr != NO_ADDRESS else message.ciaddr
    if address != NO_ADDRESS:
        out["new_ip_address"] = str(address)
    out |= _network(message, address)
    if message.siaddr != NO_ADDRESS:
        out["new_next_server"] = str(message.siaddr)
    options = options4(message)
    sources = {option.source for option in options}
    for name, field in (("filename", message.file), ("server_name", message.sname)):
        text = _clean(field.partition(b"\0")[0].decode("utf-8", "backslashreplace"))
        if text and {"filename": "file", "server_name": "sname"}[name] not in sources:
            out[f"new_{name}"] = text
    for option in options:
        out[f"new_{_option_name4(option.code)}"] = _value(option)
    lease = next((option.value for option in options if option.code == 51 and option.problem is None), None)
    if isinstance(lease, int) and now_s:
        out["new_expiry"] = str(now_s + lease)
    for code in asked:
        out[f"requested_{_option_name4(code)}"] = "1"
    return out


def variables6(message: Message6, reason: str, interface: str, now_s: int = 0) -> list[Variables]:
    """One set a bound address or prefix, as dhclient calls its script; one alone when nothing is bound."""
    common = {"reason": reason, "interface": interface}
    for option in options6(message):
        if option.code not in _SKIPPED6:
            name = _NAMES6.get(option.code, option.name)
            common[f"new_dhcp6_{_plain(name)}"] = _value(option)
    bindings = read(message).bindings
    return [common | _binding(bound, now_s) for bound in bindings] or [common]


def variables(message: Message4 | Message6, reason: str, interface: str, asked: Iterable[int] = ()) -> list[Variables]:
    """The variables of a reply of either family, counted from now."""
    now_s = int(time.time())
    if isinstance(message, Message4):
        return [variables4(message, reason, interface, asked, now_s)]
    return variables6(message, reason, interface, now_s)


def shell(values: Variables) -> str:
    """``name='value'`` a line, quoted so that a shell reads exactly the value."""
    from shlex import quote  # noqa: PLC0415 - for --env only

    return "".join(f"{name}={quote(value)}\n" for name, value in values.items())


def eleven_lines(values: Variables) -> str:
    """The eleven labelled lines of the debugging script, values from column 22."""
    return "".join(f"{label + ':':<21}{values.get(name, '')}".rstrip() + "\n" for label, name in LABELS)


def _binding(bound: Binding6, now_s: int) -> Variables:
    head = (
        {"new_ip6_prefix": f"{bound.address}/{bound.prefix_length}"}
        if bound.ia == OPTION_IA_PD
        else {"new_ip6_address": str(bound.address), "new_ip6_prefixlen": "128"}
    )
    return head | {
        "new_iaid": bound.iaid.to_bytes(4).hex(":"),
        "new_preferred_life": str(bound.preferred_lifetime_s),
        "new_max_life": str(bound.valid_lifetime_s),
        "new_renew": str(bound.t1_s),
        "new_rebind": str(bound.t2_s),
        "new_starts": str(now_s),
        "new_life_starts": str(now_s),
    }


def _network(message: Message4, address: IPv4Address) -> Variables:
    """Network number and broadcast address, which dhclient works out from the mask."""
    mask = view(message).get(1)
    if mask is None or len(mask) != 4 or address == NO_ADDRESS:
        return {}
    try:
        network = IPv4Network((address, str(IPv4Address(mask))), strict=False)
    except ValueError:
        return {}
    return {"new_network_number": str(network.network_address), "new_broadcast_address": str(network.broadcast_address)}


def _option_name4(code: int) -> str:
    from dhcptools.packet.definitions import find_space  # noqa: PLC0415 - for the list of what was asked

    name = find_space("dhcp4", 4).by_code(code).name
    return _plain(_NAMES.get(code, name if not name.startswith("option-") else f"unknown_{code}"))


def _value(option: TypedOption) -> str:
    """A value in dhclient's way: lists with blanks between, octets with colons, search lists with final dots."""
    if option.problem is not None or option.text.startswith("hex:"):
        return _octets(option.data)
    if option.name.endswith("classless-static-route"):
        return " ".join(str(octet) for octet in option.data)
    if option.name in {"clientid", "serverid", "dhcp-client-identifier"}:
        return _octets(option.data)
    if isinstance(option.value, bool):
        return "1" if option.value else "0"
    if isinstance(option.value, int):
        return str(option.value)
    if option.value is None:
        return ""
    if isinstance(option.value, str):
        return _clean(option.kind.text(option.value.rstrip("\0")))  # RFC 2132 §2: trim zero octets at the end
    if option.name == "domain-search":
        return " ".join(f"{_clean(name).rstrip('.')}." for name in option.text.split(", "))
    plain = isinstance(option.value, tuple) and all(_is_plain(each) for each in option.value)
    return _clean(option.text.replace(", ", " ") if plain else option.text)


def _is_plain(value: object) -> bool:
    return isinstance(value, int) or hasattr(value, "packed")


def _octets(data: bytes) -> str:
    return ":".join(f"{octet:x}" for octet in data)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _clean(text: str) -> str:
    """Without anything that does not print: a kind's text has none, a header field may."""
    return "".join(each if each.isprintable() else f"\\x{ord(each) & 0xFF:02x}" for each in text)
