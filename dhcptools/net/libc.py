"""The few structures, constants and calls of the C library that Python's ``socket`` does not have.

64-bit Linux: sizes of ``size_t`` and pointers are taken as eight octets by the code that builds numpy types on these.
Values are those of the generic kernel headers (``asm-generic/socket.h``, ``linux/udp.h``, ``linux/sock_diag.h``).
"""

from __future__ import annotations

import ctypes

SO_TIMESTAMPNS = 35
SO_RXQ_OVFL = 40
SO_MEMINFO = 55
MEMINFO_DROPS = 8  # SK_MEMINFO_DROPS: index into the array of uint32 that SO_MEMINFO gives
SOL_UDP = 17
UDP_SEGMENT = 103
UDP_GRO = 104

MESSAGES_MAX = 1024  # UIO_MAXIOV: messages a call, and buffers a message
SEGMENTS_MAX = 64  # UDP_MAX_SEGMENTS of every kernel that has UDP_SEGMENT; newer ones allow 128
DATAGRAM_MAX = 65_507  # what an IPv4 datagram holds after its IP and UDP headers


class IoVec(ctypes.Structure):
    """``struct iovec``."""

    _fields_ = (("base", ctypes.c_size_t), ("octets", ctypes.c_size_t))


class MsgHdr(ctypes.Structure):
    """``struct msghdr``; pointers are plain integers so that numpy can compute them."""

    _fields_ = (
        ("name", ctypes.c_size_t),
        ("name_octets", ctypes.c_uint32),
        ("iov", ctypes.c_size_t),
        ("iov_count", ctypes.c_size_t),
        ("control", ctypes.c_size_t),
        ("control_octets", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class MMsgHdr(ctypes.Structure):
    """``struct mmsghdr``."""

    _fields_ = (("header", MsgHdr), ("octets", ctypes.c_uint32))


_LIBC = ctypes.CDLL(None, use_errno=True)

sendmmsg = _LIBC.sendmmsg
sendmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
sendmmsg.restype = ctypes.c_int

recvmmsg = _LIBC.recvmmsg
recvmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)
recvmmsg.restype = ctypes.c_int
