"""Real DHCP programs, started for one test, in a namespace of that test, and stopped by it.

Every class is a context manager: ready when it is entered, gone when it is left. Nothing is awaited by sleeping: a line
of the log or a socket says that the program is ready, and every wait has a deadline.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from support.namespaces import Namespace

READY_S = 20.0


def need(*programs: str) -> None:
    """Skip the test, naming what is missing, unless every program is installed."""
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [program for program in programs if shutil.which(program, path=search) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (tests/peers.sh installs the peers)")


class Program:
    """A process with its output in a file that is watched for a line."""

    def __init__(
        self, place: Namespace, command: list[str], log: Path, environment: dict[str, str] | None = None
    ) -> None:
        self.log = log
        self._out = log.open("w")
        self.process = place.popen(command, stdout=self._out, env=os.environ | (environment or {}))

    def wait_for(self, *lines: str, seconds: float = READY_S) -> None:
        """Wait until one of the texts is in the log; fail with the log when the program ends or time runs out."""
        deadline = time.monotonic() + seconds
        poller = selectors.DefaultSelector()
        descriptor = os.pidfd_open(self.process.pid)
        try:
            poller.register(descriptor, selectors.EVENT_READ)
            while time.monotonic() < deadline:
                text = self.log.read_text(errors="replace")
                if any(line in text for line in lines):
                    return
                if poller.select(0.01):  # readable when the process has ended
                    break
        finally:
            os.close(descriptor)
            poller.close()
        text = self.log.read_text(errors="replace")
        if not any(line in text for line in lines):
            pytest.fail(f"{self.process.args!r} never said {lines!r}; its output:\n{text[-3000:]}")

    def ready(self, *lines: str, seconds: float = READY_S) -> None:
        """The same while it starts: a program that fails is stopped."""
        try:
            self.wait_for(*lines, seconds=seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._out.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Kea(Program):
    """kea-dhcp4 or kea-dhcp6 with a configuration given as the value of Dhcp4 or Dhcp6."""

    def __init__(
        self,
        place: Namespace,
        family: int,
        configuration: dict[str, Any],
        folder: Path,
        *,
        ready_s: float = READY_S,
        **variables: str,
    ) -> None:
        need(f"kea-dhcp{family}")
        self.name = f"dhcp{family}"
        self.control = folder / f"kea{family}.socket"
        file = folder / f"kea-dhcp{family}.conf"
        logger = {"name": f"kea-dhcp{family}", "severity": "INFO", "output_options": [{"output": "stdout"}]}
        whole = {
            "control-socket": {"socket-type": "unix", "socket-name": str(self.control)},
            "loggers": [logger],
            **configuration,
        }
        file.write_text(json.dumps({f"Dhcp{family}": whole}, indent=1))
        paths = {"KEA_PIDFILE_DIR": str(folder), "KEA_LOCKFILE_DIR": str(folder)}
        super().__init__(
            place, [f"kea-dhcp{family}", "-c", str(file)], folder / f"kea-dhcp{family}.log", paths | variables
        )
        self.ready(f"DHCP{family}_STARTED", seconds=ready_s)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
        """One command over the control socket; the answer's object."""
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(5)
            channel.connect(str(self.control))
            channel.sendall(json.dumps({"command": name, **({"arguments": arguments} if arguments else {})}).encode())
            channel.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: channel.recv(65536), b""))
        return dict(json.loads(answer))

    def statistics(self) -> dict[str, int]:
        """Every counter by name, its last value."""
        return {name: rows[0][0] for name, rows in self.command("statistic-get-all")["arguments"].items()}


class Dnsmasq(Program):
    """dnsmasq as a DHCP server only, with the ranges given."""

    def __init__(self, place: Namespace, interface: str, ranges: Iterable[str], folder: Path, *extra: str) -> None:
        need("dnsmasq")
        command = [
            "dnsmasq", "--keep-in-foreground", "--log-facility=-", "--log-dhcp", "--port=0", "--conf-file=/dev/null",
            "--user=root", "--no-ping", "--dhcp-authoritative", f"--pid-file={folder}/dnsmasq.pid",
            f"--dhcp-leasefile={folder}/dnsmasq.leases", "--dhcp-lease-max=200000", f"--interface={interface}",
            "--bind-interfaces", *(f"--dhcp-range={text}" for text in ranges), *extra,
        ]  # fmt: skip  # options side by side
        super().__init__(place, command, folder / "dnsmasq.log")
        self.ready("sockets bound exclusively", "DHCP, IP range", "DHCPv6, IP range")


class IscDhcpd(Program):
    """ISC dhcpd for DHCPv4 on one interface; ``configuration`` is the text of dhcpd.conf."""

    def __init__(self, place: Namespace, interface: str, configuration: str, folder: Path) -> None:
        need("dhcpd")
        config, self.leases = folder / "dhcpd.conf", folder / "dhcpd.leases"
        config.write_text(configuration)
        self.leases.touch()
        words = ["dhcpd", "-4", "-f", "-d", "--no-pid", "-cf", str(config), "-lf", str(self.leases), interface]
        super().__init__(place, words, folder / "dhcpd.log")
        self.ready("Server starting service")


class Agent(Program):
    """Kea's Control Agent on 127.0.0.1:8000 of its namespace, before these servers; ``login`` is ``USER:PASSWORD``.

    With ``tls`` it speaks HTTPS: trust-anchor, cert-file and key-file; clients need a certificate.
    """

    def __init__(
        self, place: Namespace, folder: Path, *servers: Kea, login: str = "", tls: dict[str, str] | None = None
    ):
        need("kea-ctrl-agent")
        user, _, password = login.partition(":")
        clients = {"clients": [{"user": user, "password": password}]}
        sockets = {kea.name: {"socket-type": "unix", "socket-name": str(kea.control)} for kea in servers}
        whole = {
            "http-host": "127.0.0.1",
            "http-port": 8000,
            "control-sockets": sockets,
            "loggers": [{"name": "kea-ctrl-agent", "severity": "INFO", "output_options": [{"output": "stdout"}]}],
            **({"authentication": {"type": "basic", "realm": "kea", **clients}} if login else {}),
            **(tls or {}),
        }
        file = folder / "kea-ctrl-agent.conf"
        file.write_text(json.dumps({"Control-agent": whole}, indent=1))
        paths = {"KEA_PIDFILE_DIR": str(folder), "KEA_LOCKFILE_DIR": str(folder)}
        super().__init__(place, ["kea-ctrl-agent", "-c", str(file)], folder / "kea-ctrl-agent.log", paths)
        self.wait_for("CTRL_AGENT_STARTED", "HTTP_SERVICE_STARTED")
        self.source = f"http{'s' if tls else ''}://127.0.0.1:8000/"
