"""The process behind testing.Server: serves until its standard input ends, and answers questions there.

Its only argument is a JSON object of orders. It writes a line of JSON when it is ready, and one for every question.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.faults.subject import type_name
from dhcpserver.faults.words import ScenarioError
from dhcpserver.gate import Gate, Passing
from dhcpserver.leases import NEVER_NS, State
from dhcpserver.scenario import Act, Scenario
from dhcpserver.serve import run
from dhcpserver.settings import Listen, Settings, SettingsError
from dhcpserver.transport import Loop
from dhcptools.kea.dialect import DialectError
from dhcptools.kea.reader import ConfigError
from dhcptools.net.errors import NetError
from dhcptools.packet.ia6 import IaNa, IaPd
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, RelayMessage6

MOST_EVENTS: Final = 10_000


class Records:
    """What happened, the latest of it, as JSON objects."""

    def __init__(self) -> None:
        self.events: deque[dict[str, Any]] = deque(maxlen=MOST_EVENTS)

    def passed(self, passing: Passing) -> None:
        """A request came or a reply left."""
        subject = passing.subject
        event = {"event": "received", "time_ns": passing.time_ns, "type": subject.kind, "client": subject.client}
        event["xid"] = subject.xid
        if passing.reply is not None:
            event["event"] = "sent"
            event["type"], event["xid"], event["address"] = _described(passing.reply.message)
        self.events.append(event)

    def done(self, act: Act) -> None:
        """A fault was made."""
        self.events.append({
            "event": "fault", "time_ns": act.time_ns, "type": act.kind, "client": act.client, "xid": act.xid,
            "rule": act.rule, "action": act.action, "done": act.words,
        })  # fmt: skip  # keys by meaning


class Questions:
    """Reads questions from a descriptor, a line each, and writes the answers to standard output."""

    def __init__(self, gate: Gate, records: Records) -> None:
        self._gate = gate
        self._records = records
        self._rest = b""

    def attach(self, loop: Loop, engine: Engine4 | Engine6) -> None:
        """Answer for this engine, until the descriptor ends: then end the server."""
        os.set_blocking(0, False)
        loop.watch(0, lambda: self._read(engine))

    def _read(self, engine: Engine4 | Engine6) -> None:
        data = os.read(0, 65_536)
        if not data:
            signal.raise_signal(signal.SIGTERM)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            say(self.answer(line.decode(), engine))

    def answer(self, question: str, engine: Engine4 | Engine6) -> dict[str, Any]:
        """One answer: ``leases``, ``counters`` or ``events``."""
        if question == "leases":
            return {"leases": sorted(leases(engine), key=lambda lease: str(lease["address"]))}
        if question == "counters":
            return {"counters": {**engine.statistics(), **self._gate.counters()}}
        return {"events": list(self._records.events)}


def leases(engine: Engine4 | Engine6) -> Iterator[dict[str, Any]]:
    """The assigned and declined leases of an engine as JSON objects."""
    if isinstance(engine, Engine4):
        books = [engine.book]
    else:
        books = [engine.bindings.addresses.book, engine.bindings.prefixes.book]
    for book in books:
        for lease in book.leases():
            if lease.state not in {State.DEFAULT, State.DECLINED}:
                continue
            four = isinstance(engine, Engine4)
            yield {
                "address": str(IPv4Address(lease.address) if four else IPv6Address(lease.address)),
                "prefix_len": lease.length,
                "hwaddr": lease.hardware.hex(":"),
                "client_id": lease.client_id.hex(":") if four else "",
                "duid": "" if four else lease.client_id.hex(":"),
                "iaid": lease.iaid,
                "subnet_id": lease.subnet_id,
                "hostname": lease.hostname,
                "state": "assigned" if lease.state is State.DEFAULT else "declined",
                "valid_lifetime": lease.valid_s,
                "expires": None if lease.expires_ns >= NEVER_NS else lease.expires_ns / 1e9,
            }


def say(content: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def settings(orders: dict[str, Any]) -> Settings:
    """What to serve. Raises SettingsError, OSError, DialectError or ConfigError."""
    if orders["config"] is not None:
        made = Settings.from_file(
            orders["config"], interfaces=orders["interfaces"], listen=orders["listen"], quiet=True
        )
    else:
        names = ("family", "pools", "subnet", "routers", "prefixes", "options", "lifetime", "interfaces", "listen")
        made = Settings.from_flags(**{name: orders[name] for name in names}, quiet=True)
    return made if orders["interfaces"] else replace(made, test_target=True)


def scenario(orders: dict[str, Any], family: int) -> Scenario:
    """The faults to make. Raises OSError or ScenarioError."""
    path = orders["scenario"]
    made = Scenario() if path is None else Scenario.from_file(path, family)
    return made.with_lines(orders["faults"], family, orders["seed"])


def main(arguments: Sequence[str]) -> int:
    """Serve as ordered."""
    orders = json.loads(arguments[0])
    records = Records()
    try:
        wanted = settings(orders)
        faults = scenario(orders, wanted.family)
        faults.journal = records.done
        gate = Gate(faults, to_source=not orders["interfaces"], observer=records.passed)
        run(wanted, ready=_ready, gate=gate, attach=Questions(gate, records).attach)
    except (SettingsError, ScenarioError, NetError, DialectError, ConfigError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _ready(bound: Sequence[Listen]) -> None:
    say({"address": bound[0].address, "port": bound[0].port})


def _described(message: Message4 | AnyMessage6) -> tuple[str, int, str]:
    """Type, transaction id, and the first address or prefix a reply gives."""
    if isinstance(message, Message4):
        return type_name(4, message.message_type), message.xid, str(message.yiaddr) if int(message.yiaddr) else ""
    while isinstance(message, RelayMessage6):
        message = message.relayed()
    address = ""
    for option in message.options:
        if option.code == 3 and not address:
            address = next((str(item.address) for item in IaNa.decode(option.data).addresses()), "")
        elif option.code == 25 and not address:
            found = next(iter(IaPd.decode(option.data).prefixes()), None)
            address = "" if found is None else f"{found.prefix}/{found.prefix_length}"
    return type_name(6, message.msg_type), message.transaction_id, address


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
