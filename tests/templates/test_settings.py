from __future__ import annotations

from ipaddress import ip_network

import pytest

from dhcptools.templates.settings import Settings, TemplateError, halves, usual_pool

TARGET = (3, 0, 4)


@pytest.mark.parametrize(
    ("subnet", "pool"),
    [
        ("192.0.2.0/24", "192.0.2.128-192.0.2.254"),
        ("192.0.2.8/29", "192.0.2.12-192.0.2.14"),
        ("2001:db8:1::/64", "2001:db8:1:0:1::-2001:db8:1:0:1:ffff:ffff:ffff"),
        ("2001:db8:1::/120", "2001:db8:1::80-2001:db8:1::fe"),
    ],
)
def test_the_usual_pool(subnet: str, pool: str) -> None:
    network = ip_network(subnet)
    assert usual_pool(network) == pool
    (area,) = Settings(TARGET, subnets=(subnet,)).areas(network.version)
    assert (area.pool, area.router) == (pool, network[1])


def test_halves_are_all_of_a_pool() -> None:
    assert halves("192.0.2.128-192.0.2.254", 4) == ("192.0.2.128-192.0.2.191", "192.0.2.192-192.0.2.254")
    assert halves("192.0.2.1 - 192.0.2.2", 4) == ("192.0.2.1-192.0.2.1", "192.0.2.2-192.0.2.2")


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"subnets": ("192.0.2.1/24",)}, "host bits"),
        ({"subnets": ("2001:db8::/64",)}, "not IPv4"),
        ({"subnets": ("192.0.2.0/30",)}, "no room"),
        ({"subnets": ("192.0.2.0/24", "192.0.2.0/25")}, "overlap"),
        ({"routers": ("10.0.0.1",)}, "is not in"),
        ({"routers": ("router",)}, "no address"),
        ({"routers": ("192.0.2.1", "192.0.2.2")}, "2 of --router for 1"),
        ({"pools": ("192.0.2.10",)}, "no range"),
        ({"pools": ("192.0.2.20-192.0.2.10",)}, "is not a range of"),
        ({"pools": ("192.0.2.10-192.0.2.255",)}, "broadcast"),
        ({"pools": ("192.0.2.1-192.0.2.9",)}, "is inside pool"),
        ({"dns": ("2001:db8::1",)}, "not an IPv4 address"),
        ({"peers": ("192.0.2.1",)}, "1 of --peer"),
        ({"peers": ("192.0.2.1", "192.0.2.1")}, "2 of --peer"),
    ],
)
def test_parameters_that_no_configuration_can_be_made_of(values: dict[str, tuple[str, ...]], what: str) -> None:
    settings = Settings(TARGET, **values)  # type: ignore[arg-type]

    def use() -> None:
        settings.areas(4)
        settings.resolvers(4)
        settings.partners(4)

    with pytest.raises(TemplateError, match=what) as caught:
        use()
    assert caught.value.fix


def test_a_pool_of_one_address_has_no_halves() -> None:
    with pytest.raises(TemplateError):
        halves("192.0.2.1-192.0.2.1", 4)


def test_several_subnets_are_asked_for() -> None:
    with pytest.raises(TemplateError, match="about 2 subnets"):
        Settings(TARGET, subnets=("192.0.2.0/24",)).areas(4, count=2)
