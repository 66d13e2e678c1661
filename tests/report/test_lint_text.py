from __future__ import annotations

from pathlib import Path

from dhcptools.report.lint_text import concise, statistics, summary, text
from support.lint_results import results


def test_a_line_a_finding(tmp_path: Path) -> None:
    lines = list(concise(results(tmp_path)))
    path = tmp_path / "k0.json"
    assert lines[0].startswith(f"{path}:2:23: KL201 warning: subnet 192.0.2.5/24 has host bits set")
    assert len(lines) == 4
    assert all(line.count("\n") == 1 for line in lines)


def test_the_caret_stands_under_the_place(tmp_path: Path) -> None:
    whole = "".join(text(results(tmp_path)))
    for mark in ('"192.0.2.5/24"', "-5", ",", '"192.0.2.3"'):
        shown = [line.split(" | ", 1)[1] for line in whole.split("\n") if " | " in line]
        pairs = zip(shown[::2], shown[1::2], strict=True)
        assert any(line[caret.index("^") : caret.rindex("^") + 1] == mark for line, caret in pairs if "^" in caret)
    assert "  = fix: write 192.0.2.0/24\n" in whole
    assert "  = kea: " in whole
    assert whole.endswith("1 error, 2 warnings, 1 hint in 1 file; fixable: 2 with --fix\n")
    assert "\x1b" not in whole
    assert "\x1b[1;33mKL201\x1b[0m" in "".join(text(results(tmp_path), colour=True))


def test_long_lines_are_cut_and_controls_are_escaped(tmp_path: Path) -> None:
    long = '{ "Dhcp4": { "comment": "' + "x" * 500 + '", "user-context": { "\x1b[31m": "" },'
    long += '"valid-lifetime": -5, "comment2": "' + "y" * 500 + '" } }'
    whole = "".join(text(results(tmp_path, long)))
    assert max(map(len, whole.split("\n"))) < 300
    assert "\x1b" not in whole


def test_passwords_stay_out_of_logs_and_carets_in_their_place(tmp_path: Path) -> None:
    line = '{ "Dhcp4": { "lease-database": { "type": "mysql", "password": "hunt\\"er" }, "valid-lifetime": -5 } }'
    whole = "".join(text(results(tmp_path, line)))
    assert "hunt" not in whole
    shown = [each.split(" | ", 1)[1] for each in whole.split("\n") if " | " in each]
    pairs = zip(shown[::2], shown[1::2], strict=True)
    assert any(text_line[caret.index("^") : caret.rindex("^") + 1] == "-5" for text_line, caret in pairs)


def test_no_findings_and_statistics(tmp_path: Path) -> None:
    none = results(tmp_path, '{ "Dhcp4": {} }', '{ "Dhcp4": { "valid-lifetime": -1 // dhcptool: ignore KL605\n } }')
    assert summary(none) == "No findings in 2 files (1 ignored).\n"
    assert list(statistics(results(tmp_path))) == [
        "1  KL002  warning  extra-comma\n", "1  KL201  warning  subnet-host-bits\n",
        "1  KL302  info     reservation-in-pool\n", "1  KL605  error    lifetime-wraps\n",
    ]  # fmt: skip  # lines
    assert list(statistics(none)) == []
