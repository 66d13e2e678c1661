"""A UDP socket that moves many datagrams at a time between the kernel and numpy arrays."""

from __future__ import annotations

import ctypes
import errno
import socket
import struct

import numpy as np
import numpy.typing as npt

from dhcptools.net import libc
from dhcptools.net.collect import Received, Receiver
from dhcptools.net.sockets import grow_buffer
from dhcptools.net.transmit import Address, Lengths, Sender

__all__ = ["BatchSocket", "Received"]

_RECEIVE_BUFFER = 8 << 20
_SEND_BUFFER = 4 << 20


class BatchSocket:
    """Batches of datagrams through an IPv4 or IPv6 UDP socket that is bound already, and perhaps connected.

    The socket stays the caller's: it is made non-blocking and its options are set, but it is not closed. One thread may
    send while another receives; neither half is for two threads at once.
    """

    def __init__(
        self,
        sock: socket.socket,
        *,
        rows: int = libc.MESSAGES_MAX,
        octets: int = 1536,
        timestamps: bool = True,
        segment: bool | None = None,
        gro: bool | None = None,
        receive_buffer: int = _RECEIVE_BUFFER,
        send_buffer: int = _SEND_BUFFER,
    ) -> None:
        """Prepare arrays for ``rows`` (1 to 1024) messages a system call and received rows of ``octets``.

        ``segment`` and ``gro`` choose UDP_SEGMENT and UDP_GRO: None uses them when the kernel has them, True insists
        (OSError without), False never does. The buffer sizes are wishes in octets; ``buffers`` tells what was granted.
        """
        if sock.family not in {socket.AF_INET, socket.AF_INET6} or sock.type != socket.SOCK_DGRAM:
            msg = f"a UDP socket of IPv4 or IPv6 is needed, not {sock!r}"
            raise ValueError(msg)
        if not 1 <= rows <= libc.MESSAGES_MAX or not 1 <= octets <= 65_536:
            msg = f"{rows} rows of {octets} octets: 1 to {libc.MESSAGES_MAX} rows, 1 to 65536 octets"
            raise ValueError(msg)
        if ctypes.sizeof(ctypes.c_size_t) != 8:
            raise OSError(errno.ENOSYS, "batches of datagrams need 64-bit Linux")
        self.socket = sock
        sock.setblocking(False)
        grow_buffer(sock, socket.SO_RCVBUF, receive_buffer)
        grow_buffer(sock, socket.SO_SNDBUF, send_buffer)
        self._sender = Sender(sock, rows, segment)
        self._receiver = Receiver(sock, rows, octets, timestamps, gro)
        self._dropped_before = _kernel_drops(sock)

    def fileno(self) -> int:
        """The socket's descriptor, for select and poll."""
        return self.socket.fileno()

    def send(self, rows: npt.NDArray[np.uint8], lengths: Lengths, address: Address | None = None) -> int:
        """Send the first ``lengths`` octets of each row; how many leading rows the kernel took.

        ``rows`` uint8 (n, stride), octets of a row next to each other. ``lengths``: one int, or an integer array (n,).
        ``address``: None for the connected peer, else ("192.0.2.1", 67) or ("fe80::1%eth0", 547), literals only.
        Fewer than n: the kernel's buffers are full, try again later. OSError when nothing can be sent, ValueError for
        lengths or addresses that cannot be.
        """
        return self._sender.send(rows, lengths, address)

    def send_each(
        self,
        rows: npt.NDArray[np.uint8],
        lengths: Lengths,
        addresses: npt.NDArray[np.uint32] | npt.NDArray[np.uint8],
        ports: npt.NDArray[np.uint16],
    ) -> int:
        """Send each row to an address of its own; how many leading rows the kernel took.

        ``addresses`` and ``ports`` are as in :class:`Received`: uint32 (n,) or uint8 (n, 16), and uint16 (n,). Where
        all are the same, rows of one length go by UDP_SEGMENT. OSError when the first row cannot be sent, such as one
        to a link-local address, which has no zone here.
        """
        return self._sender.send_each(rows, lengths, addresses, ports)

    def receive(self) -> Received | None:
        """Take what is waiting, at most ``rows`` messages; None when nothing is. The result lasts until the next call.

        With UDP_GRO a message may hold many datagrams, so that more than ``rows`` rows can come back.
        """
        return self._receiver.receive()

    @property
    def dropped(self) -> int:
        """Datagrams that the kernel dropped because the receive buffer was full, since this object was made."""
        count = _kernel_drops(self.socket)
        if count is None or self._dropped_before is None:
            return self._receiver.control.dropped
        return (count - self._dropped_before) & 0xFFFFFFFF

    @property
    def refused(self) -> int:
        """ICMP errors (nobody listens there) told about a connected socket; one may stand for several datagrams."""
        return self._sender.refused + self._receiver.refused

    @property
    def buffers(self) -> tuple[int, int]:
        """Octets granted for receiving and sending as the kernel counts them: twice the payload it was asked for."""
        return (
            self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF),
            self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF),
        )

    @property
    def segmenting(self) -> bool:
        """Whether UDP_SEGMENT is used for rows of one length (it may be switched off by the kernel's first refusal)."""
        return self._sender.segment_limit > 0

    @property
    def coalescing(self) -> bool:
        """Whether UDP_GRO is on."""
        return self._receiver.coalescing


def _kernel_drops(sock: socket.socket) -> int | None:
    """The socket's drop counter now (SO_MEMINFO, Linux 4.12); None when the kernel does not tell."""
    try:
        told = sock.getsockopt(socket.SOL_SOCKET, libc.SO_MEMINFO, 4 * (libc.MEMINFO_DROPS + 1))
    except OSError:
        return None
    if len(told) < 4 * (libc.MEMINFO_DROPS + 1):
        return None
    return int(struct.unpack_from("=I", told, 4 * libc.MEMINFO_DROPS)[0])
