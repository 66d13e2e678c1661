"""What a real Kea makes of expressions: its evaluation log, packet by packet.

Kea logs every push and pop of its evaluation at DEBUG. A packet's lines stand between two receptions of a buffer; after
every packet goes a marker (see support.rivals), so that nothing is awaited by time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.namespaces import Namespace, connect
from support.peers import Kea
from support.rivals import SERVER4, SERVER6, Sent, Side4, Side6, prepare

_LINE = re.compile(r"^\S+ \S+ +\w+ +\[[^]]*\] +(.*)$")
_RESULT = re.compile(r"EVAL_RESULT Expression (.*) evaluated to (.*)", re.DOTALL)


@dataclass
class Judged:
    """One packet: the trace and verdict of each class in the order of evaluation, and the lines of its log."""

    verdicts: dict[str, str] = field(default_factory=dict)
    traces: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def read_log(text: str, family: int) -> list[Judged]:
    """The packets of a log, in order. A message may have newlines in it: a line without a time belongs to the last."""
    lines: list[str] = []
    for line in text.split("\n"):
        found = _LINE.match(line)
        if found is not None:
            lines.append(found[1])
        elif lines:
            lines[-1] += f"\n{line}"
    packets: list[Judged] = []
    trace: list[str] = []
    for line in lines:
        if line.startswith(f"DHCP{family}_BUFFER_RECEIVED"):
            packets.append(Judged())
            trace = []
        if not packets:
            continue
        packet = packets[-1]
        packet.lines.append(line)
        if line.startswith("EVAL_DEBUG_"):
            trace.append(line)
        result = _RESULT.match(line)
        if result is not None:
            packet.verdicts[result[1]] = result[2]
            packet.traces[result[1]] = trace
            trace = []
    return packets


class Judge:
    """A Kea with classes, and the end of its link."""

    def __init__(self, family: int, kea: Kea, side: Side4 | Side6) -> None:
        self.family = family
        self.kea = kea
        self.side = side

    def judge(self, sent: Sequence[Sent]) -> list[Judged]:
        """Send the packets and read what was made of each; markers are left out."""
        before = len(read_log(self._log(), self.family))
        for one in sent:
            self.side.ask(one)
        packets = read_log(self._log(), self.family)[before:]
        return packets[::2]

    def _log(self) -> str:
        """The log, an octet a character: values are written to it as they are, whatever they are."""
        return self.kea.log.read_bytes().decode("latin-1")


@contextmanager
def kea_judge(family: int, configuration: dict[str, Any], folder: Path) -> Iterator[Judge]:
    """Kea on one end of a veth pair, logging evaluations."""
    logger = {
        "name": f"kea-dhcp{family}", "severity": "DEBUG", "debuglevel": 99, "output_options": [{"output": "stdout"}],
    }  # fmt: skip
    interfaces: dict[str, Any] = {"interfaces": ["eth0"]}
    if family == 4:
        interfaces["dhcp-socket-type"] = "raw"
    else:  # of nobody's files
        configuration = {
            "server-id": {"type": "EN", "enterprise-id": 9, "identifier": "ab", "persist": False}
        } | configuration
    whole = {"interfaces-config": interfaces, "lease-database": {"type": "memfile", "persist": False},
             **configuration, "loggers": [logger]}  # fmt: skip
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client, (f"{SERVER4}/24", f"{SERVER6}/64"), ("2001:db8:1::2/64",))
        prepare(server)
        with Kea(server, family, whole, folder) as kea:
            side: Side4 | Side6 = Side4(client) if family == 4 else Side6(client)
            try:
                yield Judge(family, kea, side)
            finally:
                side.close()
