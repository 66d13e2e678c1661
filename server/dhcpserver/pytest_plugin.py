"""Fixtures for pytest: ``dhcp_server``, a server for one test, and ``dhcp_servers``, a maker of several.

    @pytest.mark.dhcp_server(pool="192.0.2.10-192.0.2.20", scenario="nak first=1")
    def test_my_client_starts_over_after_a_nak(dhcp_server):
        client = MyClient(dhcp_server.address, dhcp_server.port)
        assert client.get_lease() == "192.0.2.10"
        assert dhcp_server.counters()["fault-nak"] == 1

The marker takes what :class:`dhcpserver.testing.Server` takes; without it the server has a pool of its own choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dhcpserver.testing import Server


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "dhcp_server(**settings): what dhcpserver.testing.Server takes")


@pytest.fixture
def dhcp_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A DHCP server that runs during the test; ``@pytest.mark.dhcp_server(pool=…, scenario=…)`` says which."""
    from dhcpserver.testing import Server  # noqa: PLC0415 - tests without a server load none of it

    marker = request.node.get_closest_marker("dhcp_server")
    with Server(**(marker.kwargs if marker is not None else {})) as server:
        yield server


@pytest.fixture
def dhcp_servers() -> Iterator[Callable[..., Server]]:
    """Start servers from within a test: ``dhcp_servers(pool=…, scenario=…)``; all end with the test."""
    from dhcpserver.testing import Server  # noqa: PLC0415 - tests without a server load none of it

    with ExitStack() as stack:

        def start(**settings: Any) -> Server:
            return stack.enter_context(Server(**settings))

        yield start
