"""One value out of a reply, by the name of an option, a path of names into it, or a header field."""

from __future__ import annotations

from typing import Final

from dhcptools.packet.kinds.space import SubOption
from dhcptools.packet.names4 import message_type_name
from dhcptools.packet.names6 import message_name
from dhcptools.packet.typed import TypedOption, options4, options6
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.probe.option_text import find_option, space_of

FIELDS4: Final = (
    "op", "htype", "hlen", "hops", "xid", "secs", "flags", "ciaddr", "yiaddr", "siaddr", "giaddr", "chaddr", "sname",
    "file", "type",
)  # fmt: skip  # in the order of the wire
FIELDS6: Final = ("msg-type", "transaction-id", "type")


def check_name(name: str, family: int) -> None:
    """Raises EncodeError when no reply could ever have what ``name`` says."""
    if name not in (FIELDS4 if family == 4 else FIELDS6):
        find_option(name.partition(".")[0], space_of(family))


def pick(message: Message4 | Message6, name: str) -> str | None:
    """The text of a value, None when the reply has none. Several options of one code stand with ``, `` between."""
    family = 4 if isinstance(message, Message4) else 6
    if name in (FIELDS4 if family == 4 else FIELDS6):
        return _field4(message, name) if isinstance(message, Message4) else _field6(message, name)
    head, *path = name.split(".")
    code = find_option(head, space_of(family)).code
    typed = options4(message) if isinstance(message, Message4) else options6(message)
    found = [text for option in typed if option.code == code if (text := _inside(option, path)) is not None]
    return ", ".join(found) if found else None


def _inside(option: TypedOption | SubOption, path: list[str]) -> str | None:
    if not path and isinstance(option.value, str):
        return option.kind.text(option.value.rstrip("\0"))  # RFC 2132 §2: zero octets at the end are to be trimmed
    if not path:
        return option.text.removeprefix("hex:") if option.text.startswith("hex:") else option.text
    for each in option.value if isinstance(option.value, tuple) else ():
        inner = each if isinstance(each, tuple) else (each,)
        for item in inner:
            if isinstance(item, SubOption) and path[0] in {item.name, str(item.code)}:
                return _inside(item, path[1:])
    return None


def _field4(message: Message4, name: str) -> str | None:
    if name == "chaddr":
        return message.hardware_address.hex(":")
    if name == "type":
        return None if message.message_type is None else message_type_name(message.message_type)
    value = getattr(message, name)
    if isinstance(value, bytes):
        text = value.partition(b"\0")[0].decode("utf-8", "backslashreplace")
        return text or None
    return f"{value:#x}" if name in {"xid", "flags"} else str(value)


def _field6(message: Message6, name: str) -> str:
    if name == "transaction-id":
        return f"{message.transaction_id:#x}"
    return message_name(message.msg_type)
