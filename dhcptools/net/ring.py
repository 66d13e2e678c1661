"""Frames from a ring that the kernel fills (AF_PACKET, TPACKET_V3): no system call a packet, and no libpcap.

Rules this file keeps:

- the filter is there before the socket hears anything, and the ring before it is bound;
- a VLAN tag that the kernel took off stands in its place again;
- a block is given back to the kernel as soon as its packets are copied out; what did not fit is counted, not hidden;
- an interface without Ethernet headers, and ``any``, is heard without link layer: its packets get the header of Linux's
  cooked captures (SLL2), which names the interface.

Layout: linux/if_packet.h, Documentation/networking/packet_mmap.rst.
"""

from __future__ import annotations

import errno
import mmap
import os
import select
import socket
import struct
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from dhcptools.net.bpf import DHCP_PORTS, attach, dhcp_filter
from dhcptools.net.errors import NetError, link_error
from dhcptools.net.link import PacketCounters, open_link
from dhcptools.packet.links import ETHERNET, SLL2

ANY: Final = "any"
BLOCK_OCTETS: Final = 1 << 20
BLOCKS: Final = (32, 8, 2)  # what is tried, until the kernel has the memory
FILL_MS: Final = 20  # a block that has something is handed over after this, full or not

_SOL_PACKET: Final = 263
_RX_RING, _VERSION = 5, 10
_TPACKET_V3: Final = 2
_FRAME_OCTETS: Final = 2048  # not a limit in this version, but checked by the kernel
_USER: Final = 1  # the block is ours
_NOT_READY, _VLAN_VALID, _VLAN_TYPE_VALID = 1 << 3, 1 << 4, 1 << 6
_BLOCK: Final = struct.Struct("=8xIII")  # status, packets, offset of the first
_STATUS_AT: Final = 8
_HEADER: Final = struct.Struct("=6IHH4xIHH8xH2siHBB8s")
"""struct tpacket3_hdr and struct sockaddr_ll behind it: next, seconds, nanoseconds, kept, length, status, places of
link and network layers, VLAN tag, its EtherType; family, protocol, interface, hardware type, packet type, address."""
_ETH_P_ALL: Final = 3
_TAGGED: Final = b"\x81\x00"
_VERSIONS: Final = {b"\x08\x00": 4, b"\x86\xdd": 6}
_ETHERNET_TYPES: Final = (1, 772)  # ARPHRD_ETHER, ARPHRD_LOOPBACK
_LOOPBACK_TYPE: Final = 772
_OUTGOING: Final = 4
_SLL2: Final = struct.Struct("!2sHIHBB8s")


class Seen(NamedTuple):
    """A packet: ``time_ns`` CLOCK_REALTIME by the kernel, ``length`` on the wire, ``interface`` by number.

    ``checksums`` is false when a network card was to fill them in.
    """

    time_ns: int
    link_type: int
    octets: bytes
    length: int
    interface: int
    checksums: bool


class RingLink:
    """DHCP's packets on one interface, or on ``any``, as a context manager."""

    def __init__(
        self,
        interface: str,
        *,
        ports: Iterable[int] = DHCP_PORTS,
        promiscuous: bool = False,
        sock: socket.socket | None = None,
    ) -> None:
        """Open it; NetError when the system does not allow it.

        ``sock`` is one made already, raw, for protocol 0 and not bound, in another network namespace for example.
        """
        self.interface = interface
        self._cooked = interface == ANY or _hardware_type(interface) not in _ETHERNET_TYPES
        program = dhcp_filter(ports, fragments=True, cooked=self._cooked)
        kind = socket.SOCK_DGRAM if self._cooked else socket.SOCK_RAW
        try:
            self.socket = sock or socket.socket(socket.AF_PACKET, kind, 0)
        except OSError as error:
            raise link_error(error, interface, [name for _, name in socket.if_nameindex()]) from error
        try:
            self._ring, self._blocks = _ring(self.socket, interface)
            if self._cooked:
                attach(self.socket, program)
                if interface == ANY:
                    _bind_all(self.socket)
                else:
                    self.socket.bind((interface, _ETH_P_ALL))
            else:
                open_link(interface, program, promiscuous=promiscuous, sock=self.socket)
        except OSError as error:
            self.socket.close()
            raise link_error(error, interface, [name for _, name in socket.if_nameindex()]) from error
        except BaseException:
            self.socket.close()
            raise
        self._next = 0
        self._counters = PacketCounters(self.socket)
        self._poll = select.poll()
        self._poll.register(self.socket, select.POLLIN | select.POLLERR)

    def wait(self, seconds: float) -> bool:
        """Whether a block is ready, waiting so long at most. NetError when the interface went away or down."""
        if self._ready():
            return True
        for _, events in self._poll.poll(seconds * 1000):
            if events & select.POLLERR:
                number = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if number:
                    raise link_error(OSError(number, os.strerror(number)), self.interface, doing="receive on")
        return self._ready()

    def receive(self) -> list[Seen]:
        """The packets of the next block that is ready; none when there is none. Never waits."""
        if not self._ready():
            return []
        start = self._next * BLOCK_OCTETS
        _, count, first = _BLOCK.unpack_from(self._ring, start)
        found: list[Seen] = []
        at = start + first
        for _ in range(count):
            at = self._take(at, found)
        struct.pack_into("=I", self._ring, start + _STATUS_AT, 0)  # the kernel's again
        self._next = (self._next + 1) % self._blocks
        return found

    def _ready(self) -> bool:
        return bool(_BLOCK.unpack_from(self._ring, self._next * BLOCK_OCTETS)[0] & _USER)

    def _take(self, at: int, found: list[Seen]) -> int:
        """One packet of a block; where the next one stands."""
        ring = self._ring
        (
            following, seconds, rest_ns, kept, length, status, link_at, network_at, tci, tpid, _, _, protocol, index,
            hardware_type, packet_type, address_octets, address,
        ) = _HEADER.unpack_from(ring, at)  # fmt: skip  # the order of the structures
        if hardware_type == _LOOPBACK_TYPE and packet_type == _OUTGOING:
            return at + int(following)  # it comes in as well
        start = at + (network_at if self._cooked else link_at)
        octets = ring[start : start + kept]
        link_type = ETHERNET
        tag = b""
        if status & _VLAN_VALID:
            tag = struct.pack("!HH", tpid if status & _VLAN_TYPE_VALID else 0x8100, tci)
            length += 4
        if self._cooked:
            link_type = SLL2
            if octets[2:4] == protocol and octets[4:5] and octets[4] >> 4 == _VERSIONS.get(protocol):
                protocol = _TAGGED  # newer kernels name what is behind a tag that still stands here
            inner = tag[2:] + protocol if tag else b""
            head = _SLL2.pack(tag[:2] or protocol, 0, index, hardware_type, packet_type, address_octets, address)
            octets = head + inner + octets
            length += _SLL2.size
        elif tag:
            octets = octets[:12] + tag + octets[12:]
        ready = not status & _NOT_READY
        found.append(Seen(seconds * 1_000_000_000 + rest_ns, link_type, octets, length, index, ready))
        return at + int(following)

    @property
    def statistics(self) -> tuple[int, int]:
        """Packets that the filter let through since the start, and how many of them the kernel had to drop."""
        return self._counters.read()

    def close(self) -> None:
        """Give ring and socket back."""
        self._ring.close()
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _ring(sock: socket.socket, interface: str) -> tuple[mmap.mmap, int]:
    sock.setsockopt(_SOL_PACKET, _VERSION, _TPACKET_V3)
    for blocks in BLOCKS:
        frames = blocks * BLOCK_OCTETS // _FRAME_OCTETS
        request = struct.pack("=7I", BLOCK_OCTETS, blocks, _FRAME_OCTETS, frames, FILL_MS, 0, 0)
        try:
            sock.setsockopt(_SOL_PACKET, _RX_RING, request)
            return mmap.mmap(sock.fileno(), blocks * BLOCK_OCTETS, mmap.MAP_SHARED), blocks
        except OSError as error:
            if error.errno not in {errno.ENOMEM, errno.EINVAL} or blocks == BLOCKS[-1]:
                raise
    raise NetError(f"cannot listen on {interface}", "there is no memory for its packets", "free some")


def _bind_all(sock: socket.socket) -> None:
    """Hear every interface: number 0, which Python's own bind cannot say. Raises OSError."""
    import ctypes  # noqa: PLC0415 - for this alone

    address = struct.pack("=H2siHBB8s", socket.AF_PACKET, _ETH_P_ALL.to_bytes(2), 0, 0, 0, 0, bytes(8))
    if ctypes.CDLL(None, use_errno=True).bind(sock.fileno(), address, len(address)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _hardware_type(interface: str) -> int:
    """The kernel's number for the link layer; Ethernet when it is not known, so that opening it says why not."""
    try:
        return int(Path("/sys/class/net", interface, "type").read_text())
    except (OSError, ValueError):
        return _ETHERNET_TYPES[0]
