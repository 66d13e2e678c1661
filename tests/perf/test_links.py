from __future__ import annotations

import pytest

from dhcptools.net.errors import NetError
from dhcptools.net.mmsg import BatchSocket
from dhcptools.perf.links import open_batches
from dhcptools.perf.plan import Plan


def test_a_socket_with_the_ends_of_the_plan() -> None:
    with open_batches(Plan("127.0.0.1", "127.0.0.2", server_port=9, max_starts=1)) as sock:
        assert isinstance(sock, BatchSocket)
        assert sock.socket.getpeername() == ("127.0.0.1", 9)
        assert sock.socket.getsockname()[0] == "127.0.0.2"
        assert not sock.coalescing
    assert sock.fileno() == -1


def test_an_unconnected_one() -> None:
    plan = Plan("127.0.0.1", "127.0.0.2", max_starts=1, connected=False)
    with open_batches(plan) as sock, pytest.raises(OSError, match="not connected"):
        sock.socket.getpeername()  # type: ignore[attr-defined]


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(NetError), open_batches(Plan("127.0.0.1", "192.0.2.77", max_starts=1)):
        pass
