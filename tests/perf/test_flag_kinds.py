from __future__ import annotations

import pytest

from dhcptools.perf import flag_kinds as kinds
from dhcptools.perf.flag_kinds import Base, Drops, FlagError, HexOption, Kind, mac


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (kinds.POSITIVE, "+10", 10),
        (kinds.POSITIVE, "010", 10),
        (kinds.NATURAL, "0", 0),
        (kinds.CLIENTS, "4294967295", 4294967295),
        (kinds.SECONDS, ".5", 0.5),
        (kinds.SECONDS, "1e-3", 0.001),
        (kinds.LOCAL_PORT, "65535", 65535),
        (kinds.OFFSET, "3", 3),
        (kinds.DROPS, "7", Drops(count=7)),
        (kinds.DROPS, "0.5%", Drops(percent=0.5)),
        (kinds.SELECTION, "aeilstT", "aeilstT"),
        (kinds.BASE, "MAC=0:C:1:2:3:4", Base("MAC=0:C:1:2:3:4", mac=bytes.fromhex("000c01020304"))),
        (kinds.BASE, "ether=00::0c::01::02::03::04", Base("ether=00::0c::01::02::03::04", mac=b"\0\x0c\1\2\3\4")),
        (kinds.BASE, "duid=0001000A0b0c", Base("duid=0001000A0b0c", duid=bytes.fromhex("0001000a0b0c"))),
        (kinds.OPTION, "60,646f63", HexOption(60, b"doc")),
        (kinds.OPTION, "80,", HexOption(80, b"")),
        (kinds.OPTION, "60,fff", HexOption(60, b"\x0f\xff")),
        (kinds.RELAY_OPTION, "18,01", HexOption(18, b"\1", 1)),
        (kinds.ANY_RELAY_OPTION, "3:18,01", HexOption(18, b"\1", 3)),
        (kinds.RELAYS, "0", 0),
        (kinds.ANY_TEXT, "", ""),
    ],
)
def test_values(kind: Kind, text: str, value: object) -> None:
    assert kind.read(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (kinds.POSITIVE, "0", "'0' is not a positive integer"),
        (kinds.POSITIVE, " 1", "not a positive integer"),
        (kinds.POSITIVE, "2147483648", "not a positive integer"),
        (kinds.POSITIVE, "\u0661", "not a positive integer"),
        (kinds.SECONDS, "nan", "not a number of seconds"),
        (kinds.SECONDS, "inf", "not a number of seconds"),
        (kinds.SECONDS, "-1", "not more than 0 seconds"),
        (kinds.REMOTE_PORT, "65536", "not a port"),
        (kinds.OFFSET, "2", "at least 3"),
        (kinds.DROPS, "x", "nor a percentage"),
        (kinds.DROPS, "100%", "between 0 and 100"),
        (kinds.SELECTION, "az", "'z' is not one of"),
        (kinds.FILE, "", "must not be empty"),
        (kinds.BASE, "mac=00:01", "6 octets"),
        (kinds.BASE, "ip=192.0.2.1", "neither mac=MAC nor duid=DUID"),
        (kinds.BASE, "duid=0102", "fewer than 6 octets"),
        (kinds.OPTION, "60", "not CODE,HEX"),
        (kinds.OPTION, "60,0g", "no hexadecimal digit"),
        (kinds.OPTION, "-1,00", "must be more than 0"),
        (kinds.ANY_RELAY_OPTION, "33:18,00", "1 to 32"),
        (kinds.RELAYS, "33", "0 to 32"),
        (kinds.LEASES, "both", "address-only, prefix-only, address-and-prefix"),
        (kinds.THREADS, "many", "single, multi"),
        (kinds.SCENARIO, "storm", "basic, avalanche"),
    ],
)
def test_refusals_name_the_value_and_what_it_should_be(kind: Kind, text: str, why: str) -> None:
    with pytest.raises(FlagError) as refused:
        kind.read(text)
    assert why in str(refused.value)


def test_macs_have_six_octets() -> None:
    assert mac("00:0C:01:02:03:04").hex() == "000c01020304"
    for text in ("", "00:0c:01:02:03", "00:0c:01:02:03:04:05", "00:0c:01:02:03:100"):
        with pytest.raises(FlagError):
            mac(text)
