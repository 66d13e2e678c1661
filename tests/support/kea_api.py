"""Servers that speak Kea's control protocol: over a Unix socket, as a Control Agent, or over HTTP of their own.

Each answers from a function that takes a command and its arguments; what was asked is kept in ``asked``.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Answering = Callable[[str, dict[str, Any]], dict[str, Any]]
UNSUPPORTED = {"result": 2, "text": "command not supported."}


class Server:
    """A DHCP server of one family with these leases, and the commands that go with them."""

    def __init__(
        self, family: int, leases: list[dict[str, Any]], *, hook: bool = True, counts: bool = True, **others: Any
    ) -> None:
        self.family = family
        self.leases = leases
        self.hook = hook
        self.counts = counts
        self.others = {name.replace("_", "-"): answer for name, answer in others.items()}
        self.asked: list[dict[str, Any]] = []

    @property
    def commands(self) -> list[str]:
        return [request["command"] for request in self.asked]

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        name, arguments = request["command"], request.get("arguments", {})
        if name in self.others:
            found = self.others[name]
            return dict(found(arguments) if callable(found) else found)
        if name == "list-commands":
            verbs = ("get-page", "get-all", "get-by-hw-address", "get-by-client-id", "get-by-duid") if self.hook else ()
            mine = [f"lease{family}-{verb}" for family in (4, 6) for verb in verbs]  # of both, as Kea's hook does
            return {"result": 0, "arguments": ["config-get", "list-commands", "statistic-get", *self.others, *mine]}
        if name == "statistic-get":
            known = arguments["name"] == f"pkt{self.family}-received" and self.counts
            return {"result": 0, "arguments": {arguments["name"]: [[7, "2026-11-21 05:41:36.141617"]]} if known else {}}
        if name == "config-get":
            return {"result": 0, "arguments": {f"Dhcp{self.family}": {}}}
        if not self.hook or not name.startswith(f"lease{self.family}-get"):
            return UNSUPPORTED
        return self._leases(name.split("-", 1)[1], arguments)

    def _leases(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        found = self.leases
        if verb == "get-page":
            places = [lease["ip-address"] for lease in found]
            begin = 0 if arguments["from"] == "start" else places.index(arguments["from"]) + 1
            found = found[begin : begin + arguments["limit"]]
        elif verb != "get-all":
            ((key, value),) = arguments.items()
            found = [lease for lease in found if lease.get(key) == value]
        text = f"{len(found)} IPv{self.family} lease(s) found."
        return {"result": 0 if found else 3, "text": text, "arguments": {"leases": found, "count": len(found)}}


def lease4(number: int, **more: Any) -> dict[str, Any]:
    return {
        "ip-address": f"10.0.{number >> 8}.{number & 255}",
        "hw-address": f"02:00:00:00:{number >> 8:02x}:{number & 255:02x}",
        "cltt": 1795237000, "valid-lft": 600, "subnet-id": 1, "state": 0, "fqdn-fwd": False, "fqdn-rev": False,
        "hostname": f"pc{number}", **more,
    }  # fmt: skip  # a row


def lease6(number: int, **more: Any) -> dict[str, Any]:
    return {
        "ip-address": f"2001:db8::{number:x}", "duid": f"00:03:00:01:02:00:00:00:00:{number & 255:02x}",
        "iaid": 4294967295, "type": "IA_NA", "preferred-lft": 300, "cltt": 1795237000, "valid-lft": 600, "subnet-id": 1,
        "state": 0, "fqdn-fwd": True, "fqdn-rev": False, "hostname": "", **more,
    }  # fmt: skip  # a row


@contextmanager
def unix(path: Path, answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A Unix socket that answers octets with octets and closes; its name as a source."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            while True:
                try:
                    channel, _ = listening.accept()
                except OSError:
                    return
                with channel:
                    request = channel.recv(1 << 16)
                    if not request:
                        return
                    try:
                        channel.sendall(answer(request))
                    except OSError:
                        continue  # a client that had enough

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"unix:{path}"
        finally:
            with socket.socket(socket.AF_UNIX) as last:
                last.connect(str(path))
                last.shutdown(socket.SHUT_WR)
            thread.join(10)


@contextmanager
def unix_server(path: Path, server: Server) -> Iterator[str]:
    with unix(path, lambda request: json.dumps(server.answer(json.loads(request))).encode()) as source:
        yield source


@contextmanager
def http(
    answer: Callable[[dict[str, Any]], Any],
    *,
    login: str = "",
    tls: ssl.SSLContext | None = None,
    keep: bool = True,
) -> Iterator[str]:
    """An HTTP server on loopback; the answer is a value, or octets with the HTTP status before them."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            wanted = f"Basic {b64encode(login.encode()).decode()}"
            if self.headers["Content-Type"] != "application/json":
                self._send(400, {"result": 400, "text": "Bad Request"})
            elif login and self.headers["Authorization"] != wanted:
                self._send(401, {"result": 401, "text": "Unauthorized"})
            else:
                found = answer(json.loads(body))
                self._send(*found) if isinstance(found, tuple) else self._send(200, found)

        def _send(self, status: int, value: Any) -> None:
            octets = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)
            self.close_connection = not keep  # without saying so

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # a client that does not trust us, or had enough

    listening = Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        listening.socket = tls.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listening.server_address[1]}/"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(10)


def agent(servers: dict[str, Server]) -> Callable[[dict[str, Any]], list[Any]]:
    """What a Control Agent answers for these services, and for itself; one that is None is down."""

    def answer(request: dict[str, Any]) -> list[Any]:
        services = request.get("service", [])
        if not services:
            found: dict[str, Any] = {"result": 0, "arguments": ["config-get", "list-commands"]}
            if request["command"] == "config-get":
                sockets = {name: {"socket-type": "unix", "socket-name": f"/run/{name}"} for name in servers}
                found["arguments"] = {"Control-agent": {"control-sockets": sockets}}
            return [found]
        dead = {"result": 1, "text": "unable to forward command to the dhcp6 service: No such file or directory. "
                "The server is likely to be offline"}  # fmt: skip  # verbatim
        return [dead if (server := servers[name]) is None else server.answer(request) for name in services]

    return answer


def direct(server: Server) -> Callable[[dict[str, Any]], list[Any]]:
    """What a server's own HTTP socket answers: a list of one, and no service but its own."""

    def answer(request: dict[str, Any]) -> list[Any]:
        own = f"dhcp{server.family}"
        services = request.get("service", [own])
        if services != [own]:
            return [{"result": 1, "text": f"unsupported service '{services[-1]}', expected '{own}'"}]
        return [server.answer(request)]

    return answer
