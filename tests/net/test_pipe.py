from __future__ import annotations

import io
import os

from dhcptools.net.pipe import StoppablePipe


def test_what_is_there_is_read_before_it_ends() -> None:
    ours, theirs = os.pipe()
    stopped = False
    with io.BufferedReader(StoppablePipe(ours, lambda: stopped)) as pipe:
        os.write(theirs, b"abc")
        assert pipe.read(2) == b"ab"
        os.write(theirs, b"def")
        stopped = True
        assert pipe.read(10) == b"cdef"
        assert pipe.read(10) == b""
    os.close(theirs)


def test_its_end() -> None:
    ours, theirs = os.pipe()
    pipe = StoppablePipe(ours, lambda: False)
    os.close(theirs)
    assert pipe.readable()
    assert pipe.read(1) == b""
    pipe.close()
    pipe.close()


def test_waiting_ends_when_somebody_says_so() -> None:
    ours, theirs = os.pipe()
    turns = iter([False, False, True, True])
    with StoppablePipe(ours, lambda: next(turns)) as pipe:
        assert pipe.read(1) == b""
    os.close(theirs)
