from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.packet.definitions import STANDARD, Definition, find_space
from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import MAX_DEPTH, Context
from dhcptools.packet.kinds.scalar import UINT16
from dhcptools.packet.kinds.v4_vendor import (
    VENDOR_CLASSES,
    VENDOR_ENCAPSULATED,
    VENDOR_OPTIONS,
    EnterpriseOptions,
    VendorClass,
    space_of_class,
)
from support.vectors import Vector, check, check_prefixes, check_wrong

PXE = bytes.fromhex("0601080a053c426f6f74470400000000ff")  # 6, 10, 71 and END


def texts(octets: bytes, vendor_class: bytes | None) -> list[tuple[str, str]]:
    return [(item.name, item.text) for item in VENDOR_ENCAPSULATED.decode(octets, 0, Context(vendor_class))]


@pytest.mark.parametrize(
    ("vendor_class", "space"),
    [
        (b"PXEClient:Arch:00007:UNDI:003016", "pxe"),
        (b"docsis3.1:01", "cablelabs-43"),
        (b"pktc1.5:05", "cablelabs-43"),
        (b"gateway dslforum.org", "tr069"),
        (b"Cisco AP c3800", "cisco-ap"),
        (b"MSFT 5.0", "msft"),
        (b"ArubaAP", ""),
        (b"udhcp 1.36", None),
        (None, None),
    ],
)
def test_the_vendor_class_chooses_the_space(vendor_class: bytes | None, space: str | None) -> None:
    assert space_of_class(vendor_class) == space


def test_option_43_of_a_pxe_client() -> None:
    options = VENDOR_ENCAPSULATED.decode(PXE, 0, Context(b"PXEClient"))
    assert [(item.name, item.value) for item in options[:3]] == [
        ("discovery-control", 8),
        ("menu-prompt", (60, "Boot")),
        ("boot-item", (0, 0)),
    ]
    assert options[3].name == "end"
    assert VENDOR_ENCAPSULATED.encode(options) == PXE
    text = VENDOR_ENCAPSULATED.text(options)
    assert text == "discovery-control=8, menu-prompt=(60, Boot), boot-item=(0, 0)"
    assert VENDOR_ENCAPSULATED.encode(VENDOR_ENCAPSULATED.parse(text)) == PXE[:-1]


def test_option_43_of_other_vendors() -> None:
    assert texts(b"\x02\x03ECM\x08\x0600CAFE", b"docsis3.0") == [
        ("device-type", "ECM"),
        ("oui", "00CAFE"),
    ]
    assert texts(b"\x01\x0fhttp://acs/tr69", b"dslforum.org") == [("acs-url", "http://acs/tr69")]
    assert texts(b"\xf1\x08\xc0\0\2\1\xc0\0\2\2", b"Cisco AP c1240") == [("wlc-addresses", "192.0.2.1, 192.0.2.2")]
    assert texts(b"\1\4\0\0\0\2", b"MSFT 5.0") == [("netbios-over-tcpip", "2")]
    assert texts(b"192.0.2.1", b"ArubaAP") == [("text", "192.0.2.1")]


def test_option_43_of_nobody_we_know() -> None:
    assert texts(b"\x01\x04\xc0\0\2\1", None) == [("option-1", "hex:c0000201")]
    assert texts(b"192.0.2.1", b"unknown") == [("text", "192.0.2.1")]  # no sub-options, but it prints
    assert texts(b"\x01\x09a\0", None) == [("tail", "hex:01096100")]
    assert texts(b"", None) == []


def test_bare_text_reads_back() -> None:
    options = VENDOR_ENCAPSULATED.decode(b"192.0.2.1", 0, Context(b"ArubaAP"))
    assert VENDOR_ENCAPSULATED.text(options) == "text=192.0.2.1"
    assert VENDOR_ENCAPSULATED.encode(VENDOR_ENCAPSULATED.parse("text=192.0.2.1")) == b"192.0.2.1"


def test_a_users_own_definitions_name_unknown_sub_options() -> None:
    name = "vendor-encapsulated-options-space"
    catalogue = STANDARD.with_definitions(name, [Definition(1, "answer", UINT16)])
    (option,) = VENDOR_ENCAPSULATED.decode(b"\1\2\0\x2a", 0, replace(Context(), catalogue=catalogue))
    assert (option.name, option.value) == ("answer", 42)


def test_names_of_every_vendor_are_known_and_others_are_not() -> None:
    space = find_space("vendor-encapsulated-options-space", 4)
    assert space.by_name("boot-menu").code == 9
    assert space.by_name("acs-url").code == 1
    assert space.by_name("77").name == "option-77"
    with pytest.raises(EncodeError):
        space.by_name("no-such-name")


def test_option_125() -> None:
    octets = bytes.fromhex("0000118b090101020204c0000201")  # CableLabs: ORO, TFTP servers
    octets += bytes.fromhex("00000de9050403616263")  # Broadband Forum: an OUI
    octets += bytes.fromhex("0000303903070161")  # somebody
    value = VENDOR_OPTIONS.decode(octets)
    assert [item.enterprise for item in value] == [4491, 3561, 12345]
    text = "cablelabs=(oro=2, tftp-servers=192.0.2.1), dslforum=gateway-manufacturer-oui=abc, 12345=option-7=hex:61"
    assert VENDOR_OPTIONS.text(value) == text
    assert VENDOR_OPTIONS.parse(text) == value
    assert VENDOR_OPTIONS.encode(value) == octets
    assert VENDOR_OPTIONS.json(value)[2] == {
        "enterprise": 12345,
        "name": "12345",
        "options": [{"code": 7, "name": "option-7", "value": "61", "hex": "61", "offset": 29}],
    }
    check_prefixes(VENDOR_OPTIONS, octets)
    assert VENDOR_OPTIONS.encode([(4491, [("oro", (2,))])]) == bytes.fromhex("0000118b03010102")


def test_a_relay_agents_sub_option_9_is_numbered_apart_from_option_125() -> None:
    octets = bytes.fromhex("0000118b06010401020301")  # CableLabs: CMTS capabilities, DOCSIS 3.1
    kind = find_space("dhcp-agent-options-space", 4).by_code(9).kind
    (cmts,) = kind.decode(octets)
    assert cmts.options[0].name == "cmts-capabilities"
    assert kind.encode(kind.parse(kind.text((cmts,)))) == octets


def test_wrong_option_125() -> None:
    check_wrong(VENDOR_OPTIONS, b"", 0, "enterprise number needs 4 octets")
    check_wrong(VENDOR_OPTIONS, b"\0\0\0\x09", 4, "data length needs 1 octets")
    check_wrong(VENDOR_OPTIONS, b"\0\0\0\x09\5\1", 5, "data needs 5 octets, 1 are left")
    with pytest.raises(DecodeError, match="nested"):
        VENDOR_OPTIONS.decode(b"\0\0\0\x09\0", 0, Context(depth=MAX_DEPTH))
    for value in ((), 5, (EnterpriseOptions(1 << 32, ()),)):
        with pytest.raises(EncodeError):
            VENDOR_OPTIONS.encode(value)
    for text in ("", "nobody=1=hex:00", "9=no-such-name=1"):
        with pytest.raises(EncodeError):
            VENDOR_OPTIONS.parse(text)


def test_option_124() -> None:
    vector = Vector(
        bytes.fromhex("0000118b09") + b"docsis3.0" + bytes.fromhex("0000303900"),
        (VendorClass(4491, b"docsis3.0"), VendorClass(12345, b"")),
        "cablelabs=docsis3.0, 12345=",
        [
            {"enterprise": 4491, "name": "cablelabs", "data": "docsis3.0", "hex": b"docsis3.0".hex()},
            {"enterprise": 12345, "name": "12345", "data": "", "hex": ""},
        ],
    )
    check(VENDOR_CLASSES, vector)
    check_prefixes(VENDOR_CLASSES, vector.octets)
    assert VENDOR_CLASSES.parse("4491, docsis3.0") == vector.value[:1]  # as Kea writes it
    check_wrong(VENDOR_CLASSES, b"\0\0\0\x09\5a", 5, "data needs 5 octets, 1 are left")
    for text in ("", "docsis3.0", "1=a, 2"):
        with pytest.raises(EncodeError):
            VENDOR_CLASSES.parse(text)
    with pytest.raises(EncodeError):
        VENDOR_CLASSES.encode(())
