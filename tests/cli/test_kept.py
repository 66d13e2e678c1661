from __future__ import annotations

import os
from pathlib import Path

import pytest

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.kept import KeptFile


def test_what_was_there_stays_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")
    path.chmod(0o640)
    with KeptFile(str(path)) as kept:
        assert path.read_text() == "old"
        kept.write("new")
        assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o640


def test_without_a_result_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), KeptFile(str(path)):
        raise KeyboardInterrupt
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_new_file_has_the_permissions_that_others_get(tmp_path: Path) -> None:
    plain, path = tmp_path / "plain", tmp_path / "run.json"
    plain.write_text("x")
    with KeptFile(str(path)) as kept:
        kept.write("new")
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_link_goes_on_pointing_to_its_file(tmp_path: Path) -> None:
    path, link = tmp_path / "run.json", tmp_path / "link"
    path.write_text("old")
    link.symlink_to(path)
    with KeptFile(str(link)) as kept:
        kept.write("new")
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_a_pipe_is_written_to_in_place(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with KeptFile(f"/dev/fd/{writing}") as kept:
        kept.write("new")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "new"


@pytest.mark.parametrize("name", [".", "no/run.json"])
def test_what_cannot_be_written_is_found_out_first(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot write"), KeptFile(str(tmp_path / name)):
        pytest.fail("entered")
