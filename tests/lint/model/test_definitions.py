from __future__ import annotations

from support.lint_contexts import context


def test_names_and_codes() -> None:
    made = context("""{ "Dhcp4": {
        "option-def": [ { "name": "mine", "code": 222, "type": "uint8", "space": "dhcp4" }, { "name": "half" } ],
        "option-data": [ { "name": "routers" }, { "code": 6 }, { "name": "mine" }, { "code": 222 }, { "name": "no" },
                         { "code": 250 }, { "name": "x", "space": "none" }, { "code": 1, "space": "none" }, { },
                         { "name": "Routers" }, { "name": "half" } ] } }""")
    found = [made.definitions.find(option) for option in made.options]
    assert [each and (each.code, each.name, each.own is not None) for each in found] == [
        (3, "routers", False), (6, "domain-name-servers", False), (222, "mine", True), (222, "mine", True),
        None, None, None, None, None, None, None,
    ]  # fmt: skip  # what is found, and what is not
    codes = [made.definitions.code(option) for option in made.options]
    assert codes == [3, 6, 222, 222, None, 250, None, 1, None, None, None]


def test_types_and_what_is_standard() -> None:
    text = (
        """{ "Dhcp4": { "option-def": [ { "name": "foo", "code": 250, "type": "uint8", "encapsulate": "zzz" } ] } }"""
    )
    known = context(text).definitions
    routers, foo = known.by_name("dhcp4", "routers"), known.by_code("dhcp4", 250)
    assert routers is not None
    assert foo is not None
    assert (routers.type, routers.encapsulates, foo.type, foo.encapsulates) == ("ipv4-address", False, "uint8", True)
    assert known.by_code("dhcp4", 252) is None  # others give it a meaning, Kea does not
    assert known.is_standard("vendor-4491")
    assert known.is_standard("dhcp-agent-options-space")
    assert known.is_standard("docsis3-v4")
    assert not known.is_standard("zzz")
    assert not known.is_standard("vendor-x")
