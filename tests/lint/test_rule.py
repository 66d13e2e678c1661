from __future__ import annotations

import subprocess
import sys

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.lint.rule import choose, identifiers, load_rule


def test_selection_by_the_longest_prefix() -> None:
    assert list(choose(["ALL"], [])) == list(identifiers())
    assert list(choose(["KL2"], ["ALL"])) == [each for each in identifiers() if each.startswith("KL2")]
    assert "KL201" not in list(choose(["ALL"], ["KL201"]))
    assert list(choose(["KL201"], ["KL2", "ALL"])) == ["KL201"]
    assert list(choose(["KL201"], ["KL201"])) == []
    assert list(choose([], [])) == []


@pytest.mark.parametrize("word", ["KL000", "KX1", "kl201", ""])
def test_a_prefix_of_nothing(word: str) -> None:
    if word:
        with pytest.raises(ValueError, match=word):
            list(choose([word], []))
    with pytest.raises(KeyError):
        load_rule(word)


def test_a_loaded_rule_has_its_page_and_makes_findings() -> None:
    loaded = load_rule("KL201")
    assert loaded.page.startswith("A subnet is written with host bits.")
    root = parse(b"{}", "f").root
    finding = loaded.rule.finding(root, "text")
    assert (finding.rule, finding.severity, finding.message) == ("KL201", "warning", "text")


def test_rules_not_chosen_are_not_imported() -> None:
    code = (
        "import sys; from dhcptools.lint.rule import choose, load_rule;"
        "[load_rule(each) for each in choose(['KL201'], [])];"
        "print([name for name in sys.modules if name.startswith('dhcptools.lint.rules.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['dhcptools.lint.rules.kl201']\n"
