"""Octets to a server of Kea and back, in bounded time and memory.

A Unix socket takes one command and closes after its answer. HTTP takes a POST with ``Content-Type: application/json``;
the connection is kept for the next one. Nothing is retried but a command on a kept connection that the server closed.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, RemoteDisconnected
from typing import Final, Protocol

from dhcptools.kea.api.answer import ApiError
from dhcptools.kea.api.endpoint import KEA_PORT, Credentials, Endpoint

MAX_OCTETS: Final = 256 << 20
"""An answer may be as long as this: a page is 100 KiB, the statistics of 10,000 subnets 50 MiB."""
_CHUNK: Final = 1 << 18


class Transport(Protocol):
    """One way to a server."""

    def exchange(self, request: bytes, most: int = MAX_OCTETS) -> tuple[int, bytearray]:
        """The HTTP status, 200 for a Unix socket, and the answer of at most ``most`` octets."""

    def close(self) -> None:
        """Let go of what is open."""


def transport(endpoint: Endpoint, credentials: Credentials, timeout_s: float) -> Transport:
    """The way to an endpoint; nothing is connected yet. ApiError for certificates that cannot be read."""
    if endpoint.path:
        return UnixTransport(endpoint, timeout_s)
    return HttpTransport(endpoint, credentials, timeout_s)


class UnixTransport:
    """A connection a command."""

    def __init__(self, endpoint: Endpoint, timeout_s: float) -> None:
        self.endpoint = endpoint
        self.timeout_s = timeout_s

    def exchange(self, request: bytes, most: int = MAX_OCTETS) -> tuple[int, bytearray]:
        """Send a command and read to the end. ApiError when that cannot be done in time."""
        limit = _Limit(self.endpoint, self.timeout_s, most)
        with socket.socket(socket.AF_UNIX) as channel:
            try:
                channel.settimeout(self.timeout_s)
                channel.connect(self.endpoint.path)
                channel.sendall(request)
                while True:
                    channel.settimeout(limit.left_s())
                    chunk = channel.recv(_CHUNK)
                    if not chunk:
                        return 200, limit.octets
                    limit.take(chunk)
            except TimeoutError:
                raise limit.late() from None
            except OSError as error:
                raise _unix_error(self.endpoint, error) from error

    def close(self) -> None:
        """Nothing is open."""


class HttpTransport:
    """One connection, opened again when the server closed it."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials, timeout_s: float) -> None:
        self.endpoint = endpoint
        self.timeout_s = timeout_s
        self.headers = {"Content-Type": "application/json", "User-Agent": "dhcptool"}
        if credentials.user:
            login = f"{credentials.user}:{credentials.password}".encode()  # RFC 7617 §2.1: UTF-8
            self.headers["Authorization"] = f"Basic {b64encode(login).decode()}"
        self.connection: HTTPConnection
        if endpoint.tls:
            self.connection = _secure(endpoint, credentials, timeout_s)
        else:
            self.connection = HTTPConnection(endpoint.host, endpoint.port, timeout=timeout_s)

    def exchange(self, request: bytes, most: int = MAX_OCTETS) -> tuple[int, bytearray]:
        """POST a command. ApiError when that cannot be done in time."""
        limit = _Limit(self.endpoint, self.timeout_s, most)
        try:
            response = self._post(request)
            while chunk := response.read1(_CHUNK):
                limit.take(chunk)
                if self.connection.sock is not None:
                    self.connection.sock.settimeout(limit.left_s())
            response.read()  # nothing is left; it lets the connection be used again
        except TimeoutError:
            self.close()
            raise limit.late() from None
        except (OSError, HTTPException) as error:
            self.close()
            raise _http_error(self.endpoint, error) from error
        if self.connection.sock is not None:
            self.connection.sock.settimeout(self.timeout_s)
        return response.status, limit.octets

    def _post(self, request: bytes) -> HTTPResponse:
        kept = self.connection.sock is not None
        try:
            self.connection.request("POST", self.endpoint.target, request, self.headers)
            return self.connection.getresponse()
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            if not kept:
                raise
        self.connection.request("POST", self.endpoint.target, request, self.headers)
        return self.connection.getresponse()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class _Limit:
    """What was read, and how long and large it may become."""

    def __init__(self, endpoint: Endpoint, timeout_s: float, most: int) -> None:
        self.endpoint = endpoint
        self.timeout_s = timeout_s
        self.deadline = time.monotonic() + timeout_s
        self.most = most
        self.octets = bytearray()

    def left_s(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def take(self, chunk: bytes) -> None:
        """Keep what came; while something comes, the server is at work and its time begins anew."""
        self.octets += chunk
        if len(self.octets) > self.most:
            fix = "is it a server of Kea? Ask for less at a time"
            raise ApiError(f"{self.endpoint} answers without end", f"more than {self.most} octets came", fix)
        if len(chunk) >= 1024:
            self.deadline = time.monotonic() + self.timeout_s

    def late(self) -> ApiError:
        why = f"{'no answer came' if not self.octets else 'the answer did not end'} within {self.timeout_s:g} s"
        return ApiError(f"{self.endpoint} does not answer", why, "is the server hung or busy? --timeout waits longer")


def _secure(endpoint: Endpoint, credentials: Credentials, timeout_s: float) -> HTTPConnection:
    import ssl  # noqa: PLC0415 - only for https

    for option, name in (("--ca", credentials.ca), ("--cert", credentials.cert), ("--key", credentials.key)):
        if name and not os.path.isfile(name):  # noqa: PTH113 - no error in a closed folder
            raise ApiError(f"cannot read {name}", "there is no such file", f"name a PEM file with {option}")
    try:
        context = ssl.create_default_context(cafile=credentials.ca)
        if credentials.cert:
            context.load_cert_chain(credentials.cert, credentials.key, password=_no_passphrase)
    except (OSError, ValueError) as error:
        what = f"cannot use the certificates for {endpoint}"
        fix = "--ca, --cert and --key take PEM files; the key must fit the certificate and have no passphrase"
        raise ApiError(what, _words(error), fix) from error
    return HTTPSConnection(endpoint.host, endpoint.port, timeout=timeout_s, context=context)


def _no_passphrase() -> str:
    return ""  # OpenSSL would ask the terminal


def _words(error: Exception) -> str:
    text = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or str(error)
    return str(text) or type(error).__name__


def _unix_error(endpoint: Endpoint, error: OSError) -> ApiError:
    fix = "is it the socket that control-socket of the server's configuration names?"
    if error.errno == errno.EACCES:
        fix = "run it with sudo, or join the group that owns the socket and its directory (Debian: _kea)"
    elif error.errno in {errno.ENOENT, errno.ECONNREFUSED}:
        fix = "start the server, or name the socket that control-socket of its configuration names"
    return ApiError(f"cannot ask {endpoint}", _words(error), fix)


def _http_error(endpoint: Endpoint, error: Exception) -> ApiError:
    fix = "check the host and the port, and that the server runs"
    if isinstance(error, ConnectionRefusedError) and endpoint.port != KEA_PORT:
        fix = (
            f"nothing listens on port {endpoint.port}; Kea's own is {KEA_PORT} unless its configuration says otherwise"
        )
    elif type(error).__name__ == "SSLCertVerificationError":
        fix = "name the certificate of the authority that signed the server's with --ca"
    elif "SSL" in type(error).__name__:
        fix = "does it speak HTTPS, and does it ask for a certificate of ours (--cert and --key)?"
    elif isinstance(error, HTTPException):
        fix = "is it an HTTP socket of Kea? One with TLS needs https://"
    return ApiError(f"cannot ask {endpoint}", _words(error), fix)
