"""How ``query`` reaches servers: raw frames, a client's UDP port, or a relay agent's."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import click

from dhcptools.cli.local import CLIENT_PORTS, RELAY_PORTS, choose_local
from dhcptools.cli.query_flags import Flags
from dhcptools.cli.streams import note
from dhcptools.net.errors import NetError
from dhcptools.net.privileges import CAP_NET_RAW, can_bind, effective_capabilities
from dhcptools.net.sockets import open_udp
from dhcptools.packet.v4 import BROADCAST_FLAG
from dhcptools.probe.channel import Channel, UdpChannel, literal_of

_FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
_EVERYONE = {4: "255.255.255.255", 6: "ff02::1:2"}


@dataclass(frozen=True, slots=True)
class Way:
    """An open channel. ``relay`` is our address as a relay agent, None for a client; ``port`` where we listen.

    ``source_port``: requests must carry the relay source port option (RFC 8357).
    """

    channel: Channel
    destination: IPv4Address | IPv6Address
    port: int
    relay: IPv4Address | IPv6Address | None = None
    source_port: bool = False

    @property
    def unicast(self) -> bool:
        """Whether one server is asked."""
        return not (self.destination.is_multicast or str(self.destination) == _EVERYONE[4])


def open_way(flags: Flags, family: int) -> Way:
    """Open what the flags ask for. NetError says which privilege, interface or address is missing."""
    port = flags.server_port or RELAY_PORTS[family]
    text, scope = literal_of(flags.target or _EVERYONE[family], port, _FAMILIES[family])
    destination = IPv4Address(text) if family == 4 else IPv6Address(text)
    if flags.interface is not None:
        scope = _index(flags.interface)
    group = flags.target is None or destination.is_multicast or text == _EVERYONE[4]
    if group and flags.interface is None and not scope:
        raise click.UsageError("name an interface with -i, or a server with --target")
    if flags.relay or (flags.giaddr is not None and not group and not flags.raw and family == 4):
        return _as_relay(flags, family, destination, port, scope, group=group)
    try:
        if _wants_frames(flags, family, group=group):
            return _frames(flags, family, destination, port)
        return _as_client(flags, family, destination, port, scope)
    except NetError as error:
        if error.errno == errno.EADDRINUSE and _may_send_frames(flags, group=group):
            return _frames(flags, family, destination, port)  # a client of this host has the port
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EADDRINUSE}:
            raise
        other = "; or ask one server as a relay agent, which needs no privilege: --relay --target SERVER"
        raise NetError(
            error.what, error.why, error.fix.partition(", or choose a local port")[0] + other, error.errno
        ) from error


def own_mac(interface: str | None) -> bytes:
    """The MAC address of an interface. NetError, UsageError when there is none."""
    if interface is None:
        raise click.UsageError("--mac own needs -i, the interface whose MAC it is")
    _index(interface)
    try:
        return bytes.fromhex(Path(f"/sys/class/net/{interface}/address").read_text().strip().replace(":", ""))
    except (OSError, ValueError):
        from dhcptools.net.interfaces import interface as find  # noqa: PLC0415 - /sys shows another namespace

        return find(interface).mac


def _wants_frames(flags: Flags, family: int, *, group: bool) -> bool:
    if flags.raw or flags.vlan is not None:
        if flags.udp:
            raise click.UsageError("--udp excludes --raw and --vlan")
        if flags.interface is None:
            raise click.UsageError("raw frames need -i, the interface to send them on")
        return True
    if flags.interface is None or flags.udp or not group:
        return False
    if family == 4:
        return True
    return not can_bind(flags.local_port or CLIENT_PORTS[6]) and _may_send_frames(flags, group=group)


def _may_send_frames(flags: Flags, *, group: bool) -> bool:
    return group and flags.interface is not None and not flags.udp and CAP_NET_RAW in effective_capabilities()


def _frames(flags: Flags, family: int, destination: IPv4Address | IPv6Address, port: int) -> Way:
    from dhcptools.net.link import LinkSocket  # noqa: PLC0415 - only where frames are sent
    from dhcptools.packet.ethernet import VlanTag  # noqa: PLC0415
    from dhcptools.packet.frame import Endpoint  # noqa: PLC0415
    from dhcptools.probe.link_channel import LinkChannel  # noqa: PLC0415

    interface = flags.interface or ""
    relayed = flags.giaddr is not None and family == 4
    local_port = flags.local_port or (RELAY_PORTS if relayed else CLIENT_PORTS)[family]
    unicast = flags.broadcast is False or (flags.flags is not None and not flags.flags & BROADCAST_FLAG)
    link = LinkSocket(
        interface,
        ports=(local_port,),
        vlan=flags.vlan,
        # Answers may go to a MAC that is not ours; a captured packet has its own broadcast flag.
        promiscuous=family == 4 and (unicast or flags.replay is not None) and flags.mac != "own",
        ignore_outgoing=True,
    )
    source: IPv4Address | IPv6Address = flags.giaddr or flags.ciaddr or IPv4Address(0)
    if family == 6:
        source = _link_local(interface)
    tags = () if flags.vlan is None else (VlanTag(flags.vlan),)
    endpoint = Endpoint(link.mac, source, local_port)
    channel = LinkChannel(link, endpoint, port, tags=tags, target_mac=flags.target_mac)
    return Way(channel, destination, local_port)


def _as_client(flags: Flags, family: int, destination: IPv4Address | IPv6Address, port: int, scope: int) -> Way:
    local_port = flags.local_port or CLIENT_PORTS[family]
    local = ""
    if family == 6 and flags.interface is not None and (destination.is_multicast or destination.is_link_local):
        local = f"{_link_local(flags.interface)}%{flags.interface}"
    sock = open_udp(_FAMILIES[family], local, local_port, device=flags.interface, reuse=True, broadcast=family == 4)
    return Way(UdpChannel(sock, port, scope), destination, local_port)


def _as_relay(
    flags: Flags, family: int, destination: IPv4Address | IPv6Address, port: int, scope: int, *, group: bool
) -> Way:
    if flags.raw or flags.vlan is not None:
        raise click.UsageError("--relay works by UDP: leave out --raw and --vlan, or give --giaddr alone")
    if group and family == 4:
        raise click.UsageError("a relay agent asks one server: name it with --target")
    zoned = f"{destination}%{scope}" if scope and family == 6 else str(destination)
    local = flags.local or (str(flags.giaddr) if flags.giaddr is not None else None)
    try:
        chosen = choose_local(family, zoned, port, local, flags.local_port or 0)
        sock = open_udp(_FAMILIES[family], chosen.address, chosen.port)
    except NetError as error:
        if error.errno != errno.EADDRNOTAVAIL or flags.giaddr is None or flags.relay:
            raise
        note(f"giaddr {flags.giaddr} is no address of this host: the answers go there, and are not heard here")
        return _as_client(flags, family, destination, port, scope)
    if chosen.note and not flags.quiet:
        note(chosen.note)
    bare = chosen.address.partition("%")[0]
    own = IPv4Address(bare) if family == 4 else IPv6Address(bare)
    return Way(UdpChannel(sock, port, scope), destination, sock.getsockname()[1], own, chosen.relay_port)


def _index(interface: str) -> int:
    try:
        return socket.if_nametoindex(interface)
    except OSError:
        names = ", ".join(name for _, name in socket.if_nameindex())
        raise NetError(
            f"no interface {interface}", "this host's network namespace has none of that name",
            f"choose one of: {names}",
        ) from None  # fmt: skip  # what and why, then the fix


def _link_local(interface: str) -> IPv6Address:
    from dhcptools.net.linklocal import link_local  # noqa: PLC0415 - DHCPv6 only

    found = link_local(interface)
    if found is None:
        raise NetError(
            f"cannot send DHCPv6 on {interface}: it has no link-local address",
            "the interface is down, has IPv6 switched off, or its address is still being checked",
            f"see `ip -6 address show dev {interface}`",
        )
    return found
