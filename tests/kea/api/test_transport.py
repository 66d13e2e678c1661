from __future__ import annotations

import os
import socket
import ssl
from pathlib import Path

import pytest

from dhcptools.kea.api.answer import ApiError
from dhcptools.kea.api.endpoint import ANONYMOUS, Credentials, Endpoint, parse_endpoint
from dhcptools.kea.api.transport import HttpTransport, UnixTransport, transport
from support.certificates import Certificate, certificate
from support.kea_api import http, unix


def unix_to(source: str, seconds: float = 5.0) -> UnixTransport:
    found = transport(parse_endpoint(source)[0], ANONYMOUS, seconds)
    assert isinstance(found, UnixTransport)
    return found


def http_to(source: str, credentials: Credentials = ANONYMOUS, seconds: float = 5.0) -> HttpTransport:
    found = transport(parse_endpoint(source)[0], credentials, seconds)
    assert isinstance(found, HttpTransport)
    return found


def test_long_answers_come_whole(tmp_path: Path) -> None:
    answer = os.urandom(3 << 20)
    with unix(tmp_path / "s", lambda request: request + answer) as source:
        way = unix_to(source)
        for _ in range(2):
            assert way.exchange(b"{}") == (200, b"{}" + answer)
        way.close()


def test_answers_without_end_are_cut_off(tmp_path: Path) -> None:
    with unix(tmp_path / "s", lambda _: b"x" * 100_000) as source, pytest.raises(ApiError, match="without end"):
        unix_to(source).exchange(b"{}", most=50_000)
    with http(lambda _: (200, b"x" * 100_000)) as source:
        way = http_to(source)
        with pytest.raises(ApiError, match="without end"):
            way.exchange(b"{}", most=50_000)
        way.close()


def test_servers_that_say_nothing_end_in_time(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening, socket.create_server(("127.0.0.1", 0)) as other:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        with pytest.raises(ApiError, match=r"no answer came within 0.05 s"):
            unix_to(f"unix:{tmp_path}/s", 0.05).exchange(b"{}")
        way = http_to(f"http://127.0.0.1:{other.getsockname()[1]}/", seconds=0.05)
        with pytest.raises(ApiError, match=r"no answer came within 0.05 s"):
            way.exchange(b"{}")


def test_an_answer_that_drips_ends_in_time(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        way = unix_to(f"unix:{tmp_path}/s", 0.2)
        with socket.socket(socket.AF_UNIX) as probe:  # fills the queue with what is accepted first
            probe.connect(str(tmp_path / "s"))
            channel, _ = listening.accept()
            channel.close()
        import threading

        def drip() -> None:
            slow, _ = listening.accept()
            with slow:
                try:
                    while not done.wait(0.02):
                        slow.send(b"x")
                except OSError:
                    return

        done = threading.Event()
        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with pytest.raises(ApiError, match="did not end within"):
                way.exchange(b"{}")
        finally:
            done.set()
            thread.join()


def test_sockets_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(ApiError, match="No such file") as caught:
        unix_to(f"unix:{tmp_path}/none").exchange(b"{}")
    assert "start the server" in caught.value.fix
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(tmp_path / "stale"))
    with pytest.raises(ApiError, match="refused"):
        unix_to(f"unix:{tmp_path}/stale").exchange(b"{}")
    with pytest.raises(ApiError, match="too long"):
        unix_to(f"unix:{tmp_path}/{'x' * 200}").exchange(b"{}")


def test_a_socket_of_others(tmp_path: Path) -> None:
    with unix(tmp_path / "s", lambda _: b"{}") as source:
        (tmp_path / "s").chmod(0)
        us = os.geteuid()
        if us == 0:  # who may use every socket
            os.seteuid(65534)
        try:
            with pytest.raises(ApiError, match="denied") as caught:
                unix_to(source).exchange(b"{}")
        finally:
            os.seteuid(us)
            (tmp_path / "s").chmod(0o600)
    assert "group" in caught.value.fix


def test_http_keeps_its_connection_and_opens_it_again_when_it_must() -> None:
    for keep in (True, False):
        with http(lambda request: [request], keep=keep) as source:
            way = http_to(source)
            assert [way.exchange(b'{"n": %d}' % n) for n in range(3)] == [(200, b'[{"n": %d}]' % n) for n in range(3)]
            way.close()


def test_basic_authentication() -> None:
    with http(lambda _: [], login="üser:p:w") as source:
        for credentials, status in (
            (Credentials("üser", "p:w"), 200),
            (Credentials("üser", "x"), 401),
            (ANONYMOUS, 401),
        ):
            way = http_to(source, credentials)
            assert way.exchange(b"{}")[0] == status
            way.close()


def test_what_is_no_http_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ApiError, match="refused") as caught:
        http_to(f"http://127.0.0.1:{port}/").exchange(b"{}")
    assert "8000" in caught.value.fix
    way = HttpTransport(Endpoint("", "host.invalid", 8000), ANONYMOUS, 5)
    with pytest.raises(ApiError, match=r"not known|resolution"):
        way.exchange(b"{}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"), "server")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"), "client")


def test_https_with_certificates_of_both(server: Certificate, client: Certificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*server)
    context.load_verify_locations(client.cert)
    context.verify_mode = ssl.CERT_REQUIRED
    with http(lambda request: [request], tls=context) as source:
        ours = Credentials(ca=str(server.cert), cert=str(client.cert), key=str(client.key))
        way = http_to(source, ours)
        assert way.exchange(b"{}") == (200, b"[{}]")
        way.close()
        for theirs, fix in ((Credentials(ca=str(server.cert)), "--cert"), (Credentials(), "--ca")):
            way = http_to(source, theirs)
            with pytest.raises(ApiError) as caught:
                way.exchange(b"{}")
            assert fix in caught.value.fix or "HTTP socket" in caught.value.fix or "server runs" in caught.value.fix


def test_certificates_that_cannot_be_read(tmp_path: Path, server: Certificate, client: Certificate) -> None:
    endpoint = parse_endpoint("https://127.0.0.1:1/")[0]
    (tmp_path / "bad.pem").write_text("x")
    for credentials, reason in (
        (Credentials(ca=str(tmp_path / "none")), "no such file"),
        (Credentials(ca=str(tmp_path / "bad.pem")), "cannot use the certificates"),
        (Credentials(cert=str(client.cert), key=str(server.key)), "cannot use the certificates"),
    ):
        with pytest.raises(ApiError, match=reason):
            transport(endpoint, credentials, 1)
