from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from dhcptools.cli.perf_more import NAMES, gather_more, more_options, read_thresholds
from dhcptools.perf.asked import Asked
from dhcptools.perf.beyond import Beyond
from dhcptools.perf.workload import Phase, Share

TIMED = Asked(server="192.0.2.1", period_s=1.0)


@click.command()
@more_options
@click.pass_obj
def load(request: Asked, **values: object) -> tuple[Beyond, dict[str, object]]:
    assert set(values) == NAMES
    return gather_more(values, request), values


def read(text: str, request: Asked = TIMED) -> tuple[Beyond, dict[str, object]]:
    got = CliRunner().invoke(load, text.split(), standalone_mode=False, obj=request)
    assert got.exception is None
    more, values = got.return_value
    return more, values


def test_nothing_is_asked_by_itself() -> None:
    more, values = read("")
    assert more == Beyond()
    assert [name for name, value in values.items() if value] == []


def test_every_option_has_its_value() -> None:
    assert read("--window 8 --processes 2")[0] == Beyond(window=8, processes=2)
    more, _ = read("--stages 10s@100,1m@2k --ramp --strict-rate", Asked(server="192.0.2.1"))
    assert more == Beyond(phases=(Phase(10.0, 100.0), Phase(60.0, 2000.0)), ramp=True, strict_rate=True)
    more, _ = read("--mix dora=3,renew=1 --retransmit")
    assert more == Beyond(mix=(Share("dora", 3.0), Share("renew", 1.0)), retransmit=True)
    more, _ = read("--check-addresses --subnet 192.0.2.0/24 --subnet 198.51.100.0/24")
    assert more == Beyond(check_addresses=True, subnets=("192.0.2.0/24", "198.51.100.0/24"))
    more, _ = read("--l2 --interface eth0 --vlan 7", Asked(period_s=1.0))
    assert more == Beyond(frames=True, interface="eth0", vlan=7)
    _, values = read("--yes 500 --threshold p99<5ms --threshold lost<1% --abort-on-fail --verbose")
    assert (values["yes"], values["threshold"]) == (500, ("p99<5ms", "lost<1%"))
    assert (values["abort_on_fail"], values["verbose"], values["quiet"]) == (True, True, False)
    assert read("--yes all")[1]["yes"] == 1 << 48


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("--window 0", "'0' is not a positive integer"),
        ("--stages 10@x", "stage '10@x' is not a time"),
        ("--mix dora", "part 'dora' of the mix"),
        ("--yes none", "nor all"),
        ("--subnet 192.0.2.1/24 --check-addresses", "is no subnet"),
        ("--vlan 4095", "is not a VLAN identifier"),
        ("--processes 3", "'3' is not 1, 2, 4"),
        ("--ramp", "--ramp needs --stages"),
        ("--abort-on-fail", "--abort-on-fail needs --threshold"),
        ("--verbose --quiet", "exclude each other"),
    ],
)
def test_refusals(text: str, words: str) -> None:
    got = CliRunner().invoke(load, text.split(), standalone_mode=False, obj=TIMED)
    assert isinstance(got.exception, click.UsageError)
    assert words in got.exception.format_message()


def test_thresholds_are_read_before_anything_is_sent() -> None:
    assert [each.metric for each in read_thresholds(("p99<5ms", "lost<0.1%"))] == ["p99", "lost"]
    assert read_thresholds(()) == ()
    with pytest.raises(click.BadParameter, match="did you mean"):
        read_thresholds(("lots<1",))
