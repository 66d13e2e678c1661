from __future__ import annotations

import errno
import socket

import pytest

from dhcpserver import ports
from dhcptools.net.errors import NetError, bind_error


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(family: int, address: str, port: int, *, device: str | None, broadcast: bool) -> socket.socket:
        raise bind_error(OSError(errno.EACCES, "Permission denied"), address, port, device)

    monkeypatch.setattr(ports, "open_udp", fail)


@pytest.mark.parametrize(
    ("family", "address", "port", "device", "said"),
    [
        (socket.AF_INET, "192.0.2.1", 67, None, "--listen 192.0.2.1:1067"),
        (socket.AF_INET6, "2001:db8::1", 547, None, "--listen [2001:db8::1]:1547"),
        (socket.AF_INET, "", 67, "eth0", "setcap cap_net_bind_service"),
    ],
)
def test_a_server_without_privilege_is_told_its_way_out(
    refused: None, family: int, address: str, port: int, device: str | None, said: str
) -> None:
    with pytest.raises(NetError, match="CAP_NET_BIND_SERVICE") as raised:
        ports.listen(family, address, port, device=device)
    assert said in raised.value.fix
    assert "as a relay" not in raised.value.fix
    assert ("--listen" in raised.value.fix) is (device is None)


def test_other_refusals_stay_as_they_are(refused: None) -> None:
    with pytest.raises(NetError, match="not allowed to use that address"):
        ports.listen(socket.AF_INET, "192.0.2.1", 6767, device=None)


def test_a_socket_that_can_be_had() -> None:
    with ports.listen(socket.AF_INET, "127.0.0.1", 0, device=None) as sock:
        assert sock.getsockname()[0] == "127.0.0.1"
