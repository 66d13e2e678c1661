from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.net.capture import Captured, read_packets
from dhcptools.net.capture_out import LinkTypeError, PcapngWriter, PcapWriter


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
    with pytest.raises(LinkTypeError, match="link type linux-sll in a file of ethernet"):
        writer.write(0, 113, b"", 0)


PACKETS = st.lists(
    st.tuples(
        st.integers(0, (1 << 64) - 1),
        st.sampled_from([1, 113, 252]),
        st.binary(max_size=9),
        st.sampled_from(["", "eth0"]),
    )
)


@given(PACKETS)
def test_pcapng_keeps_link_types_names_and_times(packets: list[tuple[int, int, bytes, str]]) -> None:
    file = io.BytesIO()
    writer = PcapngWriter(file)
    for time_ns, link_type, octets, name in packets:
        writer.write(time_ns, link_type, octets, 9, name)
    writer.begin(1)
    assert writer.written == len(packets)
    file.seek(0)
    assert list(read_packets(file)) == [
        Captured(number, time_ns, link_type, octets, 9, name)
        for number, (time_ns, link_type, octets, name) in enumerate(packets, 1)
    ]


def test_an_interface_a_link_type_and_name() -> None:
    file = io.BytesIO()
    writer = PcapngWriter(file)
    for link_type, name in ((1, ""), (113, ""), (1, "eth0"), (1, ""), (113, "")):
        writer.write(0, link_type, b"x", 1, name)
    assert file.getvalue().count(struct.pack("=II", 1, 32)) == 2
    assert file.getvalue().count(struct.pack("=II", 1, 40)) == 1
