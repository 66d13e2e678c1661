from __future__ import annotations

from dhcptools.dump.tables_acts import ACTS, BY_TYPE4, BY_TYPE6, RAPID_ACK, RAPID_REPLY, answer_name
from dhcptools.exchange.answers import answers
from dhcptools.exchange.tables4 import TABLES4
from dhcptools.exchange.tables6 import TABLES6


def test_they_name_every_answer_of_the_exchange_tables() -> None:
    for family, tables, by_type, rapid in ((4, TABLES4, BY_TYPE4, RAPID_ACK), (6, TABLES6, BY_TYPE6, RAPID_REPLY)):
        for exchange in tables:
            for answer in answers(exchange, family):
                request, reply = by_type[answer.request_type], by_type[answer.reply_type]
                if ACTS[request].stage != ACTS[reply].stage and answer.reply in {"ack", "reply"}:
                    reply = rapid if ACTS[request].label in {"discover", "solicit"} else reply
                assert ACTS[reply].label == answer.reply
                assert answer_name(request, reply).endswith(f"_{answer.reply}")


def test_what_answers_a_request_has_its_stage() -> None:
    for act in ACTS[1:]:
        if act.request and act.answered:
            assert [
                other for other in ACTS if not other.request and (other.family, other.stage) == (act.family, act.stage)
            ]
