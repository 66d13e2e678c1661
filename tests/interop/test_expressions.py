"""Expressions held against a running Kea 2.2: verdicts, every step, the classes of packets, and what it refuses."""

from __future__ import annotations

import json
import re
import subprocess
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import pytest

from dhcpserver.explain import explain4, explain6
from dhcpserver.reply4 import Context4
from dhcpserver.reply6 import Context6
from dhcptools.kea.classes import is_built_in
from dhcptools.kea.config import read_config
from dhcptools.kea.dialect import parse as parse_file
from dhcptools.kea.expression import Arrival, ExpressionError, Names, Packet, Program, parse
from dhcptools.packet.v4 import Message4
from support.expressions import Expressions, packets4, packets6
from support.kea_eval import Judged, kea_judge
from support.peers import need
from support.rivals import SERVER4, AnyMessage, Sent

CLASSES = 160
PACKETS = 8
POOLS = {4: "192.0.2.10-192.0.2.99", 6: "2001:db8:1::10-2001:db8:1::99"}
SUBNETS: dict[int, dict[str, Any]] = {
    4: {"subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "interface": "eth0", "pools": [{"pool": POOLS[4]}]}]},
    6: {"subnet6": [{"id": 1, "subnet": "2001:db8:1::/64", "interface": "eth0", "pools": [{"pool": POOLS[6]}]}]},
}  # fmt: skip
_ASSIGNED = re.compile(r"CLASS(?:ES)?_ASSIGNED .*class\(es\): (.*)$", re.MULTILINE)


def printable(text: str) -> str:
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)


def expressions(family: int, seed: int) -> list[str]:
    names, source = Names(family, (2, 2)), Expressions(family, seed)
    found: list[str] = []
    while len(found) < CLASSES:
        text = source.boolean()
        try:
            parse(text, names)
        except ExpressionError:
            continue  # a name of the other family: what is refused has a test of its own
        found.append(text)
    return found


def assigned(judged: Judged) -> list[str]:
    """The classes of a packet in their order: the last list that is told in full, and what is told after it."""
    found: list[str] = []
    for line in judged.lines:
        told, result = _ASSIGNED.search(line), re.match(r"EVAL_RESULT Expression (.*) evaluated to 1$", line)
        if told is not None:
            names = told[1].split(", ")
            found = names if names[0] == "ALL" else [*found, *names]
        elif result is not None:
            found.append(result[1])
    return found


def sent(message: AnyMessage) -> Sent:
    return Sent("packet", message)


def as_seen(message: AnyMessage, names: Names, judged: Judged) -> Packet:
    """The packet with the addresses that Kea says it came with."""
    found = re.search(r"received buffer from (\S+):\d+ to (\S+):\d+ over interface (\S+)", judged.lines[0])
    assert found is not None, judged.lines[0]
    if isinstance(message, Message4):
        return Packet(names, message, (), Arrival(found[3], IPv4Address(found[1]), IPv4Address(found[2])), ("ALL",))
    arrival = Arrival(found[3], IPv6Address(found[1]), IPv6Address(found[2]))
    packet = Packet.of6(names, message, arrival)
    packet.classes["ALL"] = None
    return packet


@pytest.mark.parametrize("family", [4, 6])
def test_verdicts_and_every_step(family: int, tmp_path: Path) -> None:
    tests = expressions(family, 7)
    names = Names(family, (2, 2))
    classes = [{"name": f"c{number}", "test": text} for number, text in enumerate(tests)]
    messages: list[Any] = packets4(3, PACKETS) if family == 4 else packets6(3, PACKETS)
    with kea_judge(family, {"client-classes": classes, **SUBNETS[family]}, tmp_path) as judge:
        judged = judge.judge([sent(message) for message in messages])
    assert len(judged) == PACKETS
    wrong: list[str] = []
    compared = 0
    for message, kea in zip(messages, judged, strict=True):
        packet = as_seen(message, names, kea)
        for number, text in enumerate(tests):
            program = Program(parse(text, names))
            if f"c{number}" not in kea.verdicts or "KNOWN" in text:
                continue  # those that wait for reservations see other classes; they have a test of their own
            traced, error = program.trace(packet)
            ours = [printable(line) for step in traced for line in step.messages]
            theirs = [printable(line) for line in kea.traces[f"c{number}"]]
            verdict = str(error) if error is not None else str(int(traced[-1].value == b"true"))
            compared += 1
            if ours != theirs or verdict != printable(kea.verdicts[f"c{number}"]):
                pairs = [f"{a} | {b}" for a, b in zip(ours, theirs, strict=False) if a != b]
                wrong.append(f"{text}: {verdict}, Kea {kea.verdicts[f'c{number}']}: {pairs[:1]}")
    assert compared > 0.7 * CLASSES * PACKETS
    assert wrong == [], "\n".join(wrong[:20])


@pytest.mark.parametrize("family", [4, 6])
def test_the_classes_of_a_packet_in_their_order(family: int, tmp_path: Path) -> None:
    source = Expressions(family, 11)
    classes: list[dict[str, Any]] = []
    for number in range(60):
        text = source.boolean()
        earlier = source.random.choice(classes)["name"] if classes else "ALL"
        text += f" {source.random.choice(('and', 'or'))} member('{earlier}')" if number % 3 == 0 else ""
        try:
            parse(text, Names(family, (2, 2)))
        except ExpressionError:
            continue
        classes.append({"name": f"c{number}", "test": text, "only-if-required": number % 7 == 0})
    host = {"client-classes": ["gold", "silver"]} | ({"hw-address": "02:00:00:00:00:aa"})
    configuration = {**SUBNETS[family], "client-classes": [{"name": "gold"}, *classes, {"name": "silver"}]}
    configuration[f"subnet{family}"] = [{**SUBNETS[family][f"subnet{family}"][0], "reservations": [host]}]
    messages: list[Any] = packets4(5, PACKETS) if family == 4 else packets6(5, PACKETS)
    with kea_judge(family, configuration, tmp_path) as judge:
        judged = judge.judge([sent(message) for message in messages])
    config = read_config(parse_file(json.dumps({f"Dhcp{family}": configuration}).encode(), "f"), (2, 2))
    names = Names(family, (2, 2))
    several = 0
    for message, kea in zip(messages, judged, strict=True):
        theirs = assigned(kea)
        source_text = re.search(r"received buffer from (\S+):\d+", kea.lines[0])
        assert source_text is not None
        if family == 4:
            ours = explain4(config, names, message, Context4(interface="eth0", local=IPv4Address(SERVER4)))
        else:
            ours = explain6(config, names, message, Context6(IPv6Address(source_text[1]), interface="eth0"))
        assert list(ours.classes) == theirs
        several += len(ours.classes) > 4
    assert several > PACKETS // 2


@pytest.mark.parametrize("family", [4, 6])
def test_what_kea_refuses(family: int, tmp_path: Path) -> None:
    need(f"kea-dhcp{family}")
    source, names = Expressions(family, 23), Names(family, (2, 2))
    path = tmp_path / "kea.conf"
    wrong, refused = [], 0
    for _ in range(80):
        text = source.spoiled()
        path.write_text(json.dumps({f"Dhcp{family}": {"client-classes": [{"name": "a", "test": text}]}}))
        ran = subprocess.run(
            [f"kea-dhcp{family}", "-t", str(path)], capture_output=True, text=True, timeout=20, check=False
        )
        found = re.search(r"error: (.*) at \(", ran.stderr, re.DOTALL)
        theirs = found[1] if found else "" if ran.returncode == 0 else ran.stderr
        try:
            parse(text, names, defined=is_built_in)
            ours = ""
        except ExpressionError as error:
            ours = str(error)
        refused += bool(theirs)
        if printable(ours) != printable(theirs):
            wrong.append(f"{text}: ours {ours!r}, Kea {theirs!r}")
    assert refused > 40
    assert wrong == [], "\n".join(wrong[:20])
