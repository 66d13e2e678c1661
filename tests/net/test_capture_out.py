from __future__ import annotations

import io

import pytest

from dhcptools.net.capture import Captured, read_packets
from dhcptools.net.capture_out import LinkTypeError, PcapWriter


@pytest.mark.parametrize("nanoseconds", [False, True])
def test_what_is_written_is_read(nanoseconds: bool) -> None:
    file = io.BytesIO()
    writer = PcapWriter(file, nanoseconds=nanoseconds)
    writer.write(1_000_000_001_999, 113, b"abc", 300)
    writer.write(None, 113, b"", 0)
    assert writer.written == 2
    file.seek(0)
    first_ns = 1_000_000_001_999 if nanoseconds else 1_000_000_001_000
    assert list(read_packets(file)) == [Captured(1, first_ns, 113, b"abc", 300), Captured(2, 0, 113, b"", 0)]


def test_one_link_type_a_file() -> None:
    writer = PcapWriter(io.BytesIO())
    writer.begin(1)
    writer.begin(1)
    with pytest.raises(LinkTypeError, match="link type 113 in a file of link type 1"):
        writer.write(0, 113, b"", 0)
