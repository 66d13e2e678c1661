"""A message of either family as an object: every header field by its RFC's name, options an ordered list.

Octets are lower-case hex, addresses text, numbers numbers. ``sname`` and ``file`` are the text before their first zero;
where more stands in the field than that, ``sname_hex`` and ``file_hex`` have all of it.
"""

from __future__ import annotations

from typing import Any

from dhcptools.packet.definitions import STANDARD, Catalogue
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.names4 import message_type_name
from dhcptools.packet.names6 import message_name
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, RelayMessage6
from dhcptools.packet.view4 import view

Object = dict[str, Any]


def message_object(message: Message4 | AnyMessage6, catalogue: Catalogue = STANDARD) -> Object:
    """The object of a message."""
    return message4(message, catalogue) if isinstance(message, Message4) else message6(message, catalogue)


def message4(message: Message4, catalogue: Catalogue = STANDARD) -> Object:
    """The object of a DHCPv4 message; ``type`` is null for plain BOOTP."""
    kind = message.message_type
    return {
        "family": 4,
        "type": None if kind is None else message_type_name(kind),
        "op": message.op,
        "htype": message.htype,
        "hlen": message.hlen,
        "hops": message.hops,
        "xid": message.xid,
        "secs": message.secs,
        "flags": message.flags,
        "ciaddr": str(message.ciaddr),
        "yiaddr": str(message.yiaddr),
        "siaddr": str(message.siaddr),
        "giaddr": str(message.giaddr),
        "chaddr": message.hardware_address.hex(":"),
        **header_text("sname", message.sname),
        **header_text("file", message.file),
        "options": [option.json() for option in options4(message, catalogue)],
    }


def message6(message: AnyMessage6, catalogue: Catalogue = STANDARD) -> Object:
    """The object of a DHCPv6 message; messages inside relay messages are the values of their relay-msg options."""
    out: Object = {"family": 6, "type": message_name(message.msg_type), "msg_type": message.msg_type}
    if isinstance(message, RelayMessage6):
        out["hop_count"] = message.hop_count
        out["link_address"] = str(message.link_address)
        out["peer_address"] = str(message.peer_address)
    else:
        out["transaction_id"] = message.transaction_id
    return out | {"options": [option.json() for option in options6(message, catalogue)]}


def problems(message: Message4 | AnyMessage6, catalogue: Catalogue = STANDARD) -> list[Object]:
    """What is wrong with a message: offset, code of the option or null, the rule's RFC or empty, and what is wrong."""
    if isinstance(message, Message4):
        logical = view(message)
        return _problems(logical.problems, options4(message, catalogue, logical))
    return _problems(message.problems, options6(message, catalogue))


def _problems(whole: tuple[DecodeError, ...], options: tuple[TypedOption, ...]) -> list[Object]:
    found: list[Object] = [_problem(each, None, "") for each in whole]
    faulty = [option for option in options if option.problem is not None]
    return found + [_problem(each.problem, each.code, each.reference) for each in faulty if each.problem is not None]


def _problem(problem: DecodeError, option: int | None, rule: str) -> Object:
    return {"offset": problem.offset, "option": option, "rule": rule, "message": problem.reason}


def header_text(name: str, octets: bytes) -> Object:
    """The member of sname or file: its text, and its octets where they are more than text and zeros."""
    text, _, rest = octets.partition(b"\0")
    out: Object = {name: text.decode("utf-8", "backslashreplace")}
    try:
        text.decode("utf-8")
        whole = not rest.strip(b"\0")
    except UnicodeDecodeError:
        whole = False
    return out if whole else out | {f"{name}_hex": octets.hex()}
