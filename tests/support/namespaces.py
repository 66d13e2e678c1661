"""Network namespaces for tests: traffic that cannot leave them, gone when the test ends.

A namespace lives as long as its holder, a small process that waits on a socket to the test: when the test process ends,
however it ends, the holder ends and the kernel removes the namespace with its interfaces. Works as root, and without
root through a user namespace. The holder also opens sockets in the namespace and hands them over; they stay in it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Self

_LIMIT_S = 10.0

_HOLDER = """
import json, socket, sys
control = socket.socket(fileno=int(sys.argv[1]))
for scope in ("all", "default"):
    with open(f"/proc/sys/net/ipv6/conf/{scope}/accept_dad", "w") as setting:
        setting.write("0")
control.send(b"ready")
while request := control.recv(4096):
    family, kind, protocol, device, address = json.loads(request)
    try:
        with socket.socket(family, kind, protocol) as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if device:
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
            if address:
                opened.bind(tuple(address))
            socket.send_fds(control, [b"ok"], [opened.fileno()])
    except OSError as error:
        control.send(json.dumps([error.errno, error.strerror]).encode())
"""


class Namespace:
    """A network namespace as a context manager.

    ``lo`` is up and has ``addresses``, such as ``127.0.0.2/8`` and ``2001:db8::1/128``.
    ``beside`` names a namespace that this one is to be connected to: without root only namespaces of one user
    namespace can share a veth pair.
    """

    def __init__(self, *addresses: str, beside: Namespace | None = None) -> None:
        self._addresses = addresses
        self._beside = beside
        self._started: list[subprocess.Popen[str]] = []
        self._holder: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_LIMIT_S)
        command = ["unshare", "--net"]
        if os.geteuid() != 0:
            if self._beside is None:
                command = ["unshare", "--user", "--map-root-user", "--net"]
            else:
                command = [*self._beside._enter_user(), *command]
        python = [sys.executable, "-I", "-S", "-c", _HOLDER, str(theirs.fileno())]
        with theirs:
            self._holder = subprocess.Popen([*command, "--", *python], pass_fds=[theirs.fileno()])
        self._control = ours
        try:
            self._begin()
        except BaseException:
            self._close()
            raise
        return self

    def _begin(self) -> None:
        assert self._control is not None
        if self._control.recv(16) != b"ready":
            msg = "no network namespace could be made: the holder's own words are on stderr"
            raise RuntimeError(msg)
        self.run(["ip", "link", "set", "lo", "up"])
        for address in self._addresses:
            self.add_address("lo", address)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for process in reversed(self._started):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self._started):
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_LIMIT_S)
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        self._started.clear()
        if self._control is not None:
            self._control.close()
        if self._holder is not None:
            try:
                self._holder.wait(_LIMIT_S)
            except subprocess.TimeoutExpired:
                self._holder.kill()
                self._holder.wait(_LIMIT_S)

    @property
    def pid(self) -> int:
        """The process that holds the namespace: /proc/PID/ns/net is it."""
        assert self._holder is not None
        return self._holder.pid

    def _enter_user(self) -> list[str]:
        return ["nsenter", "--target", str(self.pid), "--user", "--preserve-credentials"]

    def _command(self, command: Sequence[str | os.PathLike[str]]) -> list[str]:
        enter = ["nsenter", "--target", str(self.pid), "--net"]
        if os.geteuid() != 0:
            enter += ["--user", "--preserve-credentials"]
        return [*enter, "--", _found(os.fspath(command[0])), *(os.fspath(word) for word in command[1:])]

    def run(
        self,
        command: Sequence[str | os.PathLike[str]],
        *,
        check: bool = True,
        timeout: float = _LIMIT_S,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in the namespace to its end; its output is text. AssertionError when it fails and ``check``."""
        done = subprocess.run(
            self._command(command), check=False, capture_output=True, text=True, timeout=timeout, input=stdin, env=env
        )
        if check and done.returncode:
            msg = f"{command} ended with {done.returncode}\n{done.stdout}{done.stderr}"
            raise AssertionError(msg)
        return done

    def popen(
        self,
        command: Sequence[str | os.PathLike[str]],
        *,
        stdin: int | None = subprocess.DEVNULL,
        stdout: int | IO[str] | None = subprocess.PIPE,
        stderr: int | IO[str] | None = subprocess.STDOUT,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start a program in the namespace; it ends with the namespace at the latest. Its pid is the program's."""
        process = subprocess.Popen(
            self._command(["setpriv", "--pdeathsig", "KILL", "--", _found(os.fspath(command[0])), *command[1:]]),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=env,
            text=True,
        )
        self._started.append(process)
        return process

    def socket(
        self,
        family: int = socket.AF_INET,
        kind: int = socket.SOCK_DGRAM,
        protocol: int = 0,
        *,
        address: tuple[str, int] | None = None,
        device: str = "",
    ) -> socket.socket:
        """A socket of this namespace, perhaps bound already; OSError as the kernel says it."""
        assert self._control is not None
        self._control.send(json.dumps([family, kind, protocol, device, address]).encode())
        answer, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
        if answer != b"ok":
            raise OSError(*json.loads(answer))
        return socket.socket(fileno=descriptors[0])

    def add_address(self, device: str, address: str) -> None:
        """Give a device an address with its prefix length; an IPv6 one is usable at once."""
        nodad = ["nodad"] if ":" in address else []
        self.run(["ip", "address", "add", address, "dev", device, *nodad])

    def await_link_local(self, device: str) -> None:
        """Wait until a device that is up has its link-local address: without it no multicast leaves."""
        deadline = time.monotonic() + _LIMIT_S
        command = ["ip", "-6", "-oneline", "address", "show", "dev", device, "scope", "link", "-tentative"]
        while not self.run(command).stdout:
            if time.monotonic() > deadline:
                msg = f"{device} has no link-local address after {_LIMIT_S} s"
                raise AssertionError(msg)
            time.sleep(0.01)


def _found(program: str) -> str:
    """The path of a program; a user's PATH may lack sbin, where ip and the DHCP servers are."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/local/sbin") or program


def connect(
    first: Namespace,
    second: Namespace,
    first_addresses: Sequence[str] = (),
    second_addresses: Sequence[str] = (),
    *,
    names: tuple[str, str] = ("eth0", "eth0"),
) -> None:
    """A veth pair, up at both ends, with addresses such as ``192.0.2.1/24``, ``2001:db8::1/64``."""
    first.run(["ip", "link", "add", names[0], "type", "veth", "peer", "name", names[1], "netns", str(second.pid)])
    for namespace, device, addresses in ((first, names[0], first_addresses), (second, names[1], second_addresses)):
        namespace.run(["ip", "link", "set", device, "up"])
        for address in addresses:
            namespace.add_address(device, address)
    for namespace, device in ((first, names[0]), (second, names[1])):
        namespace.await_link_local(device)
