"""The order of a clean-up's files, and a set that belongs together while they are renamed."""

from __future__ import annotations

from io import FileIO
from pathlib import Path

import pytest

from dhcptools.kea.memfile import siblings
from dhcptools.kea.memfile.siblings import open_files, open_only, reading_order


def create(folder: Path, *suffixes: str) -> Path:
    for suffix in suffixes:
        (folder / f"leases.csv{suffix}").write_text(suffix)
    return folder / "leases.csv"


@pytest.mark.parametrize(
    ("there", "order"),
    [
        (["", ".1", ".2"], [".2", ".1", ""]),
        (["", ".1", ".2", ".completed"], [".completed", ""]),
        (["", ".2", ".output", ".pid"], [".2", ""]),
        ([".1"], [".1"]),
        ([""], [""]),
    ],
)
def test_order(tmp_path: Path, there: list[str], order: list[str]) -> None:
    path = create(tmp_path, *there)
    assert [found.name.removeprefix("leases.csv") for found in reading_order(path)] == order
    with open_files(path) as opened:
        assert [file.read().decode() for _, file in opened.files] == order
    assert all(file.closed for _, file in opened.files)


def test_a_rename_while_opening_starts_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = create(tmp_path, "", ".2")
    opened_names: list[str] = []

    def rotating(name: Path) -> FileIO:
        file = FileIO(name)
        opened_names.append(name.name)
        if len(opened_names) == 2:  # after the first set was opened, before it was looked at again
            path.rename(tmp_path / "leases.csv.1")
            path.write_text("new")
        return file

    monkeypatch.setattr(siblings, "FileIO", rotating)
    with open_files(path) as opened:
        assert [file.read() for _, file in opened.files] == [b".2", b"", b"new"]
    assert opened_names == ["leases.csv.2", "leases.csv", "leases.csv.2", "leases.csv.1", "leases.csv"]


@pytest.mark.parametrize("then", ["", "new"])
def test_a_rename_while_looking_is_not_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str) -> None:
    path = create(tmp_path, "")
    looks: list[list[Path]] = []

    def look(name: Path) -> list[Path]:
        if not looks:  # X.1 was looked for before the rename, X after it
            path.rename(tmp_path / "leases.csv.1")
            looks.append([])
            return []
        if then:
            path.write_text(then)
        looks.append(reading_order(name))
        return looks[-1]

    monkeypatch.setattr(siblings, "reading_order", look)
    with open_files(path) as opened:
        assert [file.read() for _, file in opened.files] == [b"", b"new"][: len(looks[-1])]
    assert len(looks[-1]) == (2 if then else 1)


def test_files_that_never_stand_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = create(tmp_path, "")

    def replaced(name: Path) -> FileIO:
        file = FileIO(name)
        name.with_suffix(".new").write_text("x")
        name.with_suffix(".new").rename(name)
        return file

    monkeypatch.setattr(siblings, "FileIO", replaced)
    with pytest.raises(OSError, match="renamed again and again"):
        open_files(path)


def test_none_is_not_found(tmp_path: Path) -> None:
    for with_siblings in (True, False):
        with pytest.raises(FileNotFoundError, match=r"leases\.csv"):
            open_files(tmp_path / "leases.csv", siblings=with_siblings)


def test_one_file_alone(tmp_path: Path) -> None:
    path = create(tmp_path, "", ".1")
    with open_files(path, siblings=False) as opened:
        assert [found for found, _ in opened.files] == [path]


def test_only_these(tmp_path: Path) -> None:
    path = create(tmp_path, "", ".1")
    with open_only([tmp_path / "leases.csv.2", tmp_path / "leases.csv.1"]) as opened:
        assert [found.name for found, _ in opened.files] == [path.name + ".1"]
