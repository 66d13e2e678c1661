from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.dump.reader import read_file
from dhcptools.net.capture import CaptureError
from dhcptools.packet.frame import encode_frame
from support.captures import pcap
from support.dumped import CLIENT4, DISCOVER, EVERYBODY4, SOLICIT, capture, framed


def test_packets_of_a_file_from_or_to_dhcp_ports(tmp_path: Path) -> None:
    other = encode_frame(b"x" * 300, CLIENT4._replace(port=1234), EVERYBODY4._replace(port=53))
    path = tmp_path / "some.pcap"
    path.write_bytes(pcap([framed(DISCOVER), other, framed(SOLICIT)]))
    assert [(each.number, each.family) for each in read_file(str(path))] == [(1, 4), (3, 6)]
    assert [each.number for each in read_file(str(path), frozenset({53}))] == [2]


def test_a_file_cut_short_gives_what_is_there(tmp_path: Path) -> None:
    path = Path(capture(tmp_path / "some.pcap", DISCOVER, SOLICIT))
    path.write_bytes(path.read_bytes()[:-1])
    packets = read_file(str(path))
    assert next(packets).number == 1
    with pytest.raises(CaptureError, match="packet 2 is cut short"):
        next(packets)
