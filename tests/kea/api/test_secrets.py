from __future__ import annotations

import json
from pathlib import Path

from dhcptools.kea.api.secrets import HIDDEN, redact, without

API = Path(__file__).resolve().parents[2] / "data" / "kea22" / "kea22-api.jsonl"


def test_passwords_of_a_configuration_are_hidden_wherever_they_stand() -> None:
    config = {
        "lease-database": {"user": "kea", "password": "geheim", "name": "leases"},
        "authentication": {"clients": [{"user": "admin", "password": "geheim", "password-file": "kea.pw"}]},
        "tsig-keys": [{"name": "k", "secret": "geheim"}],
        "DB_PASSWORD": {"deep": ["geheim"]},
    }
    found = redact(config)
    assert "geheim" not in json.dumps(found)
    assert found["authentication"]["clients"][0] == {  # type: ignore[index]  # as it came
        "user": "admin", "password": HIDDEN, "password-file": "kea.pw",
    }  # fmt: skip  # as it came
    assert config["lease-database"]["password"] == "geheim"  # type: ignore[index]  # the original is as it was


def test_what_has_no_secrets_stays_as_it_is() -> None:
    for line in API.read_text().splitlines():
        answer = json.loads(line)
        assert redact(answer) == answer


def test_values_without_end() -> None:
    nested: list[object] = []
    for _ in range(5000):
        nested = [nested]
    assert HIDDEN in str(redact(nested))


def test_texts() -> None:
    assert without("user kea, password geheim", "geheim") == f"user kea, password {HIDDEN}"
    assert without("text", "") == "text"
