"""A raw AF_PACKET socket that moves many whole frames at a time between the kernel and numpy arrays."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dhcptools.net import libc
from dhcptools.net.collect import Receiver
from dhcptools.net.link import PacketCounters
from dhcptools.net.sockets import grow_buffer
from dhcptools.net.transmit import Lengths, Sender

__all__ = ["BatchLink", "ReceivedFrames"]

_SOL_PACKET = 263
_PACKET_QDISC_BYPASS = 20
_PACKET_TYPE_AT = 2  # sll_pkttype in struct sockaddr_ll, counted from sll_hatype
_RECEIVE_BUFFER = 16 << 20
_SEND_BUFFER = 4 << 20


@dataclass(slots=True)
class ReceivedFrames:
    """Frames of one call: views on memory that the next call overwrites.

    ``rows`` uint8 (n, stride): octets past a row's length are undefined. ``lengths`` int32 (n,): octets that stand in
    the row. ``arrived_ns`` int64 (n,): CLOCK_REALTIME stamped by the kernel, 0 when not asked for. ``packet_types``
    uint8 (n,): ``socket.PACKET_HOST``, ``_BROADCAST``, ``_MULTICAST``, ``_OTHERHOST`` or ``_OUTGOING``.
    ``sent_lengths`` int32 (n,): octets the frame had, more than ``lengths`` where a row was too short for it.
    """

    rows: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int32]
    arrived_ns: npt.NDArray[np.int64]
    packet_types: npt.NDArray[np.uint8]
    sent_lengths: npt.NDArray[np.int32]

    @property
    def truncated(self) -> npt.NDArray[np.bool_]:
        """Which frames, bool (n,), were longer than a row (MSG_TRUNC)."""
        return self.sent_lengths > self.lengths


class BatchLink:
    """Batches of frames through a socket of :func:`~dhcptools.net.link.open_link`, with BatchSocket's contract.

    The socket stays the caller's: it is made non-blocking and its options are set, but it is not closed. One thread may
    send while another receives; neither half is for two threads at once. The outermost VLAN tag of a received frame
    is gone, and the filter is what tells VLANs apart.
    """

    refused = 0  # there is no ICMP on this layer

    def __init__(
        self,
        sock: socket.socket,
        *,
        rows: int = libc.MESSAGES_MAX,
        octets: int = 1600,
        timestamps: bool = True,
        skip_queue: bool = True,
        receive_buffer: int = _RECEIVE_BUFFER,
        send_buffer: int = _SEND_BUFFER,
    ) -> None:
        """Prepare arrays for ``rows`` (1 to 1024) frames a system call and received rows of ``octets``.

        ``skip_queue`` hands frames to the driver past the queueing discipline (PACKET_QDISC_BYPASS). The buffer sizes
        are wishes in octets; ``buffers`` tells what was granted.
        """
        if sock.family != socket.AF_PACKET or sock.type != socket.SOCK_RAW:
            msg = f"a raw AF_PACKET socket is needed, not {sock!r}"
            raise ValueError(msg)
        if not 1 <= rows <= libc.MESSAGES_MAX or not 1 <= octets <= 65_536:
            msg = f"{rows} rows of {octets} octets: 1 to {libc.MESSAGES_MAX} rows, 1 to 65536 octets"
            raise ValueError(msg)
        self.socket = sock
        sock.setblocking(False)
        if skip_queue:
            with contextlib.suppress(OSError):  # older than Linux 3.14: through the queue then
                sock.setsockopt(_SOL_PACKET, _PACKET_QDISC_BYPASS, 1)
        grow_buffer(sock, socket.SO_RCVBUF, receive_buffer)
        grow_buffer(sock, socket.SO_SNDBUF, send_buffer)
        self._sender = Sender(sock, rows, False)
        self._receiver = Receiver(sock, rows, octets, timestamps, False)
        self._counters = PacketCounters(sock)

    def fileno(self) -> int:
        """The socket's descriptor, for select and poll."""
        return self.socket.fileno()

    def send(self, rows: npt.NDArray[np.uint8], lengths: Lengths, address: None = None) -> int:
        """Send the first ``lengths`` octets of each row as a frame; how many leading rows the kernel took.

        ``rows`` uint8 (n, stride), octets of a row next to each other. ``lengths``: one int, or an integer array (n,).
        Fewer than n: buffers are full, try again later. OSError when nothing can be sent (such as ENETDOWN),
        ValueError for lengths that cannot be.
        """
        return self._sender.send(rows, lengths, address)

    def receive(self) -> ReceivedFrames | None:
        """Take what is waiting, at most ``rows`` frames; None when nothing is. The result lasts until the next call."""
        received = self._receiver.receive()
        if received is None:
            return None
        # From the ninth octet of the sender's address on; in struct sockaddr_ll sll_hatype stands there.
        kinds = received.sources[:, _PACKET_TYPE_AT].astype(np.uint8, copy=False)
        return ReceivedFrames(received.rows, received.lengths, received.arrived_ns, kinds, received.sent_lengths)

    @property
    def dropped(self) -> int:
        """Frames for us that the kernel dropped because they were not read in time, since this object was made."""
        return self._counters.read()[1]

    @property
    def buffers(self) -> tuple[int, int]:
        """Octets granted for receiving and sending as the kernel counts them: twice the payload it was asked for."""
        return (
            self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF),
            self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF),
        )
