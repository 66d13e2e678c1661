from __future__ import annotations

from dhcptools.lint.suggest import closest, suggestion


def test_the_nearest_word_is_proposed() -> None:
    assert closest("hot-stanby", ["load-balancing", "hot-standby"]) == "hot-standby"
    assert suggestion("hot-stanby", ["hot-standby"]) == '; did you mean "hot-standby"?'
    assert suggestion("foo", ["hot-standby"]) == ""
