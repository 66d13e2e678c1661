from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.perf.asked import Asked
from dhcptools.perf.flag_kinds import Drops, FlagError, HexOption
from dhcptools.perf.flag_rules import check
from dhcptools.perf.lists import read_addresses, read_macs
from dhcptools.perf.perfdhcp_line import Line, parse
from support.perfdhcp_lines import REFUSED, words


def request(text: str, folder: Path = Path()) -> tuple[Line, Asked]:
    line = Line()
    parse(words(text, folder), line)
    for key, read in (("mac_list", read_macs), ("relay_list", lambda path: read_addresses(path, 4))):
        for path in line.values.get(key, []):
            read(str(path))
    asked = line.request(lambda name: name == "lo")
    check(asked, native=False)
    return line, asked


@pytest.mark.parametrize(("text", "said", "_late"), REFUSED, ids=[row[0] or "nothing" for row in REFUSED])
def test_it_refuses_in_perfdhcps_words(text: str, said: str, _late: bool, tmp_path: Path) -> None:
    with pytest.raises(FlagError) as refused:
        request(text, tmp_path)
    assert (refused.value.said or str(refused.value)) == said


def test_every_flag_has_its_value() -> None:
    line, asked = request(
        "-4 -1 -B -C , -d 0.5 -d 2 -D 3 -D 4.5% -f 2 -F 3 -g single -l lo -L 1067 -n 7 -n 8 -N 2067 -o 60,6162 -p 9 "
        "-P 10 -r 11 -R 12 -s 13 -t 14 -u -W 15 -w /bin/true -x ae -Y 0 -y 16 -b ether=00:01:02:03:04:05"
    )
    assert asked == Asked(
        family=4, server="255.255.255.255", use_first=True, broadcast=True, separator=",", drop_times_s=(0.5, 2.0),
        max_drops=(Drops(count=3), Drops(percent=4.5)), renew_rate=2, release_rate=3, thread_mode="single",
        local="lo", local_port=1067, requests=(7, 8), server_port=2067, options=(HexOption(60, b"ab"),), period_s=9,
        preload=10, rate_pps=11, clients=12, seed=13, interval_s=14, unique=True, exit_wait_us=15, wrapped="/bin/true",
        diagnostics="ae", elapsed_from_s=0, elapsed_for_s=16, bases=asked.bases,
    )  # fmt: skip  # a flag each
    assert [base.mac.hex() for base in asked.bases] == ["000102030405"]
    assert line.running.startswith("perfdhcp -4 -1 -B -C , -d 0.5 ")


def test_templates_have_offsets_and_one_holds_for_both() -> None:
    _, asked = request("-T a -T b -X 5 -O 30 -E 0 -S 9 -I 10 S")
    assert (asked.templates, asked.xid_offsets, asked.random_offsets) == (("a", "b"), (5, 5), (30, 30))
    assert (asked.elapsed_offset, asked.server_id_offset, asked.address_offset) == (0, 9, 10)
    assert request("-i -T a -X 5 -O 30 S")[1].xid_offsets == (5,)


@pytest.mark.parametrize(
    ("text", "server", "broadcast"),
    [
        ("-6 -A 1 all", "ff02::1:2", False),
        ("-6 -A 1 servers", "ff05::1:3", False),
        ("all", "255.255.255.255", True),
        ("-4 servers", "servers", False),
        ("-6 -l lo", "ff02::1:2", False),
        ("-l lo S", "127.0.0.1", False),
        ("-l elsewhere host.example", "host.example", False),
    ],
)
def test_names_of_servers(text: str, server: str, broadcast: bool) -> None:
    _, asked = request(text)
    assert (asked.server, asked.broadcast) == (server, broadcast)


def test_a_third_drop_time_replaces_the_second() -> None:
    assert request("-d 1 -d 2 -d 3 S")[1].drop_times_s == (1, 3)


def test_relay_options_are_of_version_3() -> None:
    assert request("-6 -A 1 --or 1:18,00ff --or 37,01 S")[1].relay_options == (
        HexOption(18, b"\0\xff", 1),
        HexOption(37, b"\1", 1),
    )
    for text in ("-4 --or 18,00 S", "-6 --or 18,00 S", "-6 -A 1 --or 2:18,00 S"):
        with pytest.raises(FlagError):
            request(text)


@pytest.mark.parametrize(("text", "wanted"), [("-h -Z", "h"), ("-4v", "v"), ("-V", "V")])
def test_help_and_versions_end_the_reading(text: str, wanted: str) -> None:
    line = Line()
    parse(text.split(), line)
    assert line.wanted == wanted
