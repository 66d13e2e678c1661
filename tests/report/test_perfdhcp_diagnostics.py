from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.measure.details import Details, LeaseRow, Times
from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import Base, Drops
from dhcptools.report.perfdhcp_diagnostics import afterwards, arguments, leases, packets, reason, timestamps, waits
from support.perf_runs import dora

MAC, DUID = bytes.fromhex("000c01020304"), bytes.fromhex("000100013294033a000c01020304")
OFFSETS = ((4, 35), (4, 35, 54, 8, 240))
DETAILS = Details(
    leases={"discover_offer": [LeaseRow(b"\1" + MAC, "127.10.0.0", "")]},
    times={"discover_offer": [Times(113_000, 958_999), Times(3_723_200_157_000, 3_723_200_719_000)]},
    packets={"discover": bytes(range(18)), "request": b"\1"},
    waits=2691,
    server=b"\x7f\0\0\1",
)

# Printed by perfdhcp 2.2.0 for these arguments.
FOUR = """\
IPv4
lease-type=address-only (IA_NA option added to the client's request)
rate[1/s]=10
clients=5
num-request[0]=2
num-request[1]=2
drop-time[0]=1
drop-time[1]=1
elp-offset=-1
sid-offset=-1
rip-offset=-1
diagnostic-selectors=aeilstT
local-addr=127.0.0.2
server=127.0.0.1
multi-thread-mode
Set MAC to 00::0c::01::02::03::04
Set DUID to 000100013294033a000c01020304
"""
SIX = """\
IPv6
lease-type=address-and-prefix (Both IA_NA and IA_PD options added to the client's request)
report[s]=3
base[0]=MAC=00:01:02:03:04:05
base[1]=duid=000102030405
num-request[0]=1
test-period=4
drop-time[0]=0.123457
drop-time[1]=1
max-drop{0]=1
max-pdrop{0]=2
max-pdrop{1]=3.5
preload=3
local-port=33
remote-port=44
seed=5
use-first
elp-offset=-1
sid-offset=-1
rip-offset=-1
diagnostic-selectors=a
wrapped=/bin/true
interface=lo
server=ff02::1:2
single-thread-mode
Set MAC to 00::01::02::03::04::05
Set DUID to 000102030405
"""


def test_arguments_of_a_short_line() -> None:
    asked = Asked(rate_pps=10, clients=5, requests=(2, 2), diagnostics="aeilstT", local="127.0.0.2", server="127.0.0.1")
    assert arguments(asked, interface=False, multi=True, mac=MAC, duid=DUID) == FOUR


def test_arguments_of_a_long_line() -> None:
    bases = (Base("MAC=00:01:02:03:04:05"), Base("duid=000102030405"))
    asked = Asked(
        family=6, lease_type="address-and-prefix", interval_s=3, bases=bases, requests=(1,), period_s=4.0,
        drop_times_s=(0.123456789,), max_drops=(Drops(1), Drops(percent=2), Drops(percent=3.5)), preload=3,
        local_port=33, server_port=44, seed=5, use_first=True, diagnostics="a", wrapped="/bin/true", local="lo",
        server="ff02::1:2",
    )  # fmt: skip  # a flag each
    assert arguments(asked, interface=True, multi=False, mac=bytes(range(6)), duid=bytes(range(6))) == SIX


def test_arguments_of_templates_and_of_an_avalanche() -> None:
    asked = Asked(
        templates=("a", "b"), xid_offsets=(4, 4), random_offsets=(35, 37), server_id_offset=7, elapsed_offset=0,
        address_offset=3, mac_list="macs", broadcast=True, server="127.0.0.9",
    )  # fmt: skip  # a flag each
    lines = arguments(asked, interface=False, multi=True, mac=MAC, duid=DUID).splitlines()
    assert lines[2:16] == [
        "drop-time[0]=1", "drop-time[1]=1", "broadcast", "mac-list-file=macs", "template-file[0]=a",
        "template-file[1]=b", "xid-offset[0]=4", "xid-offset[1]=4", "rnd-offset[0]=35",
        "rnd-offset[1]=37", "sid-offset=7", "rip-offset=3",
        "server=127.0.0.9", "multi-thread-mode",
    ]  # fmt: skip  # the order of perfdhcp
    avalanche = arguments(replace(asked, scenario="avalanche"), interface=False, multi=True, mac=MAC, duid=DUID)
    assert "drop-time[0]=1000\ndrop-time[1]=1000\n" in avalanche


def test_waits_and_times() -> None:
    assert waits(DETAILS) == "Short waits for packets: 2691\n"
    assert timestamps(DETAILS, ["discover_offer", "request_ack"]) == (
        "***Timestamps for packets: DISCOVER-OFFER***\n"
        "sent / received: 000000.000113 / 000000.000958\n"
        "sent / received: 010203.200157 / 010203.200719\n"
        "\n"
        "***Timestamps for packets: REQUEST-ACK***\n"
        "Unavailable! No packets received.\n"
        "\n"
    )


def test_packets_in_rows_of_sixteen_octets() -> None:
    assert packets(DETAILS, OFFSETS) == (
        "xid-offset=4\nrandom-offset=35\ncontents: \n"
        "0000   000102030405060708090a0b0c0d0e0f\n0020   1011\n\n"
        "xid-offset=4\nrandom-offset=35\nsrvid-offset=54\ntime-offset=8\nip-offset=240\ncontents: \n0000   01\n\n"
    )


def test_leases_of_both_families() -> None:
    head = "client_id,adrress,prefix\n"
    assert leases(DETAILS, ["discover_offer", "request_ack"], 4) == (
        f"***Leases for DISCOVER-OFFER***\n{head}01000c01020304,127.10.0.0,\n\n\n"
        f"***Leases for REQUEST-ACK***\n{head}\n\n"
    )
    six = Details(leases={"request_reply": [LeaseRow(DUID, "", "2001:db8:8000::")]})
    assert "00:01:00:01:32:94:03:3a:00:0c:01:02:03:04,,2001:db8:8000::\n" in leases(six, ["request_reply"], 6)


@pytest.mark.parametrize(
    ("stopped_by", "drops", "said"),
    [
        ("period", (), "reached test-period.\n"),
        ("requests", (), "Reached max requests limit.\n"),
        ("losses", (Drops(count=1),), "Reached maximum drops number.\n"),
        ("losses", (Drops(percent=1),), "Reached maximum percentage of drops.\n"),
        ("SIGINT", (), ""),
    ],
)
def test_reasons(stopped_by: str, drops: tuple[Drops, ...], said: str) -> None:
    assert reason(dora(stopped_by=stopped_by), Asked(max_drops=drops)) == said


def test_what_follows_a_run_is_in_perfdhcps_order() -> None:
    run = dora(details=DETAILS)
    said = afterwards(run, Asked(diagnostics="Tlste"), OFFSETS)
    order = ["***Timestamps", "Server id: 7f000001\nInterrupted\n", "contents: ", "***Leases"]
    assert sorted(order, key=said.index) == order
    assert afterwards(run, Asked(diagnostics="i"), OFFSETS) == ""
    assert afterwards(dora(), Asked(diagnostics="stTle"), OFFSETS) == "Interrupted\n"
    assert "contents" not in afterwards(run, Asked(diagnostics="T", scenario="avalanche"), OFFSETS)
    assert afterwards(dora(details=Details()), Asked(diagnostics="s"), OFFSETS) == ""
