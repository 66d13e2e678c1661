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
