"""Clients that others wrote get leases from our server, on a link of their own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import Program, need

POOL4 = "192.0.2.100-192.0.2.199"
POOL6 = "2001:db8:1::1000-2001:db8:1::1fff"

# What a client tells its script, one NAME=VALUE a line.
SCRIPT = """#!/bin/sh
env >> {record}
exit 0
"""


@pytest.fixture
def link() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client, ("192.0.2.1/24", "2001:db8:1::1/64"), ("2001:db8:1::2/64",))
        yield server, client


def serving(place: Namespace, folder: Path, *arguments: str) -> Program:
    log = folder / "serve.log"
    program = Program(place, command("serve", "--interface", "eth0", *arguments), log, environment(folder))
    program.wait_for("serving")
    return program


def recorder(folder: Path) -> tuple[Path, Path]:
    record, script = folder / "record", folder / "script"
    script.write_text(SCRIPT.format(record=record))
    script.chmod(0o755)
    return script, record


def recorded(record: Path, wanted: str) -> dict[str, str]:
    """What the script was told, once it was told ``wanted``: clients run it after they said that they are bound."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        lines = record.read_text().splitlines() if record.exists() else []
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        if wanted in told:
            return told
        time.sleep(0.02)
    return pytest.fail(f"the client's script was never told {wanted}")


def in_pool4(address: str) -> bool:
    return address.startswith("192.0.2.") and 100 <= int(address.rpartition(".")[2]) <= 199


def test_dhclient_v4(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("dhclient")
    server, client = link
    script, record = recorder(tmp_path)
    files = ["-sf", str(script), "-lf", str(tmp_path / "leases"), "-pf", str(tmp_path / "pid"), "-cf", "/dev/null"]
    with (
        serving(server, tmp_path, "--pool", POOL4, "--router", "192.0.2.1", "--option", "domain-name=example.org"),
        Program(client, ["dhclient", "-4", "-1", "-d", "-v", *files, "eth0"], tmp_path / "client.log") as dhclient,
    ):
        dhclient.wait_for("bound to")
        told = recorded(record, "new_ip_address")
    assert in_pool4(told["new_ip_address"])
    assert told["new_routers"] == "192.0.2.1"
    assert told["new_domain_name"] == "example.org"


def test_dhclient_v6(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("dhclient")
    server, client = link
    script, record = recorder(tmp_path)
    files = ["-sf", str(script), "-lf", str(tmp_path / "leases"), "-pf", str(tmp_path / "pid"), "-cf", "/dev/null"]
    with (
        serving(server, tmp_path, "-6", "--pool", POOL6),
        Program(client, ["dhclient", "-6", "-1", "-d", "-v", *files, "eth0"], tmp_path / "client.log") as dhclient,
    ):
        dhclient.wait_for("PRC: Bound to lease")
        assert recorded(record, "new_ip6_address")["new_ip6_address"].startswith("2001:db8:1::1")


def test_dhclient_v6_prefix(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("dhclient")
    server, client = link
    script, record = recorder(tmp_path)
    files = ["-sf", str(script), "-lf", str(tmp_path / "leases"), "-pf", str(tmp_path / "pid"), "-cf", "/dev/null"]
    with (
        serving(server, tmp_path, "-6", "--prefix6", "2001:db8:100::/40/56", "--subnet", "2001:db8:1::/64"),
        Program(
            client, ["dhclient", "-6", "-P", "-1", "-d", "-v", *files, "eth0"], tmp_path / "client.log"
        ) as dhclient,
    ):
        dhclient.wait_for("PRC: Bound to lease")
        assert recorded(record, "new_ip6_prefix")["new_ip6_prefix"].endswith("/56")


def test_udhcpc(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("udhcpc")
    server, client = link
    script, record = recorder(tmp_path)
    with serving(server, tmp_path, "--pool", POOL4, "--router", "192.0.2.1"):
        done = client.run(
            ["udhcpc", "-f", "-n", "-q", "-i", "eth0", "-s", str(script), "-t", "5", "-T", "1"], timeout=20
        )
    assert "obtained from 192.0.2.1" in done.stdout + done.stderr
    told = recorded(record, "ip")
    assert in_pool4(told["ip"])
    assert told["router"] == "192.0.2.1"


def test_dhcpcd(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("dhcpcd")
    if os.geteuid() != 0:
        pytest.skip("dhcpcd changes to a user of its own, which only root can")
    server, client = link
    script, record = recorder(tmp_path)
    options = ["-f", "/dev/null", "-c", str(script), "-t", "10", "-1", "-B", "-d", "--noarp"]
    with serving(server, tmp_path, "--pool", POOL4, "--router", "192.0.2.1"):
        done = client.run(["dhcpcd", "-4", *options, "eth0"], timeout=30, check=False)
    output = done.stdout + done.stderr
    assert "leased 192.0.2.1" in output, output
    assert in_pool4(recorded(record, "new_ip_address")["new_ip_address"])


def test_perfdhcp_v4(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("perfdhcp")
    server, client = link
    client.add_address("eth0", "192.0.2.2/24")
    with serving(server, tmp_path, "--pool", POOL4):
        done = client.run(
            ["perfdhcp", "-4", "-r", "100", "-R", "50", "-n", "100", "-n", "100", "-W", "1000000", "192.0.2.1"],
            timeout=20,
        )
    assert done.stdout.count("received packets: 100") == 2, done.stdout


def test_perfdhcp_v6_multicast(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("perfdhcp")
    server, client = link
    with serving(server, tmp_path, "-6", "--pool", POOL6):
        done = client.run(
            ["perfdhcp", "-6", "-r", "100", "-R", "50", "-n", "100", "-n", "100", "-W", "1000000", "-l", "eth0"],
            timeout=20,
        )
    assert done.stdout.count("received packets: 100") == 2, done.stdout


def test_udhcpc_renews(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("udhcpc")
    server, client = link
    script, record = recorder(tmp_path)
    with serving(server, tmp_path, "--verbose", "--pool", POOL4) as served:
        command_line = ["udhcpc", "-f", "-i", "eth0", "-s", str(script), "-T", "1"]
        with Program(client, command_line, tmp_path / "client.log") as udhcpc:
            address = recorded(record, "ip")["ip"]
            client.add_address("eth0", f"{address}/24")  # what the script of a system would do
            udhcpc.wait_for("obtained")
            udhcpc.process.send_signal(signal.SIGUSR1)  # renew now, by unicast
            recorded_again(served, f"DHCPACK {address}", 2)


def test_dhclient_v6_renews(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("dhclient")
    server, client = link
    script, _ = recorder(tmp_path)
    files = ["-sf", str(script), "-lf", str(tmp_path / "leases"), "-pf", str(tmp_path / "pid"), "-cf", "/dev/null"]
    with (
        serving(server, tmp_path, "-6", "--verbose", "--pool", POOL6, "--lifetime", "6") as served,
        Program(client, ["dhclient", "-6", "-d", "-v", *files, "eth0"], tmp_path / "client.log"),
    ):
        served.wait_for("RENEW ")
        recorded_again(served, "REPLY 2001:db8:1::1000", 2)


def recorded_again(served: Program, text: str, times: int) -> None:
    """Wait until the server has said something that often."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if served.log.read_text().count(text) >= times:
            return
        time.sleep(0.02)
    pytest.fail(f"never {times} times {text!r}:\n{served.log.read_text()}")


# systemd-networkd wants a /run of its own, and a /sys that cannot be written: then it waits for no udev.
NETWORKD = """#!/bin/sh -e
mount --make-rprivate /
mount -t tmpfs none /run
mount -t sysfs -o ro none /sys
mkdir -p /run/systemd/network /run/systemd/netif
cat > /run/systemd/network/eth0.network <<END
[Match]
Name=eth0
[Network]
DHCP={family}
LinkLocalAddressing=ipv6
IPv6AcceptRA=no
[DHCPv4]
UseHostname=no
[DHCPv6]
WithoutRA=solicit
END
chown -R systemd-network /run/systemd/netif
exec env SYSTEMD_LOG_LEVEL=debug /lib/systemd/systemd-networkd
"""


@pytest.mark.parametrize(
    ("family", "arguments", "bound"),
    [
        ("ipv4", ("--pool", POOL4), "DHCPACK 192.0.2.100 for 3600 s"),
        ("ipv6", ("-6", "--pool", POOL6), "REPLY 2001:db8:1::1000 for 3600 s"),
    ],
)
def test_systemd_networkd(
    link: tuple[Namespace, Namespace], tmp_path: Path, family: str, arguments: tuple[str, ...], bound: str
) -> None:
    if not Path("/lib/systemd/systemd-networkd").exists():
        pytest.skip("systemd-networkd is not installed")
    if os.geteuid() != 0:
        pytest.skip("systemd-networkd changes to a user of its own, which only root can")
    server, client = link
    script = tmp_path / "networkd"
    script.write_text(NETWORKD.format(family=family))
    script.chmod(0o755)
    with (
        serving(server, tmp_path, "--verbose", *arguments) as served,
        Program(client, ["unshare", "-m", str(script)], tmp_path / "client.log") as networkd,
    ):
        served.wait_for(bound)
        networkd.wait_for("State changed: configuring -> configured")


def test_dhcpcd_v6(link: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    need("dhcpcd")
    if os.geteuid() != 0:
        pytest.skip("dhcpcd changes to a user of its own, which only root can")
    server, client = link
    script, record = recorder(tmp_path)
    settings = tmp_path / "dhcpcd.conf"
    settings.write_text("noipv6rs\ninterface eth0\nia_na 1\n")  # no router advertises on this link
    options = ["-f", str(settings), "-c", str(script), "-t", "15", "-1", "-B", "-d"]
    with serving(server, tmp_path, "-6", "--pool", POOL6):
        done = client.run(["dhcpcd", "-6", *options, "eth0"], timeout=30, check=False)
    output = done.stdout + done.stderr
    assert "REPLY6 received" in output, output
    assert recorded(record, "new_dhcp6_ia_na1_ia_addr1")["new_dhcp6_ia_na1_ia_addr1"].startswith("2001:db8:1::1")
