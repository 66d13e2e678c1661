from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from support.captures import pcap
from support.class_packets import OTHER, PHONE, RELAYED, frame4
from support.command import dhcptool

HEX = PHONE.encode().hex()
SCHEMA = json.loads((files("dhcptools.schemas") / "class-test-1.schema.json").read_text())
CONFIG = {"Dhcp4": {
    "client-classes": [
        {"name": "guest", "test": "member('UNKNOWN')"},
        {"name": "phone", "test": "option[60].hex == 'phone'"},
        {"name": "extra", "test": "option[60].exists", "only-if-required": True},
    ],
    "subnet4": [{"id": 7, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.10-192.0.2.20"}],
                 "require-client-classes": ["extra"]}],
}}  # fmt: skip


def test_true_is_0_and_false_is_1(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "class", "test", "option[60].hex == 'phone'", "--packet", HEX, "--target", "2.2")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "true\n", "")
    ran = dhcptool(tmp_path, "class", "test", "option[53].hex == 1", "--packet", HEX, "--target", "2.2", "--trace")
    assert ran.returncode == 1
    assert ran.stdout.splitlines() == [
        "  EVAL_DEBUG_OPTION Pushing option 53 with value 0x01",
        "  EVAL_DEBUG_STRING Pushing text string '\\x00\\x00\\x00\\x01'",
        "  EVAL_DEBUG_EQUAL Popping 0x00000001 and 0x01 pushing result 'false'",
        "false",
    ]
    assert "KL505 option[53].hex is 1 byte, integer 1 is 4 bytes: always false; write 0x01" in ran.stderr


def test_a_failure_is_no_match(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "class", "test", "uint8totext(option[60].hex) == '1'", "--packet", HEX)
    assert (ran.returncode, ran.stdout) == (1, "error: Can not convert to valid uint8.\n")


def test_what_kea_refuses_is_2_with_its_words_and_a_caret(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "class", "test", "options[60].exists", "--packet", HEX, "--target", "2.2")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.splitlines()[:4] == [
        "  options[60].exists",
        "        ^",
        "dhcptool: Kea 2.2.0 refuses the expression: <string>:1.7: Invalid character: s",
        '  why: KL515: unknown word "options" at 1:1; did you mean option[60]?',
    ]
    ran = dhcptool(tmp_path, "class", "test", "option[60].hex", "--packet", HEX)
    assert ran.returncode == 2
    assert "it gives octets: compare them with something, or show them with --template" in ran.stderr
    ran = dhcptool(tmp_path, "class", "test", "match('.*', 'a')", "--packet", HEX, "--target", "2.2")
    assert "KL519: match() needs Kea 3.0" in ran.stderr
    assert dhcptool(tmp_path, "class", "test", "match('.*', 'a')", "--packet", HEX, "--target", "3.0").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("option[1].exists",), 2, "Missing option '--packet'"),
        (("--packet", HEX), 2, "give an expression"),
        (("option[1].exists", "--packet", "00"), 5, "is no DHCP message"),
        (("option[1].exists", "--packet", "nofile.pcap#1"), 5, "cannot read"),
        (("option[1].exists", "--packet", HEX, "-6"), 5, "is of DHCPv4"),
        (("option[1].exists", "--packet", HEX, "-4", "-6"), 2, "exclude each other"),
        (("option[1].exists", "--packet", HEX, "--target", "1.0"), 2, "no version"),
        (("option[1].exists", "--packet", HEX, "--config", "nofile"), 5, "cannot read nofile"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    ran = dhcptool(tmp_path, "class", "test", *arguments)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


def test_which_packets_of_a_file_match(tmp_path: Path) -> None:
    path = tmp_path / "all.pcap"
    path.write_bytes(pcap([frame4(OTHER), frame4(PHONE)]))
    ran = dhcptool(tmp_path, "class", "test", "option[60].exists", "--packet", str(path))
    assert (ran.returncode, ran.stdout) == (0, "packet 1: false\npacket 2: true\n")
    whole = json.loads(dhcptool(tmp_path, "class", "test", "option[60].exists", "--packet", str(path), "--json").stdout)
    jsonschema.validate(whole, SCHEMA)
    assert (whole["result"], whole["type"], whole["matched_packets"]) == (True, "bool", [2])
    assert [step["expression"] for step in whole["steps"]] == ["option[60].exists"]


def test_a_template_and_a_relay(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "class", "test", "--template", "substring(option[60].hex, 0, 2)", "--packet", HEX)
    assert (ran.returncode, ran.stdout) == (0, "'ph'\n")
    six = ("class", "test", "relay6[0].option[18].hex == 'port-1'", "--packet", RELAYED.encode().hex())
    assert dhcptool(tmp_path, *six).stdout == "true\n"


def test_where_a_packet_came_in_can_be_said(tmp_path: Path) -> None:
    test = "pkt.iface == 'eth7' and pkt.src == 192.0.2.9 and member('gold')"
    ran = dhcptool(
        tmp_path, "class", "test", test, "--packet", HEX,
        "--interface", "eth7", "--source", "192.0.2.9", "--member", "gold",
    )  # fmt: skip
    assert ran.stdout == "true\n"


def test_the_classes_of_a_configuration(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    path.write_text(json.dumps(CONFIG))
    where = ("--config", str(path), "--packet", frame4(PHONE).hex())
    ran = dhcptool(tmp_path, "class", "test", *where, "--trace")
    assert ran.returncode == 0
    assert ran.stdout.splitlines() == [
        "classes: ALL, VENDOR_CLASS_phone, phone, UNKNOWN, guest",
        "  additional: extra",
        "  waiting for KNOWN or UNKNOWN: guest",
        "  subnet: 192.0.2.0/24 (id 7)",
        "  phone: true (by the packet)",
        "  guest: true (when known)",
        "  extra: true (additional)",
    ]
    whole = json.loads(dhcptool(tmp_path, "class", "test", "member('guest')", *where, "--json").stdout)
    jsonschema.validate(whole, SCHEMA)
    assert whole["result"] is True
    classification = whole["packets"][0]["classification"]
    assert classification["classes"] == ["ALL", "VENDOR_CLASS_phone", "phone", "UNKNOWN", "guest"]
    assert classification["subnet"] == {"id": 7, "prefix": "192.0.2.0/24", "shared_network": None}


def test_a_configuration_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    for text in ('{"Dhcp4": ', '{"Dhcp4": {"client-classes": [{"name": "a", "test": "x"}]}}'):
        path.write_text(text)
        ran = dhcptool(tmp_path, "class", "test", "--config", str(path), "--packet", HEX)
        assert (ran.returncode, ran.stdout) == (5, "")
        assert str(path) in ran.stderr
