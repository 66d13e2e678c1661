"""Numbers with names of their own: message types (option 53, RFC 2132 §9.6), option codes (option 55, §9.8)."""

from __future__ import annotations

from dhcptools.packet.kinds.base import Value
from dhcptools.packet.kinds.record import Array
from dhcptools.packet.kinds.scalar import Enum, Integer
from dhcptools.packet.names4 import MESSAGE_TYPES, message_type


class MessageType4(Enum):
    """The DHCP message type. The value is an int, the text its short name."""

    def __init__(self) -> None:
        super().__init__(1, MESSAGE_TYPES)

    def parse(self, text: str) -> int:
        """``discover``, ``DHCPDISCOVER`` or ``1``. Raises EncodeError."""
        return message_type(text)


class OptionCode4(Integer):
    """The code of a DHCPv4 option in one octet. The value is an int, the text the option's name."""

    def __init__(self) -> None:
        super().__init__(1)

    def parse(self, text: str) -> int:
        """A number, or the name of an option. Raises EncodeError."""
        wanted = text.strip()
        if wanted[:1].isdigit():
            return super().parse(wanted)
        from dhcptools.packet.definitions import find_space  # noqa: PLC0415 - the tables import this module

        return find_space("dhcp4", 4).by_name(wanted).code

    def text(self, value: Value) -> str:
        """The name, or the number where there is none."""
        from dhcptools.packet.definitions import find_space  # noqa: PLC0415 - the tables import this module

        space = find_space("dhcp4", 4)
        return space.by_code(value).name if space.knows(value) else str(value)


MESSAGE_TYPE4 = MessageType4()
OPTION_CODES4 = Array(OptionCode4())
