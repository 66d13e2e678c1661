"""What ``dhcptool perf`` does beyond perfdhcp: shapes of load, verdicts, addresses, processes, clients on a link."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from dhcptools.packet.v4 import Message4
from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Kea
from support.perf_load import FOUR, KEA4, KEA6, SCHEMA, Load, at, counts, delayed, fast
from support.scripted import Reply, ScriptedServer, answer4


@pytest.fixture
def loopback() -> Iterator[Namespace]:
    with Namespace("127.0.0.2/8") as namespace:
        yield namespace


def test_stages_start_what_they_say(tmp_path: Path) -> None:
    with ScriptedServer(fast) as server:
        _, stepped = Load(tmp_path).json("--stages", "0.5s@100,0.5s@300", "-R", "100", *at(server))
        _, ramped = Load(tmp_path).json("--stages", "0.5s@200,0.5s@0", "--ramp", "-R", "100", *at(server))
    assert counts(stepped, "discover_offer", "sent", "received") == (200, 200)
    assert stepped["configured"]["stages"] == [
        {"duration_s": 0.5, "rate_pps": 100}, {"duration_s": 0.5, "rate_pps": 300},
    ]  # fmt: skip  # two stages
    assert counts(ramped, "discover_offer", "sent") == (100,)
    assert (ramped["configured"]["ramp"], ramped["configured"]["rate_pps"]) == (True, None)


def test_a_window_is_never_wider(tmp_path: Path) -> None:
    with ScriptedServer(delayed(0.02)) as server:
        code, report = Load(tmp_path).json("--window", "4", "-i", "-n", "60", "-R", "60", *at(server))
    assert (code, counts(report, "discover_offer", "received")) == (0, (60,))
    assert report["duration_s"] >= 60 / 4 * 0.02
    assert report["configured"]["window"] == 4


def test_a_mix_has_its_shares_and_lost_requests_are_sent_again(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 4, KEA4, tmp_path) as kea:
        code, report = Load(tmp_path, loopback).json(
            "--mix", "dora=60,renew=30,release=10", "-r", "200", "-p", "2", "-R", "100", *FOUR
        )
        seen = kea.statistics()
    assert code == 0
    assert counts(report, "discover_offer", "sent")[0] == pytest.approx(240, abs=2)
    assert counts(report, "renew_ack", "received")[0] == pytest.approx(120, abs=12)
    assert seen["pkt4-release-received"] == counts(report, "release", "sent")[0] == pytest.approx(40, abs=8)
    assert report["configured"]["mix"] == {"dora": 60, "renew": 30, "release": 10}


INFORMS = ("--mix", "dora=50,inform=50", "-r", "100", "-p", "1", "-R", "50", "-d", "0.5")


def test_answers_past_the_relay_are_heard(loopback: Namespace, tmp_path: Path) -> None:
    """Kea answers a DHCPINFORM at port 68 of ciaddr (RFC 2131 §4.3.5)."""
    with Kea(loopback, 4, KEA4, tmp_path):
        load = Load(tmp_path, loopback)
        code, report = load.json(*INFORMS, *FOUR)
        shared, several = load.json("--processes", "2", *INFORMS, *FOUR)
        line = command("perf", *INFORMS, *FOUR, "--json")
        deaf = loopback.run(
            ["setpriv", "--bounding-set=-net_raw", *line], check=False, timeout=60, env=environment(tmp_path)
        )
    assert (code, shared, deaf.returncode) == (0, 0, 0)
    for each in (report, several):
        sent, received = counts(each, "inform_ack", "sent", "received")
        assert sent == received > 20
        assert each["exchanges"]["inform_ack"]["expects_answer"]
    unheard = json.loads(deaf.stdout)
    SCHEMA.validate(unheard)
    assert counts(unheard, "inform_ack", "received", "lost", "in_flight") == (0, 0, 0)
    assert not unheard["exchanges"]["inform_ack"]["expects_answer"]
    assert sum(row["lost"] for row in unheard["seconds"]) == 0
    assert "INFORM-ACK: no answer to" in deaf.stderr


def test_answers_past_the_relay_in_frames_are_heard(tmp_path: Path) -> None:
    """With raw sockets, its default, Kea sends them to the MAC address that the request came from."""
    configuration = {
        "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
        "lease-database": {"type": "memfile", "persist": False},
        "subnet4": [{"subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.50 - 192.0.2.250"}]}],
    }
    with Namespace() as server, Namespace(beside=server) as relay:
        connect(server, relay, ("192.0.2.1/24",), ("192.0.2.2/24",))
        with Kea(server, 4, configuration, tmp_path):
            code, report = Load(tmp_path, relay).json(*INFORMS, "192.0.2.1")
    sent, received, orphans = counts(report, "inform_ack", "sent", "received", "orphans")
    assert (code, orphans) == (0, 0)
    assert sent == received > 20


def test_what_is_lost_is_sent_again(tmp_path: Path) -> None:
    first: set[int] = set()

    def second_time(request: Message4, number: int) -> list[Reply]:
        del number
        if request.xid not in first:
            first.add(request.xid)
            return []
        return [(0, answer4(request).encode())]

    with ScriptedServer(second_time) as server:
        code, report = Load(tmp_path).json("--retransmit", "-i", "-r", "20", "-n", "3", "-d", "8", *at(server))
    assert (code, counts(report, "discover_offer", "sent", "received", "resent")) == (0, (3, 3, 3))


def test_thresholds_decide(tmp_path: Path) -> None:
    with ScriptedServer(delayed(0.05)) as server:
        words = ("-i", "-r", "100", *at(server))
        kept, good = Load(tmp_path).json(*words, "-n", "20", "--threshold", "p99<1s", "--threshold", "lost==0")
        missed, bad = Load(tmp_path).json(*words, "-n", "20", "--threshold", "p50<1ms")
        ended, early = Load(tmp_path).json(*words, "-p", "30", "--threshold", "max<1ms", "--abort-on-fail")
    assert (kept, missed, ended) == (0, 3, 3)
    assert [each["ok"] for each in good["thresholds"]] == [True, True]
    (verdict,) = bad["thresholds"]
    assert (verdict["ok"], bad["verdict"]) == (False, "fail")
    assert verdict["value"] == pytest.approx(50, rel=0.3)
    assert (early["stopped_by"], early["verdict"]) == ("thresholds", "fail")
    assert early["duration_s"] < 5


def test_processes_share_one_run(tmp_path: Path) -> None:
    with ScriptedServer(fast) as server:
        code, report = Load(tmp_path).json("--processes", "2", "-r", "200", "-n", "200", "-R", "100", *at(server))
        seen = [Message4.decode(octets) for _, octets in server.requests]
    assert code == 0
    assert counts(report, "request_ack", "sent", "received", "orphans") == (200, 200, 0)
    assert len({message.chaddr for message in seen}) == 100
    assert report["configured"]["processes"] == 2


@pytest.mark.parametrize("family", ["-4", "-6"])
def test_answers_sent_together_reach_the_process_that_asked(family: str, tmp_path: Path) -> None:
    """The built-in server sends many at a time, which one socket gets whole, whoever asked."""
    code, report = Load(tmp_path).json(family, "--processes", "4", "-r", "6000", "-n", "3000", "-d", "5")
    assert (code, report["configured"]["processes"]) == (0, 4)
    for name in report["exchanges"]:
        assert counts(report, name, "sent", "received", "orphans", "duplicates") == (3000, 3000, 0, 0)
    assert report["addresses"]["distinct"] == 3000


def test_a_server_of_others_is_not_emptied_by_accident(tmp_path: Path) -> None:
    done = Load(tmp_path).text("-r", "10", "-p", "1", "-R", "5000", "-l", "127.0.0.1", "192.0.2.1")
    assert (done.returncode, "***" in done.stdout) == (2, False)
    assert "takes up to 5000 leases from 192.0.2.1 port 67" in done.stderr
    assert "--yes 5000" in done.stderr


def test_addresses_that_two_clients_hold_or_nobody_expects_are_listed(tmp_path: Path) -> None:
    def careless(request: Message4, number: int) -> list[Reply]:
        shared = IPv4Address("198.51.100.1" if request.chaddr[5] == 0x04 else "192.0.2.9")
        return [(0, answer4(request, yiaddr=shared).encode())]

    with ScriptedServer(careless) as server:
        words = ("-r", "100", "-n", "3", "-R", "3", "--check-addresses", "--subnet", "192.0.2.0/24")
        code, report = Load(tmp_path).json(*words, *at(server))
        text = Load(tmp_path).text(*words, *at(server)).stdout
    assert code == 3
    assert report["addresses"] == {
        "distinct": 2, "duplicate": 1, "foreign": 1,
        "problems": [
            {"address": "198.51.100.1", "client": "00:0c:01:02:03:04", "holder": None},
            {"address": "192.0.2.9", "client": "00:0c:01:02:03:06", "holder": "00:0c:01:02:03:05"},
        ],
    }  # fmt: skip  # as JSON
    assert "192.0.2.9: given to 00:0c:01:02:03:06 while 00:0c:01:02:03:05 held it\n" in text


def test_addresses_of_kea_are_all_right(loopback: Namespace, tmp_path: Path) -> None:
    with Kea(loopback, 4, KEA4, tmp_path):
        code, report = Load(tmp_path, loopback).json(
            "-r", "200", "-n", "200", "-R", "100", "-F", "50", "--check-addresses", "--subnet", "127.0.0.0/8", *FOUR
        )
    assert (code, report["addresses"]["duplicate"], report["addresses"]["foreign"]) == (0, 0, 0)


def test_clients_on_a_link_have_their_own_macs(tmp_path: Path) -> None:
    configuration = {
        "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
        "lease-database": {"type": "memfile", "persist": False},
        "subnet4": [{"subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.50 - 192.0.2.250"}]}],
    }
    with Namespace() as server, Namespace(beside=server) as clients:
        connect(server, clients, ("192.0.2.1/24",))
        with Kea(server, 4, configuration, tmp_path) as kea:
            code, report = Load(tmp_path, clients).json(
                "--l2", "--interface", "eth0", "-r", "100", "-n", "50", "-R", "50"
            )
            leases = kea.statistics()["subnet[1].assigned-addresses"]
        failed = Load(tmp_path, clients).text("--l2", "--interface", "none", "-r", "100", "-n", "50")
    assert (code, counts(report, "request_ack", "sent", "received"), leases) == (0, (50, 50), 50)
    assert report["configured"]["interface"] == "eth0"
    assert "built-in" not in failed.stdout + failed.stderr
    assert (failed.returncode, "none" in failed.stderr) == (4, True)


def test_dhcpv6_clients_on_a_link_have_their_own_macs(tmp_path: Path) -> None:
    """Kea's host looks for each of them by Neighbor Discovery before it can answer."""
    configuration = {
        **KEA6,
        "interfaces-config": {"interfaces": ["eth0"]},
        "subnet6": [{**KEA6["subnet6"][0], "interface": "eth0"}],  # type: ignore[index]
    }
    with Namespace() as server, Namespace(beside=server) as clients:
        connect(server, clients, ("2001:db8::1/64",))
        with Kea(server, 6, configuration, tmp_path) as kea:
            code, report = Load(tmp_path, clients).json(
                "-6", "--l2", "--interface", "eth0", "-r", "100", "-n", "60", "-R", "30", "-f", "30", "-F", "20",
                "-e", "address-and-prefix",
            )  # fmt: skip  # a command
            seen = kea.statistics()
        neighbours = server.run(["ip", "-6", "neighbour", "show", "dev", "eth0"]).stdout.lower()
    assert code == 0
    assert counts(report, "request_reply", "sent", "received", "orphans") == (60, 60, 0)
    for name, counter in (("renew_reply", "pkt6-renew-received"), ("release_reply", "pkt6-release-received")):
        sent, received = counts(report, name, "sent", "received")
        assert sent == received == seen[counter] > 5
    assert all(f"00:0c:01:02:03:{0x04 + number:02x}" in neighbours for number in range(30))


def test_a_route_that_is_gone_for_a_while_costs_lag_and_no_report(tmp_path: Path) -> None:
    with Namespace() as server, Namespace(beside=server) as clients:
        connect(server, clients, ("192.0.2.1/24",), ("192.0.2.2/24",))
        line = command(
            "perf", "-r", "3000", "-p", "2.5", "-d", "0.2", "-R", "100", "-t", "1", "--output", str(tmp_path / "run"),
            "-l", "192.0.2.2", "192.0.2.1",
        )  # fmt: skip  # a command
        running = clients.popen(line, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert running.stdout is not None
        while "sent: " not in (read := running.stdout.readline()):
            assert read, "it ended by itself"
        clients.run(["ip", "link", "set", "eth0", "down"])
        out, err = running.communicate(timeout=20)
    report = json.loads((tmp_path / "run").read_text())
    SCHEMA.validate(report)
    assert running.returncode == 3
    assert "***Statistics for: DISCOVER-OFFER***" in out
    assert "could not send" in err
    assert "Network is unreachable" in err
    assert report["local"]["send_failures"] > 0
    sent, lost = counts(report, "discover_offer", "sent", "lost")
    assert 3000 <= sent == lost < 6000
