from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_codes import MESSAGE_TYPE4, OPTION_CODES4
from support.vectors import Vector, check, check_wrong


def test_message_types() -> None:
    check(MESSAGE_TYPE4, Vector(b"\5", 5, "ack", 5))
    check(MESSAGE_TYPE4, Vector(b"\x13", 19, "19", 19))  # no name, no error
    assert MESSAGE_TYPE4.parse("DHCPLEASEQUERY") == 10
    check_wrong(MESSAGE_TYPE4, b"", 0, "needs 1 octet")
    check_wrong(MESSAGE_TYPE4, b"\1\1", 0, "needs 1 octet")
    with pytest.raises(EncodeError):
        MESSAGE_TYPE4.parse("hello")


def test_a_parameter_request_list() -> None:
    check(OPTION_CODES4, Vector(b"\x01\x03\xe0", (1, 3, 224), "subnet-mask, routers, 224", [1, 3, 224]))
    assert OPTION_CODES4.parse("1,3,domain-search") == (1, 3, 119)
    check_wrong(OPTION_CODES4, b"", 0, "at least 1 value")
    for text in ("256", "no-such-option", ""):
        with pytest.raises(EncodeError):
            OPTION_CODES4.parse(text)
