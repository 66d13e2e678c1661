"""Reading a DHCPv6 message through its relays."""

from __future__ import annotations

import pytest

from dhcpserver.request6 import Request6, text_of
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6
from support.dialogue import DUID, message6, na, pd, relay6


def test_the_nearest_relay_that_says_something_names_the_link() -> None:
    near = relay6(message6(1, na(), pd()), "::", RawOption(18, b"near"))
    far = relay6(near, "2001:db8::1", RawOption(18, b"far"), RawOption(135, b"\0\0"))
    request = Request6(far)
    assert text_of(request.link_address) == "2001:db8::1"
    assert request.interface_ids == [b"near", b"far"]
    assert (request.relay_port, len(request.relays), [ia.code for ia in request.ias]) == (True, 2, [3, 25])


def test_identities_and_wishes() -> None:
    vendor = RawOption(16, b"\0\0\0\x09\0\3abc")
    request = Request6(message6(1, na(5, "2001:db8::9", preferred=3, valid=4), RawOption(6, b"\0\x17"), vendor))
    assert request.identity() == {"duid": DUID, "hw-address": DUID[4:]}
    assert (request.oro, request.vendor_class) == ((23,), b"abc")
    (wish,) = request.ias[0].wishes
    assert (text_of(wish.address), wish.preferred, wish.valid) == ("2001:db8::9", 3, 4)
    assert "0x123456" in str(request)


@pytest.mark.parametrize(
    "message",
    [
        message6(1, RawOption(6, b"\0\x17\0")),
        message6(1, RawOption(1, b"again")),
        message6(1, duid=b"x" * 131),
        message6(1, RawOption(3, b"short")),
        RelayMessage6(),
        Message6(1, options=(RawOption(1, b""),)),
    ],
)
def test_what_cannot_be_understood(message: Message6 | RelayMessage6) -> None:
    with pytest.raises(DecodeError):
        Request6(message)


def test_relay_chains_are_bounded() -> None:
    message: Message6 | RelayMessage6 = message6(1)
    for _ in range(40):
        message = relay6(message, "::")
    with pytest.raises(DecodeError, match="relay layers"):
        Request6(message)


def test_a_duid_that_stands_for_nobody_is_refused() -> None:
    with pytest.raises(DecodeError, match="single zero"):
        Request6(message6(1, duid=b"\0"))
