"""Reading a DHCPv4 message: joined and overloaded options, identities, relay agent sub-options."""

from __future__ import annotations

import pytest

from dhcpserver.request4 import Request4
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.dialogue import discover, opt4


def test_split_and_overloaded_options_are_read() -> None:
    request = Request4(discover(1, opt4(55, b"\1"), opt4(55, b"\3")))
    assert request.parameters == b"\1\3"
    overloaded = discover(1, opt4(52, b"\1"), file=b"\x32\4\xc0\0\2\5\xff" + bytes(121))
    assert Request4(Message4.decode(overloaded.encode())).requested == 0xC0000205


def test_identities() -> None:
    request = Request4(discover(1, opt4(61, b"\xff\0\0\0\1\0\3\0\1xy"), opt4(82, b"\1\4port")))
    assert request.identity() == {
        "hw-address": b"\2\0\0\0\0\1",
        "client-id": b"\xff\0\0\0\1\0\3\0\1xy",
        "duid": b"\0\3\0\1xy",
        "circuit-id": b"port",
    }
    assert request.owner(match_client_id=True) != request.owner(match_client_id=False)
    assert "xid 0x00000001" in str(request)


def test_relay_agent_suboptions() -> None:
    info = b"\5\4\xc0\0\2\0" + b"\x0b\4\xc0\0\2\1" + b"\x13\0"
    request = Request4(discover(1, opt4(82, info)))
    assert (request.link_selection, request.override, request.relay_port) == (0xC0000200, 0xC0000201, True)
    short = Request4(discover(1, opt4(82, b"\5\1\xc0")))
    assert (short.link_selection, short.relay_port) == (0, False)


@pytest.mark.parametrize(
    "option", [RawOption(50, b"\1"), RawOption(54, b""), RawOption(57, b"\1\2\3"), RawOption(51, b"")]
)
def test_options_of_the_wrong_length_are_refused(option: RawOption) -> None:
    with pytest.raises(DecodeError, match=f"option {option.code}"):
        Request4(discover(1, option))


def test_hlen_has_its_bound() -> None:
    with pytest.raises(DecodeError, match="hlen 17"):
        Request4(discover(1, hlen=17))


def test_a_client_identifier_that_no_lease_file_holds_is_refused() -> None:
    parts = (opt4(61, bytes(range(200))), opt4(61, bytes(range(55))))  # joined by RFC 3396
    assert len(Request4(discover(1, *parts)).client_id) == 255
    with pytest.raises(DecodeError, match="256 octets"):
        Request4(discover(1, *parts, opt4(61, b"x")))
