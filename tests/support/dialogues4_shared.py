"""What is said to a DHCPv4 server with a shared network and a subnet behind relays, in a differential test."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any, Final

from support.dialogues4 import PARAMETERS, Client, dora, option
from support.rivals import Dialogue

SHARED4: Final[dict[str, Any]] = {
    "interfaces-config": {"interfaces": ["eth0"], "dhcp-socket-type": "raw"},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 3000, "renew-timer": 1000, "rebind-timer": 2000, "authoritative": True, "match-client-id": False,
    "option-data": [{"name": "domain-name-servers", "data": "192.0.2.53"}],
    "reservations-global": True, "reservations-in-subnet": False,
    "reservations": [{"hw-address": "02:00:00:00:02:01", "hostname": "global"}],
    "shared-networks": [{
        "name": "two", "interface": "eth0", "next-server": "192.0.2.9",
        "option-data": [
            {"name": "domain-name-servers", "data": "192.0.2.54"}, {"name": "domain-name", "data": "two.example"},
        ],
        "subnet4": [
            {
                "id": 1, "subnet": "192.0.2.0/24", "valid-lifetime": 1500, "pools": [{"pool": "192.0.2.10-192.0.2.13"}],
                "option-data": [{"name": "routers", "data": "192.0.2.1"}],
            },
            {
                "id": 2, "subnet": "203.0.113.0/24", "pools": [{"pool": "203.0.113.10-203.0.113.12"}],
                "option-data": [{"name": "domain-name", "data": "second.example"}],
            },
        ],
    }],
    "subnet4": [{
        "id": 3, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.99"}],
        "relay": {"ip-addresses": ["198.51.100.1", "192.0.2.77"]}, "authoritative": False, "match-client-id": True,
        "option-data": [{"name": "routers", "data": "198.51.100.1"}],
    }],
}  # fmt: skip  # a Kea file


def shared4() -> Dialogue:
    """A shared network whose first subnet runs out, and a subnet behind relays."""
    clients = [Client(0x200 + number, (PARAMETERS,)) for number in range(9)]
    for client in clients:
        yield from dora(client, "shared")
    yield clients[0].say("shared renew", 3, ciaddr=clients[0].address, unicast=True)
    yield clients[4].say("shared rebind in the second subnet", 3, ciaddr=clients[4].address)
    yield clients[0].say("shared init-reboot", 3, option(50, clients[0].address.packed))
    stranger = Client(0x220, (PARAMETERS,))
    yield stranger.say("authoritative init-reboot", 3, option(50, "192.0.2.99"))
    yield stranger.say("authoritative init-reboot outside", 3, option(50, "10.0.0.1"))
    yield stranger.say("authoritative rebind", 3, ciaddr=IPv4Address("192.0.2.99"))
    far = [Client(0x210 + number, (PARAMETERS, option(61, b"\1same")), "198.51.100.1") for number in range(2)]
    for client in far:
        yield from dora(client, "behind a relay, one client-id")
    yield from dora(Client(0x213, (PARAMETERS,), "192.0.2.77"), "behind a relay that is listed")
    for number in (0x214, 0x215):
        yield from dora(Client(number, (PARAMETERS, option(61, b"\1same")), "198.51.100.1"), "again")
