from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.frames import FrameTemplate
from dhcptools.batch.template import Inside, Place, Template, template4
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ethernet import BROADCAST, VlanTag
from dhcptools.packet.frame import Endpoint, Frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.udp import Check
from dhcptools.packet.v4 import Message4

CLIENT4 = Endpoint(bytes.fromhex("020000000001"), IPv4Address("192.0.2.9"), 68)
SERVER4 = Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 67)
CLIENT6 = Endpoint(bytes.fromhex("020000000001"), IPv6Address("fe80::1"), 546)
SERVER6 = Endpoint(bytes.fromhex("333300010002"), IPv6Address("ff02::1:2"), 547)
PAIRS = ((CLIENT4, SERVER4), (CLIENT6, SERVER6))


def checked(octets: bytes) -> Frame:
    frame = Frame.decode(octets)
    assert frame.problems == ()
    assert frame.udp is not None
    assert frame.udp.check is Check.RIGHT
    return frame


def discover() -> Template:
    message = Message4(options=(RawOption(53, b"\1"), RawOption(61, b"\1" + bytes(6)), RawOption(55, b"\1\3\6")))
    return template4(message, {"client_id": Inside((61,), 1, 6)})


@pytest.mark.parametrize("tags", [(), (VlanTag(7),), (VlanTag(5, tpid=0x88A8), VlanTag(7, 3))])
def test_a_thousand_clients_each_with_its_own_mac(tags: tuple[VlanTag, ...]) -> None:
    template = FrameTemplate(
        discover(), CLIENT4, SERVER4, tags=tags, stamped=("xid", "chaddr", "client_id", "mac_source")
    )
    rows = template.rows(1000)
    macs = np.arange(0x020000000000, 0x020000000000 + 1000, dtype=np.uint64)
    for _ in range(2):  # rows are used again
        macs += np.uint64(0x010203)
        for name in ("chaddr", "client_id", "mac_source"):
            template.stamp(rows, name, macs)
        template.stamp(rows, "xid", np.arange(1000) * 77)
        template.seal(rows)
        for number, row in enumerate(rows):
            frame = checked(row.tobytes())
            message = Message4.decode(frame.payload)
            mac = int(macs[number]).to_bytes(6)
            assert frame.ethernet is not None
            assert frame.ethernet.source == mac == message.chaddr[:6] == message.options[1].data[1:]
            assert frame.ethernet.tags == tags
            assert message.xid == number * 77


def test_addresses_of_each_client_change_both_checksums() -> None:
    template = FrameTemplate(discover(), CLIENT4, SERVER4)
    rows = template.rows(300)
    addresses = np.arange(300, dtype=np.uint32) * 0x00FFFF + 0x0A000001
    template.stamp(rows, "ip_source", addresses)
    template.stamp(rows, "ciaddr", addresses)
    template.stamp_octets(rows, "ip_destination", np.array([192, 0, 2, 1], np.uint8))
    template.seal(rows)
    for number, row in enumerate(rows):
        frame = checked(row.tobytes())
        assert frame.ip is not None
        assert int(frame.ip.source) == addresses[number]
        assert frame.ip.destination == IPv4Address("192.0.2.1")


@given(st.sampled_from(PAIRS), st.binary(min_size=1, max_size=40), st.data())
def test_any_places_and_any_octets(pair: tuple[Endpoint, Endpoint], payload: bytes, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(payload) - 1))
    width = data.draw(st.integers(1, len(payload) - offset))
    template = FrameTemplate(Template(payload, {"field": Place(offset, width)}), *pair)
    wide = template.places["ip_source"].width
    rows = template.rows(3)
    fields = [data.draw(st.binary(min_size=width, max_size=width)) for _ in range(3)]
    sources = [data.draw(st.binary(min_size=wide, max_size=wide)) for _ in range(3)]
    template.stamp_octets(rows, "field", np.array([list(field) for field in fields], np.uint8))
    template.stamp_octets(rows, "ip_source", np.array([list(source) for source in sources], np.uint8))
    template.seal(rows)
    for row, field, source in zip(rows, fields, sources, strict=True):
        frame = checked(row.tobytes())
        assert frame.ip is not None
        assert frame.ip.source.packed == source
        assert frame.payload == payload[:offset] + field + payload[offset + width :]
        assert frame.payload_offset == template.payload_offset


def test_a_udp_checksum_of_zero_is_sent_as_all_ones() -> None:
    template = FrameTemplate(Template(bytes(2), {"field": Place(0, 2)}), CLIENT4, SERVER4, stamped=("field",))
    rows = template.rows(0x10000)
    template.stamp(rows, "field", np.arange(0x10000))
    template.seal(rows)
    sums = rows[:, 40].astype(int) << 8 | rows[:, 41]
    assert np.count_nonzero(sums == 0) == 0
    # Two payloads, 0 and 0xFFFF, are the same number in one's complement.
    assert np.count_nonzero(sums == 0xFFFF) in (1, 2)
    assert len(np.unique(sums)) == 0xFFFF


def test_places_that_are_not_there_are_refused() -> None:
    with pytest.raises(EncodeError, match="no such_thing"):
        FrameTemplate(discover(), CLIENT4, SERVER4, stamped=("xid", "such_thing"))
    with pytest.raises(EncodeError, match="one family"):
        FrameTemplate(discover(), CLIENT4, SERVER6)
