"""The words of a fault."""

from __future__ import annotations

import pytest

from dhcpserver.faults.words import ScenarioError, Value, Words, nearest


def words(line: str, **more: Value) -> Words:
    return Words({"action": line, **more}, lambda key: f"here({key})")


def test_action_argument_and_keys() -> None:
    found = words("delay '5ms' type=ack", first=3)
    assert (found.action, found.argument(), found.text("type"), found.number("first", 1, 9)) == (
        "delay", "5ms", "ack", 3,
    )  # fmt: skip  # what was read
    found.finish()


def test_an_argument_may_be_named() -> None:
    assert words("stall time=3s").argument("time") == "3s"
    with pytest.raises(ScenarioError, match="say the same thing"):
        words("stall 2s time=3s").argument("time")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5ms", 5_000_000), ("1.5s", 1_500_000_000), ("2m", 120_000_000_000), ("3", 3_000_000_000), ("7us", 7000)],
)
def test_times(text: str, expected: int) -> None:
    assert words("delay", time=text).duration_ns("time") == expected


@pytest.mark.parametrize("text", ["", "5 parsecs", "-1s", "nan", "inf", "1e300s", "ms"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ScenarioError, match="is no time"):
        words("delay", time=text).duration_ns("time")


def test_probabilities() -> None:
    assert [words("drop", p=text).probability("p") for text in (0.5, "10%", 1)] == [0.5, 0.1, 1.0]
    assert words("drop").probability("p") == 1.0
    for text in ("2", "-0.1", "often", "101%"):
        with pytest.raises(ScenarioError, match="p is"):
            words("drop", p=text).probability("p")


def test_numbers_and_choices_have_bounds() -> None:
    with pytest.raises(ScenarioError, match="first is '0'"):
        words("drop first=0").number("first", 1, 9)
    with pytest.raises(ScenarioError, match="per is 'x'"):
        words("drop per=x").choice("per", ("server", "client"), "server")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "no action"),
        ("drop this that", "one word too many"),
        ("drop type=offer type=ack", "stands twice"),
        ("drop 'open", "cannot read"),
    ],
)
def test_lines_that_cannot_be_read(line: str, reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        words(line)


def test_what_nobody_has_read_is_an_error_with_a_hint() -> None:
    found = words("drop tpye=offer")
    found.text("type")
    with pytest.raises(ScenarioError) as caught:
        found.finish()
    assert str(caught.value) == "here(tpye): drop knows no 'tpye'\n  fix: did you mean type?"
    with pytest.raises(ScenarioError, match="takes no 'now'"):
        words("drop now").finish()


def test_nearest() -> None:
    assert (nearest("dorp", ["drop", "delay"]), nearest("zzz", ["drop"])) == ("drop", "")
