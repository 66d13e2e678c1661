"""A DHCP server for the tests of other projects: started in ten lines, gone at the end of the block.

>>> from dhcpserver.testing import Server
>>> with Server(pool="192.0.2.10-192.0.2.20", scenario="drop type=offer first=1") as server:
...     client = MyClient(server.address, server.port)      # whatever is to be tested
...     assert client.get_lease() == "192.0.2.10"           # although the first offer was lost
...     assert server.counters()["fault-drop"] == 1
...     assert [lease.address for lease in server.leases()] == ["192.0.2.10"]
...     assert server.events()[0].type == "discover"

The server runs in a process of its own, on a free port of loopback, and answers where a request came from, so that
neither root nor a network is needed. With ``interface`` it serves clients of a link as ``dhcptool serve`` does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

_WAIT_S: Final = 10.0
POOLS: Final = {4: "192.0.2.10-192.0.2.200", 6: "2001:db8:1::10-2001:db8:1::ffff"}
LISTEN: Final = {4: "127.0.0.1:0", 6: "[::1]:0"}


class ServerError(RuntimeError):
    """The server did not start, or has ended; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as the server holds it. Identifiers are lower-case hex with colons, empty when unknown.

    ``state`` is assigned or declined, ``prefix_len`` 32 or 128 for addresses, ``expires`` Unix time in seconds, None
    for a lease without end.
    """

    address: str
    prefix_len: int
    hwaddr: str
    client_id: str
    duid: str
    iaid: int
    subnet_id: int
    hostname: str
    state: str
    valid_lifetime: int
    expires: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in order: ``event`` is received, sent or fault.

    ``type`` is the message type, lower-case (discover, offer, information-request …), ``time_ns`` Unix time in
    nanoseconds, ``address`` what an OFFER or ACK gives. ``rule``, ``action`` and ``done`` are of faults.
    """

    event: str
    time_ns: int
    type: str
    client: str
    xid: int
    address: str = ""
    rule: int = 0
    action: str = ""
    done: str = ""


class Server:
    """A context manager; inside it a server answers on ``address`` and ``port``."""

    def __init__(
        self,
        *,
        family: int = 4,
        pool: str | Sequence[str] = (),
        scenario: str | Path | Sequence[str] = (),
        seed: int | None = None,
        subnet: str = "",
        router: str | Sequence[str] = (),
        prefix: str | Sequence[str] = (),
        option: str | Sequence[str] = (),
        lifetime: int = 3600,
        listen: str = "",
        interface: str = "",
        config: str | Path | None = None,
    ) -> None:
        """``pool``, ``router``, ``prefix`` and ``option`` are one text or several, as the flags of ``dhcptool serve``.

        ``scenario`` is one fault, several, or the Path of a TOML file. ``config`` is a Kea file in place of the flags.
        """
        self.address = ""
        self.port = 0
        self.family = family
        self._orders = {
            "family": family,
            "pools": _several(pool) or ([] if prefix else [POOLS[family]]),
            "subnet": subnet,
            "routers": _several(router),
            "prefixes": _several(prefix),
            "options": _several(option),
            "lifetime": lifetime,
            "listen": [listen or LISTEN[family]] if listen or not interface else [],
            "interfaces": [interface] if interface else [],
            "config": None if config is None else str(config),
            "scenario": str(scenario) if isinstance(scenario, Path) else None,
            "faults": [] if isinstance(scenario, Path) else _several(scenario),
            "seed": seed,
        }
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process id, 0 when it is not running."""
        return 0 if self._process is None else self._process.pid

    def __enter__(self) -> Server:
        """Start and wait until it answers. Raises ServerError, with the reason, when it cannot."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dhcpserver.testing_main", json.dumps(self._orders)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            start_new_session=True,
        )  # fmt: skip  # SIGINT at the terminal is for the tests
        ready = self._answer()
        self.address, self.port = str(ready["address"]), int(ready["port"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it: its standard input closes, and it leaves."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def leases(self) -> list[Lease]:
        """The leases that are assigned or declined, by address. Raises ServerError when it has ended."""
        return [Lease(**lease) for lease in self._ask("leases")["leases"]]

    def counters(self) -> dict[str, int]:
        """What the server counted, by the names of Kea's statistics, and ``fault-ACTION`` for each fault made."""
        found: dict[str, int] = self._ask("counters")["counters"]
        return found

    def events(self) -> list[Event]:
        """Everything that happened since the start, the latest 10,000 of it, in order."""
        return [Event(**event) for event in self._ask("events")["events"]]

    def _ask(self, question: str) -> dict[str, Any]:
        if self._process is None or self._process.stdin is None:
            raise ServerError("the server is not running: ask inside the with block")
        try:
            self._process.stdin.write(question + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and the answer says why
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        process = self._process
        line = "" if process is None or process.stdout is None else process.stdout.readline()
        if not line and process is not None:
            _, errors = process.communicate(timeout=_WAIT_S)
            self._process = None
            raise ServerError(f"the server did not start, or has ended: {errors.strip()}")
        found: dict[str, Any] = json.loads(line)
        return found


def _several(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) and values else list(values)
