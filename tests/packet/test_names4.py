from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.names4 import ARCHITECTURES, MESSAGE_TYPES, MESSAGE_TYPES_RFC, message_type, message_type_name


def test_message_types_are_numbered_without_gap() -> None:
    assert list(MESSAGE_TYPES_RFC) == list(range(1, 19))
    assert MESSAGE_TYPES[1] == "discover"
    assert MESSAGE_TYPES[18] == "tls"


@pytest.mark.parametrize("code", MESSAGE_TYPES_RFC)
def test_every_spelling_of_a_message_type_reads(code: int) -> None:
    for text in (MESSAGE_TYPES_RFC[code], MESSAGE_TYPES[code], str(code), MESSAGE_TYPES[code].title()):
        assert message_type(text) == code


def test_numbers_without_a_name() -> None:
    assert message_type_name(1) == "DHCPDISCOVER"
    assert message_type_name(19) == "type-19"
    assert message_type("19") == 19
    for text in ("", "hello", "256", "-1", "²"):
        with pytest.raises(EncodeError):
            message_type(text)


def test_architectures_are_numbered_without_gap() -> None:
    assert list(ARCHITECTURES) == list(range(42))
    assert ARCHITECTURES[7] == "x64-uefi"  # RFC 4578 §2.1 had 7 and 9 swapped, its erratum has not
    assert ARCHITECTURES[9] == "ebc"
