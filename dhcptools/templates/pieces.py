"""What templates have in common, written for the version that is asked for.

Which keyword came or went when: ``control-sockets`` and ``output-options`` in 2.7, bare names of hook libraries since
the paths were fixed in 2.6.3 and 2.7.9, ``client-classes`` in pools in 3.0.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from dhcptools.templates.settings import Area, Settings
from dhcptools.templates.text import Said, Tree, render

_SOCKETS: Final = (2, 7, 2)
_OUTPUT: Final = (2, 7, 4)
_FIXED_PATHS: Final = ((2, 6, 3), (2, 7, 9))
_CLASSES: Final = (2, 7, 9)
HOOKS: Final = "/usr/lib/x86_64-linux-gnu/kea/hooks"

DAY: Final = 86_400
Map = dict[str, Any]


class File(NamedTuple):
    """A file of a template: ``name`` is its place below the directory it is written to."""

    name: str
    text: str


def file(settings: Settings, name: str, daemon: str, body: Map, about: str) -> File:
    """A configuration file of one daemon; ``about`` says what it is for."""
    version = ".".join(map(str, settings.target))
    opening = f"{about}\n\nFor Kea {version}. Check it with: dhcptool lint {name.rpartition('/')[2]}"
    tree: Tree = {daemon: body}
    return File(name, render(tree, opening))


def base(settings: Settings, family: int, *, relayed: bool = False) -> Map:
    """Interfaces, control socket, lease file and times of a DHCP server."""
    interfaces: Map = {"interfaces": [settings.interface]}
    if family == 4 and relayed:
        interfaces["dhcp-socket-type"] = Said("All requests come through relay agents: no raw sockets needed.", "udp")
    body: Map = {
        "interfaces-config": interfaces,
        **control(settings, f"kea{family}-ctrl-socket"),
        "lease-database": {
            "type": "memfile",
            "persist": True,
            "name": f"/var/lib/kea/kea-leases{family}.csv",
            "lfc-interval": 3600,
            "max-row-errors": 100,
        },
        "valid-lifetime": Said("Half a day: a device that left gives its address back by the next one.", DAY // 2),
    }
    if family == 6:
        body["preferred-lifetime"] = DAY // 4
        body["renew-timer"] = DAY // 8
        body["rebind-timer"] = DAY // 5
    return body


def control(settings: Settings, name: str) -> Map:
    """The socket that commands are sent to."""
    socket = {"socket-type": "unix", "socket-name": f"/run/kea/{name}"}
    return {"control-sockets": [socket]} if settings.target >= _SOCKETS else {"control-socket": socket}


def loggers(settings: Settings, daemon: str) -> Map:
    """One logger, to a file that rotates."""
    output = {"output": f"/var/log/kea/{daemon}.log", "maxsize": 10_485_760, "maxver": 8}
    key = "output-options" if settings.target >= _OUTPUT else "output_options"
    return {"loggers": [{"name": daemon, key: [output], "severity": "INFO"}]}


def hook(settings: Settings, name: str, parameters: Map | None = None) -> Map:
    """A hook library: by its name alone where Kea looks for it in its own directory, else with the path."""
    bare = settings.target >= _FIXED_PATHS[1] or _FIXED_PATHS[0] <= settings.target < (2, 7, 0)
    library: Map = {"library": name if bare and not settings.hooks else f"{settings.hooks or HOOKS}/{name}"}
    return library if parameters is None else library | {"parameters": parameters}


def options(settings: Settings, family: int) -> list[Map]:
    """Name servers and domain, for everybody."""
    if family == 4:
        return [
            {"name": "domain-name-servers", "data": settings.resolvers(4)},
            {"name": "domain-name", "data": settings.domain},
        ]
    return [
        {"name": "dns-servers", "data": settings.resolvers(6)},
        {"name": "domain-search", "data": settings.domain},
    ]


def subnet(settings: Settings, area: Area, pools: list[Map] | None = None) -> Map:
    """A subnet with its pools and router; in IPv6 routers speak for themselves, and the interface says which link."""
    found: Map = {"id": area.id, "subnet": str(area.subnet)}
    if area.relay is not None:
        found["relay"] = {"ip-addresses": [str(area.relay)]}
    elif area.subnet.version == 6:
        found["interface"] = settings.interface
    found["pools"] = [{"pool": area.pool}] if pools is None else pools
    if area.subnet.version == 4:
        found["option-data"] = [{"name": "routers", "data": str(area.router)}]
    return found


def guard(settings: Settings, name: str) -> Map:
    """What keeps a pool or subnet for members of a class."""
    return {"client-classes": [name]} if settings.target >= _CLASSES else {"client-class": name}
