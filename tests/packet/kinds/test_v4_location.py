from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.v4_location import CIVIC, GEO, Civic, Coordinates
from support.vectors import Vector, check, check_prefixes, check_wrong

ADDRESS = Vector(
    b"\x02DE" + b"\x01\x07Bavaria" + b"\x03\x07M\xc3\xbcnche" + b"\xc8\x01x",  # client, country, A1, A3, CAtype 200
    Civic(2, b"DE", ((1, b"Bavaria"), (3, b"M\xc3\xbcnche"), (200, b"x"))),
    "what=client, country=DE, a1=Bavaria, a3=Münche, 200=x",
    {
        "what": 2,
        "country": "DE",
        "elements": [
            {"type": 1, "name": "a1", "value": "Bavaria"},
            {"type": 3, "name": "a3", "value": "Münche"},
            {"type": 200, "name": "200", "value": "x"},
        ],
    },
)


def test_civic_address() -> None:
    check(CIVIC, ADDRESS)
    check_prefixes(CIVIC, ADDRESS.octets)
    check_wrong(CIVIC, b"", 0, "what needs 1 octets")
    check_wrong(CIVIC, b"\1D", 1, "country needs 2 octets, 1 are left")
    check_wrong(CIVIC, b"\1DE\1\5abc", 5, "CAvalue needs 5 octets, 3 are left")


def test_coordinates_by_their_bits() -> None:
    value = Coordinates(18, -(33 << 25), 19, 151 << 25, 1, 8, -640, 1, 0, 1)
    octets = GEO.encode(value)
    assert len(octets) == 16
    assert octets[0] >> 2 == 18  # six bits of precision stand first
    assert octets[15] == 0b01000001  # version 1, reserved 0, datum 1
    vector = Vector(
        octets,
        value,
        "latitude-precision=18, latitude=-33.000000000, longitude-precision=19, longitude=151.000000000, "
        "altitude-type=meters, altitude-precision=8, altitude=-2.500, version=1, reserved=0, datum=wgs84",
        {
            "latitude_precision": 18,
            "latitude": -(33 << 25),
            "longitude_precision": 19,
            "longitude": 151 << 25,
            "altitude_type": 1,
            "altitude_precision": 8,
            "altitude": -640,
            "version": 1,
            "reserved": 0,
            "datum": 1,
            "latitude_degrees": "-33.000000000",
            "longitude_degrees": "151.000000000",
            "altitude_units": "-2.500",
        },
    )
    check(GEO, vector)


def test_the_smallest_steps_survive_the_text() -> None:
    for step in (-1, 1, 12345, (1 << 33) - 1, -(1 << 33)):
        value = Coordinates(0, step, 0, -step - 1, 2, 0, step % (1 << 29), 0, 7, 7)
        assert GEO.parse(GEO.text(value)) == value
        assert GEO.decode(GEO.encode(value)) == value


@pytest.mark.parametrize("length", [0, 1, 15, 17])
def test_a_location_has_sixteen_octets(length: int) -> None:
    check_wrong(GEO, bytes(length), 0, f"needs 16 octets, {length} are here")


def test_what_has_no_encoding() -> None:
    point = GEO.decode(bytes(16))
    for value in (b"", replace(point, latitude=1 << 33), replace(point, datum=8), replace(point, reserved=-1)):
        with pytest.raises(EncodeError):
            GEO.encode(value)
    for number in ("x", "1e99999999", "nan", "999999999999"):
        with pytest.raises(EncodeError):
            GEO.parse(GEO.text(point).replace("latitude=0.000000000", f"latitude={number}", 1))
    for value in (b"", Civic(0, b"DEU", ()), Civic(0, b"DE", ((1, bytes(256)),))):
        with pytest.raises(EncodeError):
            CIVIC.encode(value)
    with pytest.raises(EncodeError):
        CIVIC.parse("country=DE, what=client")
