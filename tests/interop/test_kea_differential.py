"""The same file and the same packets for Kea 2.2 and for our server: every difference is in a table here, or a failure.

A row of the tables is (packets, field, reason): patterns of fnmatch. A row that no packet needs fails the test as well,
so that the tables say what is true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from support.dialogues4 import CONFIG4, POOLS4, special4, traffic4
from support.dialogues4_shared import SHARED4, shared4
from support.dialogues6 import CONFIG6, POOLS6, special6, traffic6
from support.dialogues_classes import CLASSES4, CLASSES6, POOLS_CLASSES4, POOLS_CLASSES6, classes4, classes6
from support.rivals import Dialogue, Difference, compare, rivals

Row = tuple[str, str, str]

ANY4: tuple[Row, ...] = (
    ("*", "hops", "RFC 2131 table 3: 0 in every reply"),
    ("*", "option 56", "RFC 2131 table 3: a NAK should say why; Kea sends no message"),
    ("*", "option 119", "RFC 3397 §2: names may be compressed; Kea writes them out"),
)
SPECIAL4: tuple[Row, ...] = (
    *ANY4,
    ("parameters in two options *", "option 42", "RFC 3396 §5: instances of one option are one value"),
    ("fqdn of both flags *", "replies", "a bad name costs the client its name and not its lease; Kea drops the packet"),
    ("fqdn broken *", "replies", "a bad name costs the client its name and not its lease; Kea drops the packet"),
    ("fqdn too short *", "replies", "a bad name costs the client its name and not its lease; Kea drops the packet"),
    ("renew of the other's", "sent to", "RFC 2131 §4.1: a NAK without relay is broadcast, always"),
    ("renew after decline", "sent to", "RFC 2131 §4.1: a NAK without relay is broadcast, always"),
    ("request outside the subnet", "replies", "RFC 2131 §3.1 step 4: a request that cannot be met should get a NAK"),
    ("request of no pool", "replies", "RFC 2131 §3.1 step 4: a request that cannot be met should get a NAK"),
    ("request without state", "replies", "RFC 2131 §4.3.2, table 4: a REQUEST names an address"),
    ("unknown init-reboot outside", "replies", "RFC 2131 §4.3.2: on the wrong network a NAK, whoever it is"),
    ("init-reboot after release", "replies", "RFC 2131 §4.3.4: the record of a released lease is kept"),
    ("inform outside", "option *", "RFC 2131 §4.3.5: what is configured for all holds on every network"),
    ("server-id override *", "option 54", "RFC 5107 §4: the relay's address is the server identifier"),
    ("relayed nak", "flags", "RFC 2131 §4.3.2: a NAK through a relay has the broadcast bit"),
    ("option 82 too short *", "option 82", "RFC 3046 §2.2: echoed as received"),
    ("reply instead of request", "replies", "RFC 2131 §2: op 2 is a message of a server"),
)
TRAFFIC4: tuple[Row, ...] = (
    *ANY4,
    ("traffic theft", "flags", "RFC 2131 §4.3.2: a NAK through a relay has the broadcast bit"),
    ("traffic wrong network", "flags", "RFC 2131 §4.3.2: a NAK through a relay has the broadcast bit"),
)

SHARED: tuple[Row, ...] = (
    *ANY4[:2],
    ("authoritative rebind", "replies", "an authoritative server speaks for every address of its network"),
)

GIVEN_UP = "RFC 9915 §18.3.7, §18.3.8: only an association without binding is in the reply"
STATUS = "RFC 9915 §18.3.7, §18.3.8: the message says Success, associations speak for themselves"
ANY6: tuple[Row, ...] = (
    ("*", "option 7", "RFC 9915 §18.3.9: a preference that is configured is sent; clients do not list it"),
)
SPECIAL6: tuple[Row, ...] = (
    *ANY6,
    ("prefix length hint *", "IA_PD 1 *", "RFC 8168 §3.2: the length hinted at; Kea 2.2 knows hints of prefixes only"),
    ("prefix hint of other length *", "IA_PD 1 *", "RFC 8168 §3.2: the length hinted at"),
    ("temporary *", "option 4", "an IA_TA, obsolete since RFC 9915, is told so; Kea leaves it out"),
    ("information with association", "replies", "RFC 9915 §16.12: discarded"),
    ("reserved *", "IA_PD 2 prefix options", "RFC 6603 §4.2: what is excluded lies inside; Kea takes the first pool's"),
    ("request off link", "IA_NA 1 *", "RFC 9915 §18.3.2: NotOnLink; Kea gives another address"),
    ("release*", "IA_*", GIVEN_UP),
    ("decline*", "IA_*", GIVEN_UP),
    ("relayed release", "IA_*", GIVEN_UP),
    ("release*", "status", STATUS),
    ("decline*", "status", STATUS),
    (
        "relayed from nowhere *",
        "replies",
        "RFC 9915 §13.1: link-address names the link; Kea falls back on its interface",
    ),
    ("relay echo *", "relay 0 options", "RFC 4994 §5: echoed when the relay asks; Kea does not know the option"),
)
TRAFFIC6: tuple[Row, ...] = (
    *ANY6,
    ("traffic release", "IA_*", GIVEN_UP),
    ("traffic decline", "IA_*", GIVEN_UP),
    ("traffic decline", "status", STATUS),
)


def judge(found: Sequence[Difference], table: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """The differences that no row explains, and the rows that explain none."""
    unused = set(table)
    unexplained = []
    for difference in found:
        rows = {row for row in table if fnmatchcase(difference.sent, row[0]) and fnmatchcase(difference.field, row[1])}
        if not rows:
            unexplained.append(str(difference))
        unused -= rows
    return unexplained, [row for row in table if row in unused]


Talks = tuple[tuple[Callable[[], Dialogue], Sequence[Row], int], ...]  # what is said, its table, least of answers

TALKS4: Talks = ((special4, SPECIAL4, 140), (lambda: traffic4(1, 250), TRAFFIC4, 250))
TALKS6: Talks = ((special6, SPECIAL6, 140), (lambda: traffic6(1, 250), TRAFFIC6, 250))


@pytest.mark.parametrize(
    ("family", "configuration", "pools", "talks"),
    [
        pytest.param(4, CONFIG4, POOLS4, TALKS4, id="DHCPv4"),
        pytest.param(4, SHARED4, {}, ((shared4, SHARED, 25),), id="DHCPv4-shared-network"),
        pytest.param(6, CONFIG6, POOLS6, TALKS6, id="DHCPv6"),
        pytest.param(4, CLASSES4, POOLS_CLASSES4, ((classes4, ANY4[:1], 80),), id="DHCPv4-classes"),
        pytest.param(6, CLASSES6, POOLS_CLASSES6, ((classes6, (), 50),), id="DHCPv6-classes"),
    ],
)
def test_the_same_answers_but_for_the_tables(
    family: int, configuration: dict[str, Any], pools: dict[str, str], talks: Talks, tmp_path: Path
) -> None:
    with rivals(family, configuration, tmp_path) as (kea, ours):
        outcomes = [compare(kea, ours, dialogue, pools) for dialogue, _, _ in talks]
    for outcome, (_, table, answered) in zip(outcomes, talks, strict=True):
        unexplained, unused = judge(outcome.differences, table)
        assert not unexplained, "\n".join(unexplained)
        assert not unused, f"no packet needs {unused}"
        assert outcome.answered >= answered  # silence is no proof of likeness


def test_every_difference_is_seen() -> None:
    difference = Difference("renew", "option 51", "1", "2")
    assert judge([difference], [("renew", "option 5?", "")]) == ([], [])
    assert judge([difference], [("rebind", "*", "")]) == ([str(difference)], [("rebind", "*", "")])
