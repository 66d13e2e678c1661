from __future__ import annotations

import pytest

from dhcptools.packet.definitions import STANDARD, Catalogue, Definition, Space, find_space, nearest
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.scalar import UINT8, UINT16
from dhcptools.packet.kinds.string import BINARY, STRING
from dhcptools.packet.raw import RawOption

MINE = Space("mine", 1, 1, ((1, "first-one", STRING, "RFC 1"), Definition(2, "second", UINT8)))  # type: ignore[arg-type]  # rows


def test_rows_become_definitions() -> None:
    assert MINE.definitions == (Definition(1, "first-one", STRING, "RFC 1"), Definition(2, "second", UINT8))
    assert MINE.by_code(1).name == "first-one"
    assert MINE.knows(2)
    assert not MINE.knows(3)


def test_unknown_codes_have_a_name_and_octets() -> None:
    assert MINE.by_code(200) == Definition(200, "option-200", BINARY)


@pytest.mark.parametrize(
    ("name", "code"), [("first-one", 1), ("First One", 1), ("first_one", 1), ("2", 2), ("option-2", 2), ("77", 77)]
)
def test_names_as_users_type_them(name: str, code: int) -> None:
    assert MINE.by_name(name).code == code


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("first", "no option 'first' in space mine"),
        ("secnd", "did you mean second"),
        ("256", "over 255"),
        ("", "no option"),
        ("²", "no option"),
    ],
)
def test_names_that_are_none(name: str, reason: str) -> None:
    with pytest.raises(EncodeError, match=reason):
        MINE.by_name(name)


def test_walk_and_pack_follow_the_widths() -> None:
    wide = Space("wide", 2, 2, ())
    octets = bytes.fromhex("0001 0002 6162")
    assert wide.walk(octets, 5).options == (RawOption(1, b"ab"),)
    assert wide.walk(octets, 5).options[0].offset == 5
    assert wide.pack([RawOption(1, b"ab")]) == octets
    assert MINE.walk(b"\0\0\xff\0").options == (RawOption(0, b""), RawOption(255, b""))


def test_padding_is_for_spaces_that_have_it() -> None:
    padded = Space("padded", 1, 1, (), padded=True)
    area = padded.walk(b"\0\1\0\xff\7", 10)
    assert [(option.code, option.offset) for option in area.options] == [(0, 10), (1, 11)]
    assert (area.ended, area.tail) == (True, b"\7")
    assert padded.pack(area.options) == b"\0\1\0"


@pytest.mark.parametrize("name", ["dhcp4", "dhcp6", "dhcp-agent-options-space", "vendor-4491"])
def test_standard_spaces_are_found_by_keas_names(name: str) -> None:
    space = find_space(name)
    assert space.name == name
    assert find_space(name) is space


def test_families_keep_their_own_space_of_one_name() -> None:
    assert find_space("vendor-4491", 6).code_octets == 2
    assert find_space("vendor-4491", 4).code_octets == 1
    with pytest.raises(EncodeError, match="no option space 'dhcp6'"):
        find_space("dhcp6", 4)
    with pytest.raises(EncodeError, match="no option space 'nowhere'"):
        find_space("nowhere")


def test_a_user_adds_definitions_and_the_standard_stays() -> None:
    own = Catalogue.standard().with_definitions("dhcp4", [Definition(224, "my-option", UINT16)])
    assert own.space("dhcp4").by_name("my-option").code == 224
    assert own.space("dhcp4").by_code(53).name == find_space("dhcp4").by_code(53).name
    assert not STANDARD.space("dhcp4").knows(224)
    assert own.resolve(find_space("dhcp4")).knows(224)
    assert own.resolve(MINE) is MINE
    more = own.with_definitions("dhcp4", [Definition(225, "another", UINT16)])
    assert more.space("dhcp4").knows(224)
    assert not own.space("dhcp4").knows(225)


def test_a_users_definition_wins_over_the_standard() -> None:
    own = STANDARD.with_definitions("dhcp4", [Definition(12, "host-name", BINARY)])
    assert own.space("dhcp4").by_code(12).kind is BINARY
    assert own.space("dhcp4").by_name("host-name").kind is BINARY


@pytest.mark.parametrize(("family", "octets"), [(4, 1), (6, 2)])
def test_a_space_of_the_users_own(family: int, octets: int) -> None:
    own = STANDARD.with_definitions("theirs", [Definition(1, "one", UINT8)], family)
    assert own.space("theirs", family).code_octets == octets
    with pytest.raises(EncodeError):
        own.space("theirs", 10 - family)


def test_near_names() -> None:
    assert nearest("router", ["routers", "time-offset"]) == " (did you mean routers?)"
    assert nearest("zzz", ["routers"]) == ""
