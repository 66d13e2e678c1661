from __future__ import annotations

import signal

import pytest

from dhcptools.cli.signals import StopSignals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_remembered(number: signal.Signals) -> None:
    with StopSignals() as signals:
        assert not signals.stop()
        signal.raise_signal(number)
        assert signals.stop()
        signal.raise_signal(signal.SIGTERM)
        assert signals.received is number


def test_a_second_interrupt_is_final() -> None:
    with StopSignals():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with StopSignals():
        assert signal.getsignal(signal.SIGTERM) not in before
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
