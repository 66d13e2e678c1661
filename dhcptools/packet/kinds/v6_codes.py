"""Option codes as values: the Option Request and Echo Request options (RFC 9915 §21.7, RFC 4994), S46 priorities."""

from __future__ import annotations

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.base import Value
from dhcptools.packet.kinds.record import Array
from dhcptools.packet.kinds.scalar import Integer


class OptionCode(Integer):
    """The code of an option of one space, in two octets. The value is an int, the text the option's name."""

    def __init__(self, space: str) -> None:
        super().__init__(2)
        self.space = space

    def parse(self, text: str) -> int:
        """A number, or the name of an option. Raises EncodeError."""
        wanted = text.strip()
        if wanted.isdigit() or wanted.lower().startswith("0x"):
            return super().parse(wanted)
        from dhcptools.packet.definitions import find_space  # noqa: PLC0415 - the tables import this module

        return find_space(self.space, 6).by_name(wanted).code

    def text(self, value: Value) -> str:
        """The name, or the number where there is none."""
        from dhcptools.packet.definitions import find_space  # noqa: PLC0415 - the tables import this module

        if not isinstance(value, int):
            raise EncodeError(f"an option code is needed, got {value!r}")
        name = find_space(self.space, 6).by_code(value).name
        return str(value) if name == f"option-{value}" else name


def OPTION_CODES(space: str) -> Array:  # noqa: N802 - reads as the name of a kind in a table row
    """Codes one after the other, also none. The value is a tuple of int."""
    return Array(OptionCode(space), least=0)
