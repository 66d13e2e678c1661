"""A link with two servers and a client, on which ``dhcptool discover`` looks around."""

from __future__ import annotations

import json
import subprocess
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from support.command import command, environment
from support.namespaces import Namespace, connect
from support.peers import IscDhcpd, Program

SCHEMA = Draft202012Validator(json.loads(files("dhcptools.schemas").joinpath("discover-1.schema.json").read_text()))
MEMORY = {"type": "memfile", "persist": False}
KEA4 = {
    "interfaces-config": {"interfaces": ["eth0"]},
    "lease-database": MEMORY,
    "valid-lifetime": 4000,
    "option-data": [{"name": "domain-name-servers", "data": "192.0.2.53, 192.0.2.54"}],
    "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.99"}]}],
}
KEA6 = {
    "interfaces-config": {"interfaces": ["eth0"]},
    "lease-database": MEMORY,
    "server-id": {"type": "EN", "enterprise-id": 2495, "identifier": "01020304", "persist": False},
    "option-data": [{"name": "dns-servers", "data": "2001:db8:1::53"}],
    "subnet6": [
        {
            "id": 1,
            "subnet": "2001:db8:1::/64",
            "interface": "eth0",
            "pools": [{"pool": "2001:db8:1::1000-2001:db8:1::1fff"}],
            "pd-pools": [{"prefix": "2001:db8:100::", "prefix-len": 40, "delegated-len": 56}],
        }
    ],
}
DHCPD = """
ping-check false;
authoritative;
default-lease-time 900;
subnet 192.0.2.0 netmask 255.255.255.0 {
    range dynamic-bootp 192.0.2.200 192.0.2.220;
    option routers 192.0.2.2;
}
"""


class Link:
    """Hosts on one switch: two servers and a client, each on its eth0."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.switch = stack.enter_context(Namespace())
        self.good, self.rogue, self.client = (stack.enter_context(Namespace(beside=self.switch)) for _ in range(3))
        self.folder = folder
        self.switch.run(["ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0"])
        self.switch.run(["ip", "link", "set", "br0", "up"])
        addresses = {
            "p1": (self.good, ["192.0.2.1/24", "2001:db8:1::1/64"]),
            "p2": (self.rogue, ["192.0.2.2/24", "2001:db8:1::2/64"]),
            "p3": (self.client, []),
        }
        for port, (host, own) in addresses.items():
            connect(self.switch, host, (), own, names=(port, "eth0"))
            self.switch.run(["ip", "link", "set", port, "master", "br0"])

    def mac(self, host: Namespace) -> str:
        (found,) = json.loads(host.run(["ip", "-j", "link", "show", "eth0"]).stdout)
        return str(found["address"])

    def discover(
        self, *arguments: str, before: tuple[str, ...] = (), **variables: str
    ) -> subprocess.CompletedProcess[str]:
        line = [*before, *command("discover", "-i", "eth0", "--timeout", "1", *arguments)]
        return self.client.run(line, check=False, env=environment(self.folder, **variables))

    def found(self, *arguments: str) -> dict[str, Any]:
        whole = json.loads(self.discover("--json", *arguments).stdout)
        SCHEMA.validate(whole)
        return dict(whole)

    def dhcpd(self) -> Program:
        return IscDhcpd(self.rogue, "eth0", DHCPD, self.folder)

    def serve(self, *arguments: str) -> Program:
        log = self.folder / "serve.log"
        words = command("serve", "--interface", "eth0", *arguments)
        return _ready(Program(self.good, words, log, environment(self.folder)), "serving")


def _ready(program: Program, line: str) -> Program:
    try:
        program.wait_for(line)
    except BaseException:
        program.stop()
        raise
    return program
