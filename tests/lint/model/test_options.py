from __future__ import annotations

from support.lint_contexts import context


def test_options_and_definitions() -> None:
    made = context(r"""{ "Dhcp4": {
        "option-data": [ { "name": "routers", "data": " 192.0.2.1, a\\,b ,", "csv-format": true }, { "code": 250 } ],
        "option-def": [ { "name": "r", "code": 222, "type": "record", "record-types": "uint8, string",
                          "array": true, "encapsulate": "foo" } ] } }""")
    routers, other = made.options
    assert (routers.fields, routers.csv_format, routers.space) == (["192.0.2.1", "a,b", ""], True, "dhcp4")
    assert routers.spot.value == routers.data
    assert (other.fields, other.data, other.csv_format, other.title) == ([], None, None, "option 250")
    assert other.spot is other.node
    (own,) = made.option_defs
    assert (own.code, own.space, own.type, own.array, own.encapsulate) == (222, "dhcp4", "record", True, "foo")
    assert own.record_types == ("uint8", "string")
