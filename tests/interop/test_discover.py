"""``dhcptool discover`` finds the servers that others wrote, and takes no lease of them."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.command import command, environment
from support.discovery import KEA4, KEA6, SCHEMA, Link
from support.peers import Dnsmasq, Kea


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    with ExitStack() as stack:
        yield Link(stack, tmp_path_factory.mktemp("link"))


def test_kea_of_both_families_gives_no_lease_away(link: Link) -> None:
    with Kea(link.good, 4, KEA4, link.folder) as kea4, Kea(link.good, 6, KEA6, link.folder) as kea6:
        found = link.found(
            "--tries", "2", "--expect-subnet", "192.0.2.0/24", "--expect-option", "dns-servers=2001:db8:1::53"
        )
        assert kea4.statistics()["subnet[1].assigned-addresses"] == 0
        assert kea6.statistics()["subnet[1].assigned-nas"] == 0
        assert kea6.statistics()["subnet[1].assigned-pds"] == 0
    assert found["verdict"] == "ok"
    four, six = sorted(found["servers"], key=lambda server: server["family"])
    assert (four["server_id"], four["source"], four["source_mac"]) == ("192.0.2.1", "192.0.2.1", link.mac(link.good))
    assert four["offered"].startswith("192.0.2.")
    assert (four["lease_s"], four["duplicates"], four["expected"]) == (4000, 0, None)
    assert 0 < four["rtt_ms"] < 1000
    assert ["192.0.2.53", "192.0.2.54"] in [option["value"] for option in four["options"]]
    assert six["server_id"] == "00:02:00:00:09:bf:01:02:03:04"
    assert six["source"].startswith("fe80::")
    assert six["addresses"][0].startswith("2001:db8:1::1")
    assert six["prefixes"][0].endswith("/56")


def test_dnsmasq_of_both_families(link: Link) -> None:
    ranges = ["192.0.2.100,192.0.2.150,1h", "2001:db8:1::100,2001:db8:1::1ff,64,1h"]
    with Dnsmasq(link.good, "eth0", ranges, link.folder):
        found = link.found("--expect-server", link.mac(link.good))
        assert (link.folder / "dnsmasq.leases").read_text().split()[:1] in ([], ["duid"])
    assert found["verdict"] == "ok"
    assert [(server["family"], server["lease_s"], server["expected"]) for server in found["servers"]] == [
        (4, 3600, True),
        (6, 3600, True),
    ]


def test_our_server_with_faults(link: Link) -> None:
    with link.serve("--pool", "192.0.2.100-192.0.2.150", "--fault", "duplicate 2 type=offer"):
        (server,) = link.found("-4", "--expect-server", "192.0.2.1")["servers"]
        assert (server["duplicates"], server["expected"]) == (2, True)
        nagios = link.discover("-4", "--nagios", "--expect-server", "192.0.2.1")
        assert nagios.returncode == 0
        assert "offers=1;" in nagios.stdout
    with link.serve("--pool", "192.0.2.100-192.0.2.150", "--fault", "wrong-xid type=offer"):
        found = link.found("-4")
        assert (found["servers"], found["verdict"], found["ignored"]) == ([], "none", {"another transaction": 1})
    with link.serve("--pool", "192.0.2.100-192.0.2.150", "--fault", "nak message=no|way type=discover"):
        found = link.found("-4")
        assert (found["servers"], found["verdict"]) == ([], "none")
        assert [(other["answers"], other["status"]) for other in found["other_answers"]] == [(["DHCPNAK"], "no|way")]
    rival = "second-server pool=198.51.100.10-198.51.100.20 server-id=192.0.2.66"
    with link.serve("--pool", "192.0.2.100-192.0.2.150", "--fault", rival):
        found = link.found("-4", "--expect-server", "192.0.2.1")
        # Both claim to be elsewhere or here, from one address and MAC: they are two all the same.
        assert {server["server_id"] for server in found["servers"]} == {"192.0.2.1", "192.0.2.66"}


class Watching:
    """``discover --watch`` in the background, line by line."""

    def __init__(self, link: Link, *arguments: str, merged: bool = False) -> None:
        words = command("discover", "-i", "eth0", "-4", "--watch", "--timeout", "0.4", "--interval", "0.5", *arguments)
        stderr = subprocess.STDOUT if merged else None
        self.process = link.client.popen(words, stderr=stderr, env=environment(link.folder))
        self._heard = b""

    def line(self) -> str:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        while b"\n" not in self._heard:  # two lines may come at once: select knows nothing of a stream's buffer
            assert select.select([descriptor], [], [], 20)[0], "nothing was told in 20 s"
            octets = os.read(descriptor, 65536)
            assert octets, "it ended"
            self._heard += octets
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode() + "\n"

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)


def test_watching_tells_who_comes_and_goes(link: Link) -> None:
    watching = Watching(link, "--json", "--expect-server", "192.0.2.1")
    with link.serve("--pool", "192.0.2.100-192.0.2.100"):
        first = json.loads(watching.line())
        SCHEMA.validate(first)
        assert (first["change"], first["server"]["server_id"], first["server"]["expected"]) == (
            "appeared",
            "192.0.2.1",
            True,
        )
    gone = json.loads(watching.line())
    assert (gone["change"], gone["server"]["offered"]) == ("gone", "192.0.2.100")
    with link.serve("--pool", "192.0.2.101-192.0.2.101"):
        assert json.loads(watching.line())["server"]["offered"] == "192.0.2.101"
        assert watching.end(signal.SIGINT) == 130


def test_a_program_is_run_for_each_change_and_each_fault(link: Link, tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.write_text(f'#!/bin/sh\necho "$DHCP_EVENT $DHCP_SERVER $DHCP_EXPECTED" >>{tmp_path}/seen\n')
    hook.chmod(0o755)
    with link.serve("--pool", "192.0.2.100-192.0.2.100"):
        assert link.discover("-4", "--exec", str(hook), "--expect-server", "192.0.2.1").returncode == 0
        assert link.discover("-4", "--exec", str(hook), "--expect-server", "192.0.2.9").returncode == 1
        watching = Watching(link, "--exec", str(hook))
        assert " appeared: " in watching.line()
    assert " gone: " in watching.line()
    assert watching.end(signal.SIGINT) == 130
    assert (tmp_path / "seen").read_text().splitlines() == [
        "unexpected 192.0.2.1 no", "missing 192.0.2.9 ", "appeared 192.0.2.1 ", "gone 192.0.2.1 ",
    ]  # fmt: skip  # an event each


def test_watching_in_plain_lines_ends_on_sigterm_with_the_last_verdict(link: Link) -> None:
    with link.serve("--pool", "192.0.2.100-192.0.2.100", "--lifetime", "600"):
        watching = Watching(link)
        assert " appeared: DHCPv4 server 192.0.2.1 from 192.0.2.1, MAC " in watching.line()
        assert watching.end(signal.SIGTERM) == 0


def test_an_interface_that_goes_down_is_told_and_looked_at_again(link: Link) -> None:
    with link.serve("--pool", "192.0.2.100-192.0.2.100"):
        watching = Watching(link, merged=True)
        assert " appeared: " in watching.line()
        link.client.run(["ip", "link", "set", "eth0", "down"])
        assert "is down" in watching.line()
        assert link.discover().returncode == 4
        link.client.run(["ip", "link", "set", "eth0", "up"])
        link.good.run(["ip", "link", "set", "eth0", "down"])
        assert "eth0 can be asked again" in watching.line()
        assert " gone: " in watching.line()
        link.good.run(["ip", "link", "set", "eth0", "up"])
        assert " appeared: " in watching.line()
        assert watching.end(signal.SIGINT) == 130


def test_without_ipv6_dhcpv4_is_left(link: Link) -> None:
    switch = "/proc/sys/net/ipv6/conf/eth0/disable_ipv6"
    with link.serve("--pool", "192.0.2.100-192.0.2.100"):
        link.client.run(["sh", "-c", f"echo 1 > {switch}"])
        try:
            both, six = link.discover(), link.discover("-6")
        finally:
            link.client.run(["sh", "-c", f"echo 0 > {switch}"])
            link.client.await_link_local("eth0")
    assert both.returncode == 0
    assert "eth0 has no link-local IPv6 address" in both.stderr
    assert (six.returncode, six.stdout) == (4, "")
    assert "cannot send a Solicit on eth0" in six.stderr
