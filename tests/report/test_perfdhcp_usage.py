from __future__ import annotations

from dhcptools.perf.flags import FLAGS
from dhcptools.report.perfdhcp_usage import usage


def test_the_synopsis_is_perfdhcps() -> None:
    lines = usage().splitlines()
    assert lines[0] == "perfdhcp [-1] [-4 | -6] [-A encapsulation-level] [-b base] [-B] [-c]"
    assert lines[1] == "         [-C separator] [-d drop-time] [-D max-drop] [-e lease-type]"


def test_it_names_every_flag_in_narrow_lines() -> None:
    text = usage()
    for flag in FLAGS:
        assert f"\n-{flag.letter}" in text if flag.letter else f"\n--{flag.name} <" in text
    assert max(map(len, text.splitlines())) <= 72
