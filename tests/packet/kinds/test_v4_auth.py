from __future__ import annotations

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_auth import (
    AUTHENTICATION,
    RELAY_AUTHENTICATION,
    Authentication,
    RelayAuthentication,
)
from support.vectors import Vector, check, check_prefixes, check_wrong

DELAYED = Vector(
    bytes.fromhex(
        "010100"  # delayed authentication, HMAC-MD5, counter
        "0000000000000002"  # replay detection
        "00000007"  # secret identifier
        "000102030405060708090a0b0c0d0e0f"  # HMAC
    ),
    Authentication(1, 1, 0, 2, bytes.fromhex("00000007000102030405060708090a0b0c0d0e0f")),
    "protocol=delayed, algorithm=1, rdm=0, replay=0x0000000000000002, "
    "information=00000007000102030405060708090a0b0c0d0e0f",
    {
        "protocol": 1,
        "algorithm": 1,
        "rdm": 0,
        "replay": "0000000000000002",
        "information": "00000007000102030405060708090a0b0c0d0e0f",
    },
)
RELAY = Vector(
    bytes.fromhex("010100000000000000ffc000020100000001aabb"),  # HMAC-SHA1, RDM 1, replay, relay, data
    RelayAuthentication(1, 0, 1, 255, 0xC0000201, bytes.fromhex("00000001aabb")),
    "algorithm=hmac-sha1, reserved=0, rdm=1, replay=0x00000000000000ff, relay-id=0xc0000201, information=00000001aabb",
    {
        "algorithm": 1,
        "reserved": 0,
        "rdm": 1,
        "replay": "00000000000000ff",
        "relay_id": "c0000201",
        "information": "00000001aabb",
    },
)


def test_option_90() -> None:
    check(AUTHENTICATION, DELAYED)
    check_prefixes(AUTHENTICATION, DELAYED.octets)
    assert DELAYED.value.secret_id == 7
    assert DELAYED.value.nonce_type is None
    assert Authentication(3, 1, 0, 1, b"\1" + bytes(16)).nonce_type == 1
    assert Authentication(1, 1, 0, 1, b"").secret_id is None


def test_relay_agent_sub_option_8() -> None:
    check(RELAY_AUTHENTICATION, RELAY)
    check_prefixes(RELAY_AUTHENTICATION, RELAY.octets)
    assert RELAY_AUTHENTICATION.encode(RELAY_AUTHENTICATION.decode(b"\1\xf1" + bytes(12)))[1] == 0xF1


def test_short_values() -> None:
    check_wrong(AUTHENTICATION, b"\1\1", 0, "needs 3 octets")
    check_wrong(AUTHENTICATION, bytes(10), 3, "replay detection needs 8 octets, 7 are left")
    check_wrong(RELAY_AUTHENTICATION, bytes(13), 10, "relay identifier needs 4 octets, 3 are left")


def test_what_has_no_encoding() -> None:
    for kind, value in (
        (AUTHENTICATION, b""),
        (AUTHENTICATION, Authentication(256, 0, 0, 0, b"")),
        (AUTHENTICATION, Authentication(0, 0, 0, 2**64, b"")),
        (RELAY_AUTHENTICATION, b""),
        (RELAY_AUTHENTICATION, RelayAuthentication(1, 16, 0, 0, 0, b"")),
    ):
        with pytest.raises(EncodeError):
            kind.encode(value)
    for kind in (AUTHENTICATION, RELAY_AUTHENTICATION):
        with pytest.raises(EncodeError):
            kind.parse("algorithm=1")
