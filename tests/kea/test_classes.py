from __future__ import annotations

import json
from typing import Any

import pytest

from dhcptools.kea.classes import is_built_in
from dhcptools.kea.config import read_config
from dhcptools.kea.dialect import parse
from dhcptools.kea.model import Config
from dhcptools.kea.reader import ConfigError


def read(*classes: dict[str, Any], family: int = 4, **top: Any) -> Config:
    return read_config(parse(json.dumps({f"Dhcp{family}": {"client-classes": list(classes), **top}}).encode(), "f"))


def test_tests_are_compiled_with_the_definitions_of_the_file() -> None:
    own = [{"name": "house", "code": 222, "type": "uint8"}]
    config = read({"name": "a", "test": "option[house].exists"}, **{"option-def": own})
    (found,) = config.classes
    assert found.test is not None
    assert not found.test.template
    assert config.names is not None
    assert config.names.code("house") == 222


def test_what_depends_on_known_comes_later_and_so_does_what_depends_on_that() -> None:
    config = read(
        {"name": "a", "test": "member('ALL')"},
        {"name": "b", "test": "member('UNKNOWN') and member('a')"},
        {"name": "c", "test": "not member('b')"},
        {"name": "d", "template-test": "option[60].hex", "only-if-required": True},
        {"name": "e"},
    )
    tests = [item.test for item in config.classes]
    assert [None if test is None else test.depends_on_known for test in tests] == [False, True, True, False, None]
    assert [item.additional_only for item in config.classes] == [False, False, False, True, False]
    assert tests[3] is not None
    assert tests[3].template


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ([{"name": "a", "test": "member('b')"}, {"name": "b"}], "1.8-10: Not defined client class 'b'"),
        ([{"name": "a", "test": "options[60].hex == ''"}], "Invalid character: s"),
        ([{"name": "a", "test": "pkt6.msgtype == 1"}], "pkt6 can only be used in DHCPv6"),
        ([{"name": "a", "test": "'a' == 'a'", "template-test": "'a'"}], "test and template-test"),
        ([{"name": "KNOWN", "test": "'a' == 'a'"}], "built-in class KNOWN has a test"),
        ([{"name": "a"}, {"name": "a"}], "two classes have the name a"),
        ([{"name": "BOOTP", "test": "'a' == 'a'"}], "built-in class BOOTP has a test"),
        ([{"name": "a", "test": ""}], "unexpected end of file"),
        ([{"test": "'a' == 'a'"}], "missing parameter 'name'"),
    ],
)
def test_what_kea_refuses(classes: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(ConfigError, match=says.replace("(", r"\(")) as caught:
        read(*classes)
    assert caught.value.position.file == "f"


def test_guards_and_additional_lists_in_the_words_of_both_times() -> None:
    subnet = {
        "subnet": "192.0.2.0/24", "client-class": "a", "require-client-classes": ["x"],
        "pools": [{"pool": "192.0.2.1-192.0.2.9", "client-classes": ["a", "b"], "evaluate-additional-classes": ["y"]}],
    }  # fmt: skip
    network = {"name": "n", "require-client-classes": ["z"], "client-class": "c", "subnet4": [
        {"subnet": "198.51.100.0/24"}, {"subnet": "203.0.113.0/24", "client-class": "d"},
    ]}  # fmt: skip
    config = read({"name": "x"}, **{"subnet4": [subnet], "shared-networks": [network]})
    one, two, three = config.subnets
    assert (one.guards, one.additional, one.network_additional) == (("a",), ("x",), ())
    assert (one.pools[0].guards, one.pools[0].additional) == (("a", "b"), ("y",))
    assert (two.guards, two.network_additional) == (("c",), ("z",))
    assert three.guards == ("d",)
    assert config.inner_first
    assert not read({"name": "x"}).inner_first


def test_built_in_names() -> None:
    assert is_built_in("KNOWN")
    assert is_built_in("VENDOR_CLASS_x")
    assert not is_built_in("DROP")
