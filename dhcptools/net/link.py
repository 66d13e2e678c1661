"""Whole Ethernet frames through an AF_PACKET socket, one at a time; light, without numpy.

Rules this file keeps:

- the filter is there before the socket hears anything: it is made for no protocol, which queues nothing, then given the
  filter, then bound;
- a VLAN tag that the kernel took off a frame is told with the frame, so that ``Arrival.whole`` is what was on the wire;
- what the system refuses becomes a NetError; a decoder of frames is elsewhere (:mod:`dhcptools.packet.frame`).
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from dhcptools.net.bpf import DHCP_PORTS, Instruction, attach, dhcp_filter
from dhcptools.net.errors import NetError, link_error
from dhcptools.net.sockets import grow_buffer
from dhcptools.packet.ethernet import ETHERTYPE_VLAN, VlanTag

__all__ = ["Arrival", "LinkSocket", "NetError", "PacketCounters", "open_link"]

_ETH_P_ALL: Final = 3
_ARPHRD_ETHER, _ARPHRD_LOOPBACK = 1, 772
_SIOCGIFINDEX: Final = 0x8933
_SO_TIMESTAMPNS: Final = 35
_SOL_PACKET: Final = 263
_PACKET_ADD_MEMBERSHIP, _PACKET_STATISTICS, _PACKET_AUXDATA, _PACKET_IGNORE_OUTGOING = 1, 6, 8, 23
_PACKET_MR_PROMISC: Final = 1
_AUXDATA: Final = struct.Struct("=IIIHHHH")  # status, octets, kept octets, two offsets, VLAN tag and its EtherType
_CHECKSUM_NOT_READY, _VLAN_VALID, _VLAN_TYPE_VALID = 1 << 3, 1 << 4, 1 << 6
_STAMP: Final = struct.Struct("=qq")
_STATISTICS: Final = struct.Struct("=II")
_CONTROL_OCTETS: Final = 256
_FRAME_OCTETS: Final = 65_536 + 64
_TAG_AT: Final = 12


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame that was seen.

    ``frame`` is as the kernel gives it, without the outermost VLAN tag when ``tag`` has it. ``arrived_ns`` is
    CLOCK_REALTIME, 0 when unknown. ``packet_type`` is one of ``socket.PACKET_HOST`` (to us), ``_BROADCAST``,
    ``_MULTICAST``, ``_OTHERHOST``, ``_OUTGOING``. ``octets`` is how long the frame was, more than ``frame`` has when
    the filter cut it. ``checksum_ready`` is false when a network card was to fill in the UDP checksum.
    """

    frame: bytes
    arrived_ns: int
    tag: VlanTag | None
    packet_type: int
    octets: int
    checksum_ready: bool

    @property
    def whole(self) -> bytes:
        """The frame with its VLAN tag back in its place."""
        if self.tag is None:
            return self.frame
        return self.frame[:_TAG_AT] + self.tag.encode() + self.frame[_TAG_AT:]


def open_link(
    interface: str,
    program: Iterable[Instruction],
    *,
    promiscuous: bool = False,
    ignore_outgoing: bool = False,
    sock: socket.socket | None = None,
) -> socket.socket:
    """A raw AF_PACKET socket that hears what ``program`` lets through on an interface; NetError if it cannot.

    ``promiscuous`` also hears frames to MAC addresses that are not the interface's. ``ignore_outgoing`` leaves out what
    this host sends (Linux 4.20; older kernels go on telling). ``sock``: one made already for protocol 0 and not bound,
    by a process that may; it is closed when this fails.
    """
    try:
        if sock is None:
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        _prepare(sock, interface, program, promiscuous, ignore_outgoing)
    except OSError as error:
        if sock is not None:
            sock.close()
        raise link_error(error, interface, [name for _, name in socket.if_nameindex()]) from error
    except BaseException:
        if sock is not None:
            sock.close()
        raise
    return sock


def _prepare(
    sock: socket.socket, interface: str, program: Iterable[Instruction], promiscuous: bool, ignore_outgoing: bool
) -> None:
    attach(sock, program)
    if ignore_outgoing:
        try:
            sock.setsockopt(_SOL_PACKET, _PACKET_IGNORE_OUTGOING, 1)
        except OSError as error:
            if error.errno != errno.ENOPROTOOPT:
                raise
    sock.bind((interface, _ETH_P_ALL))
    # An interface that is down can be bound; the error waits on the socket.
    down = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if down:
        raise OSError(down, os.strerror(down))
    kind = sock.getsockname()[3]
    if kind not in (_ARPHRD_ETHER, _ARPHRD_LOOPBACK):
        raise NetError(
            f"cannot use {interface} for raw frames",
            f"it has no Ethernet headers (hardware type {kind})",
            "choose an Ethernet interface, or work without raw frames",
        )
    if promiscuous:
        name = interface.encode().ljust(16, b"\0")
        index = struct.unpack_from("=i", fcntl.ioctl(sock, _SIOCGIFINDEX, name + bytes(24)), 16)[0]
        membership = struct.pack("=iHH8x", index, _PACKET_MR_PROMISC, 0)
        sock.setsockopt(_SOL_PACKET, _PACKET_ADD_MEMBERSHIP, membership)


class PacketCounters:
    """What the kernel counts for an AF_PACKET socket, added up: it starts again from 0 after each reading."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._seen = 0
        self._dropped = 0

    def read(self) -> tuple[int, int]:
        """Frames that the filter let through, and how many of them were dropped because nobody read in time."""
        octets = self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, _STATISTICS.size)
        seen, dropped = _STATISTICS.unpack(octets)
        self._seen += seen
        self._dropped += dropped
        return self._seen, self._dropped


class LinkSocket:
    """DHCP's frames on one interface, as a context manager. ``receive`` never blocks: select on it."""

    def __init__(
        self,
        interface: str,
        *,
        ports: Iterable[int] = DHCP_PORTS,
        vlan: int | None = None,
        promiscuous: bool = False,
        ignore_outgoing: bool = False,
        fragments: bool = False,
        receive_buffer: int = 4 << 20,
        sock: socket.socket | None = None,
    ) -> None:
        """Open it, or finish ``sock`` (see :func:`open_link`); NetError when the system does not allow it.

        ``ports``, ``vlan`` and ``fragments`` choose what is heard (:func:`~dhcptools.net.bpf.dhcp_filter`): UDP from or
        to these ports, on this VLAN. They do not touch what is sent. ``receive_buffer`` is a wish in octets.
        """
        program = dhcp_filter(ports, vlan=vlan, fragments=fragments)
        self.interface = interface
        self.socket = open_link(interface, program, promiscuous=promiscuous, ignore_outgoing=ignore_outgoing, sock=sock)
        self.socket.setblocking(False)
        self.socket.setsockopt(_SOL_PACKET, _PACKET_AUXDATA, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        grow_buffer(self.socket, socket.SO_RCVBUF, receive_buffer)
        self.mac: bytes = self.socket.getsockname()[4]
        self._buffer = memoryview(bytearray(_FRAME_OCTETS))
        self._counters = PacketCounters(self.socket)

    def fileno(self) -> int:
        """The descriptor, for select and poll."""
        return self.socket.fileno()

    def send(self, frame: bytes) -> bool:
        """Send one whole frame, with the VLAN tags it is to have; False when the kernel's buffers are full.

        NetError when the interface does not take it, such as one that went down or a frame longer than its MTU.
        """
        try:
            self.socket.send(frame)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.ENOBUFS):
                return False
            if error.errno == errno.EMSGSIZE:
                raise NetError(
                    f"cannot send {len(frame)} octets on {self.interface}: {error.strerror}",
                    "the frame is longer than the interface's MTU allows",
                    f"send less, or see `ip link show {self.interface}`",
                    error.errno,
                ) from error
            raise link_error(error, self.interface, doing="send on") from error
        return True

    def receive(self) -> Arrival | None:
        """The next frame, None when none waits; NetError when the interface went away or down."""
        try:
            octets, ancillary, _, source = self.socket.recvmsg_into([self._buffer], _CONTROL_OCTETS, socket.MSG_TRUNC)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as error:
            raise link_error(error, self.interface, doing="receive on") from error
        frame = bytes(self._buffer[:octets])
        arrived_ns, tag, ready = 0, None, True
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                seconds, rest_ns = _STAMP.unpack_from(data)
                arrived_ns = seconds * 1_000_000_000 + rest_ns
            elif (level, kind) == (_SOL_PACKET, _PACKET_AUXDATA) and len(data) >= _AUXDATA.size:
                status, octets, _, _, _, tci, tpid = _AUXDATA.unpack_from(data)
                ready = not status & _CHECKSUM_NOT_READY
                if status & _VLAN_VALID:
                    tag = VlanTag.from_tci(tci, tpid if status & _VLAN_TYPE_VALID else ETHERTYPE_VLAN)
        return Arrival(frame, arrived_ns, tag, source[2], octets, ready)

    @property
    def statistics(self) -> tuple[int, int]:
        """Frames that the filter let through since the start, and how many of them the kernel had to drop."""
        return self._counters.read()

    def close(self) -> None:
        """Give the socket back; the interface leaves promiscuous mode if nobody else wants it."""
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
