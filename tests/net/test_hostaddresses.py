from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.net.hostaddresses import host_addresses, read_messages
from dhcptools.net.interfaces import interfaces

DONE = struct.pack("=IHHII", 20, 3, 2, 1, 0) + bytes(4)


def test_they_are_those_that_pyroute2_tells() -> None:
    told = {link.name: sorted(each.address for each in link.addresses) for link in interfaces()}
    assert {name: sorted(addresses) for name, addresses in host_addresses().items()} == told
    assert "127.0.0.1" in host_addresses()["lo"]


def test_an_answer_of_the_kernel() -> None:
    attributes = struct.pack("=HH4sHH4s", 8, 1, bytes((192, 0, 2, 2)), 8, 2, bytes((192, 0, 2, 1)))
    body = struct.pack("=BBBBI", 2, 24, 0, 0, 7) + attributes
    found: dict[str, list[str]] = {"ppp0": []}
    message = struct.pack("=IHHII", 16 + len(body), 20, 2, 1, 0) + body
    assert read_messages(message + DONE, {7: "ppp0"}, found)
    assert found == {"ppp0": ["192.0.2.1"]}
    assert not read_messages(message, {}, found)
    with pytest.raises(OSError, match="kernel"):
        read_messages(struct.pack("=IHHII", 36, 2, 0, 1, 0), {}, found)


@given(st.binary(max_size=80))
def test_any_datagram_is_read_to_its_end(data: bytes) -> None:
    with suppress(OSError):
        read_messages(data + DONE, {1: "lo"}, {"lo": []})
