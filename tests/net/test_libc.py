from __future__ import annotations

import ctypes
import socket

from dhcptools.net import libc


def test_structures_have_the_sizes_of_the_64_bit_abi() -> None:
    assert ctypes.sizeof(libc.IoVec) == 16
    assert ctypes.sizeof(libc.MsgHdr) == 56
    assert ctypes.sizeof(libc.MMsgHdr) == 64
    assert libc.MMsgHdr.octets.offset == 56


def test_sendmmsg_and_recvmmsg_move_two_messages_built_by_hand() -> None:
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with left, right:
        out = [ctypes.create_string_buffer(text, len(text)) for text in (b"first", b"second!")]
        into = [ctypes.create_string_buffer(16) for _ in out]
        for sock, call, buffers, extra in ((left, libc.sendmmsg, out, ()), (right, libc.recvmmsg, into, (None,))):
            vectors = (libc.IoVec * 2)(*(libc.IoVec(ctypes.addressof(buffer), len(buffer)) for buffer in buffers))
            messages = (libc.MMsgHdr * 2)()
            for index, message in enumerate(messages):
                message.header.iov = ctypes.addressof(vectors) + index * ctypes.sizeof(libc.IoVec)
                message.header.iov_count = 1
            assert call(sock.fileno(), ctypes.addressof(messages), 2, socket.MSG_DONTWAIT, *extra) == 2
            assert [message.octets for message in messages] == [5, 7]
        assert [buffer.value for buffer in into] == [b"first", b"second!"]
