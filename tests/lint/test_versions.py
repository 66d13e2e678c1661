from __future__ import annotations

import pytest

from dhcptools.lint.versions import parse_version, show


def test_a_branch_is_its_newest_release() -> None:
    assert parse_version("2.2") == (2, 2, 0)
    assert parse_version("2.6") >= (2, 6, 3)
    assert parse_version("2.6.1") == (2, 6, 1)
    assert show((2, 6, 1)) == "2.6.1"


@pytest.mark.parametrize("text", ["", "2", "3.1", "2.6.x", "1.8.0", "2.2.0.1"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="Kea"):
        parse_version(text)
