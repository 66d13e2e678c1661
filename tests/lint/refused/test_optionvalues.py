"""Values that kea-dhcp4 -t 2.2.0 takes, and its words for those that it does not."""

from __future__ import annotations

import pytest

from dhcptools.kea.tables.rows import Row
from dhcptools.lint.refused.optionvalues import fault, fields_of


@pytest.mark.parametrize(
    ("types", "data", "says"),
    [
        ("ipv4-address*", "192.0.2.1, 192.0.2.2,", None),
        ("ipv4-address*", "", None),
        ("ipv4-address*", "192.0.2.1 192.0.2.2", "Failed to convert string to address '192.0.2.1 192.0.2.2'"),
        ("ipv6-address*", "::1%lo", None),
        ("ipv6-address*", "192.0.2.1", "malformed"),
        ("uint16", " 1500 ", None),
        ("uint16", "0x10", None),
        ("uint16", "1500,5", None),
        ("uint16", "+5", None),
        ("uint16", "-0", None),
        ("int8", "-a", None),
        (
            "uint8",
            "fff",
            "unable to convert 'fff' to numeric type. This value is expected to be in the range of 0..255",
        ),
        ("uint8", "-0x1", "unable to convert '-0x1' to numeric type."),
        ("uint32", "1" + "0" * 19, "unable to convert the value '1"),
        ("uint32", "9" * 200, "unable to convert the value '9"),
        (
            "uint16",
            "70000",
            "unable to convert '70000' to numeric type. This value is expected to be in the range of 0",
        ),
        ("int32", "-5", None),
        ("uint16*", "", "option 9 empty"),
        ("uint8", "x", "unable to convert the value 'x' to integer data type"),
        ("boolean", "True", None),
        ("boolean", "yes", "unable to covert the value 'yes' to boolean data type"),
        ("fqdn*", "a.b, c..d", "duplicate period in c..d"),
        ("fqdn*", "", "FQDN list option has invalid length of 0"),
        ("fqdn", "a.b.", None),
        ("string", "", "no option value specified"),
        ("string", "a,b", None),
        ("empty", "", None),
        ("empty", "x", "attempt to write invalid option data field type into the option buffer: 0"),
        ("binary", "01 02", None),
        ("binary", "abc", "unable to cast abc to binary data type: Incomplete input for base16: abc"),
        ("binary", "01:02", "unable to cast 01:02 to binary data type: attempt to decode"),
        ("uint8 string", "5, words", None),
        (
            "uint8 string",
            "5",
            "number of data fields for the option type '9' is greater than number of values provided.",
        ),
        ("uint8 ipv4-address*", "5, 192.0.2.1, x", "Failed to convert string to address 'x'"),
        ("ipv6-prefix", "2001:db8::/56", None),
        ("ipv6-prefix", "2001:db8::", "'2001:db8::' is no prefix"),
        ("psid", "4/5", None),
        ("psid", "4", "provided PSID value 4 is not valid"),
        ("internal", "anything", None),
        ("tuple*", "a, b", None),
    ],
)
def test_values(types: str, data: str, says: str | None) -> None:
    found = fault(Row(9, "x", types, (2, 2)), fields_of(data))
    assert (found is None) == (says is None)
    assert found is None or found.text.startswith(says or "")
