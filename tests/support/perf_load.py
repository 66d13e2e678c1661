"""``dhcptool perf`` as acceptance tests run it: its JSON checked, against Kea in a namespace or a scripted server."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from dhcptools.packet.v4 import Message4
from support.command import ROOT, command, environment
from support.namespaces import Namespace
from support.scripted import Reply, Script4, ScriptedServer, answer4

SCHEMA = Draft202012Validator(json.loads((ROOT / "dhcptools/schemas/perf-1.schema.json").read_text()))
KEA4 = {
    "interfaces-config": {"interfaces": ["lo/127.0.0.1"], "dhcp-socket-type": "udp"},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3600,
    "subnet4": [{"id": 1, "subnet": "127.0.0.0/8", "pools": [{"pool": "127.10.0.0-127.20.255.255"}]}],
}
KEA6 = {
    "interfaces-config": {"interfaces": ["lo/2001:db8::1"]},
    "server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "0123456789", "persist": False},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3600,
    "preferred-lifetime": 3000,
    "subnet6": [
        {
            "id": 1, "subnet": "2001:db8::/32", "interface": "lo", "rapid-commit": True,
            "pools": [{"pool": "2001:db8:1::/64"}],
            "pd-pools": [{"prefix": "2001:db8:8000::", "prefix-len": 36, "delegated-len": 64}],
        }
    ],
}  # fmt: skip  # a subnet
FOUR = ("-l", "127.0.0.2", "127.0.0.1")
SIX = ("-6", "-l", "2001:db8::2", "2001:db8::1")
NUMBERS = itertools.count(1)


class Load:
    """``dhcptool perf`` in a namespace, or on the loopback interface of this host."""

    def __init__(self, home: Path, place: Namespace | None = None) -> None:
        self._home = home
        self._place = place

    def text(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = command("perf", *arguments)
        if self._place is not None:
            return self._place.run(line, check=False, timeout=60, env=environment(self._home))
        return subprocess.run(
            line, check=False, capture_output=True, text=True, timeout=60, env=environment(self._home)
        )

    def json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """The exit code and the report, which is as its schema says and reconciles."""
        done = self.text(*arguments, "--json")
        assert done.stdout, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        SCHEMA.validate(report)
        for exchange in report["exchanges"].values():
            if exchange["expects_answer"]:
                fates = ("received", "late", "lost", "in_flight", "nak", "rejected")
                assert exchange["sent"] == sum(exchange[name] for name in fates)
        return done.returncode, report


def at(server: ScriptedServer) -> tuple[str, ...]:
    """Options for a scripted server, from an address that no other run has."""
    return ("-l", f"127.77.1.{next(NUMBERS)}", "-L", "0", "-N", str(server.port), "127.0.0.1")


def fast(request: Message4, number: int) -> list[Reply]:
    del number
    return [(0, answer4(request).encode())]


def delayed(seconds: float) -> Script4:
    return lambda request, number: [(seconds, answer4(request).encode())]


def counts(report: dict[str, Any], exchange: str, *names: str) -> tuple[int, ...]:
    return tuple(report["exchanges"][exchange][name] for name in names)
