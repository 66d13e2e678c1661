"""Real clients against faults on demand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from support.namespaces import Namespace, connect


def lease_despite(*faults: str) -> tuple[str, str]:
    """What udhcpc and the server say while the server makes faults."""
    with Namespace() as ours, Namespace(beside=ours) as theirs:
        connect(ours, theirs, ["192.0.2.1/24"])
        path = os.pathsep.join(entry for entry in sys.path if entry)
        flags = ["--interface", "eth0", "--pool", "192.0.2.10-192.0.2.20"]
        server = ours.popen(
            [sys.executable, "-m", "dhcptools.cli.main", "serve", *flags, *(w for f in faults for w in ("--fault", f))],
            env={**os.environ, "PYTHONPATH": path},
            stderr=subprocess.PIPE,
        )
        assert server.stderr is not None
        assert server.stderr.readline().startswith("serving DHCPv4")
        client = theirs.run(["udhcpc", "-i", "eth0", "-n", "-q", "-f", "-s", "/bin/true", "-t", "6", "-T", "1"])
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=10)
    return client.stdout + client.stderr, log


@pytest.mark.parametrize(
    ("faults", "said", "logged"),
    [
        (("nak first=1",), "received DHCP NAK", "answered with NAK"),
        (("wrong-xid type=offer first=1", "duplicate 2"), "lease of", "fault 2 duplicate: ack"),
        (("truncate 200 type=offer first=1",), "lease of", "truncated at octet 200"),
        (("missing-end",), "lease of", "no END"),
        (("second-server pool=198.51.100.10-198.51.100.20",), "lease of", "also sent by a second server"),
    ],
)
def test_udhcpc_gets_its_lease_all_the_same(faults: tuple[str, ...], said: str, logged: str) -> None:
    heard, log = lease_despite(*faults)
    assert said in heard
    assert logged in log
    assert "lease of 192.0.2.10 obtained from 192.0.2.1" in heard
