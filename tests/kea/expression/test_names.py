from __future__ import annotations

from dhcptools.kea.expression.names import Names
from dhcptools.kea.tables.rows import own_row


def test_names_are_those_of_the_version() -> None:
    assert Names(4, (2, 2)).code("host-name") == 12
    assert Names(6, (2, 2)).code("host-name") is None
    assert Names(6, (2, 2)).code("clientid") == 1
    assert Names(4, (2, 2)).code("v4-dnr") is None
    assert Names(4, (3, 3)).code("v4-dnr") == 162


def test_a_file_adds_its_own() -> None:
    row = own_row("house", 222, "record", record_types="uint16, string", array=False)
    assert row.types == "uint16 string"
    names = Names(4, (2, 2), {("dhcp4", 222): row, ("rooms", 1): own_row("room", 1, "uint8", array=True)})
    assert names.code("house") == 222
    assert names.code("room") is None  # another space
    assert names.row("rooms", 1) == (1, "room", "uint8*", (0,), "")
    assert "house" in names.all()
    found = [names.named(*each) for each in (("rooms", "room"), ("dhcp4", "host-name"), ("rooms", "host-name"))]
    assert [row and row.code for row in found] == [1, 12, None]


def test_a_file_may_say_what_option_43_is_and_nothing_else_of_the_standard() -> None:
    own = {("dhcp4", 43): own_row("mine", 43, "uint32"), ("dhcp4", 12): own_row("mine", 12, "uint32")}
    names = Names(4, (2, 2), own)
    assert names.row("dhcp4", 43) == own["dhcp4", 43]
    found = names.row("dhcp4", 12)
    assert found is not None
    assert found.types == "string"
    last_resort = Names(4, (2, 2)).row("dhcp4", 43)
    assert last_resort is not None
    assert last_resort.encapsulates == "vendor-encapsulated-options-space"
    assert Names(4, (2, 2)).row("dhcp4", 224) is None


def test_spaces_are_called_as_configurations_call_them() -> None:
    names = Names(6, (3, 0))
    assert names.named("v6-ntp-server-suboptions", "ntp-server-address") is not None
    assert names.named("vendor-2495", "4o6-interface") is not None
    found = [names.named("vendor-4491", name) for name in ("device-id", "cmts-cm-mac")]
    assert [row and row.code for row in found] == [36, 1026]
    assert Names(4, (3, 0)).named("cablelabs-client-conf", "tsp-realm") is not None
