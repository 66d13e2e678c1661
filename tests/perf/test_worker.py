from __future__ import annotations

import io
import os

import pytest

from dhcptools.perf.worker import Leash, put, take


def test_values_cross_a_stream() -> None:
    stream = io.BytesIO()
    put(stream, {"a": 1})
    put(stream, None)
    stream.seek(0)
    assert take(stream) == {"a": 1}
    assert take(stream) is None
    with pytest.raises(EOFError):
        take(stream)


def test_a_leash_that_is_let_go() -> None:
    near, far = os.pipe()
    leash = Leash(near)
    assert not leash.gone()
    os.close(far)
    while not leash.gone():
        pass
    assert leash.gone()
    os.close(near)
