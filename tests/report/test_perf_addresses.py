from __future__ import annotations

from dhcptools.measure.result import AddressProblem
from dhcptools.report.perf_addresses import address_list
from support.perf_runs import dora


def test_every_address_is_a_line_and_the_rest_is_counted() -> None:
    assert address_list(dora()) == ""
    problems = [
        AddressProblem("192.0.2.7", "00:0c:01:02:03:05", "00:0c:01:02:03:04"),
        AddressProblem("198.51.100.1", "00:0c:01:02:03:06"),
    ]
    assert address_list(dora(addresses_duplicate=1, addresses_foreign=1, address_problems=problems)) == (
        "***Addresses***\n"
        "192.0.2.7: given to 00:0c:01:02:03:05 while 00:0c:01:02:03:04 held it\n"
        "198.51.100.1: given to 00:0c:01:02:03:06, in no expected subnet\n"
    )
    text = address_list(dora(addresses_duplicate=9, addresses_foreign=1, address_problems=problems))
    assert text.endswith("and 8 more\n")
