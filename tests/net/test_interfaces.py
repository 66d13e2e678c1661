from __future__ import annotations

import json
import socket
import sys

import pytest

from dhcptools.net.errors import NetError
from dhcptools.net.interfaces import Interface, InterfaceAddress, interface, interfaces
from support.namespaces import Namespace, connect

SCRIPT = """
import json, socket
from dhcptools.net.interfaces import interfaces
print(json.dumps([
    [link.index, link.name, link.mac.hex(":"), link.mtu, link.up, link.loopback,
     sorted((a.address, a.prefix_length, a.scope) for a in link.addresses),
     link.address(socket.AF_INET), link.address(socket.AF_INET6)]
    for link in interfaces()
]))
"""


def test_a_namespace_shows_its_interfaces_as_they_were_made() -> None:
    with Namespace("127.0.0.2/8") as near, Namespace(beside=near) as far:
        connect(near, far, ["192.0.2.1/24", "2001:db8::1/64"])
        near.run(["ip", "link", "set", "eth0", "address", "02:00:00:00:00:07"])
        near.run(["ip", "link", "add", "idle0", "mtu", "1280", "type", "veth"])
        done = near.run([sys.executable, "-c", SCRIPT], env={"PYTHONPATH": ":".join(sys.path)})
    links = {name: rest for _, name, *rest in json.loads(done.stdout)}
    mac, mtu, up, loopback, addresses, address4, address6 = links["eth0"]
    assert (mac, mtu, up, loopback) == ("02:00:00:00:00:07", 1500, True, False)
    assert ["192.0.2.1", 24, 0] in addresses
    assert ["2001:db8::1", 64, 0] in addresses
    assert (address4, address6) == ("192.0.2.1", "2001:db8::1")
    assert links["idle0"][1:4] == [1280, False, False]
    assert links["idle0"][5:] == [None, None]
    assert links["lo"][2:4] == [True, True]
    assert {tuple(address) for address in links["lo"][4]} >= {("127.0.0.1", 8, 254), ("127.0.0.2", 8, 254)}


def test_a_link_local_address_carries_its_zone() -> None:
    link = Interface(3, "eth1", b"", 1500, True, False, (InterfaceAddress(socket.AF_INET6, "fe80::1", 64, 253),))
    assert link.address(socket.AF_INET6) == "fe80::1%eth1"
    assert link.address(socket.AF_INET) is None


def test_one_interface_by_name() -> None:
    assert interface("lo").loopback
    assert interface("lo") == interfaces()[0]
    with pytest.raises(NetError) as raised:
        interface("lo0")
    assert raised.value.fix == "choose one of: lo"
