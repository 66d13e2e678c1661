"""Headers in front of a reply: checked against an independent decoder."""

from __future__ import annotations

import pytest
from scapy.layers.inet import IP, UDP

from dhcpserver.frames import checksum, datagram


@pytest.mark.parametrize("payload", [b"", b"x", b"even", bytes(range(255))])
def test_headers_as_scapy_reads_them(payload: bytes) -> None:
    octets = datagram(payload, bytes((192, 0, 2, 1)), bytes((192, 0, 2, 10)), 67, 68)
    packet = IP(octets)
    assert (packet.src, packet.dst, packet[UDP].sport, packet[UDP].dport) == ("192.0.2.1", "192.0.2.10", 67, 68)
    assert bytes(packet[UDP].payload) == payload
    checks = (packet.chksum, packet[UDP].chksum)
    del packet.chksum, packet[UDP].chksum
    again = IP(bytes(packet))
    assert (again.chksum, again[UDP].chksum) == checks


def test_the_checksum_of_rfc_1071() -> None:
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0x220D  # the example of its §3, complemented
