"""What the embedded server serves, and the line it says."""

from __future__ import annotations

import pytest

from dhcpserver.embedded_main import main, say, settings
from dhcpserver.settings import Listen


def test_large_pools_for_both_families() -> None:
    four, six = settings(4), settings(6)
    assert int(four.config.subnets[0].pools[0].last) - int(four.config.subnets[0].pools[0].first) > 1 << 23
    assert six.config.subnets[0].pd_pools[0].delegated_length == 64
    assert four.test_target
    assert six.test_target


def test_the_line_names_address_and_port(capsys: pytest.CaptureFixture[str]) -> None:
    say([Listen("127.0.0.1", 1067)])
    assert capsys.readouterr().out == "127.0.0.1 1067\n"


def test_an_argument_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="four"):
        main(["four"])
