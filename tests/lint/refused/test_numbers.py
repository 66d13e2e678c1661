"""Numbers out of range, in the words of kea-dhcp4 -t 2.2.0."""

from __future__ import annotations

import pytest

from dhcptools.lint.refused import numbers
from support.lint_refusals import one, told


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ('"dhcp4o6-port": -1', "out of range value (-1) specified for parameter 'dhcp4o6-port' (P)"),
        (
            '"multi-threading": { "enable-multi-threading": true, "thread-pool-size": -1 }',
            "thread pool size code must not be negative (P)",
        ),
        (
            '"multi-threading": { "enable-multi-threading": true, "packet-queue-size": 65536 }',
            "invalid packet queue size '65536', it must not be greater than '65535' (P)",
        ),
        (
            '"expired-leases-processing": { "max-reclaim-time": 10001 }',
            (
                "out range value '10001' for configuration parameter 'max-reclaim-time', "
                "expected maximum value of '10000' (P)"
            ),
        ),
        (
            '"lease-database": { "type": "memfile", "lfc-interval": -1 }',
            "lfc-interval value: -1 is out of range, expected value: 0..4294967295 (P)",
        ),
        (
            '"hosts-databases": [ { "type": "mysql", "max-reconnect-tries": -1 } ]',
            "max-reconnect-tries cannot be less than zero:  (P)",
        ),
        (
            '"config-control": { "config-fetch-wait-time": 65536 }',
            "The 'config-fetch-wait-time' value (65536) is not within expected range: (0 - 65535) (P)",
        ),
        (
            '"subnet4": [ { "id": -1 } ]',
            "subnet configuration failed: The 'id' value (-1) is not within expected range: (0 - 4294967294)",
        ),
    ],
)
def test_numbers_of_dhcpv4(member: str, says: str) -> None:
    assert one(numbers, f'{{"Dhcp4": {{{member}}}}}') == says


def test_other_daemons() -> None:
    assert "http-port" in one(numbers, '{"Control-agent": {"http-port": 70000}}')
    assert "dns-server-timeout" in one(numbers, '{"DhcpDdns": {"dns-server-timeout": 4294967296}}')
    assert "htype" in one(numbers, '{"Dhcp6": {"server-id": {"type": "LLT", "htype": 65536}}}')
    assert "prefix-len" in one(numbers, '{"Dhcp6": {"subnet6": [{"pd-pools": [{"prefix-len": 256}]}]}}')


def test_what_is_in_range() -> None:
    assert (
        told(numbers, '{"Dhcp4": {"dhcp4o6-port": 0, "subnet4": [{"id": 1}], "dhcp-ddns": {"server-port": 53001}}}')
        == []
    )
